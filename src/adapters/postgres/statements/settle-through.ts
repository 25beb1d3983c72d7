// Moves the mark of a destination up to its first open delivery, so that a start never reads what was delivered long ago.
// Runs after lock-destination: a delivery that opens again meanwhile would else be left below the mark, and never go out.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'settle-through',
  text: `
    UPDATE destinations SET settled_through = greatest(settled_through, coalesce(
      (SELECT id - 1 FROM deliveries
        WHERE id > settled_through AND deliveries.destination = destinations.destination
          AND state IN ('queued', 'sent') AND NOT EXISTS (SELECT FROM waiting WHERE delivery_id = id)
        ORDER BY id LIMIT 1),
      (SELECT max(id) FROM deliveries)))
    WHERE destinations.destination = $1::smallint`,
}

export function settleThrough(destination: number): Step {
  return { statement, values: [destination] }
}
