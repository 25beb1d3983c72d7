// Bodies of orders that are new.
import { CopyRows } from '../copy.ts'
import type { Step } from '../pipeline.ts'

export type BodyRow = { readonly orderId: number; readonly shape: number; readonly body: string }

const statement = {
  name: 'add-order-bodies',
  text: 'COPY order_bodies (order_id, shape, body) FROM STDIN (FORMAT binary)',
}

export function addOrderBodies(rows: readonly BodyRow[]): Step {
  const bytes = rows.reduce((sum, { body }) => sum + body.length + 40, 0)
  const copy = new CopyRows(bytes + 8192)
  for (const row of rows) copy.row(3).bigint(row.orderId).smallint(row.shape).text(row.body)
  return { statement, values: [], copy: copy.end() }
}
