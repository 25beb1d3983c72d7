// The ranges of a link in the unit of the receiver. The one thing to know: they are converted as the values are that pass, by the
// signed conversion of the row; where none is, or it is for other units, ranges in two units cannot be compared, and that is for
// the rules of units to tell.
import type { SignedConversion } from '../../../mapping/index.ts'
import { toNumber } from '../../../terminology/decimal.ts'
import type { Band } from '../../../terminology/ranges.ts'
import { convertBy } from '../../../terminology/units.ts'
import type { Link } from '../../pair/pair.ts'
import type { ReadComponent } from '../../pair/side.ts'
import { compareUnits } from '../unit/compare.ts'
import { chargeOfComponent } from '../unit/links.ts'
import { plainBands } from './bands.ts'

/** The performer's bands with their limits in the placer's unit; null where the units cannot be compared. */
export function bandsInReceiversUnit(link: Link<ReadComponent> & { to: ReadComponent }): readonly Band[] | null {
  const { from, to } = link
  const bands = plainBands(from.rangesRead)
  if (from.unit === '' || to.unit === '') return bands
  const conversion = conversionOf(link)
  if (conversion) return converted(bands, conversion)
  return compareUnits(from.unitRead, to.unitRead, chargeOfComponent(from)).relation === 'same' ? bands : null
}

/**
 * Decimals in which the ranges of both sides are compared in the receiver's unit: those of the coarser. A whole mg/dL of
 * glucose is 0.06 mmol/L, which is 1.2 decimals: `<200` and `0-199` stay one range however they are converted.
 */
export function comparedDecimals(link: Link<ReadComponent> & { to: ReadComponent }): number {
  const { from, to } = link
  const mine = from.precision ?? 12
  const way = conversionOf(link)?.way
  const converted = way ? mine - Math.log10(toNumber(way.factor)) : mine
  return Math.min(converted, to.precision ?? converted)
}

/**
 * A limit of the performer, a critical one, in the placer's unit; null where there is none, undefined where the units cannot be
 * compared.
 */
export function limitInReceiversUnit(
  link: Link<ReadComponent> & { to: ReadComponent },
  limit: number | null,
): number | null | undefined {
  const { from, to } = link
  const way = conversionOf(link)?.way
  if (way) return limit === null ? null : limit * toNumber(way.factor) + toNumber(way.offset)
  const { relation } = compareUnits(from.unitRead, to.unitRead, chargeOfComponent(from))
  return relation === 'same' || from.unit === to.unit ? limit : undefined
}

/** The signed conversion from the one side's unit to the other's; undefined where there is none. */
function conversionOf({ from, to, row }: Link<ReadComponent> & { to: ReadComponent }): SignedConversion | undefined {
  const conversion = row?.conversion
  if (!conversion || conversion.way === null) return undefined
  const fits = conversion.unitFrom.ucum === from.unitRead.ucum && conversion.unitTo.ucum === to.unitRead.ucum
  return fits ? conversion : undefined
}

/** Bands of words and titres stand as they are. */
function converted(bands: readonly Band[], { way, unitTo, decimals }: SignedConversion): readonly Band[] {
  return bands.map((band) => {
    const done = way && convertBy(way, { values: [], bands: [band] }, unitTo, decimals)
    return done && 'bands' in done ? done.bands[0]! : band
  })
}
