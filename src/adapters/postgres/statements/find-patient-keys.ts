// Patients under keys, each with the place of its key in the question.
import { keyOf, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-patient-keys',
  text: `
    SELECT place, patient_id
    FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (key, place) JOIN patient_keys USING (key)
    ORDER BY place, patient_id`,
}

/** Rows: place from 1, patient id. */
export function findPatientKeys(keys: readonly string[]): Step {
  return { statement, values: [textBytes(keys.map(keyOf))] }
}
