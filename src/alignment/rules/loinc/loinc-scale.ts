// The fifth axis: number, order, name or text. The one thing to know: it goes with OBX-2.
import type { Rule } from '../../rule.ts'
import { compareAxis } from './axes.ts'

export const loincScale: Rule = {
  name: 'loinc-scale',
  family: 'loinc',
  severity: 'normal',
  finds: 'Linked components whose LOINC codes differ in scale: a number on one side, words on the other.',
  explanation:
    'A receiver that expects a number drops or misreads words, and one that expects words cannot trend numbers.',
  example: 'Glucose on the dipstick is a number by the LIS’s code and present or absent by the EHR’s.',
  remedy: 'Give both the code for how the result is really reported.',
  pair(pair, tell) {
    compareAxis(pair, 'scale', tell)
  },
}
