// Heads of orders that are new. One that is there already fails on the primary key: it is stale.
import type { LoopStatus } from '../../../ledger/order.ts'
import { CopyRows } from '../copy.ts'
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
  readonly loop: LoopStatus
  readonly head: string
}

const statement = {
  name: 'add-orders',
  text: `
    COPY orders (id, version, untaken, proven, restless, next_due, patient_id, state, loop, head)
    FROM STDIN (FORMAT binary)`,
}

export function addOrders(rows: readonly OrderRow[]): Step {
  const copy = new CopyRows(rows.length * 400)
  for (const row of rows) {
    copy.row(10).bigint(row.id).integer(row.version).smallint(row.untaken).boolean(row.proven).boolean(row.restless)
    copy.bigint(row.nextDue).bigint(row.patientId).text(row.state).text(row.loop).text(row.head)
  }
  return { statement, values: [], copy: copy.end() }
}
