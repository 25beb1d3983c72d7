// What a message says, as facts: the front door of the ledger. The one thing to know: it reads by the sender's dialect and
// judges nothing; what a fact means for an order is decided later, in order of arrival.
import { type Message, type Segment, segmentNamed } from '../hl7/index.ts'
import { lookUp } from '../terminology/order-tables.ts'
import type { LedgerConcern } from './concern.ts'
import type { Fact, PatientFact, PatientFactKind, PatientStatement } from './fact.ts'
import { findingKeys, keyOf } from './keys.ts'
import { dialectOf } from './reading/dialect.ts'
import { moment, text } from './reading/fields.ts'
import { type Context, readOrders, readResults } from './reading/orders.ts'
import { readPatient, readPatientAndAccount, readPrior, readPriorEncounters } from './reading/patient.ts'
import type { Arrival, Source } from './source.ts'

/** The acknowledgement part of an ACK, ORR, ORL or MFK (MSA-1, MSA-2, MSA-3). */
export type AnswerPart = { readonly code: string; readonly controlId: string; readonly text: string }

/** Everything the ledger gets from one message. */
export type Reading = {
  /** In order of the message. */
  readonly facts: readonly Fact[]
  /** Keys of every order and parent that it names, each once. */
  readonly orderKeys: readonly string[]
  readonly patientKeys: readonly string[]
  /** What is wrong with it in itself: codes that the dialect does not know. */
  readonly concerns: readonly LedgerConcern[]
  readonly answers?: AnswerPart
  /** Of facts about orders: where the OBR, or ORC, of each begins in the message; -1 where it has none. Others have none. */
  readonly places: readonly number[]
}

/** Readers by message code (MSH-9.1). Others say nothing to the ledger and only travel. */
const readers: Record<string, (message: Message, context: Context) => Fact[]> = {
  ORM: readOrders,
  OML: readOrders,
  ORR: readOrders,
  ORL: readOrders,
  ORU: (message, context) => readResults(message, context, 'result'),
  OUL: (message, context) => readResults(message, context, 'specimen-result'),
  ADT: readPatients,
  MFN: readCatalog,
}

/**
 * Reads a message by the dialect of its sender (HL7 v2.5.1 chapters 3, 4, 7 and 8). Never throws on content: what cannot be
 * read is empty, and unknown codes are kept and said as concerns.
 * @param arrival the message's id in order of arrival, and when it was received (milliseconds)
 */
export function readMessage(message: Message, source: Source, arrival: Arrival): Reading {
  const msh = message.segments[0]!
  const concerns = new Map<string, LedgerConcern>()
  const context: Context = {
    dialect: dialectOf(source.system),
    source,
    arrival,
    messageCode: text(msh, 9, 1),
    event: text(msh, 9, 2),
    sentAt: () => moment(text(msh, 7), source.zone),
    unknown: (concern) => concerns.set(concern.cause, concern),
    places: [],
  }
  const facts = lookUp(readers, context.messageCode)?.(message, context) ?? []
  const msa = saysMore.has(context.messageCode) ? undefined : segmentNamed(message, 'MSA')
  const { places } = context
  const reading = { facts, ...keysOf(facts), concerns: concerns.size === 0 ? [] : [...concerns.values()], places }
  return msa ? { ...reading, answers: answerPart(msa) } : reading
}

/** Message codes that never answer: no need to look for MSA there. */
const saysMore: ReadonlySet<string> = new Set(['ORU', 'OUL', 'ORM', 'OML', 'ADT', 'MFN'])

function answerPart(msa: Segment): AnswerPart {
  return { code: text(msa, 1), controlId: text(msa, 2), text: text(msa, 3) }
}

function keysOf(facts: readonly Fact[]): Pick<Reading, 'orderKeys' | 'patientKeys'> {
  const orderKeys: string[] = []
  const patientKeys: string[] = []
  for (const fact of facts) {
    if ('order' in fact) for (const key of findingKeys(fact.order)) orderKeys.push(key)
    if ('patient' in fact) for (const one of fact.patient.identifiers) patientKeys.push(keyOf('m', one))
    if ('prior' in fact) for (const one of fact.prior) patientKeys.push(keyOf('m', one))
  }
  return { orderKeys: distinct(orderKeys), patientKeys: distinct(patientKeys) }
}

/** Each once. For a few, comparing is cheaper than a set. */
function distinct(keys: string[]): string[] {
  if (keys.length > 12) return [...new Set(keys)]
  return keys.filter((key, at) => keys.indexOf(key) === at)
}

/** What each event of chapter 3 says of a patient's records. Others say nothing to the ledger. (HL7 v2.5.1 §3.3) */
const patientEvents: Readonly<Record<string, PatientFactKind>> = {
  A01: 'patient-stated',
  A04: 'patient-stated',
  A05: 'patient-stated',
  A08: 'patient-stated',
  A28: 'patient-stated',
  A31: 'patient-stated',
  A18: 'patient-merged',
  A34: 'patient-merged',
  A36: 'patient-merged',
  A39: 'patient-merged',
  A40: 'patient-merged',
  // All that stands under the number of MRG-1 goes to the patient of PID; a changed number is the same patient's.
  A43: 'patient-merged',
  A47: 'patient-merged',
  // Accounts and visits: within a patient, or to another.
  A35: 'patient-moved',
  A41: 'patient-moved',
  A42: 'patient-moved',
  A44: 'patient-moved',
  A45: 'patient-moved',
  A24: 'patient-linked',
  A37: 'patient-unlinked',
}

/** One fact for each PID; where something merges or moves, for each MRG; for two PID that are linked, one. */
function readPatients(message: Message, context: Context): Fact[] {
  const kind = lookUp(patientEvents, context.event)
  if (kind === undefined) return []
  if (kind === 'patient-linked' || kind === 'patient-unlinked') return readLink(message, kind, context)
  const names = kind === 'patient-stated' ? 'PID' : 'MRG'
  const facts: PatientFact[] = []
  let pid: Segment | null = null
  let visit = ''
  for (const segment of message.segments) {
    if (segment.name === 'PID') pid = segment
    if (segment.name === 'PV1') visit = text(segment, 19, 1)
    if (pid === null || segment.name !== names) continue
    facts.push(patientFact(kind, pid, names === 'MRG' ? segment : null, facts.length, context))
  }
  return visit === '' ? facts : facts.map((fact) => ({ ...fact, patient: atVisit(fact.patient, visit) }))
}

/** PV1 stands after MRG in these events; there is one visit in a message. */
function atVisit(patient: PatientStatement, visit: string): PatientStatement {
  return { ...patient, encounter: { account: patient.encounter?.account ?? '', visit } }
}

function patientFact(
  kind: PatientFactKind,
  pid: Segment,
  mrg: Segment | null,
  n: number,
  { dialect, source, arrival, sentAt, event }: Context,
): PatientFact {
  return {
    kind,
    system: source.system.id,
    ...arrival,
    n,
    saidAt: sentAt(),
    event,
    patient: readPatientAndAccount(pid, dialect),
    prior: mrg ? readPrior(mrg, dialect) : [],
    ...(mrg && kind === 'patient-moved' ? { encounters: readPriorEncounters(mrg) } : {}),
  }
}

/** A24 and A37: the second PID is the other record. */
function readLink(message: Message, kind: PatientFactKind, context: Context): Fact[] {
  const [first, second] = message.segments.filter(({ name }) => name === 'PID')
  if (!first || !second) return []
  const fact = patientFact(kind, first, null, 0, context)
  return [{ ...fact, prior: readPatient(second, context.dialect).identifiers }]
}

function readCatalog(_message: Message, { source, arrival, event, sentAt }: Context): Fact[] {
  return [{ kind: 'catalog-stated', system: source.system.id, ...arrival, n: 0, saidAt: sentAt(), event }]
}
