import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InFlight } from './in-flight.ts'
import type { Entry } from './lane-queue.ts'

const within_ms = 100

function entry(id: number, sentAt: number): Entry {
  return { id, sentAt, sentBeforeAt: 0, timeouts: 0, before: null, behind: null, turnAt: 0 } as unknown as Entry
}

const ids = (entries: readonly Entry[]) => entries.map(({ id }) => id)

test('whatever is answered when, each waits from its sending, or from the last answer to one that was sent before it', () => {
  const step = fc.record({ pick: fc.nat(), passes_ms: fc.nat(60), answered: fc.boolean() })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step, { maxLength: 30 }), (count, steps) => {
      const flying = new InFlight()
      const entries = Array.from({ length: count }, (_, n) => entry(n + 1, 1000 + n))
      for (const one of entries) flying.add(one)
      let left = entries
      const answers: { readonly id: number; readonly at: number }[] = []
      let now = 1000 + count
      for (const { pick, passes_ms, answered } of steps) {
        if (left.length === 0) break
        now += passes_ms
        const one = left[pick % left.length]!
        left = left.filter((other) => other !== one)
        if (answered) {
          flying.answered(one, now, true)
          answers.push({ id: one.id, at: now })
        } else flying.remove(one)
        const since = ({ id, sentAt }: Entry) =>
          Math.max(sentAt, ...answers.filter((answer) => answer.id < id).map(({ at }) => at))
        const due = left.filter((each) => since(each) + within_ms <= now)
        const others = left.filter((each) => !due.includes(each)).map((each) => since(each) + within_ms)
        const last = Math.max(0, ...answers.map(({ at }) => at))
        const { found, isSilent, next } = flying.overdue(now, () => within_ms)
        expect(ids(found)).toEqual(ids(due))
        expect(isSilent).toBe(due.some((each) => since(each) >= last))
        expect(next).toBe(Math.min(Number.POSITIVE_INFINITY, ...others))
        expect(flying.size).toBe(left.length)
      }
      expect(ids(flying.takeAll())).toEqual(ids(left))
      expect(flying.size).toBe(0)
    }),
  )
})

test('how long an answer took is known for the first in flight, and for one that was given up', () => {
  const flying = new InFlight()
  const [first, second, third] = [entry(1, 10), entry(2, 20), entry(3, 30)]
  for (const one of [first, second, third]) flying.add(one)
  expect(flying.answered(second, 50, true)).toBe(null)
  expect(flying.answered(first, 60, true)).toBe(50)
  expect(flying.answered(third, 100, true)).toBe(40)
  second.timeouts = 1
  expect(flying.answered(second, 150, true)).toBe(130)
  Object.assign(second, { sentBeforeAt: 20, sentAt: 160 })
  flying.add(second)
  expect(flying.answered(second, 170, false)).toBe(150)
  expect(flying.size).toBe(0)
})
