// Bodies of orders that are there, after a message that said something new.
import type { Step } from '../pipeline.ts'
import { type BodyRow, bodyColumns } from './add-order-bodies.ts'

const statement = {
  name: 'change-order-bodies',
  text: `
    UPDATE order_bodies SET shape = given.shape, body = given.body
    FROM unnest($1::bigint[], $2::smallint[], $3::text[]) AS given (order_id, shape, body)
    WHERE order_bodies.order_id = given.order_id`,
}

export function changeOrderBodies(rows: readonly BodyRow[]): Step {
  return { statement, values: bodyColumns(rows) }
}
