// Orders that were ever raised as adrift: by their exceptions, which stay after they are closed. Asked once by a node that
// begins to act.
import type { Step } from '../pipeline.ts'

export const findAdrift: Step = {
  statement: {
    name: 'find-adrift',
    text: `SELECT DISTINCT unnest(order_ids) AS id FROM exceptions WHERE kind = 'adrift' ORDER BY id`,
  },
  values: [],
}
