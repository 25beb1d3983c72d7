// The orders that exceptions are about, to find them by order.
import type { Exception } from '../../../ownership/exception.ts'
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'link-exceptions',
  text: `
    INSERT INTO exception_orders (order_id, exception_id) SELECT * FROM unnest($1::bigint[], $2::bigint[])
    ON CONFLICT DO NOTHING`,
}

export function linkExceptions(exceptions: readonly Exception[]): Step {
  const links = exceptions.flatMap(({ id, orderIds }) => orderIds.map((orderId) => ({ orderId, id })))
  return { statement, values: [bigints(links.map(({ orderId }) => orderId)), bigints(links.map(({ id }) => id))] }
}
