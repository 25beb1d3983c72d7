// Every delivery, settled or not: for the judges of a rehearsal, whose tables are small.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'list-deliveries',
  text: `
    SELECT deliveries.id, destination.name, message_id, state, why, order_ids
    FROM deliveries JOIN names AS destination ON destination.id = destination
    ORDER BY deliveries.id`,
}

/** Rows: id, destination, message id, state, why, order ids. */
export const listDeliveries: Step = { statement, values: [] }
