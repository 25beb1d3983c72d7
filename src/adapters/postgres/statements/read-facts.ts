// What was said of an order, in the order of arrival.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-facts',
  text: `
    SELECT kind.name, verdict.name, system.name, message_id, n, seen_at, detail
    FROM facts
    JOIN names AS kind ON kind.id = kind
    JOIN names AS verdict ON verdict.id = verdict
    JOIN names AS system ON system.id = system
    WHERE order_id = $1::bigint
    ORDER BY message_id, n`,
}

/** Rows: kind, verdict, system, message id, n, seen at, detail. */
export function readFacts(orderId: number): Step {
  return { statement, values: [orderId] }
}
