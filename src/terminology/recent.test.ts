import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Recent } from './recent.ts'

const steps = fc.array(
  fc.record({ do: fc.constantFrom('set', 'set', 'set', 'delete'), key: fc.nat({ max: 12 }), value: fc.nat() }),
  { maxLength: 200 },
)

/** The same by the book: a list, the oldest first. */
function byTheBook(most: number, told: { do: string; key: number; value: number }[]): [number, number][] {
  let kept: [number, number][] = []
  for (const { do: what, key, value } of told) {
    kept = kept.filter(([known]) => known !== key)
    if (what === 'set') kept = [...kept, [key, value] as [number, number]].slice(-most)
  }
  return kept
}

test('the latest are kept, and what was set longest ago is forgotten first', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), steps, (most, told) => {
      const recent = new Recent<number, number>(most)
      for (const { do: what, key, value } of told) {
        if (what === 'set') recent.set(key, value)
        else recent.delete(key)
      }
      const expected = byTheBook(most, told)
      expect([...recent.entries()]).toEqual(expected)
      expect(recent.size).toBe(expected.length)
      for (const [key, value] of expected) expect(recent.get(key)).toBe(value)
    }),
  )
})

/** Processor time of setting new keys in a map that is full, a key. */
function costOfFull(most: number): number {
  const recent = new Recent<number, number>(most)
  for (let key = 0; key < 2 * most; key++) recent.set(key, key)
  const before = process.cpuUsage()
  const count = 20_000
  for (let key = 2 * most; key < 2 * most + count; key++) recent.set(key, key)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

test('to forget one costs the same however many are kept', () => {
  costOfFull(1000)
  // From the beginning of the map it would be some ninety times as much; the rest is the machine's caches.
  expect(costOfFull(100_000)).toBeLessThan(20 * Math.max(costOfFull(1000), 0.1))
})
