// Takes control ids for new messages. Ends the transaction with LB002 where one is known already: then the slow way looks
// at what is under it. (Tried: a plain insert that fails on the key writes the control id into the log of the server.)
import { bigints, smallints, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-control-ids',
  text: `
    WITH added AS (
      INSERT INTO control_ids (system, control_id, message_id)
      SELECT * FROM unnest($1::smallint[], $2::bytea[], $3::bigint[])
      ON CONFLICT DO NOTHING
      RETURNING 1
    )
    SELECT demand(count(*) = cardinality($3::bigint[]), 'LB002') FROM added`,
}

export type ControlIdRow = { readonly system: number; readonly controlId: string; readonly messageId: number }

export function addControlIds(rows: readonly ControlIdRow[]): Step {
  return {
    statement,
    values: [
      smallints(rows.map(({ system }) => system)),
      textBytes(rows.map(({ controlId }) => controlId)),
      bigints(rows.map(({ messageId }) => messageId)),
    ],
  }
}
