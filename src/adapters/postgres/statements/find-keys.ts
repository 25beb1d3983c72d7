// Orders and patients under keys, each with the place of its key in the question.
import { textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const orders = {
  name: 'find-order-keys',
  text: `
    SELECT place, order_id FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (key, place) JOIN order_keys USING (key)
    ORDER BY place, order_id`,
}

const patients = {
  name: 'find-patient-keys',
  text: `
    SELECT place, patient_id
    FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (key, place) JOIN patient_keys USING (key)
    ORDER BY place, patient_id`,
}

/** Rows: place from 1, order id. */
export function findOrderKeys(keys: readonly string[]): Step {
  return { statement: orders, values: [textBytes(keys)] }
}

/** Rows: place from 1, patient id. */
export function findPatientKeys(keys: readonly string[]): Step {
  return { statement: patients, values: [textBytes(keys)] }
}
