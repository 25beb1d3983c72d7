// Orders by id, whole, in the order of their ids.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-orders',
  text: `
    SELECT orders.id, version, state, head, body, patient_id
    FROM (SELECT DISTINCT unnest($1::bigint[])) AS wanted (id)
    JOIN orders USING (id)
    JOIN order_bodies ON order_bodies.order_id = orders.id
    ORDER BY orders.id`,
}

/** Rows: id, version, state, head, body, patient id. */
export function findOrders(ids: readonly number[]): Step {
  return { statement, values: [bigints(ids)] }
}
