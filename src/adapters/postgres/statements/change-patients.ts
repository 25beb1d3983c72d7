// Patients that are there, whole. One whose version is not the next ends the transaction with LB003.
import type { Patient } from '../../../ledger/patient.ts'
import { bigints, integers, texts } from '../arrays.ts'
import type { Step } from '../pipeline.ts'
import { searchName, writePatient } from '../snapshot.ts'

const statement = {
  name: 'change-patients',
  text: `
    WITH changed AS (
      UPDATE patients SET version = given.version, merged_into = given.merged_into, name = given.name,
        body = given.body
      FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::text[], $5::text[])
        AS given (id, version, merged_into, name, body)
      WHERE patients.id = given.id AND patients.version = given.version - 1
      RETURNING 1
    )
    SELECT demand(count(*) = cardinality($1::bigint[]), 'LB003') FROM changed`,
}

export function changePatients(patients: readonly Patient[]): Step {
  return {
    statement,
    values: [
      bigints(patients.map(({ id }) => id)),
      integers(patients.map(({ version }) => version)),
      bigints(patients.map(({ mergedInto }) => mergedInto)),
      texts(patients.map(searchName)),
      texts(patients.map(writePatient)),
    ],
  }
}
