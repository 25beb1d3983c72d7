// A result in another unit: the value, its range and its critical limits converted together, with rules for rounding. The
// one thing to know: a conversion never changes what the result says of the range. Where the asked number of decimals would
// bring a value onto its limit, more decimals are kept.
import { add, decimalFraction, multiply, type Rounding, roundedTo } from '../decimal.ts'
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

/** What cannot be converted beside what `factorOf` refuses: a value or a range that is no number. */
export type TogetherRefusal = Refusal | 'value-not-a-number' | 'range-not-a-number'

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
 * comparator outwards (`<` up, `>` down), so that the new statement is never stronger than the old. Values without number
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
  if (!isNumeric(value)) return { refused: 'value-not-a-number' }
  if (band && (band.words !== null || band.titre)) return { refused: 'range-not-a-number' }
  const finest = Math.max(
    decimalsOf(value),
    band?.decimals ?? 0,
    ...[critical.low, critical.high].map(decimalsOfNumber),
  )
  const least = options.decimals ?? keeping(finest, way)
  const before = band ? sideOf(value, band) : null
  for (let decimals = least; ; decimals++) {
    const converted = convertAll({ value, band, critical }, way, decimals, to)
    const isSame = before === null || converted.band === null || sideOf(converted.value, converted.band) === before
    if (isSame || decimals >= mostDecimals) return converted
  }
}

function isNumeric(value: Value): value is NumberValue | Extract<Value, { kind: 'interval' }> {
  return value.kind === 'number' || value.kind === 'interval'
}

function decimalsOf(value: Value): number {
  return value.kind === 'number' || value.kind === 'interval' ? value.decimals : 0
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
  { value, band, critical }: Required<Together>,
  way: Factor,
  decimals: number,
  to: Unit,
): ConvertedTogether {
  const convert = (number: string, rounding: Rounding = 'half') =>
    roundedTo(add(multiply(decimalFraction(number), way.factor), way.offset), decimals, rounding)
  const text = valueText(value, convert)
  const newBand = band && bandIn(band, convert, decimals, to)
  const limit = (number: number | null) => (number === null ? null : Number(convert(String(number))))
  return {
    text,
    value: readValue({ text }),
    band: newBand,
    rangeText: newBand ? printBand(newBand) : '',
    critical: { low: limit(critical.low), high: limit(critical.high) },
    decimals,
  }
}

function valueText(value: Value, convert: (number: string, rounding?: Rounding) => string): string {
  if (value.kind === 'interval') return `${convert(plainNumber(value.low))}-${convert(plainNumber(value.high))}`
  if (value.kind !== 'number') return value.text
  const rounding = value.comparator.startsWith('<') ? 'up' : value.comparator.startsWith('>') ? 'down' : 'half'
  return `${value.comparator}${convert(value.decimal, rounding)}`
}

function bandIn(band: Band, convert: (number: string) => string, decimals: number, to: Unit): Band {
  const limit = (number: number | null) => (number === null ? null : Number(convert(plainNumber(number))))
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
