// One observation under a signed conversion: value, unit and range become the receiver's together, flags stay the sender's.
// The one thing to know: a number that cannot be converted is refused and never passes in the old unit; a range that cannot
// be converted is a doubt, so the value goes on without it, and what the laboratory wrote stands in a note beside.
// (HL7 v2.5.1 §7.4.2.5 to 7.4.2.8)
import { flagAgrees, flagFor, readFlag } from '../../terminology/flags.ts'
import { type Band, printRanges, readRanges, sideOf } from '../../terminology/ranges.ts'
import { convertBy, type Factor } from '../../terminology/units.ts'
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
  /** OBX-8: the code of each repetition. */
  readonly flags: readonly string[]
}

/** Why a value is held: its unit is missing or another than was signed, it is no plain number, no factor leads there. */
export type Refused = 'unit-missing' | 'unit-differs' | 'value-unreadable' | 'no-factor'

/** What the reader must be told although the value went on: a range left out; a flag that the new numbers contradict. */
export type Doubt = 'range-left-out' | 'flag-contradicts'

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

/** Converts an observation. Pure; never throws for what the observation says. */
export function convertObservation(said: Said, conversion: SignedConversion): Conversion {
  const written = said.values.map((parts) => readWritten(parts, said.valueType, conversion))
  const isNarrative = said.unit.trim() === '' && /^(?:TX|FT)$/.test(said.valueType)
  const isWords = isNarrative || written.every(({ kind }) => kind === 'words')
  const isSigned = isUnit(said.unit, conversion.unitFrom)
  if (isWords && !isSigned) return { outcome: 'kept' }
  if (!isSigned) return refused(said.unit.trim() === '' ? 'unit-missing' : 'unit-differs')
  if (written.some(({ kind }) => kind === 'unreadable')) return refused('value-unreadable')
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
  const range = rangeOf(said.range, (unit) => isUnit(unit, unitFrom))
  const bands = range.bands ?? []
  const done = convertBy(way, { values, bands }, unitTo, decimals)
  // Numbers and limits alone are given to it; one that is too small for any decimals would go out as nothing.
  if ('refused' in done || values.some((value, at) => vanishes(value, done.values[at]!, way)))
    return refused('value-unreadable')
  const texts = [...done.texts]
  const doubts: Doubt[] = []
  if (range.left) doubts.push('range-left-out')
  if (contradicts(said.flags, { values, bands }, done)) doubts.push('flag-contradicts')
  return {
    outcome: 'converted',
    values: said.values.map((parts, at) => {
      const one = written[at]!
      return one.kind === 'number' ? one.write(texts.shift()!) : parts
    }),
    unit: unitTo.given,
    range: range.left ? '' : range.bands ? printRanges(done.bands) : said.range,
    changed: values.length > 0 || bands.length > 0 || range.left,
    doubts,
  }
}

function vanishes(before: Value, after: Value, { offset }: Factor): boolean {
  if (before.kind !== 'number' || after.kind !== 'number' || offset.numerator !== 0n) return false
  return before.value !== 0 && after.value === 0
}

type ReadRange = { readonly bands?: readonly Band[]; readonly left: boolean }

const asItStands: ReadRange = { left: false }

/** Bands that can be converted; none where it says words or nothing, which stand; `left` where it cannot be told. */
function rangeOf(text: string, isSigned: (unit: string) => boolean): ReadRange {
  const ranges = readRanges(text)
  if (!ranges.readable) return { left: true }
  const { bands } = ranges
  if (bands.length === 0) return asItStands
  if (bands.every(({ words }) => words !== null && !/\d/.test(words))) return asItStands
  const isPlain = bands.every(({ words, titre, unit }) => words === null && !titre && (unit === '' || isSigned(unit)))
  return isPlain ? { bands, left: false } : { left: true }
}

type Numbers = { readonly values: readonly Value[]; readonly bands: readonly Band[] }

/** Whether a flag that was true of the numbers as they came is not true of them as they go out. */
function contradicts(flags: readonly string[], before: Numbers, after: Numbers): boolean {
  return before.bands.some((band, nth) =>
    before.values.some((value, at) => {
      const [was, is] = [flagFor(value, band), flagFor(after.values[at]!, after.bands[nth]!)]
      if (sideOf(value, band) === sideOf(after.values[at]!, after.bands[nth]!)) return false
      return flags.some((flag) => flagAgrees(readFlag(flag), was) && !flagAgrees(readFlag(flag), is))
    }),
  )
}
