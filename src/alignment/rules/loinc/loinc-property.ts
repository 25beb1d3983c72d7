// The second axis: the kind of quantity. The one thing to know: it goes with the unit, so a wrong property is often a wrong unit too.
import type { Rule } from '../../rule.ts'
import { compareAxis } from './axes.ts'

export const loincProperty: Rule = {
  name: 'loinc-property',
  family: 'loinc',
  severity: 'critical',
  finds: 'Linked components whose LOINC codes measure another kind of quantity: mass, moles, number, fraction.',
  explanation:
    'The number means something else: 90 mg/dL of glucose is 5 mmol/L. Half of all published mapping errors are in this axis.',
  example: 'The LIS reports creatinine as mass by volume, the EHR has the code for moles by volume.',
  remedy: 'Give both the code that fits the unit in which the laboratory reports.',
  pair(pair, tell) {
    compareAxis(pair, 'property', tell)
  },
}
