// Keeps the counts of order_blocks: adds what the orders of a batch are now, takes off what they were. Runs before the
// orders are written. Blocks in order of their number, or two writers could deadlock.
import { bigints, integers } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import type { Standing } from '../standings.ts'

const statement = {
  name: 'count-orders',
  text: `
    INSERT INTO order_blocks AS block (block, owned, on_course, dormant, agreed, adrift, proven, restless)
    SELECT block, sum(owned), sum(on_course), sum(dormant), sum(agreed), sum(adrift), sum(proven), sum(restless)
    FROM (
      SELECT * FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::integer[], $5::integer[], $6::integer[],
        $7::integer[], $8::integer[])
        AS known (block, owned, on_course, dormant, agreed, adrift, proven, restless)
      UNION ALL
      SELECT id >> 10, -(loop = 'owned')::integer, -(loop = 'on-course')::integer, -(loop = 'dormant')::integer,
        -(loop = 'agreed')::integer, -(loop = 'adrift')::integer, -(loop = 'agreed' AND proven)::integer,
        -restless::integer
      FROM unnest($9::bigint[]) AS unknown (id) JOIN orders USING (id)
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

/** An order as it will be; `before` as it is stored, null where there is none yet, undefined where that is not known. */
export type Counted = {
  readonly id: number
  readonly now: Pick<Standing, 'loop' | 'proven' | 'restless'>
  readonly before: Pick<Standing, 'loop' | 'proven' | 'restless'> | null | undefined
}

export function countOrders(orders: readonly Counted[]): Step {
  const blocks = differences(orders)
  const counts = [...blocks.values()]
  const columns = Array.from({ length: loops.length + 2 }, (_, place) => integers(counts.map((each) => each[place]!)))
  const unknown = orders.filter(({ before }) => before === undefined)
  return { statement, values: [bigints([...blocks.keys()]), ...columns, bigints(unknown.map(({ id }) => id))] }
}

function differences(orders: readonly Counted[]): Map<number, number[]> {
  const blocks = new Map<number, number[]>()
  for (const { id, now, before } of orders) {
    const block = Math.floor(id / 1024)
    const counts = blocks.get(block) ?? new Array<number>(loops.length + 2).fill(0)
    blocks.set(block, counts)
    add(counts, now, 1)
    if (before) add(counts, before, -1)
  }
  return blocks
}

function add(counts: number[], { loop, proven, restless }: Pick<Standing, 'loop' | 'proven' | 'restless'>, n: number) {
  counts[loops.indexOf(loop)]! += n
  if (loop === 'agreed' && proven) counts[PROVEN]! += n
  if (restless) counts[RESTLESS]! += n
}
