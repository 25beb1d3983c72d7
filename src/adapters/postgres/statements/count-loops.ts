// How many orders stand how.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'count-loops',
  text: `
    SELECT coalesce(sum(owned), 0), coalesce(sum(on_course), 0), coalesce(sum(dormant), 0), coalesce(sum(agreed), 0),
      coalesce(sum(adrift), 0), coalesce(sum(proven), 0)
    FROM order_blocks`,
}

/** One row: owned, on course, dormant, agreed, adrift, proven. */
export const countLoops: Step = { statement, values: [] }
