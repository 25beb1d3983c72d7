// The whole audit trail, sealed or not: for the judges of a rehearsal, whose tables are small.
import type { Step } from '../pipeline.ts'

const statement = { name: 'list-audit', text: 'SELECT entries FROM audit_groups ORDER BY id' }

/** Rows: the entries of one commit, as add-audit writes them. */
export const listAudit: Step = { statement, values: [] }
