// A live answer that cannot be one. The one thing to know: the answer itself may tell of the patient, so only its question and
// its kind are told.
import { value } from '../../../hl7/index.ts'
import { readUnit } from '../../../terminology/units.ts'
import { readValue } from '../../../terminology/values.ts'
import type { ReadQuestion } from '../../pair/side.ts'
import type { Rule } from '../../rule.ts'
import { compareUnits } from '../unit/compare.ts'
import { type LiveAnswer, liveAnswers } from './live-answers.ts'

export const aoeAnswerImpossible: Rule = {
  name: 'aoe-answer-impossible',
  family: 'aoe',
  severity: 'high',
  finds:
    'An answer of the wrong kind: words for a number, a code that is not offered, another unit, a number that cannot be.',
  explanation: 'The laboratory calculates with it, or cannot read it at all.',
  example: 'A collection of 240 hours for a 24-hour urine; a weight of 0.',
  remedy: 'Ask whoever placed the order, and let the ordering system check the answer.',
  order(order, tell) {
    for (const answer of liveAnswers(order)) {
      const wrong = answer.text === '' ? '' : wrongWith(answer)
      if (wrong === '') continue
      const { question } = answer
      const subject = {
        system: order.side.system.id,
        kind: 'question' as const,
        code: question.code,
        name: question.name,
      }
      tell({ subject, places: [question.place], variant: wrong, says: `An answer to ${question.code} ${wrong}.` })
    }
  },
}

function wrongWith({ question, segment, text }: LiveAnswer): string {
  if (question.answers.length > 0 && !question.answers.some(({ code }) => code === text))
    return 'is none of those that are offered'
  if (question.valueType !== 'NM') return ''
  const read = readValue({ text, valueType: 'NM' })
  if (read.kind !== 'number') return 'is no number'
  const unit = value(segment, 6, 1) ?? ''
  if (unit !== '' && question.unit !== '' && compareUnits(readUnit(unit), question.unitRead).relation !== 'same')
    return `is in ${unit}, not in ${question.unit}`
  return outOfWorld(question, read.value)
}

/** What nobody weighs, measures or collects, by the kind of unit. */
const limits: Readonly<Record<string, readonly [low: number, high: number]>> = {
  kg: [0.2, 650],
  cm: [15, 280],
  wk: [0, 45],
  h: [0, 168],
  mL: [0, 20000],
  '%': [0, 100],
  Cel: [10, 47],
}

function outOfWorld({ unitRead }: ReadQuestion, number: number): string {
  const limit = limits[unitRead.ucum ?? '']
  if (!limit) return ''
  return number > limit[0] && number <= limit[1] ? '' : `is outside ${limit[0]} to ${limit[1]} ${unitRead.given}`
}
