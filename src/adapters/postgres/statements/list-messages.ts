// The groups that hold the newest messages, newest first.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'list-messages',
  text: 'SELECT first_id, content FROM message_groups WHERE first_id < $1::bigint ORDER BY first_id DESC LIMIT $2::bigint',
}

/** Rows: id of the first message, content. */
export function listMessages(before: number, groups: number): Step {
  return { statement, values: [before, groups] }
}
