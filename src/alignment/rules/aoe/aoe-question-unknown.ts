// An answer in a live order under a code that is no question. The one thing to know: OBX in an order may be a prior result as
// well, so the code of a component is left alone.
import { value } from '../../../hl7/index.ts'
import type { Rule } from '../../rule.ts'
import { quoted } from '../tools.ts'

export const aoeQuestionUnknown: Rule = {
  name: 'aoe-question-unknown',
  family: 'aoe',
  severity: 'high',
  finds: 'An order with an answer under a code that is neither a question nor a component of the ordering system.',
  explanation:
    'The laboratory reads the answer under another question, or not at all: weeks are taken for weeks and days.',
  example: 'After an update the EHR sends the gestational age under the code of its new question, which has no row.',
  remedy: 'Add the question to the catalog and a row of the map for it, or correct the code where it is asked.',
  order({ side, performer, answers, subject }, tell) {
    if (side.questions.size === 0) return
    for (const answer of answers) {
      const code = value(answer, 3, 1) || value(answer, 3, 4) || ''
      if (code === '' || side.questions.has(code) || side.components.has(code)) continue
      if (performer?.components.has(code)) continue
      const says = `An order of ${subject.code} has an answer under ${quoted(code)}, which is no question of ${side.system.id}.`
      tell({ subject: { system: side.system.id, kind: 'question', code, name: '' }, says })
    }
  },
}
