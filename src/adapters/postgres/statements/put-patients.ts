// Patients, new or changed, whole.
import type { Patient } from '../../../ledger/patient.ts'
import { bigints, integers, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import { writePatient } from '../snapshot.ts'

const statement = {
  name: 'put-patients',
  text: `
    INSERT INTO patients (id, version, merged_into, name, body)
    SELECT * FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::text[], $5::text[])
    ON CONFLICT (id) DO UPDATE SET
      version = excluded.version, merged_into = excluded.merged_into, name = excluded.name, body = excluded.body`,
}

/** Each patient once. */
export function putPatients(patients: readonly Patient[]): Step {
  return {
    statement,
    values: [
      bigints(patients.map(({ id }) => id)),
      integers(patients.map(({ version }) => version)),
      bigints(patients.map(({ mergedInto }) => mergedInto)),
      texts(patients.map(({ familyName, givenName }) => searchName(familyName, givenName))),
      texts(patients.map(writePatient)),
    ],
  }
}

/** Small letters, family name first: what a search by the beginning of a name looks at. */
export function searchName(familyName: string, givenName: string): string {
  return `${familyName} ${givenName}`.trim().toLowerCase().slice(0, 80)
}
