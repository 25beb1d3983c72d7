// Bodies of orders that are new.
import { bigints, smallints, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

export type BodyRow = { readonly orderId: number; readonly shape: number; readonly body: string }

const statement = {
  name: 'add-order-bodies',
  text: `
    INSERT INTO order_bodies (order_id, shape, body)
    SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::text[])`,
}

export function addOrderBodies(rows: readonly BodyRow[]): Step {
  return { statement, values: bodyColumns(rows) }
}

export function bodyColumns(rows: readonly BodyRow[]): Buffer[] {
  return [
    bigints(rows.map(({ orderId }) => orderId)),
    smallints(rows.map(({ shape }) => shape)),
    texts(rows.map(({ body }) => body)),
  ]
}
