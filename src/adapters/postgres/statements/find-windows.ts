// The systems, and the last message of each that is older than its window by a day or more.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-windows',
  text: `
    SELECT system, (
      SELECT last_id FROM message_groups
      WHERE received_at < $1::bigint - window_ms - 86400000
      ORDER BY first_id DESC LIMIT 1
    )
    FROM windows`,
}

/** Rows: system, message id (null where none is that old). `now` in milliseconds. */
export function findWindows(now: number): Step {
  return { statement, values: [now] }
}
