// What the virtual EHR says of orders: new, cancelled, held, changed, replaced, numbered, in the dialect of its site and by
// the message that the site takes (ORM^O01, or OML^O21 from 2.5 on). The one thing to know: each order has a message of
// its own; orders placed together share ORC-4, and only a replacement names two orders.

import type { Instant } from '../../engine/ports/clock.ts'
import type { FieldInput, SegmentInput } from '../../hl7/index.ts'
import type { Identifier } from '../../ledger/fact.ts'
import { blank, header, numbered, pid, spoken, timeOf, type Voice, valueField, written } from '../lines/voice.ts'
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
  /** When the service is to begin; absent: now. */
  readonly startsAt?: Instant
  /** When the clinic collected the specimen; absent: the lab collects. */
  readonly collectedAt?: Instant
  /** To be done on a specimen that the lab has already (OBR-11 A). */
  readonly isAddOn?: boolean
}

/** Who is treated where: the account (PID-18) and the visit (PV1-19), empty where there is none. */
export type Stay = { readonly account: string; readonly visit: string }
export const noStay: Stay = { account: '', visit: '' }

/** One order with what is said of it. */
export type Asked = {
  /** HL7 table 0119. */
  readonly control: string
  readonly order: EhrOrder
  /** The lab's number, where the EHR has heard it or gives it. */
  readonly filler: Identifier
  readonly reason?: string
}

export type OrderMessageType = 'ORM^O01' | 'OML^O21' | 'ORR^O02' | 'ORL^O22'

/** Who orders. A fictitious clinician. */
const provider = ['1900000019', 'Testprovider', 'Robin', '', '', '', 'MD'] as const
const place = ['OPD', '', '', 'RIVERSIDE'] as const

/** Structure names of MSH-9.3. */
const structures: Readonly<Record<OrderMessageType, string>> = {
  'ORM^O01': 'ORM_O01',
  'OML^O21': 'OML_O21',
  'ORR^O02': 'ORR_O02',
  'ORL^O22': 'ORL_O22',
}

/** PV1 of an outpatient. (HL7 v2.5.1 §3.4.3) */
export function visitSegment({ visit }: Stay): SegmentInput {
  const head: SegmentInput = ['PV1', '1', 'O', place]
  return visit === '' ? head : [...head, ...blank(15), visit]
}

/** A message on one order, or on two where the one replaces the other. (HL7 v2.3 §4.2, §4.3; v2.5.1 §4.4.1, §4.4.6) */
export function orderMessage(
  voice: Voice,
  type: OrderMessageType,
  of: { readonly person: Person; readonly stay: Stay; readonly asked: readonly Asked[] },
  controlId: string,
  at: Instant,
): Uint8Array {
  const { person, stay, asked } = of
  const [code = '', event = ''] = type.split('^')
  return written([
    header(voice, [code, event, structures[type]], controlId, at),
    pid(voice, person, stay.account),
    visitSegment(stay),
    ...asked.flatMap((each) =>
      (type.startsWith('OM') || type === 'ORL^O22' ? laboratoryOrder : generalOrder)(voice, each, at),
    ),
  ])
}

function generalOrder(voice: Voice, asked: Asked, at: Instant): SegmentInput[] {
  const time = timing(voice, asked.order, at)
  const detail = detailFields(voice, asked, at)
  return [
    commonOrder(voice, asked, at, time),
    [...detail, ...blank(15 - detail.length), [asked.order.specimen], provider, ...blank(10), time],
    ...details(asked),
  ]
}

/** With timing and specimen in segments of their own. (HL7 v2.5.1 §4.4.6) */
function laboratoryOrder(voice: Voice, asked: Asked, at: Instant): SegmentInput[] {
  const { startsAt, priority, specimen, collectedAt } = asked.order
  const detail = detailFields(voice, asked, at)
  const collected = collectedAt === undefined ? '' : timeOf(voice, collectedAt)
  return [
    commonOrder(voice, asked, at, ''),
    ['TQ1', '1', '', '', '', '', '', timeOf(voice, startsAt ?? at), '', priority],
    [...detail, ...blank(16 - detail.length), provider],
    ...details(asked),
    ['SPM', '1', '', '', [specimen], ...blank(12), collected],
  ]
}

/** Notes and answers go with what asks for the test, not with what ends it. */
function details({ control, order }: Asked): SegmentInput[] {
  if (!['NW', 'RO', 'XO'].includes(control)) return []
  const note: SegmentInput[] = order.note === '' ? [] : [['NTE', '1', 'P', order.note]]
  return [...note, ...order.answers.map(answerSegment)]
}

function commonOrder(voice: Voice, asked: Asked, at: Instant, time: FieldInput): SegmentInput {
  const { control, order, filler, reason = '' } = asked
  const fields: SegmentInput = [
    'ORC',
    spoken(voice, 'order_control', control),
    numbered(order.placer, voice.placerAuthority),
    numbered(filler.number, filler.authority),
    numbered(order.group, voice.placerAuthority),
    '',
    '',
    time,
    '',
    timeOf(voice, at),
    '',
    '',
    provider,
  ]
  return reason === '' ? fields : [...fields, '', '', '', ['', reason]]
}

/** OBR up to OBR-14. OBR-11: O, collected by another than the lab; A, added to a specimen. (HL7 table 0065) */
function detailFields(voice: Voice, { order, filler }: Asked, at: Instant): SegmentInput {
  const { collectedAt, isAddOn } = order
  const fields: SegmentInput = [
    'OBR',
    '1',
    numbered(order.placer, voice.placerAuthority),
    numbered(filler.number, filler.authority),
    [order.test, order.testName, 'L'],
    order.priority,
    timeOf(voice, at),
    collectedAt === undefined ? '' : timeOf(voice, collectedAt),
  ]
  const action = isAddOn ? 'A' : collectedAt === undefined ? '' : 'O'
  return [...fields, '', '', '', action, '', '', '']
}

/** ORC-7 and OBR-27, TQ: start time is its fourth component, priority its sixth. (HL7 v2.3 §4.4) */
function timing(voice: Voice, order: EhrOrder, at: Instant): readonly string[] {
  return ['', '', '', timeOf(voice, order.startsAt ?? at), '', order.priority]
}

/** An answer travels as an OBX that belongs to the order; it is never a result. (HL7 v2.3 §4.3) */
function answerSegment(answer: OrderAnswer, index: number): SegmentInput {
  const { valueType, code, question, value, unit } = answer
  const identifier = [code, question, 'L']
  return ['OBX', index + 1, valueType, identifier, '', valueField(valueType, value), unit, ...blank(4), 'F']
}
