// What one commit has to say about who did what, in one row.
import type { AuditEntry } from '../../../engine/ports/store.ts'
import type { Step } from '../pipeline.ts'

const statement = { name: 'add-audit', text: 'INSERT INTO audit_groups (entries) VALUES ($1::text)' }

export function addAudit(entries: readonly AuditEntry[]): Step {
  const rows = entries.map(({ at, who, what, about }) => [at, who, what, about])
  return { statement, values: [JSON.stringify(rows)] }
}
