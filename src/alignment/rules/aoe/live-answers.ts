// The answers of a live order by the question that they answer. The one thing to know: OBX in an order is an answer or a prior
// result; what is no question of the catalog is left alone.
import { type Segment, value } from '../../../hl7/index.ts'
import type { SeenOrder } from '../../message/seen.ts'
import type { ReadQuestion } from '../../pair/side.ts'

export type LiveAnswer = { readonly question: ReadQuestion; readonly segment: Segment; readonly text: string }

export function liveAnswers({ side, answers }: SeenOrder): readonly LiveAnswer[] {
  return answers.flatMap((segment) => {
    const question = side.questions.get(value(segment, 3, 1) ?? '')
    return question ? [{ question, segment, text: value(segment, 5, 1) ?? '' }] : []
  })
}
