// What became of the deliveries that carry words of many orders, by order and message: asked for a whole shift at once. OFFSET 0
// has the planner look up message by message, as in read-deliveries.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-carriers',
  text: `
    SELECT DISTINCT ON (deliveries.id, asked.order_id) asked.order_id, deliveries.message_id, state, attempts
    FROM unnest($1::bigint[], $2::bigint[]) AS asked (order_id, message_id)
    CROSS JOIN LATERAL (SELECT * FROM deliveries WHERE message_id = asked.message_id OFFSET 0) AS deliveries
    WHERE asked.order_id = ANY (order_ids)
    ORDER BY deliveries.id, asked.order_id`,
}

/** Rows: order id, message id, state, attempts. `asked`: order and message of each word. */
export function readCarriers(asked: readonly (readonly [orderId: number, messageId: number])[]): Step {
  return { statement, values: [bigints(asked.map(([id]) => id)), bigints(asked.map(([, id]) => id))] }
}
