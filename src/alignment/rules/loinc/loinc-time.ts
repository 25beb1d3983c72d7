// The third axis: a moment, or what was gathered over hours. The one thing to know: names of both often read alike in a pick list.
import type { Rule } from '../../rule.ts'
import { compareAxis } from './axes.ts'

export const loincTime: Rule = {
  name: 'loinc-time',
  family: 'loinc',
  severity: 'high',
  finds: 'Linked components whose LOINC codes differ in time: a moment on one side, a day on the other.',
  explanation: 'An excretion a day and a concentration at one moment are different numbers under one name.',
  example: 'Protein of a 24-hour urine (2889-4) arrives in the row of spot urine protein (2888-6).',
  remedy: 'Lead timed and spot specimens to components of their own.',
  pair(pair, tell) {
    compareAxis(pair, 'time', tell)
  },
}
