// The patient as a message names them: PID and MRG in the words of the ledger. The one thing to know: a part that holds
// a placeholder or cannot be read counts as absent, because an absent part never contradicts.
import { countRepetitions, type Segment } from '../../hl7/index.ts'
import { lookUp } from '../../terminology/order-tables.ts'
import type { EncounterNumbers, Identifier, PatientIdentifier, PatientStatement } from '../fact.ts'
import type { ReadyDialect } from './dialect.ts'
import { isNoNumber, mostRepetitions, text } from './fields.ts'

/** Nobody: a message without PID. */
export const noPatient: PatientStatement = {
  identifiers: [],
  familyName: '',
  givenName: '',
  birthDate: '',
  sex: '',
}

/** What a PID segment says (HL7 v2.5.1 §3.4.2). */
export function readPatient(pid: Segment, dialect: ReadyDialect): PatientStatement {
  return {
    identifiers: recordNumbers(pid, dialect),
    familyName: text(pid, 5, 1, 1).trim(),
    givenName: text(pid, 5, 2).trim(),
    birthDate: birthDate(text(pid, 7, 1)),
    sex: text(pid, 8, 1).trim().toUpperCase(),
  }
}

/** The same with the account (PID-18), by which orders and accounts are moved. A report need not say it. */
export function readPatientAndAccount(pid: Segment, dialect: ReadyDialect): PatientStatement {
  const patient = readPatient(pid, dialect)
  const account = text(pid, 18, 1)
  return account === '' ? patient : { ...patient, encounter: { account, visit: '' } }
}

/** PID-3, the marked types first; PID-2 and PID-4 of older versions where PID-3 is empty. */
function recordNumbers(pid: Segment, dialect: ReadyDialect): PatientIdentifier[] {
  const found = identifiersIn(pid, 3, dialect)
  if (found.length > 0) return found
  const second = identifiersIn(pid, 2, dialect)
  return second.length > 0 ? second : identifiersIn(pid, 4, dialect)
}

/** The record numbers of one field, best type first; other types (account, social security) are left out. */
function identifiersIn(segment: Segment, field: number, dialect: ReadyDialect): PatientIdentifier[] {
  const types = dialect.system.dialect.patient.identifier_types
  const found: { rank: number; identifier: PatientIdentifier }[] = []
  const count = Math.min(countRepetitions(segment, field), mostRepetitions)
  for (let repetition = 1; repetition <= count; repetition++) {
    const number = text(segment, field, 1, 1, repetition).trim()
    if (isNoNumber(number)) continue
    const type = text(segment, field, 5, 1, repetition)
    const rank = types.indexOf(type)
    if (rank < 0) continue
    found.push({ rank, identifier: { number, authority: authority(segment, field, repetition, dialect), type } })
  }
  if (found.length > 1) found.sort((a, b) => a.rank - b.rank)
  return found.map(({ identifier }) => identifier)
}

/** CX-4 by name, else by universal id, in the site's own name for it. */
function authority(segment: Segment, field: number, repetition: number, dialect: ReadyDialect): string {
  const { authorities, default_authority = '' } = dialect.system.dialect.patient
  const whole = text(segment, field, 4, 0, repetition)
  if (whole === '') return default_authority
  const written = text(segment, field, 4, 1, repetition) || text(segment, field, 4, 2, repetition)
  return lookUp(authorities, whole) ?? lookUp(authorities, written) ?? written
}

/** The records that cease by a merge (MRG-1; MRG-4 in versions before 2.3.1 where MRG-1 is empty). */
export function readPrior(mrg: Segment, dialect: ReadyDialect): Identifier[] {
  const found = identifiersIn(mrg, 1, dialect)
  return found.length > 0 ? found : identifiersIn(mrg, 4, dialect)
}

/** The account and the visit that move or cease (MRG-3, MRG-5). */
export function readPriorEncounters(mrg: Segment): EncounterNumbers {
  return { account: text(mrg, 3, 1), visit: text(mrg, 5, 1) }
}

/** The date part of PID-7: YYYYMMDD or shorter; empty where it is no date. */
function birthDate(written: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})(\d\d)?(\d\d)?/.exec(written) ?? []
  if (year < '1850' || month === '00' || month > '12' || day === '00' || day > '31') return year < '1850' ? '' : year
  return year + month + day
}
