// The orders of which a final or corrected result came in within a span of time. Messages come in order of time, so the
// span is first found among the groups of messages, and then the facts by the messages.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-verified',
  text: `
    WITH span AS MATERIALIZED (
      SELECT min(first_id) AS low, max(last_id) AS high
      FROM message_groups WHERE received_at >= $1::bigint AND received_at < $2::bigint
    )
    SELECT DISTINCT order_id
    FROM span JOIN facts ON message_id BETWEEN low AND high
    WHERE order_id > 0 AND seen_at >= $1::bigint AND seen_at < $2::bigint
      AND kind = (SELECT id FROM names WHERE name = 'result-reported')
      AND (detail::json ->> 'status') IN ('F', 'C')
    ORDER BY order_id`,
}

/** Rows: order id. `from` in the span, `to` not (milliseconds). */
export function findVerified(from: number, to: number): Step {
  return { statement, values: [from, to] }
}
