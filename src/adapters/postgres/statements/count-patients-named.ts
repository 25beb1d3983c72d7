// How many patients have a name that begins so, counted no further than a limit.
import type { Step } from '../pipeline.ts'
import { namesFrom } from './search-patients.ts'

const statement = {
  name: 'count-patients-named',
  text: 'SELECT count(*) FROM (SELECT FROM patients WHERE name >= $1::text AND name < $2::text LIMIT $3::bigint) AS named',
}

/** One row: how many, at most `limit`. `name` as for `searchPatients`. */
export function countPatientsNamed(name: string, limit: number): Step {
  return { statement, values: [...namesFrom(name), limit] }
}
