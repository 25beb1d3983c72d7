// A question that the laboratory needs answered and nobody asks. The one thing to know: a required question that is not asked
// comes back as a telephone call, or as a result that cannot be read.
import type { Rule } from '../../rule.ts'
import { aboutOrderables, some } from '../tools.ts'
import { notAsked } from './asked.ts'

export const aoeNotAsked: Rule = {
  name: 'aoe-not-asked',
  family: 'aoe',
  severity: 'high',
  finds: 'A question that the performer asks with a test and the placer does not ask.',
  explanation:
    'A clearance cannot be calculated without height and weight; the specimen waits until somebody is reached.',
  example: 'The creatinine clearance needs the weight; the EHR asks for the height only.',
  remedy: 'Add the question in the ordering system and a row for it.',
  pair(pair, tell) {
    for (const link of pair.orderables) {
      const lacks = link.to?.active ? notAsked(pair, link) : []
      if (lacks.length === 0) continue
      const isRequired = lacks.some((question) => question.isRequired !== false)
      const says = `${link.to!.code} asks ${some(lacks.map(({ code, name }) => `${code} (${name})`))}; ${link.from.code} does not.`
      tell({ ...aboutOrderables(pair, link), severity: isRequired ? 'high' : 'low', says })
    }
  },
}
