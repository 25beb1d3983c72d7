// From one unit to another. The one thing to know: a factor is kept as an exact fraction of whole numbers, so that a
// thousandth is a thousandth, and nothing is rounded before the last step.
import { decimalFraction, type Fraction, fractionOf, multiply, toNumber } from '../decimal.ts'
import type { Unit } from './unit.ts'
import { sameWords } from './words.ts'

/** Why a conversion is refused. */
export type Refusal =
  | 'unknown-unit'
  /** They measure different things. */
  | 'not-commensurable'
  /** International or other units that a procedure defines. */
  | 'arbitrary'
  /** The same dimension by another convention: FEU and DDU, a logarithm and its number. */
  | 'other-convention'
  /** pH, decibel: no factor leads from the one to the other. */
  | 'not-proportional'
  /** Mass against amount of substance, and no molecular weight is given. */
  | 'molecular-weight-needed'
  /** Equivalents against amount of substance, and no valence is given. */
  | 'valence-needed'

export type ConversionOptions = {
  /** Grams per mole of the analyte. */
  readonly molecularWeight?: number
  /** Charges of its ion, without sign: 2 for calcium. */
  readonly valence?: number
}

/** `to = from * factor + offset`. */
export type Factor = { readonly factor: Fraction; readonly offset: Fraction }
export type Conversion = { readonly value: number } | { readonly refused: Refusal }

const zero: Fraction = { numerator: 0n, denominator: 1n }
const one: Fraction = { numerator: 1n, denominator: 1n }

/** A factor and an offset as they are written, exactly. Throws a SyntaxError of what is no number. */
export function factorFrom(factor: string, offset = ''): Factor {
  return { factor: decimalFraction(factor), offset: decimalFraction(offset || '0') }
}

/** The way back: first the offset off, then divided by the factor, which is not nothing. */
export function inverseOf({ factor, offset }: Factor): Factor {
  const sign = factor.numerator < 0n ? -1n : 1n
  const inverse: Fraction = { numerator: sign * factor.denominator, denominator: sign * factor.numerator }
  return { factor: inverse, offset: multiply({ ...offset, numerator: -offset.numerator }, inverse) }
}

/** How a number in one unit becomes a number in another; refused where that would be a guess. */
export function factorOf(
  from: Unit,
  to: Unit,
  options: ConversionOptions = {},
): Factor | { readonly refused: Refusal } {
  const [first, second] = [from.measure, to.measure]
  if (!first || !second) return { refused: 'unknown-unit' }
  if (!sameWords(from.words, to.words)) return { refused: 'other-convention' }
  if (from.ucum === to.ucum) return { factor: one, offset: zero }
  if (first.arbitrary !== second.arbitrary)
    return { refused: from.arbitrary || to.arbitrary ? 'arbitrary' : 'other-convention' }
  if (first.special || second.special) return temperature(from.ucum, to.ucum) ?? { refused: 'not-proportional' }
  const amount = amountBetween(from, to, options)
  if (typeof amount === 'string') return { refused: amount }
  const factor = fractionOf((first.magnitude / second.magnitude) * amount)
  return factor ? { factor, offset: zero } : { refused: 'not-commensurable' }
}

/** Degrees: what is special and yet has a plain formula. */
function temperature(from: string | null, to: string | null): Factor | null {
  if (from === '[degF]' && to === 'Cel')
    return { factor: { numerator: 5n, denominator: 9n }, offset: { numerator: -160n, denominator: 9n } }
  if (from === 'Cel' && to === '[degF]')
    return { factor: { numerator: 9n, denominator: 5n }, offset: { numerator: 32n, denominator: 1n } }
  return null
}

/**
 * What grams, moles and equivalents make of the factor: all are brought to grams by the molecular weight (an equivalent
 * is a mole divided by the valence), where the two sides differ in them.
 */
function amountBetween(from: Unit, to: Unit, { molecularWeight, valence }: ConversionOptions): number | Refusal {
  const [first, second] = [from.measure!, to.measure!]
  const [one, other] = [powers(first.dimension), powers(second.dimension)]
  const mass = one.mass - other.mass
  const moles = first.moles - second.moles
  const equivalents = first.equivalents - second.equivalents
  if (one.rest !== other.rest || mass + moles + equivalents !== 0) return 'not-commensurable'
  if (equivalents !== 0 && !isPositive(valence)) return 'valence-needed'
  if (mass !== 0 && !isPositive(molecularWeight)) return 'molecular-weight-needed'
  return (molecularWeight ?? 1) ** -mass * (equivalents === 0 ? 1 : valence! ** -equivalents)
}

function isPositive(number: number | undefined): number is number {
  return number !== undefined && number > 0 && Number.isFinite(number)
}

/** Position of mass in the library's dimensions. */
const massAt = 2

function powers(dimension: string): { mass: number; rest: string } {
  const each = dimension.split(',')
  return { mass: Number(each[massAt] ?? 0), rest: each.filter((_, index) => index !== massAt).join(',') }
}

/** True where a number in the one is a number in the other by a factor alone, without knowing the analyte. */
export function commensurable(from: Unit, to: Unit): boolean {
  return 'factor' in factorOf(from, to)
}

/** Converts a number; refused where that would be a guess. Nothing is rounded. */
export function convertUnit(value: number, from: Unit, to: Unit, options: ConversionOptions = {}): Conversion {
  const way = factorOf(from, to, options)
  if ('refused' in way) return way
  return { value: (value * Number(way.factor.numerator)) / Number(way.factor.denominator) + toNumber(way.offset) }
}

/** How many of `to` one of `from` is; null where they cannot be compared, or are no proportional scales. */
export function ratio(from: Unit, to: Unit): number | null {
  const way = factorOf(from, to)
  return 'refused' in way || way.offset.numerator !== 0n ? null : toNumber(way.factor)
}

/** True where the same number in both means the same: 10*3/uL and 10*9/L. */
export function sameScale(from: Unit, to: Unit): boolean {
  return ratio(from, to) === 1
}
