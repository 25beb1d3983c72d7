// How many orders are newer than one, of all or of one loop status. Whole blocks are summed, and only its own is counted.
import type { LoopStatus } from '../../../ledger/order.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'count-orders-after',
  text: `
    SELECT (
      SELECT coalesce(sum(CASE $1::text WHEN 'owned' THEN owned WHEN 'on-course' THEN on_course WHEN 'dormant' THEN dormant
        WHEN 'agreed' THEN agreed WHEN 'adrift' THEN adrift
        ELSE owned + on_course + dormant + agreed + adrift END), 0)
      FROM order_blocks WHERE block > $2::bigint >> 10
    ) + (
      SELECT count(*) FROM orders
      WHERE id > $2::bigint AND id < (($2::bigint >> 10) + 1) << 10 AND ($1::text = '' OR loop = $1::text)
    )`,
}

/** One row: how many have an id above `after`. */
export function countOrdersAfter(loop: LoopStatus | '', after: number): Step {
  return { statement, values: [loop, after] }
}
