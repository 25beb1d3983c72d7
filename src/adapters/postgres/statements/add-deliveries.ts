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

/** `idOf` gives the numbers of the names of destinations and flows. */
export function addDeliveries(deliveries: readonly Delivery[], idOf: (name: string) => number): Step {
  const copy = new CopyRows(deliveries.length * 160)
  for (const { id, messageId, queuedAt, destination, flow, orderIds } of deliveries) {
    copy.row(10).bigint(id).bigint(messageId).bigint(queuedAt).smallint(idOf(destination)).smallint(idOf(flow))
    copy.bytes(bigints(orderIds)).text('queued').integer(0).text('').text('')
  }
  return { statement, values: [], copy: copy.end() }
}
