// Answers that were given once decided.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-answers',
  text: `
    SELECT message_id, answer FROM unnest($1::bigint[]) AS asked (message_id) JOIN answers USING (message_id)`,
}

/** Rows: message id, answer. */
export function findAnswers(messageIds: readonly number[]): Step {
  return { statement, values: [bigints(messageIds)] }
}
