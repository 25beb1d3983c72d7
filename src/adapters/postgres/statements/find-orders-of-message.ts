// The orders that a message speaks of.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-orders-of-message',
  text: 'SELECT DISTINCT order_id FROM facts WHERE message_id = $1::bigint AND order_id <> 0 ORDER BY order_id',
}

/** Rows: order id. */
export function findOrdersOfMessage(messageId: number): Step {
  return { statement, values: [messageId] }
}
