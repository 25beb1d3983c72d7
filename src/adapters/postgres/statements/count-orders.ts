// Keeps the counts of order_blocks by the difference that a batch makes: what the orders are now, less what they were.
// Runs before the orders are written. Blocks in order of their number, or two writers could deadlock.
import { bigints, booleans, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import type { OrderRow } from './add-orders.ts'

const statement = {
  name: 'count-orders',
  text: `
    INSERT INTO order_blocks AS block (block, owned, on_course, dormant, agreed, adrift, proven, restless)
    SELECT id >> 10,
      coalesce(sum(n) FILTER (WHERE loop = 'owned'), 0),
      coalesce(sum(n) FILTER (WHERE loop = 'on-course'), 0),
      coalesce(sum(n) FILTER (WHERE loop = 'dormant'), 0),
      coalesce(sum(n) FILTER (WHERE loop = 'agreed'), 0),
      coalesce(sum(n) FILTER (WHERE loop = 'adrift'), 0),
      coalesce(sum(n) FILTER (WHERE loop = 'agreed' AND proven), 0),
      coalesce(sum(n) FILTER (WHERE restless), 0)
    FROM (
      SELECT id, loop, proven, restless, 1 AS n
      FROM unnest($1::bigint[], $2::text[], $3::boolean[], $4::boolean[]) AS given (id, loop, proven, restless)
      UNION ALL
      SELECT id, loop, proven, restless, -1 AS n FROM unnest($5::bigint[]) AS given (id) JOIN orders USING (id)
    ) AS difference
    GROUP BY id >> 10
    ORDER BY id >> 10
    ON CONFLICT (block) DO UPDATE SET
      owned = block.owned + excluded.owned,
      on_course = block.on_course + excluded.on_course,
      dormant = block.dormant + excluded.dormant,
      agreed = block.agreed + excluded.agreed,
      adrift = block.adrift + excluded.adrift,
      proven = block.proven + excluded.proven,
      restless = block.restless + excluded.restless`,
}

/** `added` are new, `changed` are there already. */
export function countOrders(added: readonly OrderRow[], changed: readonly OrderRow[]): Step {
  const rows = [...added, ...changed]
  return {
    statement,
    values: [
      bigints(rows.map(({ id }) => id)),
      texts(rows.map(({ loop }) => loop)),
      booleans(rows.map(({ proven }) => proven)),
      booleans(rows.map(({ restless }) => restless)),
      bigints(changed.map(({ id }) => id)),
    ],
  }
}
