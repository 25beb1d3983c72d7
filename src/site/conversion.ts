// How the values of a component become those of another system, worked out from its row of the map. The one thing to know: a
// factor in the row is taken at its word, exactly; without one UCUM decides, and the molecular weight of the analyte.
import { axesOfName } from '../terminology/loinc/axes-of-name.ts'
import { type Factor, factorFrom, factorOf, inverseOf, molarOf, type Refusal, readUnit } from '../terminology/units.ts'
import type { DirectedConversion } from './map-rows.ts'
import type { Conversion } from './shapes/site.ts'

/** The factor and offset of the row itself, from unitFrom to unitTo; undefined where it has none. */
export function statedWay({ factor, offset }: Pick<Conversion, 'factor' | 'offset'>): Factor | undefined {
  return factor === '' ? undefined : factorFrom(factor, offset)
}

/**
 * What the two units say by themselves.
 * @param loincName of the component, for its molecular weight and valence; empty where none is known
 */
export function unitsWay(
  { unitFrom, unitTo }: Pick<Conversion, 'unitFrom' | 'unitTo'>,
  loincName: string,
): Factor | { readonly refused: Refusal } {
  const { molecularWeight, valence } = molarOf(loincName === '' ? '' : (axesOfName(loincName).component ?? ''))
  return factorOf(readUnit(unitFrom), readUnit(unitTo), {
    ...(molecularWeight === null ? {} : { molecularWeight }),
    ...(valence === null ? {} : { valence }),
  })
}

/** The way in the direction of the translation, from its unitFrom to its unitTo. */
export function wayOf(conversion: DirectedConversion, loincName: string): Factor | { readonly refused: Refusal } {
  const stated = statedWay(conversion)
  if (!stated) return unitsWay(conversion, loincName)
  return conversion.inverse ? inverseOf(stated) : stated
}
