// Seals audit entries. Fails on the primary key, and changes nothing, where somebody else was first.
import { bigints } from '../arrays.ts'
import type { Step } from '../pipeline.ts'

const statement = {
  name: 'add-seal',
  text: `
    WITH seal AS (
      INSERT INTO audit_seals (n, at, groups, hash)
      VALUES ($1::bigint, $2::bigint, cardinality($4::bigint[]), decode($3::text, 'hex'))
    )
    UPDATE audit_groups SET seal = $1::bigint WHERE id = ANY ($4::bigint[])`,
}

/** `hash` in hexadecimal digits. */
export function addSeal(n: number, at: number, hash: string, groupIds: readonly number[]): Step {
  return { statement, values: [n, at, hash, bigints(groupIds)] }
}
