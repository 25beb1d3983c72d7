import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countFree, free } from './waiting.ts'

type Delivery = Parameters<typeof free>[0][number]
const delivery = (id: number, lanes: Delivery['lanes'], state: Delivery['state'] = 'queued'): Delivery => ({
  ...{ id, lanes, state },
})
const ids = (list: readonly Delivery[]) => list.map(({ id }) => id)

test('what waits behind something held of its order waits with it, and other orders go on', () => {
  const queue = [delivery(1, [1], 'held'), delivery(2, [1]), delivery(3, [2])]
  expect(ids(free(queue))).toEqual([3])
})

test('what was queued before the held one is free, in whatever order they are given', () => {
  const queue = [delivery(3, [1]), delivery(2, [1], 'held'), delivery(1, [1])]
  expect(ids(free(queue))).toEqual([1])
})

test('a message about two orders carries the wait from one to the other', () => {
  const queue = [delivery(1, [1], 'held'), delivery(2, [1, 2]), delivery(3, [2]), delivery(4, [3])]
  expect(ids(free(queue))).toEqual([4])
})

test('nothing that is free shares a lane with something held before it', () => {
  const lanes = fc.uniqueArray(fc.constantFrom(1, 2, 3, 4), { minLength: 1, maxLength: 3 })
  const queues = fc.array(fc.tuple(lanes, fc.constantFrom('queued', 'sent', 'held') as fc.Arbitrary<Delivery['state']>))
  fc.assert(
    fc.property(queues, (drawn) => {
      const queue = drawn.map(([own, state], index) => delivery(index + 1, own, state))
      const found = free(queue)
      for (const one of found) {
        const before = queue.filter(({ id, state }) => state === 'held' && id <= one.id)
        expect(before.some((held) => held.lanes.some((lane) => one.lanes.includes(lane)))).toBe(false)
      }
      if (queue.every(({ state }) => state !== 'held')) expect(found).toHaveLength(queue.length)
    }),
  )
})

test('every destination is counted by itself: what one of them holds stops nothing of another', async () => {
  const queued = { ehr: [delivery(2, [1]), delivery(3, [2])], lab: [delivery(4, [1])] }
  const held = { ehr: [delivery(1, [1], 'held')], lab: [] }
  const asked: string[] = []
  const store = {
    undelivered: async (id: string) => queued[id as 'ehr'] ?? [],
    held: async (id: string) => {
      asked.push(id)
      return held[id as 'ehr'] ?? []
    },
  } as unknown as Parameters<typeof countFree>[0]
  expect(await countFree(store, ['ehr', 'lab', 'quiet'])).toBe(2)
  // Where nothing waits, nothing is asked.
  expect(asked).toEqual(['ehr', 'lab'])
})
