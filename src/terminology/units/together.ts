// A result in another unit: the value, its range and its critical limits converted together, with rules for rounding. The
// one thing to know: a conversion never changes what the result says of the range. Where the asked number of decimals would
// bring a value onto its limit, two limits onto each other, or a number to another by more than a quarter, more are kept.
import { add, decimalFraction, multiply, type Rounding, roundedTo, toNumber } from '../decimal.ts'
import { printBand } from '../ranges/print.ts'
import type { Band } from '../ranges/range.ts'
import { sideOf } from '../ranges/side.ts'
import type { NumberValue, Value } from '../values/value.ts'
import { readValue } from '../values.ts'
import { type ConversionOptions, type Factor, factorOf, type Refusal } from './convert.ts'
import type { Unit } from './unit.ts'

export type Together = {
  readonly value: Value
  /** The reference band of the value; null where the message has none. */
  readonly band?: Band | null
  readonly critical?: { readonly low: number | null; readonly high: number | null }
}

export type TogetherOptions = ConversionOptions & {
  /** Decimals of the target (its catalog's precision). Absent: as many as keep the precision of what is converted. */
  readonly decimals?: number
}

/**
 * What cannot be converted beside what `factorOf` refuses: a value or a range that is no number; what no number of decimals
 * says without saying something else (`<5` and `>5` of one result, either on its limit of 5).
 */
export type TogetherRefusal = Refusal | PartsRefusal

type PartsRefusal = 'value-not-a-number' | 'range-not-a-number' | 'says-another'

export type ConvertedTogether = {
  /** The value as it is written in the new unit, its comparator before it. */
  readonly text: string
  readonly value: Value
  readonly band: Band | null
  /** The range as it is written in the new unit; empty where there is none. */
  readonly rangeText: string
  readonly critical: { readonly low: number | null; readonly high: number | null }
  readonly decimals: number
}

const mostDecimals = 12

/**
 * Converts a value with its range and critical limits. Rounding: by halves away from zero on the exact value; after a
 * comparator outwards (`<` up, `>` down), so that the new statement is never stronger than the old; and a limit that is the
 * very number behind the comparator as that number, so that `<0.6` stays below a range from 0.6. Values without number
 * (text, codes, ratios, titres, grades, not performed, pending) are refused: there is nothing to convert.
 */
export function convertTogether(
  { value, band = null, critical = { low: null, high: null } }: Together,
  from: Unit,
  to: Unit,
  options: TogetherOptions = {},
): ConvertedTogether | { readonly refused: TogetherRefusal } {
  const way = factorOf(from, to, options)
  if ('refused' in way) return way
  const limits = [critical.low, critical.high].map(decimalsOfNumber)
  const finest = Math.max(...limits)
  const done = convertBy(way, { values: [value], bands: band ? [band] : [], finest }, to, options.decimals)
  if ('refused' in done) return done
  const limit = (number: number | null) =>
    number === null ? null : Number(inUnit(String(number), way, done.decimals, roundingOfLimit([value], number)))
  const converted = done.bands[0] ?? null
  return {
    ...{ text: done.texts[0]!, value: done.values[0]!, band: converted },
    rangeText: converted ? printBand(converted) : '',
    critical: { low: limit(critical.low), high: limit(critical.high) },
    decimals: done.decimals,
  }
}

/** What belongs to one result: its numbers, and the bands that they are judged by. */
export type Parts = {
  readonly values: readonly Value[]
  readonly bands: readonly Band[]
  /** Decimals of anything else that goes with them. */
  readonly finest?: number
}

export type ConvertedParts = {
  /** The values as they are written in the new unit, each with its comparator before it. */
  readonly texts: readonly string[]
  readonly values: readonly Value[]
  readonly bands: readonly Band[]
  readonly decimals: number
}

/**
 * Converts what belongs to one result by a known factor, all with one number of decimals; the rules are those of
 * `convertTogether`.
 * @param decimals asked for; absent: as many as keep the precision of what is converted
 */
export function convertBy(
  way: Factor,
  { values, bands, finest = 0 }: Parts,
  to: Unit,
  decimals?: number,
): ConvertedParts | { readonly refused: PartsRefusal } {
  const numbers = values.filter(isNumeric)
  if (numbers.length < values.length) return { refused: 'value-not-a-number' }
  if (bands.some(({ words, titre }) => words !== null || titre)) return { refused: 'range-not-a-number' }
  const written = [...numbers, ...bands].map((one) => one.decimals)
  for (let places = decimals ?? keeping(Math.max(finest, 0, ...written), way); places <= mostDecimals; places++) {
    const converted = convertAll(numbers, bands, way, places, to)
    if (saysTheSame(numbers, bands, converted, way)) return converted
  }
  return { refused: 'says-another' }
}

/** No value came to lie on another side of a band, no limit onto the other, and no number far from what it is. */
function saysTheSame(
  values: readonly Numeric[],
  bands: readonly Band[],
  converted: ConvertedParts,
  way: Factor,
): boolean {
  const areNear = (before: readonly number[], after: readonly number[]) =>
    before.every((number, at) => isNear(number, after[at]!, way))
  return (
    values.every((value, at) => {
      const now = converted.values[at]!
      const isBeside = bands.every((band, nth) => sideOf(now, converted.bands[nth]!) === sideOf(value, band))
      return isBeside && (!isNumeric(now) || areNear(numbersIn(value), numbersIn(now)))
    }) &&
    bands.every((band, nth) => {
      const now = converted.bands[nth]!
      return (band.low === band.high) === (now.low === now.high) && areNear(limitsOf(band), limitsOf(now))
    })
  )
}

/** Rounding may take a quarter of a number, never all of it: `<0.01` does not become `<0.1`. Degrees may come to nothing. */
const most_rounded = 0.25

function isNear(before: number, after: number, { factor, offset }: Factor): boolean {
  if (offset.numerator !== 0n) return true
  const exact = before * toNumber(factor)
  return Math.abs(after - exact) <= most_rounded * Math.abs(exact)
}

function numbersIn(value: Numeric): readonly number[] {
  return value.kind === 'number' ? [value.value] : [value.low, value.high]
}

function limitsOf({ low, high }: Band): readonly number[] {
  return [low, high].filter((limit) => limit !== null)
}

type Numeric = NumberValue | Extract<Value, { kind: 'interval' }>

function isNumeric(value: Value): value is Numeric {
  return value.kind === 'number' || value.kind === 'interval'
}

function decimalsOfNumber(number: number | null): number {
  return number === null ? 0 : (/\.(\d+)$/.exec(String(number))?.[1]?.length ?? 0)
}

/**
 * As many decimals as make the last place of the new number no coarser than the last place of the old: then a number
 * converted there and back is the same number.
 */
export function keeping(decimals: number, { factor }: Factor): number {
  const ratio = Number(factor.numerator) / Number(factor.denominator)
  return Math.min(Math.max(Math.ceil(decimals - Math.log10(ratio) - 1e-9), 0), mostDecimals)
}

function convertAll(
  values: readonly Numeric[],
  bands: readonly Band[],
  way: Factor,
  decimals: number,
  to: Unit,
): ConvertedParts {
  const convert = (number: string, rounding: Rounding = 'half') => inUnit(number, way, decimals, rounding)
  const texts = values.map((value) => valueText(value, convert))
  return {
    texts,
    values: texts.map((text) => readValue({ text })),
    bands: bands.map((band) =>
      bandIn(band, (limit) => convert(plainNumber(limit), roundingOfLimit(values, limit)), decimals, to),
    ),
    decimals,
  }
}

/** A decimal text in the new unit, rounded once. */
function inUnit(number: string, way: Factor, decimals: number, rounding: Rounding): string {
  return roundedTo(add(multiply(decimalFraction(number), way.factor), way.offset), decimals, rounding)
}

function valueText(value: Numeric, convert: (number: string, rounding?: Rounding) => string): string {
  if (value.kind === 'interval') return `${convert(plainNumber(value.low))}-${convert(plainNumber(value.high))}`
  return `${value.comparator}${convert(value.decimal, roundingOf(value))}`
}

/** A limit that is the very number behind a comparator is rounded with it: by halves it could come to lie across from it. */
function roundingOfLimit(values: readonly Value[], limit: number): Rounding {
  const same = values.find((value) => value.kind === 'number' && value.comparator !== '' && value.value === limit)
  return same?.kind === 'number' ? roundingOf(same) : 'half'
}

function roundingOf({ comparator }: NumberValue): Rounding {
  if (comparator.startsWith('<')) return 'up'
  return comparator.startsWith('>') ? 'down' : 'half'
}

function bandIn(band: Band, convert: (limit: number) => string, decimals: number, to: Unit): Band {
  const limit = (number: number | null) => (number === null ? null : Number(convert(number)))
  const converted: Band = {
    ...band,
    low: limit(band.low),
    high: limit(band.high),
    decimals,
    unit: band.unit === '' ? '' : to.given,
  }
  return { ...converted, text: printBand(converted) }
}

function plainNumber(number: number): string {
  return String(number)
}
