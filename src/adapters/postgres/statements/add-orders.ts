// Heads of orders that are new. An order that is there already ends the transaction with LB003.
import { bigints, booleans, integers, smallints, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

/** The columns of an order, counted from its snapshot. */
export type OrderRow = {
  readonly id: number
  readonly version: number
  readonly untaken: number
  readonly proven: boolean
  readonly restless: boolean
  readonly nextDue: number | null
  readonly patientId: number | null
  readonly state: string
  readonly loop: string
  readonly head: string
}

const statement = {
  name: 'add-orders',
  text: `
    WITH added AS (
      INSERT INTO orders (id, version, untaken, proven, restless, next_due, patient_id, state, loop, head)
      SELECT * FROM unnest($1::bigint[], $2::integer[], $3::smallint[], $4::boolean[], $5::boolean[], $6::bigint[],
        $7::bigint[], $8::text[], $9::text[], $10::text[])
      ON CONFLICT DO NOTHING
      RETURNING 1
    )
    SELECT demand(count(*) = cardinality($1::bigint[]), 'LB003') FROM added`,
}

export function addOrders(rows: readonly OrderRow[]): Step {
  return { statement, values: orderColumns(rows) }
}

export function orderColumns(rows: readonly OrderRow[]): Buffer[] {
  return [
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
  ]
}
