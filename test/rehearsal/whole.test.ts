// The promise, tried: for every order the two systems agree, or somebody owns the difference; and what the ledger says is
// held against the books of the two systems, which know nothing of it.
import { expect, test } from 'vitest'
import { ledger, tally, whole } from './whole.ts'

const hour = 3_600_000

test('without planted faults every order ends agreed and proven', async () => {
  const on = await whole()
  await on.after(1.5 * hour)
  expect(on.peers.unsettled()).toEqual([])
  expect(tally(ledger(on))).toEqual({ 'agreed and proven': 100 })
  expect(on.engine().counts()).toMatchObject({ everAdrift: 0, openExceptions: 0, backlog: 0 })
})

/** One run for the tests that look at what was planted. */
const planted = (async () => {
  const on = await whole({ planted: true, orders: 140 })
  await on.after(1.5 * hour)
  return on
})()

test('the owned orders are exactly those that were planted', async () => {
  const on = await planted
  const books = ledger(on)
  const owned = [...books].filter(([, { loop }]) => loop === 'owned').map(([number]) => number)
  expect(owned.toSorted()).toEqual(on.peers.plantedOrders.map(({ orderNumber }) => orderNumber).toSorted())
  expect(new Set(on.peers.plantedOrders.map(({ cause }) => cause)).size).toBe(7)
  expect(tally(books)).toEqual({ 'agreed and proven': 140 - owned.length, owned: owned.length })
  expect(on.engine().counts().everAdrift).toBe(0)
})

test('each planted cause is owned under its own name', async () => {
  const on = await planted
  const books = ledger(on)
  const { exceptions } = on.memory.books
  const kinds = (number: string) => books.get(number)?.order.exceptions.map((id) => exceptions.get(id)?.kind)
  const expected = {
    'unmapped-component': 'unmapped-code',
    'wrong-birth-date': 'identity-conflict',
    'never-ordered': 'unsolicited-result',
    'lab-silent': 'overdue-step',
    'ehr-refuses': 'delivery-refused',
    'lab-refuses': 'order-refused',
    'silent-overwrite': 'silent-overwrite',
  }
  for (const { orderNumber, cause } of on.peers.plantedOrders)
    expect([cause, kinds(orderNumber)]).toEqual([cause, expect.arrayContaining([expected[cause]])])
})

test('lost answers, busy receivers and repeated messages leave every order agreed and proven', async () => {
  const on = await whole({
    faults: ['lost-acknowledgement', 'slow-acknowledgement', 'busy', 'repeat'],
    faultShare: 0.05,
  })
  await on.after(1.5 * hour)
  expect(on.peers.unsettled()).toEqual([])
  expect(tally(ledger(on))).toEqual({ 'agreed and proven': 100 })
})

test('an engine that is killed again and again loses nothing', async () => {
  const on = await whole()
  for (let kill = 0; kill < 12; kill++) {
    await on.after(37_000 + kill * 1_111)
    await on.restart()
  }
  await on.after(1.5 * hour)
  expect(on.peers.unsettled()).toEqual([])
  expect(tally(ledger(on))).toEqual({ 'agreed and proven': 100 })
  expect(on.engine().counts().everAdrift).toBe(0)
})
