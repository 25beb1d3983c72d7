// Every exception, open and closed: for the judges of a rehearsal, whose tables are small.
import type { Step } from '../pipeline.ts'

const statement = { name: 'list-exceptions', text: 'SELECT body FROM exceptions ORDER BY id' }

/** Rows: the exception as JSON. */
export const listExceptions: Step = { statement, values: [] }
