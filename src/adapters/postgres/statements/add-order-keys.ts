// Numbers of orders that are new: no row can be there yet.
import type { Changes } from '../../../engine/ports/store.ts'
import { keyOf } from '../arrays.ts'
import { CopyRows } from '../copy.ts'
import type { Step } from '../pipeline.ts'

const statement = { name: 'add-order-keys', text: 'COPY order_keys (key, order_id) FROM STDIN (FORMAT binary)' }

/** Each pair once. */
export function addOrderKeys(keys: Changes['orderKeys']): Step {
  const copy = new CopyRows(keys.length * 60)
  for (const { key, orderId } of keys) copy.row(2).textBytes(keyOf(key)).bigint(orderId)
  return { statement, values: [], copy: copy.end() }
}
