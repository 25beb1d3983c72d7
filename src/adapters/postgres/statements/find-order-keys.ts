// Orders under keys, each with the place of its key in the question.
import { keyOf, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-order-keys',
  text: `
    SELECT place, order_id FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (key, place) JOIN order_keys USING (key)
    ORDER BY place, order_id`,
}

/** Rows: place from 1, order id. */
export function findOrderKeys(keys: readonly string[]): Step {
  return { statement, values: [textBytes(keys.map(keyOf))] }
}
