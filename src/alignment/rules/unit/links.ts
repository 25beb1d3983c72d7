// What the rules of units ask of a link of components. The one thing to know: a signed conversion changes what may differ, an
// unsigned one changes nothing.
import type { Conversion, MapRow } from '../../../site/shapes/site.ts'
import { readUnit } from '../../../terminology/units.ts'
import type { SeenCrossing } from '../../message/seen.ts'
import type { Link, Pair } from '../../pair/pair.ts'
import type { ReadComponent } from '../../pair/side.ts'
import { compareUnits } from './compare.ts'
import { chargeOf } from './ions.ts'

/** The row of the map by which a link leads on. */
export function rowOf({ site }: Pick<Pair, 'site'>, { row }: Pick<Link<ReadComponent>, 'row'>): MapRow | null {
  if (!row || row.line === 0) return null
  return site.maps.find(({ id }) => id === row.table)?.rows.find(({ line }) => line === row.line) ?? null
}

/** The conversion that is carried out on the values of a link; null where none is, or nobody has signed it. */
export function signedConversion(pair: Pick<Pair, 'site'>, link: Pick<Link<ReadComponent>, 'row'>): Conversion | null {
  const conversion = rowOf(pair, link)?.conversion
  return conversion && conversion.signedBy !== '' && conversion.signedOn !== '' ? conversion : null
}

/** Whether a flow carries out a conversion that was signed for just these two units. */
export function isConverted({ sent, passed, conversions }: Omit<SeenCrossing, 'flow'>): boolean {
  return conversions.some(
    ({ unitFrom, unitTo }) =>
      compareUnits(sent.unitRead, readUnit(unitFrom)).relation === 'same' &&
      compareUnits(passed.unitRead, readUnit(unitTo)).relation === 'same',
  )
}

/** The charge of the ion that a component measures, where it is known. */
export function chargeOfComponent({ axes, loincName, name }: ReadComponent): number | null {
  return chargeOf(axes?.component ?? '', loincName, name)
}
