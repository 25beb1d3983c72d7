// Orders under any of these keys, newest first.
import { keyOf, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'search-order-keys',
  text: `
    SELECT DISTINCT order_id FROM unnest($1::bytea[]) AS asked (key) JOIN order_keys USING (key)
    ORDER BY order_id DESC LIMIT $2::bigint`,
}

/** Rows: order id. */
export function searchOrderKeys(keys: readonly string[], limit: number): Step {
  return { statement, values: [textBytes(keys.map(keyOf)), limit] }
}
