// Puts the newest messages under control ids, known or not.
import { bigints, keyOf, smallints, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import type { ControlIdRow } from './add-control-ids.ts'

const statement = {
  name: 'replace-control-ids',
  text: `
    INSERT INTO control_ids (system, control_id, message_id)
    SELECT * FROM unnest($1::smallint[], $2::bytea[], $3::bigint[])
    ON CONFLICT (system, control_id) DO UPDATE SET message_id = excluded.message_id`,
}

/** Each control id once. */
export function replaceControlIds(newest: readonly ControlIdRow[]): Step {
  return {
    statement,
    values: [
      smallints(newest.map(({ system }) => system)),
      textBytes(newest.map(({ controlId }) => keyOf(controlId))),
      bigints(newest.map(({ messageId }) => messageId)),
    ],
  }
}
