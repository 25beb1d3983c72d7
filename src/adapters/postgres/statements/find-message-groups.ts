// The groups that hold the messages with these ids, each group once.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-message-groups',
  text: `
    SELECT found.first_id, content
    FROM (
      SELECT DISTINCT below.first_id
      FROM unnest($1::bigint[]) AS asked (id)
      CROSS JOIN LATERAL (
        SELECT first_id, last_id FROM message_groups WHERE first_id <= asked.id ORDER BY first_id DESC LIMIT 1
      ) AS below
      WHERE below.last_id >= asked.id
    ) AS found
    JOIN message_groups USING (first_id)`,
}

/** Rows: id of the first message, content. */
export function findMessageGroups(ids: readonly number[]): Step {
  return { statement, values: [bigints(ids)] }
}
