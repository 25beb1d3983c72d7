// On which side of a band a value lies. The one thing to know: a value is a stretch of numbers (`<5` is everything below 5),
// and only where the whole stretch lies on one side is the answer sure.
import type { Value } from '../values/value.ts'
import { qualityOf, sameWords } from '../values/words.ts'
import type { Band } from './range.ts'

export type Side = 'below' | 'inside' | 'above' | 'outside' | 'unsure'

/** Numbers from `low` to `high`; null: without end. */
export type Stretch = {
  readonly low: number | null
  readonly high: number | null
  readonly lowInclusive: boolean
  readonly highInclusive: boolean
}

/** The numbers that a value can be; null where it is none. A titre is its reciprocal: 1:80 is 80. */
export function stretchOf(value: Value): Stretch | null {
  if (value.kind === 'interval') return { low: value.low, high: value.high, lowInclusive: true, highInclusive: true }
  if (value.kind === 'titre') return compared(value.comparator, value.reciprocal)
  return value.kind === 'number' ? compared(value.comparator, value.value) : null
}

function compared(comparator: string, number: number): Stretch {
  const low = comparator.startsWith('<') ? null : number
  const high = comparator.startsWith('>') ? null : number
  const inclusive = comparator === '' || comparator.endsWith('=')
  return { low, high, lowInclusive: inclusive, highInclusive: inclusive }
}

/**
 * Where a value lies. `below` and `above`: all that it can be is on that side; `outside`: words that differ from what is
 * expected; `unsure`: it may be either, or the two cannot be compared.
 */
export function sideOf(value: Value, band: Stretch & Pick<Band, 'words'>): Side {
  if (band.words !== null) return sideOfWords(value, band.words)
  const stretch = stretchOf(value)
  if (!stretch || (band.low === null && band.high === null) || isInverted(band)) return 'unsure'
  if (isBelow(stretch, band)) return 'below'
  if (isBelow(band, stretch)) return 'above'
  return isWithin(stretch, band) ? 'inside' : 'unsure'
}

/** Limits the wrong way round: nobody can say what was meant. */
export function isInverted({ low, high }: Pick<Stretch, 'low' | 'high'>): boolean {
  return low !== null && high !== null && low > high
}

/** All of `one` is less than all of `other`. */
function isBelow(one: Stretch, other: Stretch): boolean {
  if (one.high === null || other.low === null) return false
  return one.high < other.low || (one.high === other.low && !(one.highInclusive && other.lowInclusive))
}

function isWithin(inner: Stretch, outer: Stretch): boolean {
  const lowFits =
    outer.low === null ||
    (inner.low !== null &&
      (inner.low > outer.low || (inner.low === outer.low && (outer.lowInclusive || !inner.lowInclusive))))
  const highFits =
    outer.high === null ||
    (inner.high !== null &&
      (inner.high < outer.high || (inner.high === outer.high && (outer.highInclusive || !inner.highInclusive))))
  return lowFits && highFits
}

function sideOfWords(value: Value, words: string): Side {
  const said = wordsOf(value)
  if (said === null) return 'unsure'
  if (said.some((each) => sameWords(each, words))) return 'inside'
  const expected = qualityOf(words)
  const found = value.kind === 'coded' || value.kind === 'text' ? value.quality : null
  if (value.kind === 'grade') return expected === 'negative' ? (value.plus > 0 ? 'outside' : 'inside') : 'unsure'
  if (!expected || !found || found === 'indeterminate') return 'unsure'
  return good.has(expected) === good.has(found) ? 'inside' : 'outside'
}

const good: ReadonlySet<string> = new Set(['negative', 'normal'])

function wordsOf(value: Value): readonly string[] | null {
  if (value.kind === 'coded') return [value.name, value.code, value.alternate?.name ?? '', value.alternate?.code ?? '']
  return value.kind === 'text' || value.kind === 'grade' ? [value.text] : null
}
