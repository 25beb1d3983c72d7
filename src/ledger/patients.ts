// The book of patients of a batch: records under all their numbers, and merges. The one thing to know: a merge is a pointer
// from the record that ceases to the one that survives; nothing is overwritten, and both numbers lead to both records.
import type {
  EncounterNumbers,
  Identifier,
  NumberedFact,
  PatientFact,
  PatientIdentifier,
  PatientStatement,
} from './fact.ts'
import { keyOf } from './keys.ts'
import type { Order, OrderPatient } from './order.ts'
import type { Move, Patient } from './patient.ts'
import {
  comparePerson,
  compatibleAuthorities,
  contradictions,
  isOtherPerson,
  type KnownPerson,
  type Named,
  type PersonPart,
} from './person.ts'

/** The working set of patients. */
export type PatientBook = {
  readonly records: Map<number, Patient>
  readonly byKey: Map<string, number[]>
  readonly changed: Set<number>
  readonly newKeys: { readonly key: string; readonly patientId: number }[]
  lastId: number
}

/** The record of a statement: known by one of its numbers, else new. Null where it gives no number. */
function recordFor(book: PatientBook, statement: PatientStatement): Patient | null {
  const [first] = statement.identifiers
  if (!first) return null
  return recordUnder(book, statement.identifiers) ?? newRecord(book, statement)
}

/** The record of a fact's patient, and the parts in which the fact contradicts it. */
export type FoundPatient = { readonly record: Patient | null; readonly contradicts: readonly PersonPart[] }

/**
 * The record under the numbers that a fact gives, made where there is none. What a placer says in a request is its chart's
 * own word, and may change a part of the record; anything else only compares.
 */
export function patientOf(book: PatientBook, fact: NumberedFact): FoundPatient {
  const known = recordUnder(book, fact.patient.identifiers)
  if (!known) {
    // No record is made: the next message would find it, and nobody would be told again.
    if (isMisattributed(book, fact.patient)) return { record: null, contradicts: ['recordNumber'] }
    return { record: recordFor(book, fact.patient), contradicts: [] }
  }
  const said: KnownPerson = { identifiers: fact.patient.identifiers, names: [fact.patient] }
  const comparison = comparePerson(joined(book, noOne, known), said)
  const contradicts = contradictions(comparison)
  if (contradicts.length === 0) return { record: known, contradicts }
  const isPlacers = fact.kind === 'order-requested' && fact.side === 'placer'
  const isChange = comparison.name === 'agrees' || comparison.birthDate === 'agrees'
  const isOfTwo = isChange && compareNumbersOf(book, fact.patient) === 'two-people'
  if (!isPlacers || !isChange || isOfTwo) return { record: known, contradicts }
  return { record: keep(book, { ...known, ...givenParts(known, fact.patient) }), contradicts: [] }
}

/**
 * Whether a statement gives a number that is unknown under its assigning authority, and known under another as that of
 * somebody of the same name and birth date: two authorities do not number one person alike by chance.
 */
export function isMisattributed(book: PatientBook, statement: PatientStatement): boolean {
  if (recordUnder(book, statement.identifiers)) return false
  const said: KnownPerson = { identifiers: statement.identifiers, names: [statement] }
  return statement.identifiers.some((identifier) =>
    (book.byKey.get(keyOf('m', identifier)) ?? []).some((id) => {
      const record = book.records.get(id)
      const comparison = record && comparePerson(joined(book, noOne, record), said)
      return comparison?.isMisattributed && comparison.name === 'agrees' && comparison.birthDate === 'agrees'
    }),
  )
}

/**
 * Whether the record numbers of one statement are of one person: `differ` where the records to which they lead contradict
 * each other in one part, as two records of one person may, `two-people` where they do in more.
 */
export function compareNumbersOf(
  book: PatientBook,
  { identifiers }: PatientStatement,
): 'agree' | 'differ' | 'two-people' {
  const [first, ...rest] = identifiers
  const record = rest.length === 0 || !first ? null : recordUnder(book, [first])
  if (!record) return 'agree'
  let most = 0
  for (const one of rest) {
    const other = recordUnder(book, [one])
    if (!other || other.id === record.id || survivorOf(book, other).id === survivorOf(book, record).id) continue
    const comparison = comparePerson(joined(book, noOne, record), joined(book, noOne, other))
    most = Math.max(most, contradictions(comparison).length)
  }
  return most === 0 ? 'agree' : most === 1 ? 'differ' : 'two-people'
}

const noOne: KnownPerson = { identifiers: [], names: [] }

/** The first record that holds one of these numbers under a compatible authority. */
export function recordUnder(book: PatientBook, identifiers: readonly Identifier[]): Patient | null {
  for (const identifier of identifiers) {
    for (const id of book.byKey.get(keyOf('m', identifier)) ?? []) {
      const record = book.records.get(id)
      if (record && holds(record.identifiers, identifier)) return record
    }
  }
  return null
}

/** Follows merges to the record that survives. */
export function survivorOf(book: PatientBook, record: Patient): Patient {
  return record.mergedInto === null ? record : chainOf(book, record).at(-1)!
}

/** The record and those it was merged into, in turn; a ring of merges is followed once. */
export function chainOf(book: PatientBook, record: Patient): Patient[] {
  const chain = [record]
  for (let at = record; at.mergedInto !== null; ) {
    const next = book.records.get(at.mergedInto)
    if (!next || chain.includes(next)) break
    chain.push(next)
    at = next
  }
  return chain
}

/**
 * What is known of the person of an order: as first said, as recorded, and as merged. `asOrdered`: without what its record
 * says now where that is another person.
 */
function knownOf(book: PatientBook, patient: OrderPatient, asOrdered = false): KnownPerson {
  const first = patient.number === '' ? [] : [{ number: patient.number, authority: patient.authority }]
  const own: KnownPerson = {
    identifiers: patient.more?.alsoUnder ? [...first, ...patient.more.alsoUnder] : first,
    names: [patient],
  }
  const record = patient.patientId === null ? undefined : book.records.get(patient.patientId)
  if (!record) return own
  const whole = joined(book, own, record)
  const known =
    asOrdered && isOverwritten(patient, record)
      ? { ...whole, names: whole.names.filter((one) => one !== record) }
      : whole
  return record.more?.moves && patient.encounter ? withMoved(book, known, record, patient.encounter) : known
}

/** The record has been given another name and another birth date since, and nobody has decided that both are one person. */
function isOverwritten(patient: OrderPatient, record: Patient): boolean {
  return isOtherPerson(patient, record) && !patient.more?.isRenamed
}

/** The patient of an order, once people have decided that the record's name and birth date of today are theirs. */
export function asRenamed(book: PatientBook, patient: OrderPatient): OrderPatient {
  const record = patient.patientId === null ? undefined : book.records.get(patient.patientId)
  return record && isOverwritten(patient, record) ? { ...patient, more: { ...patient.more, isRenamed: true } } : patient
}

/** With the patient to whom the order's account or visit was moved; from there it can have moved on. */
function withMoved(book: PatientBook, known: KnownPerson, record: Patient, encounter: EncounterNumbers): KnownPerson {
  let at: Patient | undefined = record
  let keys = encounterKeys(encounter)
  let next = known
  for (let hops = 0; at && hops < 8; hops++) {
    const move: Move | undefined = at.more?.moves?.findLast(({ from }) => keys.includes(from))
    if (!move) break
    at = book.records.get(move.patientId)
    keys = [move.as]
    next = { ...next, identifiers: [...next.identifiers, ...move.numbers] }
    if (at) next = joined(book, next, at)
  }
  return next
}

/**
 * What is known of the person of an order, with what the record of a statement calls them where merges made both one: a
 * system that has not merged goes on under the old number and name. A registration that overwrites one person with another
 * makes nobody else's orders theirs: for a result the order's patient is who it was ordered for.
 */
export function knownBeside(book: PatientBook, patient: OrderPatient, fact: NumberedFact): KnownPerson {
  const known = knownOf(book, patient, fact.kind === 'result-reported')
  const record = patient.patientId === null ? undefined : book.records.get(patient.patientId)
  const said = recordUnder(book, fact.patient.identifiers)
  if (!record || !said || said.id === record.id || survivorOf(book, said).id !== survivorOf(book, record).id)
    return known
  return joined(book, known, said)
}

/** Whether the record numbers of a statement are of another authority than all that is known of an order's patient. */
export function isOfAnother(book: PatientBook, { patient }: Order, { identifiers }: PatientStatement): boolean {
  return comparePerson(knownOf(book, patient), { identifiers, names: [] }).recordNumber === 'absent'
}

/** Whether two orders are of patients who contradict each other. */
export function areTwoPatients(book: PatientBook, { patient: one }: Order, { patient: other }: Order): boolean {
  if (one.patientId !== null && one.patientId === other.patientId) return false
  return contradictions(comparePerson(knownOf(book, one), knownOf(book, other))).length > 0
}

/** Every record number of an order's patient, as reconciled through merges. */
export function recordNumbersOf(book: PatientBook, { patient }: Pick<Order, 'patient'>): KnownPerson['identifiers'] {
  return knownOf(book, patient).identifiers
}

/** What is known of the person of a statement. Their numbers reach through merges; their names are as stated. */
export function saidOf(book: PatientBook, statement: PatientStatement): KnownPerson {
  const own: KnownPerson = { identifiers: statement.identifiers, names: [statement] }
  const record = recordUnder(book, statement.identifiers)
  return record ? { ...joined(book, own, record), names: own.names } : own
}

function joined(book: PatientBook, own: KnownPerson, record: Patient): KnownPerson {
  const records = record.mergedInto === null ? [record] : chainOf(book, record)
  const identifiers = [...own.identifiers]
  for (const one of records) identifiers.push(...one.identifiers, ...one.formerIdentifiers)
  const known = { identifiers, names: [...own.names, ...records] }
  return records.some(({ more }) => more?.links) ? withLinked(book, known, records) : known
}

/** With the numbers and names of records that are the same person's, and live on (A24). */
function withLinked(book: PatientBook, known: KnownPerson, records: readonly Patient[]): KnownPerson {
  const links = records.flatMap(({ more }) => more?.links ?? [])
  return {
    identifiers: [...known.identifiers, ...links.flatMap(({ numbers }) => numbers)],
    names: [...known.names, ...links.flatMap(({ patientId }) => book.records.get(patientId) ?? [])],
  }
}

/** A01, A04, A05, A08, A28, A31: what a patient's record now says. Parts that are not given stay. */
export function statePatient(book: PatientBook, fact: PatientFact): Patient | null {
  const known = recordUnder(book, fact.patient.identifiers)
  if (!known) return recordFor(book, fact.patient)
  const stated = same(known, fact.patient) ? known : { ...known, ...givenParts(known, fact.patient) }
  const next = addIdentifiers(book, stated, fact.patient.identifiers)
  return next === known ? known : keep(book, next)
}

/** Whether a statement gives a known record another name and another birth date at once. */
export function changesPerson(book: PatientBook, { patient }: PatientFact): boolean {
  const known = recordUnder(book, patient.identifiers)
  if (!known) return false
  const { name, birthDate } = comparePerson(joined(book, noOne, known), {
    identifiers: [],
    names: [patient],
  })
  return name === 'differs' && birthDate === 'differs'
}

/** `a:` and the account, `v:` and the visit, where they are given. */
export function encounterKeys({ account, visit }: EncounterNumbers): string[] {
  return [...(account === '' ? [] : [`a:${account}`]), ...(visit === '' ? [] : [`v:${visit}`])]
}

/** A18, A34, A36, A39, A40, A43, A47: the prior records cease, and point at the one that survives. Returns the survivor. */
export function mergePatients(book: PatientBook, fact: PatientFact): Patient | null {
  const stated = statePatient(book, fact)
  if (!stated) return null
  for (const number of fact.prior) {
    const prior = recordOf(book, number)
    if (prior.id !== stated.id) mergeInto(book, prior, stated.id, fact)
  }
  return book.records.get(stated.id)!
}

/** The newest statement wins: where the survivor was itself merged into the prior record, that pointer is taken back. */
function mergeInto(book: PatientBook, prior: Patient, survivorId: number, { system, seenAt }: PatientFact): void {
  const survivor = book.records.get(survivorId)!
  if (chainOf(book, survivor).some(({ id }) => id === prior.id)) keep(book, { ...survivor, mergedInto: null })
  const systems = prior.mergedBySystems
  keep(book, {
    ...prior,
    mergedInto: survivorId,
    mergedBySystems: systems.includes(system) ? systems : [...systems, system],
    more: { ...prior.more, mergedAt: seenAt },
  })
  for (const { id } of chainOf(book, book.records.get(survivorId)!)) absorb(book, book.records.get(id)!, prior)
}

/** The record under a number; a new one without a name where nobody spoke of it yet. */
export function recordOf(book: PatientBook, number: Identifier): Patient {
  return recordUnder(book, [number]) ?? newRecord(book, { ...noNames, identifiers: [{ type: '', ...number }] })
}

const noNames: Named = { familyName: '', givenName: '', birthDate: '', sex: '' }

/** The survivor can from now on be found under every number of the prior record, and the prior under the survivor's. */
function absorb(book: PatientBook, survivor: Patient, prior: Patient): void {
  const gained = [...prior.identifiers, ...prior.formerIdentifiers].filter(
    (one) => !holds(survivor.formerIdentifiers, one) && !holds(survivor.identifiers, one),
  )
  for (const one of gained) addKey(book, one, survivor.id)
  for (const one of survivor.identifiers) addKey(book, one, prior.id)
  if (gained.length === 0) return
  const plain = gained.map(({ number, authority }) => ({ number, authority }))
  keep(book, { ...survivor, formerIdentifiers: [...survivor.formerIdentifiers, ...plain] })
}

function newRecord(book: PatientBook, statement: PatientStatement): Patient {
  const id = ++book.lastId
  const record: Patient = {
    id,
    version: 0,
    identifiers: [],
    familyName: statement.familyName,
    givenName: statement.givenName,
    birthDate: statement.birthDate,
    sex: statement.sex,
    mergedInto: null,
    mergedBySystems: [],
    formerIdentifiers: [],
  }
  return keep(book, addIdentifiers(book, record, statement.identifiers))
}

/** Numbers that lead to no other record yet join this one; a number of somebody else's is left there. */
function addIdentifiers(book: PatientBook, record: Patient, identifiers: readonly PatientIdentifier[]): Patient {
  const fresh: PatientIdentifier[] = []
  for (const one of identifiers) {
    if (holds(record.identifiers, one) || recordUnder(book, [one])) continue
    fresh.push(one)
    addKey(book, one, record.id)
  }
  return fresh.length === 0 ? record : { ...record, identifiers: [...record.identifiers, ...fresh] }
}

/** A number that an order names beside a known one belongs to the same person, if nothing contradicts. */
export function learnNumbers(book: PatientBook, record: Patient, statement: PatientStatement): Patient {
  if (statement.identifiers.length < 2) return record
  const comparison = comparePerson({ identifiers: record.identifiers, names: [record] }, saidOf(book, statement))
  if (contradictions(comparison).length > 0) return record
  const next = addIdentifiers(book, record, statement.identifiers)
  return next === record ? record : keep(book, next)
}

/** Keeps a record as it now is. */
export function keep(book: PatientBook, record: Patient): Patient {
  book.records.set(record.id, record)
  book.changed.add(record.id)
  return record
}

/** From now on the number leads to this record as well. */
export function addKey(book: PatientBook, identifier: Identifier, patientId: number): void {
  const key = keyOf('m', identifier)
  const ids = book.byKey.get(key)
  if (ids?.includes(patientId)) return
  if (ids) ids.push(patientId)
  else book.byKey.set(key, [patientId])
  book.newKeys.push({ key, patientId })
}

function holds(identifiers: readonly Identifier[], { number, authority }: Identifier): boolean {
  return identifiers.some((one) => one.number === number && compatibleAuthorities(one.authority, authority))
}

function givenParts(known: Named, said: Named): Named {
  return {
    familyName: said.familyName || known.familyName,
    givenName: said.givenName || known.givenName,
    birthDate: said.birthDate || known.birthDate,
    sex: said.sex || known.sex,
  }
}

function same(a: Named, b: Named): boolean {
  return a.familyName === b.familyName && a.givenName === b.givenName && a.birthDate === b.birthDate && a.sex === b.sex
}
