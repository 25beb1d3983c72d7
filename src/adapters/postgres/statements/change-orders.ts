// Heads of orders that are there. One whose version is not the next ends the transaction with LB003. No column that has
// an index changes, so the new row lies on the page of the old one and no index is touched.
import type { Step } from '../pipeline.ts'
import { type OrderRow, orderColumns } from './add-orders.ts'

const statement = {
  name: 'change-orders',
  text: `
    WITH changed AS (
      UPDATE orders SET version = given.version, untaken = given.untaken, proven = given.proven,
        restless = given.restless, next_due = given.next_due, patient_id = given.patient_id, state = given.state,
        loop = given.loop, head = given.head
      FROM unnest($1::bigint[], $2::integer[], $3::smallint[], $4::boolean[], $5::boolean[], $6::bigint[],
        $7::bigint[], $8::text[], $9::text[], $10::text[])
        AS given (id, version, untaken, proven, restless, next_due, patient_id, state, loop, head)
      WHERE orders.id = given.id AND orders.version = given.version - 1
      RETURNING 1
    )
    SELECT demand(count(*) = cardinality($1::bigint[]), 'LB003') FROM changed`,
}

export function changeOrders(rows: readonly OrderRow[]): Step {
  return { statement, values: orderColumns(rows) }
}
