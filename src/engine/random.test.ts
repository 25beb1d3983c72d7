import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromWords, seededRandom, xoshiro128 } from './random.ts'

/** The generator again, as published, in whole numbers of any size. */
function reference(state: readonly number[], count: number): number[] {
  const mask = (1n << 32n) - 1n
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask
  const s = state.map(BigInt)
  return Array.from({ length: count }, () => {
    const result = (rotate((s[1]! * 5n) & mask, 7n) * 9n) & mask
    const t = (s[1]! << 9n) & mask
    s[2]! ^= s[0]!
    s[3]! ^= s[1]!
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= t
    s[3] = rotate(s[3]!, 11n)
    return Number(result)
  })
}

test('the generator is xoshiro128**', () => {
  const word = xoshiro128([1, 2, 3, 4])
  expect([word(), word(), word(), word()]).toEqual([11520, 0, 5927040, 70819200])
  const words = fc.tuple(fc.nat(2 ** 31), fc.nat(2 ** 31), fc.nat(2 ** 31), fc.integer({ min: 1, max: 2 ** 31 - 1 }))
  fc.assert(
    fc.property(words, (state) => {
      const next = xoshiro128(state)
      expect(Array.from({ length: 20 }, next)).toEqual(reference(state, 20))
    }),
  )
})

test('the same seed gives the same numbers, another seed others', () => {
  const first = (seed: string | number) => seededRandom(seed).token(20)
  expect(first(7)).toBe(first('7'))
  const seeds = Array.from({ length: 20_000 }, (_, n) => `${n % 2 ? 'world ' : ''}${n}`)
  expect(new Set(seeds.map(first)).size).toBe(seeds.length)
})

test('numbers below a limit are whole, in range, and come equally often', () => {
  const random = seededRandom('even')
  const counts = new Array(10).fill(0)
  for (let n = 0; n < 100_000; n++) counts[random.below(10)]++
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  expect(random.below(1)).toBe(0)
  expect(random.below(2 ** 40)).toBeLessThan(2 ** 40)
  expect(() => random.below(0)).toThrow(RangeError)
})

test('the part of the words that would make some numbers likelier is passed over', () => {
  const words = [2 ** 32 - 1, 5]
  expect(fromWords(() => words.shift()!).below(3)).toBe(2) // 2^32 - 1 is above the last multiple of 3
})

test('fractions fill [0, 1) evenly', () => {
  const random = seededRandom(1)
  const drawn = Array.from({ length: 100_000 }, () => random.next())
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...drawn)).toBeLessThan(1)
  expect(Math.abs(drawn.reduce((sum, value) => sum + value, 0) / drawn.length - 0.5)).toBeLessThan(0.005)
})

test('a token is of digits and capital letters', () => {
  expect(seededRandom(3).token(200)).toMatch(/^[0-9A-Z]{200}$/)
})
