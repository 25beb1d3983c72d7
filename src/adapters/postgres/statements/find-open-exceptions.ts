// Exceptions that are not closed, oldest first.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-open-exceptions',
  text: `SELECT body FROM exceptions WHERE status <> 'closed' ORDER BY opened_at, id`,
}

/** Rows: the exception as JSON. */
export const findOpenExceptions: Step = { statement, values: [] }
