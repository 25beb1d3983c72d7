import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Entry, LaneQueue } from './lane-queue.ts'

function entry(id: number, lanes: readonly number[]): Entry {
  return {
    ...{
      id,
      flow: 'f',
      messageId: id,
      controlId: `C${id}`,
      lanes,
      orderIds: [],
      queuedAt: id,
      body: new Uint8Array(10),
    },
    ...{ state: 'ready', attempts: 0, blockers: 0, waiters: [], evicted: false, announced: false },
    ...{
      written: '',
      sentAt: 0,
      sentBeforeAt: 0,
      firstSentAt: 0,
      firstBusyAt: 0,
      unanswered: 0,
      unansweredAt: 0,
      busy: 0,
      timeouts: 0,
    },
    ...{ before: null, behind: null, turnAt: 0 },
  }
}

function takeAll(queue: LaneQueue): Entry[] {
  const taken: Entry[] = []
  for (let next = queue.take(); next; next = queue.take()) taken.push(next)
  return taken
}

const ids = (entries: readonly Entry[]) => entries.map(({ id }) => id)

test('an entry waits for every earlier one of its lanes, and the oldest goes first', () => {
  const queue = new LaneQueue()
  const [a, b, c, d] = [entry(1, [1, 2]), entry(2, [2, 3]), entry(3, [3]), entry(4, [4])]
  for (const one of [a, b, c, d]) queue.add(one)
  expect(ids(takeAll(queue))).toEqual([1, 4])
  queue.done(a)
  expect(ids(takeAll(queue))).toEqual([2])
  queue.done(b)
  expect(ids(takeAll(queue))).toEqual([3])
})

test('what is held takes everything behind it out of memory, and keeps newcomers of its lanes out', () => {
  const queue = new LaneQueue()
  const [a, b, c, d] = [entry(1, [1]), entry(2, [1, 2]), entry(3, [2]), entry(4, [9])]
  for (const one of [a, b, c, d]) queue.add(one)
  queue.hold(a)
  expect(queue.size).toBe(1)
  expect(queue.add(entry(5, [2]))).toBe(false)
  expect(queue.add(entry(6, [9]))).toBe(true)
  expect(queue.unpark([])).toBe(2)
  expect(queue.add(entry(2, [1, 2]))).toBe(true)
})

test('bytes in memory are those of the entries in it', () => {
  const queue = new LaneQueue()
  const [a, b] = [entry(1, [1]), entry(2, [1])]
  queue.add(a)
  queue.add(b)
  expect(queue.bytes).toBe(20)
  queue.done(a)
  expect(queue.bytes).toBe(10)
})

test('whatever ends when, no lane is ever overtaken and nothing is forgotten', () => {
  const plan = fc.record({
    lanes: fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 40,
    }),
    picks: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
    backs: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  })
  fc.assert(
    fc.property(plan, ({ lanes, picks, backs }) => {
      const queue = new LaneQueue()
      const entries = lanes.map((own, index) => entry(index + 1, own))
      for (const one of entries) queue.add(one)
      const done: Entry[] = []
      let flying: Entry[] = []
      for (let round = 0; done.length < entries.length && round < 500; round++) {
        for (const one of takeAll(queue)) {
          one.state = 'flying'
          flying.push(one)
        }
        for (const one of flying) {
          const earlier = entries.filter((other) => other.id < one.id && !done.includes(other))
          expect(earlier.some((other) => other.lanes.some((lane) => one.lanes.includes(lane)))).toBe(false)
        }
        const pick = flying[picks[round % 40]! % flying.length]!
        flying = flying.filter((one) => one !== pick)
        if (round < 40 && backs[round]) queue.giveBack(pick)
        else {
          queue.done(pick)
          done.push(pick)
        }
      }
      expect(done).toHaveLength(entries.length)
      expect(queue.size).toBe(0)
    }),
  )
})
