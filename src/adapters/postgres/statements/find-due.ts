// Orders with an expectation due, oldest first: those noted as overdue, and those of the seconds that are not yet cleared.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-due',
  text: `
    SELECT orders.id
    FROM (
      SELECT order_id AS id FROM overdue
      UNION
      SELECT unnest(order_ids) FROM calendar WHERE second <= $1::bigint / 1000
    ) AS candidate
    JOIN orders USING (id)
    WHERE next_due <= $1::bigint
    ORDER BY next_due, orders.id
    LIMIT $2::bigint`,
}

/** Rows: order id. `now` in milliseconds. */
export function findDue(now: number, limit: number): Step {
  return { statement, values: [now, limit] }
}
