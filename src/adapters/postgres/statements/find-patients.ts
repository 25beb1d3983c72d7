// Patients by id, those of some orders, and those that they were merged into, in the order of their ids.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-patients',
  text: `
    WITH RECURSIVE wanted AS (
      SELECT id, merged_into FROM (
        SELECT unnest($1::bigint[]) AS id
        UNION
        SELECT patient_id FROM unnest($2::bigint[]) AS asked (id) JOIN orders USING (id)
      ) AS first JOIN patients USING (id)
      UNION
      SELECT patients.id, patients.merged_into FROM wanted JOIN patients ON patients.id = wanted.merged_into
    )
    SELECT patients.id, version, patients.merged_into, body FROM wanted JOIN patients USING (id) ORDER BY patients.id`,
}

/** Rows: id, version, merged into, body. Those of the orders with `orderIds` are among them. */
export function findPatients(ids: readonly number[], orderIds: readonly number[]): Step {
  return { statement, values: [bigints(ids), bigints(orderIds)] }
}
