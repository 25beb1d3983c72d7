// Clears the seconds of the calendar that have passed: orders that are still due from then are noted one by one, the
// others are forgotten, and so are those noted before that are not due any more.
import type { Step } from '../pipeline.ts'

const pass = {
  name: 'pass-calendar',
  text: `
    WITH passed AS (DELETE FROM calendar WHERE second < $1::bigint / 1000 RETURNING second, order_ids)
    INSERT INTO overdue (order_id)
    SELECT DISTINCT id
    FROM passed CROSS JOIN LATERAL unnest(order_ids) AS entry (id) JOIN orders USING (id)
    WHERE next_due / 1000 = second
    ON CONFLICT DO NOTHING`,
}

const clear = {
  name: 'clear-overdue',
  text: `
    DELETE FROM overdue USING orders
    WHERE orders.id = overdue.order_id AND (next_due IS NULL OR next_due / 1000 >= $1::bigint / 1000)`,
}

/** `now` in milliseconds. */
export function sweepCalendar(now: number): Step[] {
  return [
    { statement: pass, values: [now] },
    { statement: clear, values: [now] },
  ]
}
