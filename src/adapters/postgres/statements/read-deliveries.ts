// What became of the deliveries of messages: of all of them, or of those that carry words of one order. The one thing to
// know: OFFSET 0 has the planner look up message by message; without statistics (a table that has just been filled) it would
// else read all deliveries by their primary key and compare.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-deliveries',
  text: `
    SELECT deliveries.id, destination.name, flow.name, message_id, state, attempts, code, why, queued_at, settled_at,
      answers_id
    FROM unnest($1::bigint[]) AS asked (id)
    CROSS JOIN LATERAL (SELECT * FROM deliveries WHERE message_id = asked.id OFFSET 0) AS deliveries
    JOIN names AS destination ON destination.id = destination
    JOIN names AS flow ON flow.id = flow
    WHERE $2::bigint = 0 OR $2::bigint = ANY (order_ids)
    ORDER BY deliveries.id`,
}

/** Rows: id, destination, flow, message id, state, attempts, code, why, queued at, settled at, answers id. */
export function readDeliveries(messageIds: readonly number[], orderId = 0): Step {
  return { statement, values: [bigints(messageIds), orderId] }
}
