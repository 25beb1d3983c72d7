// One observation under a signed conversion: value, unit and range become the receiver's together, flags stay the sender's.
// The one thing to know: a number that cannot be converted is refused and never passes in the old unit; a range that cannot
// be converted is a doubt, so the value goes on without it, and what the laboratory wrote stands in a note beside.
// (HL7 v2.5.1 §7.4.2.5 to 7.4.2.8)
import { type Band, printRanges, readRanges } from '../../terminology/ranges.ts'
import { convertBy, type Factor, type Unit } from '../../terminology/units.ts'
import type { Value } from '../../terminology/values.ts'
import type { SignedConversion } from './signed.ts'
import { isUnit, readWritten, type Written } from './written.ts'

/** What an OBX says, decoded. */
export type Said = {
  /** OBX-2. */
  readonly valueType: string
  /** OBX-5: repetitions, each its components. */
  readonly values: readonly (readonly string[])[]
  /** The first component of OBX-6. */
  readonly unit: string
  /** OBX-7. */
  readonly range: string
  /** Whether another component of OBX-6 names a unit in which a number is another one. Absent: none does. */
  readonly isOtherUnit?: (signed: Unit) => boolean
}

/**
 * Why a value is held: its unit is missing or another than was signed, it is no plain number, no factor leads there, or
 * no number of decimals says it in the new unit without saying something else of it.
 */
export type Refused = 'unit-missing' | 'unit-differs' | 'value-unreadable' | 'no-factor' | 'says-another'

/** What the reader must be told although the value went on: a range left out. */
export type Doubt = 'range-left-out'

export type Conversion =
  /** Nothing of it is a number in a unit: as it came. */
  | { readonly outcome: 'kept' }
  | { readonly outcome: 'refused'; readonly why: Refused }
  | {
      readonly outcome: 'converted'
      readonly values: readonly (readonly string[])[]
      readonly unit: string
      readonly range: string
      /** Whether a number of the value or of the range changed, so that the original must stand beside it. */
      readonly changed: boolean
      readonly doubts: readonly Doubt[]
    }

export type Done = Extract<Conversion, { outcome: 'converted' }>

/** Converts an observation. Pure; never throws for what the observation says. */
export function convertObservation(said: Said, conversion: SignedConversion): Conversion {
  const written = said.values.map((parts) => readWritten(parts, said.valueType, conversion))
  const hasUnit = said.unit.trim() !== ''
  const isWords = written.every(({ kind }) => kind === 'words' || (kind === 'narrative' && !hasUnit))
  const isSigned = isUnit(said.unit, conversion.unitFrom)
  if (isWords && !isSigned) return { outcome: 'kept' }
  if (!isSigned) return refused(hasUnit ? 'unit-differs' : 'unit-missing')
  if (said.isOtherUnit?.(conversion.unitFrom)) return refused('unit-differs')
  if (written.some(({ kind }) => kind === 'unreadable' || kind === 'narrative')) return refused('value-unreadable')
  if (conversion.way === null) return isWords ? { outcome: 'kept' } : refused('no-factor')
  return carriedOut(said, written, conversion, conversion.way)
}

function refused(why: Refused): Conversion {
  return { outcome: 'refused', why }
}

function carriedOut(
  said: Said,
  written: readonly Written[],
  { unitFrom, unitTo, decimals }: SignedConversion,
  way: Factor,
): Conversion {
  const values = written.flatMap((one) => (one.kind === 'number' ? [one.value] : []))
  const comma = hasDecimalComma(values, said.range)
  const range = rangeOf(said.range, unitFrom, way, comma)
  const done = convertAll(way, { values, bands: range.bands ?? [] }, unitTo, decimals, comma)
  if ('refused' in done) return refused(done.refused === 'says-another' ? 'says-another' : 'value-unreadable')
  // `-12--7`: what is written can be no number that can be read again.
  if (values.some(({ kind }, at) => kind !== done.values[at]!.kind)) return refused('value-unreadable')
  const printed = range.bands && withMark(printRanges(done.bands), comma)
  const isLeft = range.left || (printed !== undefined && !saysBands(printed, done.bands))
  const bands = isLeft ? [] : (range.bands ?? [])
  const texts = [...done.texts]
  return {
    outcome: 'converted',
    values: said.values.map((parts, at) => {
      const one = written[at]!
      return one.kind === 'number' ? one.write(texts.shift()!, comma) : parts
    }),
    unit: unitTo.given,
    range: isLeft ? '' : (printed ?? said.range),
    changed: values.length > 0 || bands.length > 0 || isLeft,
    doubts: isLeft ? ['range-left-out'] : [],
  }
}

/** Whether the laboratory writes decimals behind a comma: in the value, or in the range where the value has no decimals. */
function hasDecimalComma(values: readonly Value[], range: string): boolean {
  if (values.some((value) => (value.kind === 'number' ? value.comma : value.text.includes(',')))) return true
  const ranges = readRanges(range)
  const isOfRange = ranges.readable && ranges.bands.some(({ decimals }) => decimals > 0) && !range.includes('.')
  return isOfRange && /\d,\d/.test(range) && !values.some(({ text }) => text.includes('.'))
}

function withMark(numbers: string, comma: boolean): string {
  return comma ? numbers.replace(/(?<=\d)\.(?=\d)/g, ',') : numbers
}

/** With a comma as its mark a number of three decimals would be read as thousands: `5,273`. */
function convertAll(way: Factor, numbers: Numbers, to: Unit, decimals: number | undefined, comma: boolean) {
  const done = convertBy(way, numbers, to, decimals)
  return comma && 'decimals' in done && done.decimals === 3 ? convertBy(way, numbers, to, 4) : done
}

/** Whether who reads the text finds the very limits in it. */
function saysBands(text: string, bands: readonly Band[]): boolean {
  const read = readRanges(text)
  const isSame = (one: Band, other: Band | undefined) => one.low === other?.low && one.high === other.high
  return read.readable && read.bands.length === bands.length && bands.every((band, at) => isSame(band, read.bands[at]))
}

type ReadRange = { readonly bands?: readonly Band[]; readonly left: boolean }

const asItStands: ReadRange = { left: false }

/** Bands that can be converted; none where it says words or nothing, which stand; `left` where it cannot be told. */
function rangeOf(text: string, unitFrom: Unit, { offset }: Factor, comma: boolean): ReadRange {
  if (comma && /(?<![\d.,])[1-9]\d{0,2},\d{3}(?![\d,])/.test(text)) return { left: true }
  // A stretch about nought is no temperature, so that no offset belongs to it.
  if (offset.numerator !== 0n && /±|\+\s?\/\s?-/.test(text)) return { left: true }
  const ranges = readRanges(text)
  if (!ranges.readable) return { left: true }
  const { bands } = ranges
  if (bands.length === 0) return asItStands
  if (bands.every(({ words }) => words !== null && !/\d/.test(words))) return asItStands
  const isSigned = (unit: string) => unit === '' || isUnit(unit, unitFrom)
  const isPlain = bands.every(({ words, titre, unit }) => words === null && !titre && isSigned(unit))
  return isPlain ? { bands, left: false } : { left: true }
}

type Numbers = { readonly values: readonly Value[]; readonly bands: readonly Band[] }
