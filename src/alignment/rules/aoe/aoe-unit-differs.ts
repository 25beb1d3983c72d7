// An answer in another unit than the laboratory reads. The one thing to know: a weight in pounds that is read in kilograms
// doubles every dose and clearance that is calculated with it.
import type { Rule } from '../../rule.ts'
import { aboutQuestions, bothEnds } from '../tools.ts'
import { compareUnits, timesText } from '../unit/compare.ts'

export const aoeUnitDiffers: Rule = {
  name: 'aoe-unit-differs',
  family: 'aoe',
  severity: 'critical',
  finds: 'A question that is answered in another unit than the performer reads.',
  explanation: 'The laboratory calculates with the number, and nobody sees the unit that it was given in.',
  example: 'The EHR asks for the weight in lb; the LIS reads kg.',
  remedy: 'Ask in the unit that the laboratory reads.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.questions)) {
      const { from, to } = link
      const about = aboutQuestions(pair, link)
      const { relation, ratio } = compareUnits(from.unitRead, to.unitRead)
      if (relation === 'magnitude' || relation === 'apart' || relation === 'convention') {
        const how = relation === 'magnitude' ? `: one is ${timesText(ratio)} the other` : ''
        tell({ ...about, says: `${from.code} is answered in ${from.unit}; ${to.code} is read in ${to.unit}${how}.` })
      } else if ((from.unit === '') !== (to.unit === ''))
        tell({
          ...about,
          severity: 'normal',
          says: `${from.code} has ${from.unit || 'no unit'}; ${to.code} has ${to.unit || 'no unit'}.`,
        })
    }
  },
}
