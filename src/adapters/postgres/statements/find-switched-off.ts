// Open exceptions of what a person has switched off.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-switched-off',
  text: "SELECT body FROM exceptions WHERE status <> 'closed' AND kind = 'operator-hold' ORDER BY opened_at, id",
}

/** Rows: the exception as JSON. */
export const findSwitchedOff: Step = { statement, values: [] }
