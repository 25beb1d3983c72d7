// Takes control ids for new messages. Fails on the primary key where one is known already: then the slow way looks at what
// is under it. (To look first costs as much as the insert itself; ON CONFLICT DO NOTHING costs more than both.)
import { keyOf } from '../arrays.ts'
import { CopyRows } from '../copy.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-control-ids',
  text: 'COPY control_ids (system, control_id, message_id) FROM STDIN (FORMAT binary)',
}

export type ControlIdRow = { readonly system: number; readonly controlId: string; readonly messageId: number }

export function addControlIds(rows: readonly ControlIdRow[]): Step {
  const copy = new CopyRows(rows.length * 80)
  for (const row of rows) copy.row(3).smallint(row.system).textBytes(keyOf(row.controlId)).bigint(row.messageId)
  return { statement, values: [], copy: copy.end() }
}
