// Orders that are not at rest by their columns, or that an open exception or an open delivery names. Only blocks that hold
// such orders are looked into, and of these no more than the page needs. For a session whose planner is free: exceptions and
// deliveries may be many. (OFFSET 0 keeps the planner from reading all orders once instead of each block.)
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-sights',
  text: `
    WITH page AS MATERIALIZED (
      SELECT block FROM (
        SELECT block, sum(restless) OVER oldest - restless - first_value(restless) OVER oldest AS before
        FROM order_blocks WHERE restless > 0 AND block >= $1::bigint >> 10
        WINDOW oldest AS (ORDER BY block)
      ) AS summed WHERE before < $2::bigint
    ), restless AS MATERIALIZED (
      SELECT within.id
      FROM page CROSS JOIN LATERAL (
        SELECT id FROM orders
        WHERE id >= block << 10 AND id < (block + 1) << 10 AND id > $1::bigint AND restless
        OFFSET 0
      ) AS within
      ORDER BY within.id LIMIT $2::bigint
    ), bound AS MATERIALIZED (
      SELECT CASE count(*) WHEN $2::bigint THEN max(id) ELSE 9223372036854775807 END AS last FROM restless
    ), excepted AS MATERIALIZED (
      SELECT id, count(*) AS n
      FROM (
        SELECT DISTINCT exceptions.id AS exception_id, named.id
        FROM exceptions CROSS JOIN LATERAL unnest(order_ids) AS named (id)
        WHERE status <> 'closed' AND named.id > $1::bigint AND named.id <= (SELECT last FROM bound)
      ) AS each
      GROUP BY id
    ), open AS MATERIALIZED (
      SELECT id, count(*) AS n, array_agg(message_id) AS message_ids
      FROM (
        SELECT DISTINCT deliveries.id AS delivery_id, message_id, named.id
        FROM (
          SELECT deliveries.id, message_id, order_ids FROM waiting JOIN deliveries ON deliveries.id = delivery_id
          UNION ALL
          SELECT deliveries.id, message_id, order_ids FROM destinations
          JOIN deliveries ON deliveries.id > settled_through AND deliveries.destination = destinations.destination
          WHERE state IN ('queued', 'sent') AND NOT EXISTS (SELECT FROM waiting WHERE delivery_id = deliveries.id)
        ) AS deliveries CROSS JOIN LATERAL unnest(order_ids) AS named (id)
        WHERE named.id > $1::bigint AND named.id <= (SELECT last FROM bound)
      ) AS each
      GROUP BY id
    ), wanted AS MATERIALIZED (
      SELECT id FROM restless UNION SELECT id FROM excepted UNION SELECT id FROM open
    )
    SELECT orders.id, state, loop, proven, next_due, coalesce(excepted.n, 0), coalesce(open.n, 0), untaken,
      CASE WHEN open.n > untaken OR (restless AND loop = 'agreed' AND untaken = 0) THEN head END, array_to_string(open.message_ids, ',')
    FROM (SELECT id FROM wanted JOIN orders USING (id) ORDER BY id LIMIT $2::bigint) AS first
    JOIN orders USING (id) LEFT JOIN excepted USING (id) LEFT JOIN open USING (id)
    ORDER BY orders.id`,
}

/** Rows: id, state, loop, proven, next due, open exceptions, open deliveries, untaken words; then, where there are more of
 * these deliveries than untaken words, or the order counts as agreed and is not at rest, the head; and their messages. */
export function findSights(after: number, limit: number): Step {
  return { statement, values: [after, limit] }
}
