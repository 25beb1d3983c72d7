// Exceptions on an order or a message, open and closed, oldest first.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-exceptions',
  text: `
    SELECT body
    FROM (
      SELECT exception_id AS id FROM exception_orders WHERE order_id = $1::bigint
      UNION
      SELECT id FROM exceptions WHERE message_id = $2::bigint
    ) AS found JOIN exceptions USING (id)
    ORDER BY opened_at, id`,
}

/** Rows: the exception as JSON. An id of 0 finds none. */
export function readExceptions(of: { readonly orderId?: number; readonly messageId?: number }): Step {
  return { statement, values: [of.orderId ?? 0, of.messageId ?? 0] }
}
