// Messages under a control id of any system, newest first.
import { keyOf, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'search-control-ids',
  text: `
    SELECT message_id
    FROM unnest($1::bytea[]) AS asked (control_id) CROSS JOIN names CROSS JOIN LATERAL (
      SELECT message_id FROM control_ids
      WHERE control_ids.system = names.id AND control_ids.control_id = asked.control_id
      UNION ALL
      SELECT message_id FROM control_ids_earlier
      WHERE control_ids_earlier.system = names.id AND control_ids_earlier.control_id = asked.control_id
    ) AS known
    ORDER BY message_id DESC LIMIT $2::bigint`,
}

/** Rows: message id. */
export function searchControlIds(controlId: string, limit: number): Step {
  return { statement, values: [textBytes([keyOf(controlId)]), limit] }
}
