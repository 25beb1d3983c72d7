// The oldest orders behind an id, of all or of one loop status: what list-orders reads, from the other end.
import type { LoopStatus } from '../../../ledger/order.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'list-orders-after',
  text: `
    WITH page AS MATERIALIZED (
      SELECT block FROM (
        SELECT block, sum(n) OVER oldest - n - first_value(n) OVER oldest AS before FROM (
          SELECT block, CASE $1::text WHEN 'owned' THEN owned WHEN 'on-course' THEN on_course WHEN 'dormant' THEN dormant
            WHEN 'agreed' THEN agreed WHEN 'adrift' THEN adrift
            ELSE owned + on_course + dormant + agreed + adrift END AS n
          FROM order_blocks WHERE block >= $2::bigint >> 10
        ) AS counted WHERE n > 0
        WINDOW oldest AS (ORDER BY block)
      ) AS summed WHERE before < $3::bigint
    )
    SELECT within.id
    FROM page CROSS JOIN LATERAL (
      SELECT id FROM orders
      WHERE id >= block << 10 AND id < (block + 1) << 10 AND id > $2::bigint AND ($1::text = '' OR loop = $1::text)
      OFFSET 0
    ) AS within
    ORDER BY within.id LIMIT $3::bigint`,
}

/** Rows: order id, above `after`. */
export function listOrdersAfter(loop: LoopStatus | '', after: number, limit: number): Step {
  return { statement, values: [loop, after, limit] }
}
