// An answer that does not arrive at one the laboratory knows. The one thing to know: the question arrives, and its answer is a
// code without a meaning.
import type { Rule } from '../../rule.ts'
import { aboutQuestions, bothEnds, quoted, some } from '../tools.ts'
import { answerArrivals } from './answers.ts'

export const aoeAnswerUnmapped: Rule = {
  name: 'aoe-answer-unmapped',
  family: 'aoe',
  severity: 'high',
  finds: 'A coded answer without an approved row, or that arrives as one the performer does not list.',
  explanation: 'The order is held, or the laboratory gets a code that it cannot read.',
  example: 'The EHR offers Unknown for fasting; the LIS takes Y and N only.',
  remedy: 'Add the row, or do not offer the answer.',
  pair(pair, tell) {
    for (const link of bothEnds(pair.questions)) {
      const lost = answerArrivals(link).filter(({ meaning }) => meaning === null)
      if (lost.length === 0) continue
      const says = `${some(lost.map(({ code, name }) => `${code} (${quoted(name)})`))} of ${link.from.code} arrives at no answer that ${link.to.code} lists.`
      tell({ ...aboutQuestions(pair, link), says })
    }
  },
}
