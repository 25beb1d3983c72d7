// Keeps the answers to messages that are acknowledged once decided.

import type { Changes } from '../../../engine/ports/store.ts'
import { bigints, byteas } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'put-answers',
  text: `
    INSERT INTO answers (message_id, answer) SELECT * FROM unnest($1::bigint[], $2::bytea[])
    ON CONFLICT (message_id) DO UPDATE SET answer = excluded.answer`,
}

/** Each message once. */
export function putAnswers(answers: Changes['answers']): Step {
  return {
    statement,
    values: [bigints(answers.map(({ messageId }) => messageId)), byteas(answers.map(({ answer }) => answer))],
  }
}
