// The orders of a patient's record that are not at rest by state, in the order of their ids.
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-open-orders-of-patient',
  text: `
    SELECT id FROM orders
    WHERE patient_id = $1::bigint AND state NOT IN ('final', 'corrected', 'cancelled', 'refused')
    ORDER BY id`,
}

/** Rows: order id. */
export function findOpenOrdersOfPatient(patientId: number): Step {
  return { statement, values: [patientId] }
}
