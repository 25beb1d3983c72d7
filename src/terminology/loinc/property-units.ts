// Which units go with a property of LOINC. The one thing to know: each property has units that are typical of it; a unit must
// be of the same kind as one of these, whatever its size.
import type { Unit } from '../units/unit.ts'
import { readUnit } from '../units.ts'

/** Units of UCUM that are typical of a property (LOINC Users' Guide, table of properties). Not listed: not judged. */
const typical: Readonly<Record<string, readonly string[]>> = {
  MCnc: ['g/L'],
  SCnc: ['mol/L', 'eq/L'],
  NCnc: ['/L', '10*9/L'],
  CCnc: ['U/L', '[IU]/L'],
  ACnc: ['U/L', '[IU]/L', "[arb'U]/L"],
  MRat: ['g/(24.h)'],
  SRat: ['mol/(24.h)', 'eq/(24.h)'],
  MFr: ['%', 'g/g'],
  NFr: ['%'],
  VFr: ['%'],
  SFr: ['%'],
  EntVol: ['fL'],
  EntMass: ['pg'],
  PPres: ['mm[Hg]'],
  Osmol: ['osm/kg'],
  Vol: ['L'],
  VRat: ['L/min'],
  Time: ['s'],
}

/** Whether a unit can be one of a property (as in `MCnc`). What is not known fits. */
export function fitsProperty(unit: Unit, property: string): boolean {
  const units = Object.hasOwn(typical, property) ? typical[property] : undefined
  const kind = kindOf(unit)
  return !units || kind === null || units.some((text) => kindOf(readUnit(text)) === kind)
}

function kindOf({ measure, words, arbitrary, how }: Unit): string | null {
  if (!measure || measure.special || how === 'annotation' || words.includes('log')) return null
  return arbitrary ? 'arbitrary' : `${measure.dimension}|${measure.moles}|${measure.equivalents}`
}
