// Deliveries that are queued: the part that changes.
import type { Delivery } from '../../../engine/ports/store.ts'
import { bigints } from '../arrays.ts'
import { CopyRows } from '../copy.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-deliveries',
  text: `
    COPY deliveries (id, message_id, queued_at, destination, flow, order_ids, state, attempts, code, why)
    FROM STDIN (FORMAT binary)`,
}

export type DeliveryRow = Pick<Delivery, 'id' | 'messageId' | 'queuedAt' | 'orderIds'> & {
  readonly destination: number
  readonly flow: number
}

export function addDeliveries(rows: readonly DeliveryRow[]): Step {
  const copy = new CopyRows(rows.length * 160)
  for (const row of rows) {
    copy.row(10).bigint(row.id).bigint(row.messageId).bigint(row.queuedAt).smallint(row.destination).smallint(row.flow)
    copy.bytes(bigints(row.orderIds)).text('queued').integer(0).text('').text('')
  }
  return { statement, values: [], copy: copy.end() }
}
