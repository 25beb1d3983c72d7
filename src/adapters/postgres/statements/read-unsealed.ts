// Audit entries that no seal covers yet, in order.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-unsealed',
  text: 'SELECT id, entries FROM audit_groups WHERE seal IS NULL ORDER BY id LIMIT $1::bigint',
}

/** Rows: id, entries. */
export function readUnsealed(limit: number): Step {
  return { statement, values: [limit] }
}
