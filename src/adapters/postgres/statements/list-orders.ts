// The newest orders, of all or of one loop status. Only blocks that hold such orders are looked into.
import type { LoopStatus } from '../../../ledger/order.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'list-orders',
  text: `
    WITH page AS MATERIALIZED (
      SELECT block FROM (
        SELECT block, sum(n) OVER newest - n - first_value(n) OVER newest AS before FROM (
          SELECT block, CASE $1::text WHEN 'owned' THEN owned WHEN 'on-course' THEN on_course WHEN 'dormant' THEN dormant
            WHEN 'agreed' THEN agreed WHEN 'adrift' THEN adrift
            ELSE owned + on_course + dormant + agreed + adrift END AS n
          FROM order_blocks WHERE block <= $2::bigint >> 10
        ) AS counted WHERE n > 0
        WINDOW newest AS (ORDER BY block DESC)
      ) AS summed WHERE before < $3::bigint
    )
    SELECT within.id
    FROM page CROSS JOIN LATERAL (
      SELECT id FROM orders
      WHERE id >= block << 10 AND id < (block + 1) << 10 AND id < $2::bigint AND ($1::text = '' OR loop = $1::text)
      OFFSET 0
    ) AS within
    ORDER BY within.id DESC LIMIT $3::bigint`,
}

/** Rows: order id, below `before`. */
export function listOrders(loop: LoopStatus | '', before: number, limit: number): Step {
  return { statement, values: [loop, before, limit] }
}
