// All names that have a number.
import type { Step } from '../pipeline.ts'

const statement = { name: 'list-names', text: 'SELECT id, name FROM names' }

/** Rows: id, name. */
export const listNames: Step = { statement, values: [] }
