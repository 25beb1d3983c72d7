// A bundle of acknowledgements as received.
import type { Step } from '../pipeline.ts'

const statement = { name: 'read-answers', text: 'SELECT content FROM delivery_answers WHERE id = $1::bigint' }

/** Rows: content. */
export function readAnswersOf(answersId: number): Step {
  return { statement, values: [answersId] }
}
