// Orders of the patients under a record number, or whose name begins so; those that they were merged into as well. Newest
// first.
import { keyOf, textBytes } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'search-patients',
  text: `
    WITH RECURSIVE found AS (
      SELECT id, merged_into
      FROM (
        SELECT patient_id AS id FROM unnest($1::bytea[]) AS asked (key) JOIN patient_keys USING (key)
        UNION
        (SELECT id FROM patients WHERE name >= $2::text AND name < $3::text ORDER BY name LIMIT $4::bigint)
      ) AS first JOIN patients USING (id)
      UNION
      SELECT patients.id, patients.merged_into FROM found JOIN patients ON patients.id = found.merged_into
    )
    SELECT DISTINCT own.id
    FROM found CROSS JOIN LATERAL (
      SELECT id FROM orders WHERE patient_id = found.id ORDER BY id DESC LIMIT $4::bigint
    ) AS own
    ORDER BY own.id DESC LIMIT $4::bigint`,
}

/** Rows: order id. `name` is small letters, family name first; empty asks for no name. */
export function searchPatients(keys: readonly string[], name: string, limit: number): Step {
  return { statement, values: [textBytes(keys.map(keyOf)), ...namesFrom(name), limit] }
}

/** From which name to before which those lie that begin so; an empty one begins none. */
export function namesFrom(name: string): readonly [string, string] {
  return name === '' ? ['', ''] : [name, `${name}\u{10ffff}`]
}
