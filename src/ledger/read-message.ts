// What a message says, as facts: the front door of the ledger. The one thing to know: it reads by the sender's dialect and
// judges nothing; what a fact means for an order is decided later, in order of arrival.
import { type Message, type Segment, segmentNamed } from '../hl7/index.ts'
import { lookUp } from '../terminology/order-tables.ts'
import type { LedgerConcern } from './concern.ts'
import type { Fact } from './fact.ts'
import { findingKeys, keyOf } from './keys.ts'
import { dialectOf } from './reading/dialect.ts'
import { moment, text } from './reading/fields.ts'
import { type Context, readOrders, readResults } from './reading/orders.ts'
import { readPatient, readPrior } from './reading/patient.ts'
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
  }
  const facts = lookUp(readers, context.messageCode)?.(message, context) ?? []
  const msa = saysMore.has(context.messageCode) ? undefined : segmentNamed(message, 'MSA')
  const reading = { facts, ...keysOf(facts), concerns: concerns.size === 0 ? [] : [...concerns.values()] }
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

const merges = new Set(['A18', 'A34', 'A40'])
const statements = new Set(['A01', 'A04', 'A05', 'A08', 'A28', 'A31'])

/** One fact for each PID; in a merge (A40 may hold several), one for each PID with its MRG. */
function readPatients(message: Message, context: Context): Fact[] {
  const { dialect, source, arrival, event } = context
  const merge = merges.has(event)
  if (!merge && !statements.has(event)) return []
  const facts: Fact[] = []
  let pid: Segment | null = null
  for (const segment of message.segments) {
    if (segment.name === 'PID') pid = segment
    if (pid === null || segment.name !== (merge ? 'MRG' : 'PID')) continue
    facts.push({
      kind: merge ? 'patient-merged' : 'patient-stated',
      system: source.system.id,
      ...arrival,
      n: facts.length,
      saidAt: context.sentAt(),
      event,
      patient: readPatient(pid, dialect),
      prior: merge ? readPrior(segment, dialect) : [],
    })
  }
  return facts
}

function readCatalog(_message: Message, { source, arrival, event, sentAt }: Context): Fact[] {
  return [{ kind: 'catalog-stated', system: source.system.id, ...arrival, n: 0, saidAt: sentAt(), event }]
}
