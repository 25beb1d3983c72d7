// The newest orders, of all or of one loop status. Only blocks that hold such orders are looked into.
import type { LoopStatus } from '../../../ledger/order.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'list-orders',
  text: `
    WITH page AS MATERIALIZED (
      SELECT block FROM (
        SELECT block, sum(n) OVER (ORDER BY block DESC) - n AS before FROM (
          SELECT block, CASE $1::text WHEN 'owned' THEN owned WHEN 'on-course' THEN on_course WHEN 'dormant' THEN dormant
            WHEN 'agreed' THEN agreed WHEN 'adrift' THEN adrift
            ELSE owned + on_course + dormant + agreed + adrift END AS n
          FROM order_blocks WHERE block <= $2::bigint >> 10
        ) AS counted WHERE n > 0
      ) AS summed WHERE before < $3::bigint + 1024
    )
    SELECT id FROM page JOIN orders ON id >= block << 10 AND id < (block + 1) << 10
    WHERE id < $2::bigint AND ($1::text = '' OR loop = $1::text)
    ORDER BY id DESC LIMIT $3::bigint`,
}

/** Rows: order id, below `before`. */
export function listOrders(loop: LoopStatus | '', before: number, limit: number): Step {
  return { statement, values: [loop, before, limit] }
}
