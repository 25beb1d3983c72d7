// Deliveries that are held, of one destination or (null) of all.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-held',
  text: `
    SELECT id, flow, message_id, queued_at, state, attempts, why, order_ids, deliveries.destination
    FROM waiting JOIN deliveries ON deliveries.id = delivery_id
    WHERE state = 'held' AND ($1::smallint IS NULL OR waiting.destination = $1::smallint)
    ORDER BY id`,
}

/** Rows: as of find-undelivered, and the destination. */
export function findHeld(destination: number | null): Step {
  return { statement, values: [destination] }
}
