// A live order without an answer that is required. The one thing to know: only new orders are asked; a cancel brings no
// answers.
import { value } from '../../../hl7/index.ts'
import type { Rule } from '../../rule.ts'
import { some } from '../tools.ts'
import { liveAnswers } from './live-answers.ts'

/** Codes that place an order (HL7 table 0119). */
const places = new Set(['NW', 'RO', 'XO', ''])

export const aoeAnswerMissing: Rule = {
  name: 'aoe-answer-missing',
  family: 'aoe',
  severity: 'normal',
  finds: 'An order without an answer to a question that its catalog requires.',
  explanation: 'The laboratory waits, calls, or works without what it needs to read the result.',
  example: 'A 24-hour urine comes without its volume.',
  remedy: 'Find out how the order was placed without the answer; make the question required where it is asked.',
  order(order, tell) {
    const { orderable, orc, subject, side } = order
    const control =
      side.system.dialect.order_control[orc ? (value(orc, 1) ?? '') : ''] ?? (orc ? (value(orc, 1) ?? '') : '')
    if (!orderable || !places.has(control)) return
    const given = new Set(
      liveAnswers(order)
        .filter(({ text }) => text !== '')
        .map(({ question }) => question.code),
    )
    const missing = orderable.questions.filter((code) => side.questions.get(code)?.isRequired && !given.has(code))
    if (missing.length === 0) return
    const names = missing.map((code) => `${code} (${side.questions.get(code)?.name ?? ''})`)
    tell({
      subject,
      places: [orderable.place],
      variant: missing.join(' '),
      says: `An order of ${orderable.code} came without ${some(names)}.`,
    })
  },
}
