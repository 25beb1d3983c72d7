// Takes deliveries that are settled out of `waiting`.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'leave-waiting',
  text: 'DELETE FROM waiting WHERE delivery_id = ANY ($1::bigint[])',
}

export function leaveWaiting(deliveryIds: readonly number[]): Step {
  return { statement, values: [bigints(deliveryIds)] }
}
