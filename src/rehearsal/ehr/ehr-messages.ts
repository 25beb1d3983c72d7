// What the virtual EHR sends: registrations (ADT^A04, A08), orders and cancels (ORM^O01), in the dialect of its site.
// The one thing to know: each order has a message of its own; orders placed together share ORC-4.

import type { Instant } from '../../engine/ports/clock.ts'
import type { SegmentInput } from '../../hl7/index.ts'
import type { Identifier } from '../../ledger/fact.ts'
import { header, numbered, pid, spoken, timeOf, type Voice, valueField, written } from '../lines/voice.ts'
import type { Person } from '../people.ts'

/** An answer to an ask-at-order-entry question. */
export type OrderAnswer = {
  readonly code: string
  readonly question: string
  readonly valueType: string
  /** As HL7 writes it: the components of a CE are divided by ^. */
  readonly value: string
  readonly unit: string
}

/** One test as the EHR orders it, in its own codes. */
export type EhrOrder = {
  readonly placer: string
  readonly group: string
  readonly test: string
  readonly testName: string
  readonly priority: string
  readonly specimen: string
  /** For people; empty where there is none. */
  readonly note: string
  readonly answers: readonly OrderAnswer[]
}

const unknown: Identifier = { number: '', authority: '' }

/** Who orders. A fictitious clinician. */
const provider = ['1900000019', 'Testprovider', 'Robin', '', '', '', 'MD'] as const
const place = ['OPD', '', '', 'RIVERSIDE'] as const

/** ADT^A04 registers a patient, ADT^A08 says their data again. (HL7 v2.3 §3.2.4, §3.2.8) */
export function registrationMessage(
  voice: Voice,
  event: 'A04' | 'A08',
  person: Person,
  controlId: string,
  at: Instant,
): Uint8Array {
  const time = timeOf(voice, at)
  return written([
    header(voice, ['ADT', event, 'ADT_A01'], controlId, at),
    ['EVN', event, time],
    pid(voice, person),
    ['PV1', '1', 'O', place],
  ])
}

/** ORM^O01 with ORC-1 NW: places an order. (HL7 v2.3 §4.2, §4.3) */
export function newOrderMessage(
  voice: Voice,
  person: Person,
  order: EhrOrder,
  controlId: string,
  at: Instant,
): Uint8Array {
  return written([
    header(voice, ['ORM', 'O01', 'ORM_O01'], controlId, at),
    pid(voice, person),
    ['PV1', '1', 'O', place],
    commonOrder(voice, 'NW', order, unknown, at),
    detail(voice, order, unknown, at),
    ...(order.note === '' ? [] : [['NTE', '1', 'P', order.note] as const]),
    ...order.answers.map(answerSegment),
  ])
}

/** ORM^O01 with ORC-1 CA: asks that an order be cancelled. `filler` is the lab's number where the EHR has heard it. */
export function cancelMessage(
  voice: Voice,
  person: Person,
  order: EhrOrder,
  filler: Identifier,
  controlId: string,
  at: Instant,
): Uint8Array {
  return written([
    header(voice, ['ORM', 'O01', 'ORM_O01'], controlId, at),
    pid(voice, person),
    ['PV1', '1', 'O', place],
    commonOrder(voice, 'CA', order, filler, at),
    detail(voice, order, filler, at),
  ])
}

function commonOrder(voice: Voice, control: string, order: EhrOrder, filler: Identifier, at: Instant): SegmentInput {
  return [
    'ORC',
    spoken(voice, 'order_control', control),
    numbered(order.placer, voice.placerAuthority),
    numbered(filler.number, filler.authority),
    numbered(order.group, voice.placerAuthority),
    '',
    '',
    timing(voice, order, at),
    '',
    timeOf(voice, at),
    '',
    '',
    provider,
  ]
}

function detail(voice: Voice, order: EhrOrder, filler: Identifier, at: Instant): SegmentInput {
  const fields: SegmentInput = [
    'OBR',
    '1',
    numbered(order.placer, voice.placerAuthority),
    numbered(filler.number, filler.authority),
    [order.test, order.testName, 'L'],
    order.priority,
    timeOf(voice, at),
  ]
  const blank = (count: number): string[] => Array.from({ length: count }, () => '')
  return [...fields, ...blank(8), [order.specimen], provider, ...blank(10), timing(voice, order, at)]
}

/** ORC-7 and OBR-27, TQ: start time is its fourth component, priority its sixth. (HL7 v2.3 §4.4) */
function timing(voice: Voice, order: EhrOrder, at: Instant): readonly string[] {
  return ['', '', '', timeOf(voice, at), '', order.priority]
}

/** An answer travels as an OBX that belongs to the order; it is never a result. (HL7 v2.3 §4.3) */
function answerSegment(answer: OrderAnswer, index: number): SegmentInput {
  const { valueType, code, question, value, unit } = answer
  return [
    'OBX',
    index + 1,
    valueType,
    [code, question, 'L'],
    '',
    valueField(valueType, value),
    unit,
    '',
    '',
    '',
    '',
    'F',
  ]
}
