// A LOINC code whose property does not go with the unit. The one thing to know: each property has units that are typical of
// it; the unit must be of the same kind as one of these, whatever its size.
import type { Unit } from '../../../terminology/units/unit.ts'
import { readUnit } from '../../../terminology/units.ts'
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

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

export const loincPropertyUnlikeUnit: Rule = {
  name: 'loinc-property-unlike-unit',
  family: 'loinc',
  severity: 'high',
  finds: 'A component whose LOINC code measures another kind of quantity than its unit.',
  explanation:
    'Code and unit contradict each other, so one of them is wrong; whoever trusts the code reads a mass as an amount of substance.',
  example: 'Creatinine in mg/dL carries 14682-9, creatinine in moles by volume.',
  remedy: 'Take the code for the unit in which the laboratory reports.',
  catalog(side, tell) {
    for (const entry of inUse(side.components)) {
      const property = entry.axes?.property
      if (!property || fits(property, entry.unitRead)) continue
      const says = `${entry.loinc} (${entry.term?.name ?? entry.loincName}) measures ${property}; ${entry.code} is reported in ${entry.unit}.`
      tell({ ...aboutEntry(side, 'component', entry), says })
    }
  },
}

/** What is not known fits. */
function fits(property: string, unit: Unit): boolean {
  const units = Object.hasOwn(typical, property) ? typical[property] : undefined
  const kind = kindOf(unit)
  return !units || kind === null || units.some((text) => kindOf(readUnit(text)) === kind)
}

function kindOf({ measure, words, arbitrary, how }: Unit): string | null {
  if (!measure || measure.special || how === 'annotation' || words.includes('log')) return null
  return arbitrary ? 'arbitrary' : `${measure.dimension}|${measure.moles}|${measure.equivalents}`
}
