// Notes the second in which orders fall due, where it is another one than before. Runs before the orders are written.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import type { OrderRow } from './add-orders.ts'

const statement = {
  name: 'set-calendar',
  text: `
    INSERT INTO calendar (second, order_ids)
    SELECT second, array_agg(id)
    FROM (
      SELECT id, due / 1000 AS second FROM unnest($1::bigint[], $2::bigint[]) AS added (id, due)
      UNION ALL
      SELECT id, due / 1000 FROM unnest($3::bigint[], $4::bigint[]) AS changed (id, due) JOIN orders USING (id)
      WHERE next_due IS NULL OR next_due / 1000 <> due / 1000
    ) AS expected
    GROUP BY second`,
}

/** Null where nothing is expected of any of them. */
export function setCalendar(added: readonly OrderRow[], changed: readonly OrderRow[]): Step | null {
  const [fresh, other] = [added, changed].map((rows) => rows.filter(({ nextDue }) => nextDue !== null))
  if (fresh!.length + other!.length === 0) return null
  const columns = (rows: readonly OrderRow[]) => [
    bigints(rows.map(({ id }) => id)),
    bigints(rows.map(({ nextDue }) => nextDue)),
  ]
  return { statement, values: [...columns(fresh!), ...columns(other!)] }
}
