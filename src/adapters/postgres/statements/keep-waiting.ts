// Keeps `waiting` whole: in it is every delivery that is held, or open and not above what its destination has settled.

import type { DeliveryOutcome } from '../../../engine/ports/store.ts'
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const enter = {
  name: 'enter-waiting',
  text: `
    INSERT INTO waiting (delivery_id, destination)
    SELECT deliveries.id, deliveries.destination
    FROM unnest($1::bigint[]) AS given (id) JOIN deliveries USING (id)
    LEFT JOIN destinations ON destinations.destination = deliveries.destination
    WHERE state = 'held' OR deliveries.id <= settled_through
    ON CONFLICT DO NOTHING`,
}

const leave = {
  name: 'leave-waiting',
  text: 'DELETE FROM waiting WHERE delivery_id = ANY ($1::bigint[])',
}

/** The steps for outcomes that are written already. */
export function keepWaiting(outcomes: readonly DeliveryOutcome[]): Step[] {
  const open = outcomes.filter(({ state }) => state === 'held' || state === 'queued' || state === 'sent')
  const done = outcomes.filter((outcome) => !open.includes(outcome))
  return [
    ...(open.length > 0 ? [{ statement: enter, values: [bigints(open.map(({ deliveryId }) => deliveryId))] }] : []),
    ...(done.length > 0 ? [{ statement: leave, values: [bigints(done.map(({ deliveryId }) => deliveryId))] }] : []),
  ]
}
