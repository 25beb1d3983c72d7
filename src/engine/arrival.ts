// The first judgement of a message: may it come in, and what is its sender told. The one thing to know: whatever is
// refused is kept raw all the same, with the reason and its position.
import { hash } from 'node:crypto'
import {
  type AcknowledgedError,
  acknowledge,
  type Header,
  Hl7Error,
  headerOf,
  type Message,
  messages,
  parse,
  parseMessage,
  peek,
  segmentNamed,
  write,
} from '../hl7/index.ts'
import type { ExceptionKind } from '../ownership/exception.ts'
import { counted } from '../site/counted.ts'
import {
  type AnswerPlan,
  acceptedCode,
  planAnswers,
  planForAcknowledgement,
  type Refusal,
  refusedCode,
} from './answer-plan.ts'
import { catalogAnswer } from './catalog-news.ts'
import { messageTypeOf } from './message-type.ts'
import { codeOf } from './patience.ts'
import type { Instant } from './ports/clock.ts'
import type { Incoming } from './ports/store.ts'
import type { Place, Routes } from './routes.ts'

/** Why a message is refused on arrival. `text` has the position and no value of the message. */
export type Fault = {
  readonly kind: ExceptionKind
  readonly refusal: Refusal
  readonly text: string
  readonly error: AcknowledgedError
}

/** One message as it came, judged. */
export type Arrival = {
  readonly incoming: Incoming
  readonly header: Header
  readonly plan: AnswerPlan
  /** Written as soon as the message is stored; empty where there is nothing to say yet. */
  readonly answer: Uint8Array
  /** Whether the sender waits for the answer that comes once it is decided: that one is the original to be repeated. */
  readonly waits: boolean
}

const none = new Uint8Array(0)

/** What the judgement needs to know of the place where the message came in. */
export type Gate = {
  readonly place: Place
  readonly routes: Routes
  /** Copies of others' traffic: an acknowledgement is answered like any message, and nothing is unexpected. */
  readonly observe: boolean
  /** A line of ours: what comes in on it are answers, which are not answered in turn. */
  readonly response: boolean
  /** MSH-10 and MSH-7 for our answers. */
  readonly nextControlId: () => string
  readonly time: (at: Instant) => string
}

/** A segment without which a message of this kind says nothing. (HL7 v2.5.1 chapters 3, 4, 7, 8) */
const needed: Readonly<Record<string, string>> = {
  ACK: 'MSA',
  ADT: 'PID',
  MCF: 'MSA',
  MFN: 'MFI',
  OML: 'OBR',
  ORL: 'MSA',
  ORM: 'ORC',
  ORR: 'MSA',
  ORU: 'OBR',
  OUL: 'OBR',
}

/**
 * Judges a message that came in whole. A batch (BHS, FHS) is judged message by message: each has a control id and an
 * answer of its own.
 */
export function judge(body: Uint8Array, gate: Gate, at: Instant): Arrival[] {
  try {
    if (body[0] !== 0x4d) return judgeParts(body, gate, at)
    const message = parseMessage(body, optionsOf(gate))
    return [judged(message, body, gate, at)]
  } catch (error) {
    if (error instanceof Hl7Error && error.code === 'hl7-several-messages') return judgeParts(body, gate, at)
    return [refused(body, faultOfError(error), gate, at)]
  }
}

/** Judges what is known of a message that is larger than allowed, or cannot be read: it is kept, and refused. */
export function refused(head: Uint8Array, fault: Fault, gate: Gate, at: Instant): Arrival {
  return arrival(head, peek(head), fault, gate, at)
}

/**
 * Judges the head of a message that broke off. It takes no control id: when the whole message comes it is neither a repeat
 * (to be refused again, for ever) nor another message under the same id.
 */
export function cutShort(head: Uint8Array, fault: Fault, gate: Gate, at: Instant): Arrival {
  const made = refused(head, fault, gate, at)
  return { ...made, incoming: { ...made.incoming, controlId: '' } }
}

function optionsOf({ place }: Gate): NonNullable<Parameters<typeof parse>[1]> {
  return { encoding: place.system.dialect.encoding, maxSize_bytes: place.connection.max_message }
}

function judgeParts(body: Uint8Array, gate: Gate, at: Instant): Arrival[] {
  try {
    const parsed = parse(body, optionsOf(gate))
    const parts = messages(parsed)
    if (parts.length === 0) return [refused(body, faultOfError(new Hl7Error('hl7-no-header', { offset: 0 })), gate, at)]
    const [problem] = parsed.problems
    const arrivals = parts.map((part) => judged(part, write(part), gate, at))
    if (!problem) return arrivals
    const text = `The batch around ${counted(parts.length, 'message')} does not add up: ${problem.message} At byte ${problem.offset}.`
    return [...arrivals, batchNote(body, text, gate, at)]
  } catch (error) {
    return [refused(body, faultOfError(error), gate, at)]
  }
}

/** Kept in place of the batch's own lines, so that somebody looks for what is missing. */
function batchNote(body: Uint8Array, text: string, gate: Gate, at: Instant): Arrival {
  const silent = {
    enhanced: false,
    stored: { accept: false, refuse: false },
    decided: { accept: false, refuse: false },
  }
  const fault: Fault = { kind: 'batch-incomplete', refusal: 'content', text, error: { code: '199', text } }
  const made = arrival(body, peek(body), fault, gate, at)
  return {
    ...made,
    plan: silent,
    answer: none,
    incoming: { ...made.incoming, controlId: '', messageType: '', answer: none },
  }
}

function judged(message: Message, body: Uint8Array, gate: Gate, at: Instant): Arrival {
  const header = headerOf(segmentNamed(message, 'MSH'))
  return arrival(body, header, faultOf(message, header, gate), gate, at)
}

function faultOf(message: Message, header: Header, gate: Gate): Fault | null {
  if (header.controlId === '') return missing('MSH', 10, 'MSH-10 is empty, so no answer could name the message.')
  if (isAcknowledgement(header)) return null
  const { flows, codeKnown } = gate.routes.taking(gate.place.system.id, header.messageCode, header.triggerEvent)
  if (flows.length === 0 && !segmentNamed(message, 'MSA')) return unsupported(header, codeKnown, gate)
  const name = needed[header.messageCode]
  if (name && !segmentNamed(message, name)) {
    return missing(name, undefined, `A message of type ${header.messageCode} without ${name} says nothing.`)
  }
  return null
}

function missing(segment: string, field: number | undefined, text: string): Fault {
  const code = field === undefined ? '100' : '101'
  const error = { segment, code, text, ...(field === undefined ? {} : { field }) }
  return { kind: 'malformed-message', refusal: 'content', text, error }
}

function unsupported(header: Header, codeKnown: boolean, gate: Gate): Fault | null {
  const { id } = gate.place.system
  const type = typeOf(header, gate)
  const text = type
    ? `No flow takes ${type} from ${id}. Add the type to a flow, or let the sender leave it out.`
    : `What stands in MSH-9 of a message from ${id} has not the form of a type, so no flow takes it. Let the sender correct it.`
  const error = { segment: 'MSH', field: 9, code: codeKnown ? '201' : '200', text }
  return { kind: 'no-flow', refusal: 'header', text, error }
}

function faultOfError(error: unknown): Fault {
  if (!(error instanceof Hl7Error)) return defect(error)
  const place = { ...(error.segment ? { segment: error.segment } : {}), ...(error.field ? { field: error.field } : {}) }
  return {
    kind: 'malformed-message',
    refusal: 'content',
    text: `${error.code}: ${error.message}`,
    error: { ...place, code: '199', text: error.message },
  }
}

/** A defect of ours on this message: it must not end receiving, which would begin anew with the same message for ever. */
function defect(error: unknown): Fault {
  const text = 'The message could not be processed.'
  return {
    kind: 'poison-message',
    refusal: 'content',
    text: `It could not be judged on arrival (${codeOf(error)}). Report the defect with this code, and bring the message to its receiver by other means.`,
    error: { code: '207', text },
  }
}

/** ACK and its relatives: messages that are nothing but an answer. */
export function isAcknowledgement(header: Pick<Header, 'messageCode'>): boolean {
  return header.messageCode === 'ACK' || header.messageCode === 'MCF'
}

function arrival(body: Uint8Array, header: Header, fault: Fault | null, gate: Gate, at: Instant): Arrival {
  const { system, connection } = gate.place
  const plan = planOf(header, gate)
  const answer = answerNow(body, header, plan, fault, gate, at)
  const waits = !fault && (plan.decided.accept || plan.decided.refuse)
  return {
    header,
    plan,
    answer,
    waits,
    incoming: {
      receivedAt: at,
      connection: connection.id,
      system: system.id,
      controlId: header.controlId.slice(0, 199),
      messageType: typeOf(header, gate),
      body,
      hash: hash('sha256', body, 'buffer').subarray(0, 16),
      answer: waits ? none : answer,
      refused: fault ? `${fault.kind}: ${fault.text}` : '',
      window_ms: system.control_id_window,
    },
  }
}

function planOf(header: Header, gate: Gate): AnswerPlan {
  if (gate.response || (isAcknowledgement(header) && !gate.observe)) return planForAcknowledgement(header)
  const { acknowledge } = gate.routes.taking(gate.place.system.id, header.messageCode, header.triggerEvent)
  return planAnswers(header, gate.observe ? 'stored' : acknowledge)
}

/** The answer to be written once the message is stored; empty where there is none, or it comes later. */
function answerNow(
  body: Uint8Array,
  header: Header,
  plan: AnswerPlan,
  fault: Fault | null,
  gate: Gate,
  at: Instant,
): Uint8Array {
  if (fault && !(gate.observe && fault.kind === 'no-flow')) return refusalAnswer(header, plan, fault, gate, at)
  if (!plan.stored.accept) return none
  const answer = { code: acceptedCode(plan), controlId: gate.nextControlId(), time: gate.time(at) }
  const isApplication = header.messageCode === 'MFN' && !plan.enhanced && !fault
  const ofRecords = isApplication ? catalogAnswer(body, answer, gate.place.system.dialect.encoding) : undefined
  return ofRecords ?? acknowledge(header, answer)
}

/** The negative answer to a message, by what is wrong with it; empty where its sender wants none. */
export function refusalAnswer(
  header: Header,
  plan: AnswerPlan,
  fault: Pick<Fault, 'refusal' | 'error'>,
  gate: Pick<Gate, 'nextControlId' | 'time'>,
  at: Instant,
): Uint8Array {
  if (!header.segment || !(plan.stored.refuse || plan.decided.refuse)) return none
  const code = refusedCode(plan.stored.refuse ? plan : { ...plan, enhanced: false }, fault.refusal)
  return acknowledge(header, { code, controlId: gate.nextControlId(), time: gate.time(at), error: fault.error })
}

function typeOf({ messageCode, triggerEvent }: Header, { place, routes }: Gate): string {
  const isKnown = () => routes.taking(place.system.id, messageCode, triggerEvent).codeKnown
  return messageTypeOf(messageCode, triggerEvent, isKnown)
}
