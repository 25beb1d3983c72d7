// A question whose answers do not arrive. The one thing to know: the order arrives without them, which looks as if nobody had
// answered.

import type { Rule } from '../../rule.ts'
import { aboutQuestions, bothEnds } from '../tools.ts'

export const aoeUnmapped: Rule = {
  name: 'aoe-unmapped',
  family: 'aoe',
  severity: 'high',
  finds: 'A question that is asked and whose code, unit or answers have no approved row to the performer.',
  explanation: 'The order is held, or the laboratory receives an answer to a question that it does not know.',
  example: 'The question for the peak or trough level was added in the EHR only.',
  remedy: 'Add the row and have it approved.',
  pair(pair, tell) {
    for (const link of pair.questions) {
      if (link.from.askedBy.length === 0) continue
      if (link.toCode !== null && (link.to?.active || pair.performer.questions.size === 0)) continue
      const says =
        link.toCode === null
          ? `No approved row leads the question ${link.from.code} (${link.from.name}) to ${pair.performer.system.id}.`
          : `The question ${link.from.code} arrives as ${link.toCode}, which ${pair.performer.system.id} does not have in use.`
      tell({ ...aboutQuestions(pair, link), says })
    }
    for (const link of bothEnds(pair.questions)) {
      const stuck = link.crossed.stuck.find(({ field }) => field === 'OBX-6')
      if (!stuck) continue
      const says = `maps/${stuck.table}.csv has no approved row that leads the unit ${stuck.code} of ${link.from.code} to ${pair.performer.system.id}.`
      tell({ ...aboutQuestions(pair, link), variant: `unit ${stuck.code}`, says })
    }
  },
}
