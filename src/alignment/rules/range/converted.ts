// The ranges of a link in the unit of the receiver. The one thing to know: where the two units cannot be brought together the
// ranges cannot be compared, and that is for the rules of units to tell.
import type { Band } from '../../../terminology/ranges.ts'
import type { Link, Pair } from '../../pair/pair.ts'
import type { ReadComponent } from '../../pair/side.ts'
import { compareUnits } from '../unit/compare.ts'
import { chargeOfComponent, signedConversion } from '../unit/links.ts'
import { plainBands } from './bands.ts'

/** The performer's bands with their limits in the placer's unit; null where the units cannot be compared. */
export function bandsInReceiversUnit(
  pair: Pair,
  link: Link<ReadComponent> & { to: ReadComponent },
): readonly Band[] | null {
  const { from, to } = link
  const bands = plainBands(from.rangesRead)
  if (from.unit === '' || to.unit === '') return bands
  const { relation, ratio } = compareUnits(from.unitRead, to.unitRead, chargeOfComponent(from))
  if (relation === 'same') return bands
  if (relation !== 'magnitude' || ratio === null || !signedConversion(pair, link)) return null
  return bands.map((band) => scaled(band, ratio))
}

function scaled(band: Band, ratio: number): Band {
  const times = (limit: number | null) => (limit === null ? null : Number((limit * ratio).toPrecision(12)))
  return { ...band, low: times(band.low), high: times(band.high) }
}
