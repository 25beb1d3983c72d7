// Deliveries that are queued: the part that changes.

import type { Delivery } from '../../../engine/ports/store.ts'
import { bigints, smallints, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-deliveries',
  text: `
    INSERT INTO deliveries (id, message_id, queued_at, destination, flow, order_ids, state, attempts, code, why)
    SELECT id, message_id, queued_at, destination, flow, order_ids::bigint[], 'queued', 0, '', ''
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::smallint[], $6::text[])
      AS given (id, message_id, queued_at, destination, flow, order_ids)`,
}

export type DeliveryRow = Pick<Delivery, 'id' | 'messageId' | 'queuedAt' | 'orderIds'> & {
  readonly destination: number
  readonly flow: number
}

export function addDeliveries(rows: readonly DeliveryRow[]): Step {
  return {
    statement,
    values: [
      bigints(rows.map(({ id }) => id)),
      bigints(rows.map(({ messageId }) => messageId)),
      bigints(rows.map(({ queuedAt }) => queuedAt)),
      smallints(rows.map(({ destination }) => destination)),
      smallints(rows.map(({ flow }) => flow)),
      texts(rows.map(({ orderIds }) => `{${orderIds.join(',')}}`)),
    ],
  }
}
