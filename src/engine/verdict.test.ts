// What a flow decides about a code that it cannot map, and how the sender hears of it under each way to acknowledge.
import { expect, test } from 'vitest'
import { deliveryStates, kinds, one, open, order } from './testing/looking.ts'
import { oru } from './testing/messages.ts'
import type { SiteChange } from './testing/site.ts'
import { world } from './testing/world.ts'

const mapped = (unmapped: 'pass' | 'hold' | 'reject', acknowledge: 'stored' | 'decided' = 'stored'): SiteChange => ({
  components: { NA: '2951-2' },
  flows: {
    results: { unsolicited: 'accept', unmapped, acknowledge, steps: [{ map: 'OBX[*]-3.1', table: 'components' }] },
  },
})

test.each([
  ['pass', 'stored', 'AA M1', 1, []],
  ['hold', 'stored', 'AA M1', 0, ['held']],
  ['reject', 'stored', 'AA M1', 0, []],
  ['pass', 'decided', 'AA M1', 1, []],
  ['hold', 'decided', 'AA M1', 0, ['held']],
  ['reject', 'decided', 'AE M1', 0, []],
] as const)(
  'an unmapped code under unmapped: %s, acknowledge: %s',
  async (unmapped, acknowledge, answer, seen, held) => {
    const on = await world({ site: mapped(unmapped, acknowledge) })
    on.lis.send(oru(one, '4.1'))
    await on.after(100)
    expect(on.lis.answers()).toEqual([answer])
    expect(on.toEhr.got).toHaveLength(seen)
    expect(deliveryStates(on).filter((state) => state === 'held')).toEqual(held)
    expect(kinds(on)).toEqual(['unmapped-code'])
    const stopped = unmapped !== 'pass'
    expect(open(on)[0]).toMatchObject({ team: stopped ? 'lab' : 'desk', ...(stopped ? { severity: 'critical' } : {}) })
    const known = !(unmapped === 'reject' && acknowledge === 'decided')
    expect(on.memory.books.orders.size).toBe(known ? 1 : 0)
    if (known) expect(order(on).loop).toBe('owned')
  },
)

test('a sender that asks for the verdict (MSH-16) hears that a flow refused its message, whatever the flow acknowledges', async () => {
  const on = await world({ site: mapped('reject', 'stored') })
  on.lis.send(oru(one, '4.1', { accept: 'AL', application: 'AL' }))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['CA M1', 'AE M1'])
  expect(on.toEhr.got).toEqual([])
  expect(kinds(on)).toEqual(['unmapped-code'])
})

test('in observe mode what a flow would refuse is told to the ledger all the same', async () => {
  const on = await world({ site: { ...mapped('reject', 'decided'), mode: 'observe' } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AA M1'])
  expect(order(on)).toMatchObject({ order: { state: 'final' } })
})

test('a message refused whole is repeated to with the same refusal', async () => {
  const on = await world({ site: mapped('reject', 'decided') })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1', 'AE M1'])
  expect(on.lis.heard[1]).toEqual(on.lis.heard[0])
})

test('a repeat that comes while the verdict is being stored gets that verdict', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept', acknowledge: 'decided' } } } })
  let flushes = 0
  on.life.store.delay_ms = (call) => {
    if (call === 'receive') return ++flushes === 1 ? 20 : 30
    return call === 'commit' ? 20 : 2
  }
  on.lis.send(oru(one, '4.1'))
  on.lis.send(oru(one, '4.1'))
  await on.after(500)
  expect(on.lis.answers()).toEqual(['AA M1', 'AA M1'])
  expect(on.toEhr.got).toHaveLength(1)
})

test('a verdict that a crash kept from its sender is given when it asks again', async () => {
  const on = await world({ site: mapped('reject', 'decided') })
  on.life.store.onDone = (call) => call === 'commit' && on.life.crash()
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual([])
  await on.begin()
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AE M1'])
})
