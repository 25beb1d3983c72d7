// Record numbers under which patients are found from now on; one that is there already stays.
import type { Changes } from '../../../engine/ports/store.ts'
import { bigints, keyOf, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'put-patient-keys',
  text: `
    INSERT INTO patient_keys (key, patient_id) SELECT * FROM unnest($1::bytea[], $2::bigint[])
    ON CONFLICT DO NOTHING`,
}

export function putPatientKeys(keys: Changes['patientKeys']): Step {
  return {
    statement,
    values: [textBytes(keys.map(({ key }) => keyOf(key))), bigints(keys.map(({ patientId }) => patientId))],
  }
}
