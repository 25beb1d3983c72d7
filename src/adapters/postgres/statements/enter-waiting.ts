// Puts deliveries into `waiting` that belong there: held ones, and open ones that their destination's mark has passed.
// Runs after their outcomes are written.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'enter-waiting',
  text: `
    INSERT INTO waiting (delivery_id, destination)
    SELECT deliveries.id, deliveries.destination
    FROM unnest($1::bigint[]) AS given (id) JOIN deliveries USING (id)
    LEFT JOIN destinations ON destinations.destination = deliveries.destination
    WHERE state = 'held' OR deliveries.id <= settled_through
    ON CONFLICT DO NOTHING`,
}

export function enterWaiting(deliveryIds: readonly number[]): Step {
  return { statement, values: [bigints(deliveryIds)] }
}
