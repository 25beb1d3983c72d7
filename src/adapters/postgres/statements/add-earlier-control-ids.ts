// Messages that came under a control id which a later one of the same batch took.
import { keyOf } from '../arrays.ts'
import { CopyRows } from '../copy.ts'
import type { Step } from '../pipeline.ts'
import type { ControlIdRow } from './add-control-ids.ts'

const statement = {
  name: 'add-earlier-control-ids',
  text: 'COPY control_ids_earlier (system, control_id, message_id) FROM STDIN (FORMAT binary)',
}

export function addEarlierControlIds(rows: readonly ControlIdRow[]): Step {
  const copy = new CopyRows()
  for (const row of rows) copy.row(3).smallint(row.system).textBytes(keyOf(row.controlId)).bigint(row.messageId)
  return { statement, values: [], copy: copy.end() }
}
