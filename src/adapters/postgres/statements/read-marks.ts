// Where a node that starts goes on: the greatest id of each kind. Messages may be gone with their month, so the control
// ids and the progress are asked as well.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-marks',
  text: `
    SELECT
      greatest((SELECT last_id FROM message_groups ORDER BY first_id DESC LIMIT 1), progress.processed_through),
      progress.processed_through,
      (SELECT max(id) FROM orders),
      (SELECT max(id) FROM patients),
      (SELECT max(id) FROM deliveries),
      (SELECT max(id) FROM exceptions)
    FROM progress`,
}

/** One row: last message, processed through, last order, patient, delivery, exception; null where there is none. */
export const readMarks: Step = { statement, values: [] }
