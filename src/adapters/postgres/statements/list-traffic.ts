// The groups that hold the messages of a span of time, oldest first, a page at a time.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'list-traffic',
  text: `SELECT first_id, content FROM message_groups
    WHERE first_id > $1::bigint AND received_at >= $2::bigint ORDER BY first_id LIMIT $3::bigint`,
}

/** Rows: id of the first message, content; of groups behind `after` that came in from `since` on (milliseconds). */
export function listTraffic(after: number, since: number, groups: number): Step {
  return { statement, values: [after, since, groups] }
}
