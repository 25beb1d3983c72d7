// Patients under keys, those of the orders that are read with them, and those that they were merged into, by id.
import { bigints, keyOf, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'find-patients',
  text: `
    WITH RECURSIVE wanted AS (
      SELECT id, merged_into FROM (
        SELECT patient_id AS id FROM unnest($1::bytea[]) AS asked (key) JOIN patient_keys USING (key)
        UNION
        SELECT patient_id FROM unnest($2::bytea[]) AS asked (key) JOIN order_keys USING (key)
          JOIN orders ON orders.id = order_keys.order_id
        UNION
        SELECT patient_id FROM unnest($3::bigint[]) AS asked (id) JOIN orders USING (id)
      ) AS first JOIN patients USING (id)
      UNION
      SELECT patients.id, patients.merged_into FROM wanted JOIN patients ON patients.id = wanted.merged_into
    )
    SELECT patients.id, version, patients.merged_into, body FROM wanted JOIN patients USING (id) ORDER BY patients.id`,
}

/** Rows: id, version, merged into, body. Those of the orders under `orderKeys` and `orderIds` are among them. */
export function findPatients(keys: readonly string[], orderKeys: readonly string[], orderIds: readonly number[]): Step {
  return { statement, values: [textBytes(keys.map(keyOf)), textBytes(orderKeys.map(keyOf)), bigints(orderIds)] }
}
