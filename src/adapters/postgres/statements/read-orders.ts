// Orders by id with everything that is kept of them beside their facts.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-orders',
  text: `
    SELECT id, version, state, head, body, loop, proven
    FROM unnest($1::bigint[]) AS asked (id) JOIN orders USING (id) JOIN order_bodies ON order_id = id`,
}

/** Rows: id, version, state, head, body, loop, proven. */
export function readOrders(ids: readonly number[]): Step {
  return { statement, values: [bigints(ids)] }
}
