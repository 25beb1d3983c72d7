// A LOINC code whose property does not go with the unit. The one thing to know: the units that are typical of a property stand
// with the terminology, where what is learned of traffic is judged by them too.
import { fitsProperty } from '../../../terminology/loinc/property-units.ts'
import { inUse } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { aboutEntry } from '../tools.ts'

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
      if (!property || fitsProperty(entry.unitRead, property)) continue
      const says = `${entry.loinc} (${entry.term?.name ?? entry.loincName}) measures ${property}; ${entry.code} is reported in ${entry.unit}.`
      tell({ ...aboutEntry(side, 'component', entry), says })
    }
  },
}
