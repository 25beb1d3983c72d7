// Heads of orders that are there. One whose version is not the next ends the transaction with LB003. No column that has
// an index changes as a rule, so the new row lies on the page of the old one and no index is touched.
import { bigints, booleans, integers, smallints, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import type { OrderRow } from './add-orders.ts'

const statement = {
  name: 'change-orders',
  text: `
    WITH changed AS (
      UPDATE orders SET version = given.version, untaken = given.untaken, proven = given.proven,
        restless = given.restless, next_due = given.next_due, state = given.state, loop = given.loop, head = given.head,
        patient_id = CASE WHEN given.whole THEN given.patient_id ELSE orders.patient_id END
      FROM unnest($1::bigint[], $2::integer[], $3::smallint[], $4::boolean[], $5::boolean[], $6::bigint[],
        $7::bigint[], $8::text[], $9::text[], $10::text[], $11::boolean[])
        AS given (id, version, untaken, proven, restless, next_due, patient_id, state, loop, head, whole)
      WHERE orders.id = given.id AND orders.version = given.version - 1
      RETURNING 1
    )
    SELECT demand(count(*) = cardinality($1::bigint[]), 'LB003') FROM changed`,
}

/** `whole`: the body changes as well. */
export function changeOrders(rows: readonly (OrderRow & { readonly whole: boolean })[]): Step {
  return {
    statement,
    values: [
      bigints(rows.map(({ id }) => id)),
      integers(rows.map(({ version }) => version)),
      smallints(rows.map(({ untaken }) => untaken)),
      booleans(rows.map(({ proven }) => proven)),
      booleans(rows.map(({ restless }) => restless)),
      bigints(rows.map(({ nextDue }) => nextDue)),
      bigints(rows.map(({ patientId }) => patientId)),
      texts(rows.map(({ state }) => state)),
      texts(rows.map(({ loop }) => loop)),
      texts(rows.map(({ head }) => head)),
      booleans(rows.map(({ whole }) => whole)),
    ],
  }
}
