// What else happens to patients' records than a merge: links, accounts and visits that move, and a merge that is undone. The
// one thing to know: nothing is ever overwritten; a move or a link is a note on the record from which it leads, and undoing
// a merge takes back exactly what the merge added. (HL7 v2.5.1 §3.3.24, §3.3.35 to §3.3.45)
import type { Identifier, PatientFact } from './fact.ts'
import type { OrderPatient } from './order.ts'
import type { Link, Move, Patient, PatientMore } from './patient.ts'
import { addKey, chainOf, encounterKeys, keep, type PatientBook, recordOf, statePatient } from './patients.ts'
import { compatibleAuthorities } from './person.ts'

/** A24: both records are one person's, as this system says, and both live on. Returns the first. */
export function linkPatients(book: PatientBook, fact: PatientFact): Patient | null {
  const stated = statePatient(book, fact)
  const [number] = fact.prior
  if (!stated || !number) return stated
  const other = recordOf(book, number)
  if (other.id === stated.id) return stated
  linkTo(book, stated.id, other.id, fact.system)
  linkTo(book, other.id, stated.id, fact.system)
  return book.records.get(stated.id)!
}

function linkTo(book: PatientBook, id: number, otherId: number, system: string): void {
  const [record, other] = [book.records.get(id)!, book.records.get(otherId)!]
  const links = record.more?.links ?? []
  const known = links.find(({ patientId }) => patientId === otherId)
  const systems = known?.systems.includes(system) ? known.systems : [...(known?.systems ?? []), system]
  const link: Link = { patientId: otherId, numbers: plainNumbers(other), systems }
  for (const one of other.identifiers) addKey(book, one, id)
  withMore(book, record, { links: [...links.filter((one) => one !== known), link] })
}

/** A37: the system no longer says that both are one person's. */
export function unlinkPatients(book: PatientBook, fact: PatientFact): Patient | null {
  const stated = statePatient(book, fact)
  const [number] = fact.prior
  if (!stated || !number) return stated
  const other = recordOf(book, number)
  unlinkFrom(book, stated.id, other.id, fact.system)
  unlinkFrom(book, other.id, stated.id, fact.system)
  return book.records.get(stated.id)!
}

function unlinkFrom(book: PatientBook, id: number, otherId: number, system: string): void {
  const record = book.records.get(id)!
  const links = (record.more?.links ?? []).flatMap((link): Link[] => {
    if (link.patientId !== otherId) return [link]
    const systems = link.systems.filter((one) => one !== system)
    return systems.length === 0 ? [] : [{ ...link, systems }]
  })
  withMore(book, record, { links: links.length === 0 ? undefined : links })
}

/** A35, A41, A42, A44, A45: accounts and visits go to another number or another patient. Returns the patient of PID. */
export function moveEncounters(book: PatientBook, fact: PatientFact): Patient | null {
  const stated = statePatient(book, fact)
  if (!stated || !fact.encounters) return stated
  const from = encounterKeys(fact.encounters)
  const to = fact.patient.encounter ? encounterKeys(fact.patient.encounter) : []
  for (const number of fact.prior.length > 0 ? fact.prior : plainNumbers(stated).slice(0, 1)) {
    const prior = recordOf(book, number)
    const target = book.records.get(stated.id)!
    const moves = from.map((key): Move => {
      const as = to.find((one) => one[0] === key[0]) ?? key
      return { from: key, as, patientId: target.id, numbers: plainNumbers(target) }
    })
    addMoves(book, prior, target, moves)
  }
  return book.records.get(stated.id)!
}

function addMoves(book: PatientBook, prior: Patient, target: Patient, moves: readonly Move[]): void {
  const isNews = (move: Move) => move.patientId !== prior.id || move.as !== move.from
  const known = (prior.more?.moves ?? []).filter((old) => !moves.some(({ from }) => from === old.from))
  const news = moves.filter(isNews)
  if (prior.id !== target.id) {
    for (const one of prior.identifiers) addKey(book, one, target.id)
    for (const one of target.identifiers) addKey(book, one, prior.id)
  }
  // What comes back ends the earlier move, so that nobody goes in a ring.
  const back = (target.more?.moves ?? []).filter(
    ({ from, patientId }) => !(patientId === prior.id && news.some(({ as }) => as === from)),
  )
  withMore(book, book.records.get(prior.id)!, { moves: listOrNone([...known, ...news]) })
  if (prior.id !== target.id) withMore(book, book.records.get(target.id)!, { moves: listOrNone(back) })
}

function listOrNone<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}

/**
 * A merge is undone in a system: that system no longer counts among those that merged, and where none is left, the record
 * stands for itself again, and the survivor loses the numbers that the merge gave it. Returns the record that lives again.
 */
export function unmergePatient(book: PatientBook, id: number, system: string): Patient {
  const record = book.records.get(id)!
  const mergedBySystems = record.mergedBySystems.filter((one) => one !== system)
  if (record.mergedInto === null || mergedBySystems.length > 0) return keep(book, { ...record, mergedBySystems })
  const gone = [...record.identifiers, ...record.formerIdentifiers]
  for (const survivor of chainOf(book, record).slice(1)) {
    const formerIdentifiers = survivor.formerIdentifiers.filter((one) => !gone.some((other) => isSame(one, other)))
    if (formerIdentifiers.length < survivor.formerIdentifiers.length) keep(book, { ...survivor, formerIdentifiers })
  }
  const alone = keep(book, { ...record, mergedInto: null, mergedBySystems })
  return withMore(book, alone, { mergedAt: undefined })
}

/** What a system's own list says of the patient of an order. `changedAt` in milliseconds: when it was last changed there. */
export type ShownUnder = {
  readonly system: string
  readonly mrn: string
  readonly mrnAuthority: string
  readonly changedAt: number
}

/**
 * The record whose merge a system has undone: it said the merge itself, and has since put the order back under the number
 * that had ceased. Null where nothing says so.
 */
export function undoneMerge(book: PatientBook, { patientId }: OrderPatient, shown: ShownUnder): Patient | null {
  const record = patientId === null ? undefined : book.records.get(patientId)
  if (!record || record.mergedInto === null || !record.mergedBySystems.includes(shown.system)) return null
  if (shown.changedAt <= (record.more?.mergedAt ?? Number.POSITIVE_INFINITY)) return null
  const isOwn = ({ identifiers }: Patient) =>
    identifiers.some(
      ({ number, authority }) => number === shown.mrn && compatibleAuthorities(authority, shown.mrnAuthority),
    )
  return isOwn(record) && !chainOf(book, record).slice(1).some(isOwn) ? record : null
}

function plainNumbers({ identifiers }: Patient): Identifier[] {
  return identifiers.map(({ number, authority }) => ({ number, authority }))
}

function isSame(one: Identifier, other: Identifier): boolean {
  return one.number === other.number && one.authority === other.authority
}

/** The record with some of its further parts as given; without any that is undefined. */
export function withMore(
  book: PatientBook,
  record: Patient,
  parts: { readonly [K in keyof PatientMore]: PatientMore[K] | undefined },
): Patient {
  const entries = Object.entries({ ...record.more, ...parts }).filter(([, part]) => part !== undefined)
  const { more: _, ...bare } = record
  return keep(book, entries.length === 0 ? bare : { ...bare, more: Object.fromEntries(entries) as PatientMore })
}
