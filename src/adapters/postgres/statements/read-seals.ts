// Seals of the audit trail, in order.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-seals',
  text: 'SELECT n, groups, hash FROM audit_seals WHERE n > $1::bigint ORDER BY n LIMIT $2::bigint',
}

/** Rows: number, how many groups, hash. */
export function readSeals(after: number, limit: number): Step {
  return { statement, values: [after, limit] }
}
