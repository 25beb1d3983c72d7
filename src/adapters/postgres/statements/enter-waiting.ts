// Puts deliveries into `waiting` that belong there: held ones, and open ones that their destination's mark has passed.
// Runs after their outcomes are written. It locks the marks, and so reads them as they will stand.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'enter-waiting',
  text: `
    WITH opened AS (
      SELECT deliveries.id, destination, state
      FROM unnest($1::bigint[]) AS given (id) JOIN deliveries USING (id)
    ), marks AS (
      SELECT destination, settled_through FROM destinations
      WHERE destination IN (SELECT destination FROM opened)
      ORDER BY destination FOR UPDATE
    )
    INSERT INTO waiting (delivery_id, destination)
    SELECT id, destination FROM opened LEFT JOIN marks USING (destination)
    WHERE state = 'held' OR id <= settled_through
    ON CONFLICT DO NOTHING`,
}

export function enterWaiting(deliveryIds: readonly number[]): Step {
  return { statement, values: [bigints(deliveryIds)] }
}
