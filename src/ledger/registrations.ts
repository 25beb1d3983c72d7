// What a registration (ADT) does to the book: the records of patients, and what is doubtful about it. The one thing to know:
// it is taken as it was said wherever it can be; what may have put one patient in the place of another is raised, on the
// open orders too. (HL7 v2.5.1 §3.3)
import type { OrderConcern } from './concern.ts'
import { misattributed, numbersOfTwo, overlaid } from './doubts.ts'
import type { Fact, PatientFact } from './fact.ts'
import { isAtRest } from './order.ts'
import type { Patient } from './patient.ts'
import { linkPatients, moveEncounters, unlinkPatients } from './patient-links.ts'
import {
  changesPerson,
  compareNumbersOf,
  isMisattributed,
  mergePatients,
  type PatientBook,
  recordUnder,
  statePatient,
  survivorOf,
} from './patients.ts'
import type { Book } from './working-set.ts'

/** Keeps what a registration says. Gives the records that it names, the surviving one first; none where it gives no number. */
export function register(
  book: Book,
  fact: PatientFact,
): { readonly records: readonly Patient[]; readonly concerns: readonly OrderConcern[] } {
  const { patients } = book
  const isOfTwo = fact.kind === 'patient-stated' && compareNumbersOf(patients, fact.patient) === 'two-people'
  const concerns = isOfTwo ? [numbersOfTwo(fact.system, fact.event)] : doubtsOf(book, fact)
  const record = isOfTwo ? recordUnder(patients, fact.patient.identifiers) : recordKeepers[fact.kind](patients, fact)
  if (!record) return { records: [], concerns: [] }
  const prior = fact.prior.map((number) => recordUnder(patients, [number])).filter((one) => one !== null)
  return { records: [survivorOf(patients, record), record, ...prior], concerns }
}

const recordKeepers: Readonly<Record<PatientFact['kind'], (book: PatientBook, fact: PatientFact) => Patient | null>> = {
  'patient-stated': statePatient,
  'patient-merged': mergePatients,
  'patient-moved': moveEncounters,
  'patient-linked': linkPatients,
  'patient-unlinked': unlinkPatients,
}

/** What is doubtful about a registration, before it is kept. */
function doubtsOf(book: Book, fact: PatientFact): OrderConcern[] {
  const doubts: OrderConcern[] = []
  if (changesPerson(book.patients, fact)) doubts.push(overlaid(fact.system, fact.event, openOrdersOf(book, fact)))
  const isStated = fact.kind === 'patient-stated'
  if (isStated && isMisattributed(book.patients, fact.patient)) doubts.push(misattributed(fact.system, fact.event))
  return doubts
}

/** The record that a registration turns into another person, as far as the book shows it; null where it does not. */
export function overwrites(book: Book, fact: Fact): number | null {
  if (!('event' in fact) || !('patient' in fact) || !changesPerson(book.patients, fact)) return null
  return recordUnder(book.patients, fact.patient.identifiers)?.id ?? null
}

/** Orders of the record of a registration that are not at rest. What is not loaded is not among them. */
function openOrdersOf(book: Book, { patient }: PatientFact): number[] {
  const record = recordUnder(book.patients, patient.identifiers)
  const ids: number[] = []
  for (const { order } of book.entries.values()) {
    if (record && order.patient.patientId === record.id && !isAtRest(order.state)) ids.push(order.id)
  }
  return ids
}
