// What a message says of patients: birth dates, record numbers, registrations, merges, moves and links.
import { expect, test } from 'vitest'
import type { PatientFact } from './fact.ts'
import { ehr, lis, msh, pid, read, result, system } from './testing/reading.ts'

const birthDates: [string, string][] = [
  ['19700102', '19700102'],
  ['202402210152-0500', '20240221'],
  ['1970', '1970'],
  ['197001', '197001'],
  ['DOB', ''],
  ['0000', ''],
  ['""', ''],
  ['19701345', '1970'],
]

test.each(birthDates)('PID-7 %s reads as %s', (written, expected) => {
  expect(result(read(lis, [msh('ORU^R01'), `PID|1||1||A^B||${written}`, 'OBR|1|P1|F1|A'])).patient.birthDate).toBe(
    expected,
  )
})

test('record numbers are chosen by type, best first, and an authority gets the site’s name', () => {
  const local = system('lis', 'lis', {
    patient: {
      identifier_types: ['MR', 'PI'],
      authorities: { 'RIV&1.2.3&ISO': 'riverside', X: 'other' },
      default_authority: 'lab',
    },
  })
  const numbers = 'PID|1||5^^^X^PI~1^^^RIV&1.2.3&ISO^MR~9^^^X^SS~7^^^^MR'
  expect(result(read(local, [msh('ORU^R01'), numbers, 'OBR|1|P1|F1|A'])).patient.identifiers).toEqual([
    { number: '1', authority: 'riverside', type: 'MR' },
    { number: '7', authority: 'lab', type: 'MR' },
    { number: '5', authority: 'other', type: 'PI' },
  ])
})

test('older versions may give the record number in PID-2 or PID-4 only', () => {
  expect(result(read(lis, [msh('ORU^R01'), 'PID|1|1001', 'OBR|1|P1|F1|A'])).patient.identifiers[0]!.number).toBe('1001')
  expect(result(read(lis, [msh('ORU^R01'), 'PID|1|||1001', 'OBR|1|P1|F1|A'])).patient.identifiers[0]!.number).toBe(
    '1001',
  )
})

test.each(['A01', 'A04', 'A05', 'A08', 'A28', 'A31'])('ADT %s states a patient', (event) => {
  expect(read(ehr, [msh(`ADT^${event}`), pid]).facts).toMatchObject([{ kind: 'patient-stated', event, prior: [] }])
})

test.each(['A18', 'A34', 'A36', 'A39', 'A40', 'A43', 'A47'])(
  'ADT %s merges the record of MRG-1 into that of PID-3',
  (event) => {
    const reading = read(ehr, [msh(`ADT^${event}`), pid, 'MRG|1000^^^RIV^MR'])
    expect(reading.facts as PatientFact[]).toMatchObject([
      { kind: 'patient-merged', event, prior: [{ number: '1000', authority: 'RIV' }] },
    ])
    expect(reading.patientKeys).toEqual(['m:1001', 'm:1000'])
  },
)

test('A40 may merge several pairs', () => {
  const reading = read(ehr, [
    msh('ADT^A40'),
    pid,
    'MRG|1000^^^RIV^MR',
    'PID|2||2002^^^RIV^MR',
    'MRG|2000^^^RIV^MR~2001^^^RIV^MR',
  ])
  expect(
    (reading.facts as PatientFact[]).map(({ patient, prior }) => [patient.identifiers[0]!.number, prior.length]),
  ).toEqual([
    ['1001', 1],
    ['2002', 2],
  ])
})

test.each(['A35', 'A41', 'A42', 'A44', 'A45'])(
  'ADT %s moves the account and visit of MRG to those of PID and PV1',
  (event) => {
    const lines = [
      msh(`ADT^${event}`),
      `${pid}||||||||||ACC2`,
      'MRG|1000^^^RIV^MR||ACC1||V1',
      `PV1|1|I${'|'.repeat(17)}V2`,
    ]
    expect(read(ehr, lines).facts).toMatchObject([
      {
        kind: 'patient-moved',
        event,
        prior: [{ number: '1000', authority: 'RIV' }],
        encounters: { account: 'ACC1', visit: 'V1' },
        patient: { encounter: { account: 'ACC2', visit: 'V2' } },
      },
    ])
  },
)

test('A24 links two PID, and A37 takes it back', () => {
  const second = 'PID|2||2002^^^RIV^MR||Sample^Otto||19551231|M'
  for (const [event, kind] of [
    ['A24', 'patient-linked'],
    ['A37', 'patient-unlinked'],
  ]) {
    expect(read(ehr, [msh(`ADT^${event}`), pid, second]).facts).toMatchObject([
      { kind, patient: { familyName: 'Testpatient' }, prior: [{ number: '2002', authority: 'RIV' }] },
    ])
    expect(read(ehr, [msh(`ADT^${event}`), pid]).facts).toEqual([])
  }
})
