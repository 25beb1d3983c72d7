// A seeded source of chance: xoshiro128** by Blackman and Vigna ("Scrambled Linear Pseudorandom Number Generators", 2021).
// The one thing to know: the same seed gives the same numbers everywhere; none of them is fit for a secret.
import type { Random } from './ports/clock.ts'

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const TWO_TO_32 = 2 ** 32

/** `seed`: any text or number; seeds that differ in one character give unrelated numbers. */
export function seededRandom(seed: string | number): Random {
  return fromWords(xoshiro128(stateOf(String(seed))))
}

/** The port, on top of a source of whole numbers in [0, 2^32). */
export function fromWords(word: () => number): Random {
  const next = () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53
  const below = (limit: number) => {
    if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError(`below(${limit}): a whole number from 1 up`)
    if (limit > TWO_TO_32) return Math.floor(next() * limit)
    const fair = TWO_TO_32 - (TWO_TO_32 % limit) // above it, some remainders would come more often
    let drawn = word()
    while (drawn >= fair) drawn = word()
    return drawn % limit
  }
  const token = (length: number) => Array.from({ length }, () => CHARACTERS[below(CHARACTERS.length)]).join('')
  return { next, below, token }
}

/** The generator itself, from a state of four words that are not all 0. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    return result
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

/** Spreads a text over the state: each character is mixed into a counter that then fills the four words. */
function stateOf(seed: string): [number, number, number, number] {
  let hash = 0x9e3779b9
  for (let at = 0; at < seed.length; at++) hash = mixed(hash ^ (seed.charCodeAt(at) + Math.imul(at, 0x85ebca6b)))
  let other = seed.length
  for (let at = seed.length - 1; at >= 0; at--) other = mixed(Math.imul(other, 31) + seed.charCodeAt(at))
  const words = [1, 2, 3, 4].map((n) => mixed((n % 2 ? hash : other) + Math.imul(n, 0x9e3779b9)))
  return [words[0]! | 1, words[1]!, words[2]!, words[3]!]
}

/** A good mix of 32 bits: the finaliser of MurmurHash3. */
function mixed(word: number): number {
  let mix = word | 0
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b)
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35)
  return mix ^ (mix >>> 16)
}
