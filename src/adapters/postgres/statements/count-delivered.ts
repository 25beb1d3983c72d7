// How many of the newest 5,000 deliveries each flow delivered since a moment, and when the oldest of these was queued: where
// that is later than the moment, the true number is greater in proportion.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'count-delivered',
  text: `
    SELECT name, count(*) FILTER (WHERE state = 'delivered' AND settled_at >= $1::bigint), min(oldest)
    FROM (
      SELECT flow, state, settled_at, min(queued_at) OVER () AS oldest
      FROM (SELECT flow, state, settled_at, queued_at FROM deliveries ORDER BY id DESC LIMIT 5000) AS newest
    ) AS recent JOIN names ON names.id = flow
    GROUP BY name ORDER BY name`,
}

/** Rows: flow, delivered, queued at of the oldest looked at. `since` in milliseconds. */
export function countDelivered(since: number): Step {
  return { statement, values: [since] }
}
