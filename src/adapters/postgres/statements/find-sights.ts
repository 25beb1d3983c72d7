// Orders that are not at rest by their columns, or that an open exception or an open delivery names. Only blocks that hold
// such orders are looked into, and of these no more than the page needs.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-sights',
  text: `
    WITH excepted AS MATERIALIZED (
      SELECT id, count(*) AS n
      FROM (
        SELECT DISTINCT exceptions.id AS exception_id, named.id
        FROM exceptions CROSS JOIN LATERAL unnest(order_ids) AS named (id) WHERE status <> 'closed'
      ) AS each
      GROUP BY id
    ), open AS MATERIALIZED (
      SELECT id, count(*) AS n
      FROM (
        SELECT DISTINCT deliveries.id AS delivery_id, named.id
        FROM (
          SELECT deliveries.id, order_ids FROM waiting JOIN deliveries ON deliveries.id = delivery_id
          UNION ALL
          SELECT deliveries.id, order_ids FROM destinations
          JOIN deliveries ON deliveries.id > settled_through AND deliveries.destination = destinations.destination
          WHERE state IN ('queued', 'sent') AND NOT EXISTS (SELECT FROM waiting WHERE delivery_id = deliveries.id)
        ) AS deliveries CROSS JOIN LATERAL unnest(order_ids) AS named (id)
      ) AS each
      GROUP BY id
    ), page AS MATERIALIZED (
      SELECT block FROM (
        SELECT block, sum(restless) OVER (ORDER BY block) - restless AS before
        FROM order_blocks WHERE restless > 0 AND block >= $1::bigint >> 10
      ) AS restless WHERE before < $2::bigint + 1024
    ), wanted AS MATERIALIZED (
      SELECT id FROM page JOIN orders ON id >= block << 10 AND id < (block + 1) << 10 WHERE restless AND id > $1::bigint
      UNION
      SELECT id FROM excepted WHERE id > $1::bigint
      UNION
      SELECT id FROM open WHERE id > $1::bigint
    )
    SELECT orders.id, state, loop, proven, next_due, coalesce(excepted.n, 0), coalesce(open.n, 0), untaken
    FROM (SELECT id FROM wanted JOIN orders USING (id) ORDER BY id LIMIT $2::bigint) AS first
    JOIN orders USING (id) LEFT JOIN excepted USING (id) LEFT JOIN open USING (id)
    ORDER BY orders.id`,
}

/** Rows: id, state, loop, proven, next due, open exceptions, open deliveries, untaken words. */
export function findSights(after: number, limit: number): Step {
  return { statement, values: [after, limit] }
}
