// The token that the last kept write under a lease left.
import type { Step } from '../pipeline.ts'

const statement = { name: 'read-token', text: 'SELECT token FROM leases WHERE name = $1::text' }

export function readToken(lease: string): Step {
  return { statement, values: [lease] }
}
