// What waits in each flow: how many are queued and held, and since when the oldest of the queued: what is held
// waits for a person, and stands among the exceptions. Counting ends at 100,000.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'count-open',
  text: `
    SELECT name, count(*) FILTER (WHERE state <> 'held'), count(*) FILTER (WHERE state = 'held'),
      min(queued_at) FILTER (WHERE state <> 'held')
    FROM (
      SELECT flow, state, queued_at FROM waiting JOIN deliveries ON deliveries.id = delivery_id
      UNION ALL
      SELECT flow, state, queued_at FROM destinations CROSS JOIN LATERAL (
        SELECT flow, state, queued_at FROM deliveries
        WHERE id > settled_through AND deliveries.destination = destinations.destination
          AND state IN ('queued', 'sent') AND NOT EXISTS (SELECT FROM waiting WHERE delivery_id = id)
        ORDER BY id LIMIT 100000
      ) AS queued
    ) AS open JOIN names ON names.id = flow
    GROUP BY name ORDER BY name`,
}

/** Rows: flow, queued, held, queued at of the oldest queued or null. */
export const countOpen: Step = { statement, values: [] }
