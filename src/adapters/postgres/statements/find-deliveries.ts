// Deliveries with these ids, whatever has become of them.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-deliveries',
  text: `
    SELECT id, flow, message_id, queued_at, state, attempts, why, order_ids, destination
    FROM deliveries WHERE id = ANY ($1::bigint[])
    ORDER BY id`,
}

/** Rows: as of find-undelivered, and the destination. */
export function findDeliveries(ids: readonly number[]): Step {
  return { statement, values: [bigints(ids)] }
}
