// Notes the second in which orders fall due, where it may be another one than before. Runs before the orders are written.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'set-calendar',
  text: `
    INSERT INTO calendar (second, order_ids)
    SELECT second, array_agg(id)
    FROM (
      SELECT id, due / 1000 AS second FROM unnest($1::bigint[], $2::bigint[]) AS other (id, due)
      UNION ALL
      SELECT id, due / 1000 FROM unnest($3::bigint[], $4::bigint[]) AS unknown (id, due) JOIN orders USING (id)
      WHERE next_due IS NULL OR next_due / 1000 <> due / 1000
    ) AS expected
    GROUP BY second`,
}

export type Due = { readonly id: number; readonly due: number }

/** `other` fall due in another second than before; of `unknown` that is found out here. */
export function setCalendar(other: readonly Due[], unknown: readonly Due[]): Step {
  const columns = (rows: readonly Due[]) => [bigints(rows.map(({ id }) => id)), bigints(rows.map(({ due }) => due))]
  return { statement, values: [...columns(other), ...columns(unknown)] }
}
