// The messages under control ids, all that are known, each with the place of its control id in the question.
import { keyOf, smallints, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-control-ids',
  text: `
    SELECT place, message_id
    FROM unnest($1::smallint[], $2::bytea[]) WITH ORDINALITY AS asked (system, control_id, place)
    JOIN LATERAL (
      SELECT message_id FROM control_ids
      WHERE control_ids.system = asked.system AND control_ids.control_id = asked.control_id
      UNION ALL
      SELECT message_id FROM control_ids_earlier
      WHERE control_ids_earlier.system = asked.system AND control_ids_earlier.control_id = asked.control_id
    ) AS known ON true
    ORDER BY place, message_id`,
}

/** Rows: place from 1, message id. */
export function findControlIds(asked: readonly { readonly system: number; readonly controlId: string }[]): Step {
  return {
    statement,
    values: [smallints(asked.map(({ system }) => system)), textBytes(asked.map(({ controlId }) => keyOf(controlId)))],
  }
}
