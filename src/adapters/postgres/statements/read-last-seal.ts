// The newest seal of the audit trail.
import type { Step } from '../pipeline.ts'

const statement = { name: 'read-last-seal', text: 'SELECT n, hash FROM audit_seals ORDER BY n DESC LIMIT 1' }

/** Rows: number, hash; none where nothing was sealed yet. */
export const readLastSeal: Step = { statement, values: [] }
