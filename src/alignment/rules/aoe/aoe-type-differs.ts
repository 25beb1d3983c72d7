// An answer of another type than the laboratory reads. The one thing to know: weeks and days written as text cannot be read
// where a number of weeks is expected.
import type { Rule } from '../../rule.ts'
import { aboutQuestions, bothEnds } from '../tools.ts'

const alike: Readonly<Record<string, string>> = {
  CWE: 'CE',
  CNE: 'CE',
  IS: 'CE',
  TX: 'ST',
  FT: 'ST',
  DTM: 'TS',
  DT: 'DT',
}
const kindOf = (type: string): string => alike[type] ?? type

export const aoeTypeDiffers: Rule = {
  name: 'aoe-type-differs',
  family: 'aoe',
  severity: 'high',
  finds: 'A question whose answers are of another type on the two sides.',
  explanation: 'The performer cannot read the answer and calculates without it, or with a part of it.',
  example: 'The gestational age is a text in the EHR ("12w 3d") and a number of weeks in the LIS.',
  remedy: 'Ask in the form that the laboratory reads.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.questions)) {
      const { from, to } = link
      if (from.valueType === '' || to.valueType === '' || kindOf(from.valueType) === kindOf(to.valueType)) continue
      tell({
        ...aboutQuestions(pair, link),
        says: `${from.code} is ${from.valueType} and ${to.code} is ${to.valueType}.`,
      })
    }
  },
}
