// Ends a server process that an answer was lost from, and waits until it is gone: what it was doing is then either kept or
// undone. The time of its start tells it from a later process with the same number.
import type { Step } from '../pipeline.ts'
import type { Backend } from '../session.ts'

const statement = {
  name: 'end-backend',
  text: `
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE pid = $1::integer AND backend_start::text = $2::text`,
}

/** One row with `t` where it is gone now, none where it was gone before. */
export function endBackend({ pid, startedAt }: Backend): Step {
  return { statement, values: [pid, startedAt] }
}
