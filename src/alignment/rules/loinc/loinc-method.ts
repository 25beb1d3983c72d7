// The sixth axis: the method. The one thing to know: a code that leaves it open contradicts none that names it.
import type { Rule } from '../../rule.ts'
import { compareAxis } from './axes.ts'

export const loincMethod: Rule = {
  name: 'loinc-method',
  family: 'loinc',
  severity: 'normal',
  finds: 'Linked components whose LOINC codes name different methods.',
  explanation: 'A trend across methods shows steps that the patient never had.',
  example: 'The neutrophils of the analyser stand in the EHR under the code for the manual count.',
  remedy: 'Give both the code of the method in use, or both the code that leaves it open.',
  pair(pair, tell) {
    compareAxis(pair, 'method', tell)
  },
}
