// The fourth axis: the specimen. The one thing to know: serum or plasma meets serum, and an unspecified specimen meets all.
import type { Rule } from '../../rule.ts'
import { compareAxis } from './axes.ts'

export const loincSystem: Rule = {
  name: 'loinc-system',
  family: 'loinc',
  severity: 'high',
  finds: 'Linked components whose LOINC codes name different specimens.',
  explanation:
    'Reference ranges and interpretation follow the specimen; whole blood is not serum, and venous gas is not arterial.',
  example: 'Serum glucose of the LIS stands in the EHR under the code for glucose in whole blood.',
  remedy: 'Give both the code of the specimen that is really tested.',
  pair(pair, tell) {
    compareAxis(pair, 'system', tell)
  },
}
