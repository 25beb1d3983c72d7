// Patients that are new. One that is there already fails on the primary key: it is stale.
import type { Patient } from '../../../ledger/patient.ts'
import { CopyRows } from '../copy.ts'
import type { Step } from '../pipeline.ts'
import { searchName, writePatient } from '../snapshot.ts'

const statement = {
  name: 'add-patients',
  text: 'COPY patients (id, version, merged_into, name, body) FROM STDIN (FORMAT binary)',
}

export function addPatients(patients: readonly Patient[]): Step {
  const copy = new CopyRows(patients.length * 300)
  for (const patient of patients) {
    copy.row(5).bigint(patient.id).integer(patient.version).bigint(patient.mergedInto)
    copy.text(searchName(patient)).text(writePatient(patient))
  }
  return { statement, values: [], copy: copy.end() }
}
