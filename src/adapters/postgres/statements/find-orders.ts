// Orders under keys and by id, whole, by id.
import { bigints, keyOf, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-orders',
  text: `
    SELECT orders.id, version, state, head, body, patient_id
    FROM (
      SELECT order_id FROM unnest($1::bytea[]) AS asked (key) JOIN order_keys USING (key)
      UNION
      SELECT unnest($2::bigint[])
    ) AS wanted
    JOIN orders ON orders.id = wanted.order_id
    JOIN order_bodies ON order_bodies.order_id = orders.id
    ORDER BY orders.id`,
}

/** Rows: id, version, state, head, body, patient id. */
export function findOrders(keys: readonly string[], ids: readonly number[]): Step {
  return { statement, values: [textBytes(keys.map(keyOf)), bigints(ids)] }
}
