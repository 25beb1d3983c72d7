// Numbers under which orders are found from now on; one that is there already stays.
import type { Changes } from '../../../engine/ports/store.ts'
import { bigints, keyOf, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'put-order-keys',
  text: `
    INSERT INTO order_keys (key, order_id) SELECT * FROM unnest($1::bytea[], $2::bigint[]) ON CONFLICT DO NOTHING`,
}

export function putOrderKeys(keys: Changes['orderKeys']): Step {
  return {
    statement,
    values: [textBytes(keys.map(({ key }) => keyOf(key))), bigints(keys.map(({ orderId }) => orderId))],
  }
}
