// Keeps aside which messages stood under control ids that newer ones are about to take.
import { keyOf, smallints, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import type { ControlIdRow } from './add-control-ids.ts'

const statement = {
  name: 'keep-earlier-control-ids',
  text: `
    INSERT INTO control_ids_earlier (system, control_id, message_id)
    SELECT system, control_id, message_id
    FROM unnest($1::smallint[], $2::bytea[]) AS given (system, control_id)
    JOIN control_ids USING (system, control_id)`,
}

/** Each control id once. */
export function keepEarlierControlIds(newest: readonly ControlIdRow[]): Step {
  return {
    statement,
    values: [smallints(newest.map(({ system }) => system)), textBytes(newest.map(({ controlId }) => keyOf(controlId)))],
  }
}
