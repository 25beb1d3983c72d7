// Ends the transaction with LB002 where one of these control ids is known: then the slow way looks at what is under it.
// (Tried: a plain insert that fails on the key writes the control id into the log of the server; ON CONFLICT DO NOTHING
// costs more than to look first and then insert.)
import { smallints, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'check-control-ids',
  text: `
    SELECT demand(NOT EXISTS (
      SELECT FROM unnest($1::smallint[], $2::bytea[]) AS given (system, control_id)
      JOIN control_ids USING (system, control_id)
    ), 'LB002')`,
}

export function checkControlIds(rows: readonly { readonly system: number; readonly controlId: string }[]): Step {
  return {
    statement,
    values: [smallints(rows.map(({ system }) => system)), textBytes(rows.map(({ controlId }) => controlId))],
  }
}
