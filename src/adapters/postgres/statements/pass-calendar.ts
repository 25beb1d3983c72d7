// Clears the seconds of the calendar that have passed. Orders that are still due from then are noted one by one.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'pass-calendar',
  text: `
    WITH passed AS (DELETE FROM calendar WHERE second < $1::bigint / 1000 RETURNING second, order_ids)
    INSERT INTO overdue (order_id, second)
    SELECT DISTINCT id, second
    FROM passed CROSS JOIN LATERAL unnest(order_ids) AS entry (id) JOIN orders USING (id)
    WHERE next_due / 1000 = second
    ON CONFLICT (order_id) DO UPDATE SET second = excluded.second`,
}

/** `now` in milliseconds. */
export function passCalendar(now: number): Step {
  return { statement, values: [now] }
}
