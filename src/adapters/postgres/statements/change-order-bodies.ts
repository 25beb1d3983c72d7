// Bodies of orders that are there, after a message that said something new.
import { bigints, smallints, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import type { BodyRow } from './add-order-bodies.ts'

const statement = {
  name: 'change-order-bodies',
  text: `
    UPDATE order_bodies SET shape = given.shape, body = given.body
    FROM unnest($1::bigint[], $2::smallint[], $3::text[]) AS given (order_id, shape, body)
    WHERE order_bodies.order_id = given.order_id`,
}

export function changeOrderBodies(rows: readonly BodyRow[]): Step {
  return {
    statement,
    values: [
      bigints(rows.map(({ orderId }) => orderId)),
      smallints(rows.map(({ shape }) => shape)),
      texts(rows.map(({ body }) => body)),
    ],
  }
}
