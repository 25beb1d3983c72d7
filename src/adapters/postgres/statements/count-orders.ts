// Keeps the counts of order_blocks: adds what the orders of a batch are now, takes off what they were. Runs before the
// orders are written. Blocks in order of their number, or two writers could deadlock.
import { bigints, integers } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import type { OrderRow } from './add-orders.ts'

const statement = {
  name: 'count-orders',
  text: `
    INSERT INTO order_blocks AS block (block, owned, on_course, dormant, agreed, adrift, proven, restless)
    SELECT block, sum(owned), sum(on_course), sum(dormant), sum(agreed), sum(adrift), sum(proven), sum(restless)
    FROM (
      SELECT * FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::integer[], $5::integer[], $6::integer[],
        $7::integer[], $8::integer[])
        AS now (block, owned, on_course, dormant, agreed, adrift, proven, restless)
      UNION ALL
      SELECT id >> 10, -(loop = 'owned')::integer, -(loop = 'on-course')::integer, -(loop = 'dormant')::integer,
        -(loop = 'agreed')::integer, -(loop = 'adrift')::integer, -(loop = 'agreed' AND proven)::integer,
        -restless::integer
      FROM unnest($9::bigint[]) AS changed (id) JOIN orders USING (id)
    ) AS difference
    GROUP BY block
    ORDER BY block
    ON CONFLICT (block) DO UPDATE SET
      owned = block.owned + excluded.owned,
      on_course = block.on_course + excluded.on_course,
      dormant = block.dormant + excluded.dormant,
      agreed = block.agreed + excluded.agreed,
      adrift = block.adrift + excluded.adrift,
      proven = block.proven + excluded.proven,
      restless = block.restless + excluded.restless`,
}

const loops = ['owned', 'on-course', 'dormant', 'agreed', 'adrift'] as const
/** Places of the two counts behind those of the loop. */
const [PROVEN, RESTLESS] = [loops.length, loops.length + 1] as const

/** `added` are new, `changed` are there already. */
export function countOrders(added: readonly OrderRow[], changed: readonly OrderRow[]): Step {
  const blocks = countsByBlock([...added, ...changed])
  const counts = [...blocks.values()]
  const columns = Array.from({ length: loops.length + 2 }, (_, place) => integers(counts.map((each) => each[place]!)))
  return { statement, values: [bigints([...blocks.keys()]), ...columns, bigints(changed.map(({ id }) => id))] }
}

function countsByBlock(rows: readonly OrderRow[]): Map<number, number[]> {
  const blocks = new Map<number, number[]>()
  for (const { id, loop, proven, restless } of rows) {
    const block = Math.floor(id / 1024)
    const counts = blocks.get(block) ?? new Array<number>(loops.length + 2).fill(0)
    blocks.set(block, counts)
    counts[loops.indexOf(loop)]!++
    if (loop === 'agreed' && proven) counts[PROVEN]!++
    if (restless) counts[RESTLESS]!++
  }
  return blocks
}
