// The groups that hold the messages with id > after, in order; the first may begin before.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-message-groups',
  text: `
    SELECT first_id, content FROM message_groups
    WHERE first_id >= coalesce(
        (SELECT first_id FROM message_groups WHERE first_id <= $1::bigint + 1 ORDER BY first_id DESC LIMIT 1), 0)
      AND last_id > $1::bigint
    ORDER BY first_id
    LIMIT $2::bigint`,
}

/** Rows: id of the first message, content. */
export function readMessageGroups(after: number, groups: number): Step {
  return { statement, values: [after, groups] }
}
