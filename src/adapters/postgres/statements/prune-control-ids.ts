// Forgets control ids of a system up to a message, a part at a time.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'prune-control-ids',
  text: `
    WITH gone AS (
      DELETE FROM control_ids WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM control_ids WHERE message_id <= $2::bigint AND system = $1::smallint LIMIT $3::bigint
      )) RETURNING 1
    )
    SELECT count(*) FROM gone`,
}

/** One row: how many. */
export function pruneControlIds(system: number, throughMessage: number, most: number): Step {
  return { statement, values: [system, throughMessage, most] }
}
