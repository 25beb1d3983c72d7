// The promise over a thousand orders, with planted causes, misbehaving peers and an engine that is killed.
import { expect, test } from 'vitest'
import { ledger, tally, whole } from './whole.ts'

const minute = 60_000

test('a thousand orders, faults and kills: agreed and proven, or owned for a planted cause', async () => {
  const on = await whole({
    orders: 1000,
    perSecond: 1,
    planted: true,
    seed: 'long',
    faults: ['lost-acknowledgement', 'slow-acknowledgement', 'busy', 'repeat'],
    mix: { partial: 0.2, corrected: 0.1, cancelledByPlacer: 0.05, cancelledByLab: 0.05 },
  })
  for (let kill = 0; kill < 25; kill++) {
    await on.after(31_000 + kill * 1_777)
    await on.restart()
  }
  await on.after(90 * minute)
  const planted = on.peers.plantedOrders.map(({ orderNumber }) => orderNumber)
  const books = ledger(on)
  expect(on.peers.unsettled()).toEqual([])
  expect(
    [...books]
      .filter(([, { loop }]) => loop === 'owned')
      .map(([number]) => number)
      .toSorted(),
  ).toEqual(planted.toSorted())
  expect(tally(books)).toEqual({ 'agreed and proven': 1000 - planted.length, owned: planted.length })
  expect(on.engine().counts().everAdrift).toBe(0)
})

test('an order whose chart is proven before its acknowledgement arrives is not adrift', async () => {
  const on = await whole({
    ...{ seed: 'c', orders: 300, perSecond: 0.5, planted: true },
    faults: ['lost-acknowledgement', 'slow-acknowledgement', 'busy', 'repeat'],
    mix: { partial: 0.2, corrected: 0.2, cancelledByPlacer: 0.2, cancelledByLab: 0.1 },
  })
  for (let kill = 0; kill < 6; kill++) {
    await on.after(91_000 + kill * 7000)
    await on.restart()
  }
  await on.after(90 * 60_000)
  expect(on.engine().counts().everAdrift).toBe(0)
})
