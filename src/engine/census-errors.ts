// What a system's error queue holds: messages that it acknowledged and then did not take. The one thing to know: it is the
// only evidence that takes a level back, so an entry counts once, and not against newer proof that the word is filed.

import { orderIn } from '../ledger/book.ts'
import { errorQueueCause } from '../ledger/census.ts'
import { wordRejectedBy } from '../ledger/words.ts'
import type { Concern } from '../ownership/exception.ts'
import { type Answered, messageUnder, type Sources } from './answered.ts'
import { type Batch, raiseIn, takeWords } from './batch.ts'
import type { CensusError } from './ports/census.ts'
import { nameByText } from './sent-control-id.ts'
import { isUrgent } from './tell-report.ts'
import { taskUnit, type Unit } from './unit.ts'

/** What finding the message of an entry needs. */
export type ErrorSources = Pick<Sources, 'rules' | 'store'> & { readonly outbound: Pick<Sources['outbound'], 'find'> }

/** An entry of the queue with the message that it is about; null where Labloop sent none under that control id. */
export type Rejected = {
  readonly error: CensusError
  readonly message: {
    readonly id: number
    readonly orderIds: readonly number[]
    readonly deliveryId: number | null
  } | null
}

/** Finds the message of an entry, in what was sent lately and in the store. */
export async function findRejected(system: string, error: CensusError, sources: ErrorSources): Promise<Rejected> {
  const { controlId } = error
  if (controlId === '') return { error, message: null }
  const sent = sources.outbound.find(system, { written: nameByText(controlId), controlId })
  if (sent) return { error, message: { id: sent.messageId, orderIds: sent.orderIds, deliveryId: sent.id } }
  const { original, orderIds, deliveryId }: Answered = await messageUnder(system, controlId, sources)
  return { error, message: original ? { id: original.id, orderIds, deliveryId } : null }
}

/** Takes back what the entries say was not taken, and raises it. */
export function rejectionsUnit(system: string, rejected: readonly Rejected[]): Unit {
  const orderIds = rejected.flatMap(({ message }) => message?.orderIds ?? [])
  const orderKeys = rejected.flatMap(({ error, message }) => (message ? [] : keysOf(error)))
  return taskUnit({ orderKeys, orderIds }, (batch) => {
    for (const one of rejected) tellRejected(batch, system, one)
  })
}

function keysOf({ placer, filler }: CensusError): string[] {
  return [...(placer ? [`p:${placer}`] : []), ...(filler ? [`f:${filler}`] : [])]
}

function tellRejected(batch: Batch, system: string, { error, message }: Rejected): void {
  if (message && message.orderIds.length === 0) {
    raiseIn(batch, concernOf(system, error), { system, messageId: message.id })
    return
  }
  const found = message ? wordsOf(batch, system, error, message) : lastWordOf(batch, system, error)
  if (found === null) raiseIn(batch, unknownMessage(system), { system })
  else if (found.orderIds.length > 0) takeBack(batch, system, error, found)
}

type Found = { readonly messageId: number; readonly orderIds: readonly number[]; readonly deliveryId: number | null }

/** Orders of which the message's word still counts, and was thought to be taken. */
function wordsOf(batch: Batch, system: string, { at }: CensusError, message: NonNullable<Rejected['message']>): Found {
  const { id: messageId, deliveryId } = message
  const isRejected = (id: number) => rejectedWord(batch, id, messageId, system, at, deliveryId)
  return { messageId, deliveryId, orderIds: message.orderIds.filter(isRejected) }
}

/** By the order's numbers, where they lead to one order alone: its last word. Null where they lead to none. */
function lastWordOf(batch: Batch, system: string, error: CensusError): Found | null {
  const ids = [...new Set(keysOf(error).flatMap((key) => batch.book.byKey.get(key) ?? []))]
  const [orderId] = ids
  if (ids.length !== 1 || orderId === undefined) return null
  const word = rejectedWord(batch, orderId, null, system, error.at, null)
  const messageId = word?.messageId ?? 0
  return { messageId, deliveryId: null, orderIds: word ? [orderId] : [] }
}

function rejectedWord(
  { book }: Batch,
  orderId: number,
  messageId: number | null,
  system: string,
  at: number,
  deliveryId: number | null,
) {
  const order = orderIn(book, orderId)
  return order && wordRejectedBy(order, messageId, system, at, deliveryId)
}

function takeBack(batch: Batch, system: string, error: CensusError, { messageId, orderIds, deliveryId }: Found): void {
  const urgent = isUrgent(batch, orderIds, messageId)
  const words = { system, messageId, deliveryId, orderIds, level: 'sent' as const, by: 'error-queue', at: batch.now }
  takeWords(batch, { kind: 'word-refused', ...words })
  for (const orderId of orderIds) {
    raiseIn(batch, concernOf(system, error), { system, messageId, orderIds: [orderId] }, urgent)
  }
}

function concernOf(system: string, error: CensusError): Concern {
  return {
    kind: 'delivery-refused',
    severity: 'high',
    text: `${system} acknowledged a message and then put it into its error queue: it stumbled over ${troubleOf(error)}. Nothing of it stands in its books, whatever the acknowledgement said. Phone a result that cannot wait, and settle the entry in that queue, or have the message sent again. This closes by itself once its list shows what the message said.`,
    cause: errorQueueCause(system),
  }
}

/** Nothing that Labloop remembers: another sender's, or from before its time. */
function unknownMessage(system: string): Concern {
  return {
    kind: 'delivery-refused',
    severity: 'normal',
    text: `The error queue of ${system} holds a message that Labloop does not know, by its control id (MSH-10) or by its order. It came from another sender, or long ago; see whose it is.`,
    cause: `${errorQueueCause(system)}|unknown`,
  }
}

/** What kind of trouble an entry tells, by its code (HL7 table 0357), else by words that all such queues use. */
function troubleOf({ code, text }: CensusError): string {
  if (/\b(encounter|visit|account|admission|order)\b.*\b(clos|lock|not found|discharg|unknown|cancel)/i.test(text))
    return troubles.encounter
  if (/\b(patient|mrn|medical record|identit|person)/i.test(text)) return troubles.patient
  if (/\b(order|accession|placer|filler|requisition)\b/i.test(text)) return troubles.order
  if (/\bstatus/i.test(text)) return troubles.status
  if (/\b(code|component|test|map|catalog|unit|compendium)/i.test(text) || code === '103') return troubles.code
  if (/^10[0-2]$/.test(code) || /\b(field|segment|length|format|missing|required)/i.test(text)) return troubles.form
  if (/^20[0-3]$/.test(code)) return troubles.type
  return code === '206' ? troubles.encounter : troubles.other
}

const troubles = {
  patient: 'the patient, or the record number',
  encounter: 'the encounter or the order, which is closed or not there',
  order: 'the number of the order',
  status: 'the status of a result',
  code: 'a code that it does not know',
  form: 'a field or segment that is missing, too long or not in its form',
  type: 'the type or the version of the message',
  other: 'something that the entry does not name',
} as const
