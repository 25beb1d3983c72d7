// Destinations that get their first delivery: everything before it is settled.
import { bigints, smallints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-destinations',
  text: `
    INSERT INTO destinations (destination, settled_through) SELECT * FROM unnest($1::smallint[], $2::bigint[])
    ON CONFLICT DO NOTHING`,
}

export function addDestinations(rows: readonly { readonly destination: number; readonly firstId: number }[]): Step {
  return {
    statement,
    values: [smallints(rows.map(({ destination }) => destination)), bigints(rows.map(({ firstId }) => firstId - 1))],
  }
}
