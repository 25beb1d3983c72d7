// How many audit entries are not sealed yet, and how many name a seal that is not there.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'count-unsealed',
  text: `
    SELECT
      (SELECT count(*) FROM audit_groups WHERE seal IS NULL),
      (SELECT count(*) FROM audit_groups WHERE seal > $1::bigint OR seal < 1)`,
}

/** One row: unsealed, astray. `last` is the number of the last seal. */
export function countUnsealed(last: number): Step {
  return { statement, values: [last] }
}
