// Open exceptions past their clock that nobody has taken.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'count-past-clock',
  text: "SELECT count(*) FROM exceptions WHERE status <> 'closed' AND status = 'assigned' AND due_at < $1::bigint",
}

/** One row: how many. `now` in milliseconds. */
export function countPastClock(now: number): Step {
  return { statement, values: [now] }
}
