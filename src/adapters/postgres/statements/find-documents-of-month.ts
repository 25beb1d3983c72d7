// Documents that stand in messages of a month and nowhere else.
import { type Month, monthName } from '../months.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-documents-of-month',
  text: `
    SELECT encode(hash, 'hex'), message_id
    FROM month_ids('message_groups', $1::text) AS ids JOIN documents ON message_id BETWEEN first_id AND last_id
    WHERE content IS NULL
    ORDER BY message_id LIMIT $2::bigint`,
}

/** Rows: hash, message id. */
export function findDocumentsOfMonth(month: Month, limit: number): Step {
  return { statement, values: [monthName(month), limit] }
}
