// Record numbers of patients that are new: no row can be there yet.
import type { Changes } from '../../../engine/ports/store.ts'
import { keyOf } from '../arrays.ts'
import { CopyRows } from '../copy.ts'
import type { Step } from '../pipeline.ts'

const statement = { name: 'add-patient-keys', text: 'COPY patient_keys (key, patient_id) FROM STDIN (FORMAT binary)' }

/** Each pair once. */
export function addPatientKeys(keys: Changes['patientKeys']): Step {
  const copy = new CopyRows(keys.length * 60)
  for (const { key, patientId } of keys) copy.row(2).textBytes(keyOf(key)).bigint(patientId)
  return { statement, values: [], copy: copy.end() }
}
