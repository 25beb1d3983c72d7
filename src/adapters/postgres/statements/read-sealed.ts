// The audit entries under one seal, in order.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'read-sealed',
  text: 'SELECT id, entries FROM audit_groups WHERE seal = $1::bigint ORDER BY id',
}

/** Rows: id, entries. */
export function readSealed(seal: number): Step {
  return { statement, values: [seal] }
}
