// The token that the last kept write under a lease left, and the epoch in which the lease is now.
import type { Step } from '../pipeline.ts'

const statement = { name: 'read-token', text: 'SELECT token, epoch FROM leases WHERE name = $1::text' }

/** One row: token, epoch. */
export function readToken(lease: string): Step {
  return { statement, values: [lease] }
}
