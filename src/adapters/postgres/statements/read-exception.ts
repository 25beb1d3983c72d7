// One exception by its number, open or closed.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-exception',
  text: 'SELECT body FROM exceptions WHERE id = $1::bigint',
}

/** One row: the exception as JSON; none where there is none. */
export function readException(id: number): Step {
  return { statement, values: [id] }
}
