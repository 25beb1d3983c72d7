// What the virtual LIS sends: answers to orders (ORL^O22), changes of status and cancels (OML^O21 or ORM^O01, as the site
// takes them) and results (ORU^R01), in the dialect of its site. The one thing to know: it repeats the placer's number
// and the patient exactly as the order gave them, and its accession is the filler number.

import type { Instant } from '../../engine/ports/clock.ts'
import { acknowledge, type FieldInput, type Message, type SegmentInput } from '../../hl7/index.ts'
import type { Identifier } from '../../ledger/fact.ts'
import { header, numbered, spoken, timeOf, type Voice, valueField, written } from '../lines/voice.ts'

/** The patient as the order named them. */
export type LabPatient = {
  readonly mrn: string
  readonly mrnAuthority: string
  readonly mrnType: string
  readonly familyName: string
  readonly givenName: string
  readonly middleName: string
  readonly birthDate: string
  readonly sex: string
}

/** One order in the lab's own book. Times in milliseconds; null: not yet. */
export type LabOrder = {
  readonly placer: Identifier
  readonly filler: Identifier
  readonly group: Identifier
  readonly test: string
  readonly testName: string
  readonly section: string
  readonly specimen: string
  readonly patient: LabPatient
  readonly collectedAt: Instant | null
  readonly receivedAt: Instant | null
}

/** One component of a report, in the lab's codes and units. */
export type LabObservation = {
  readonly component: string
  readonly name: string
  readonly loinc: string
  readonly loincName: string
  readonly valueType: string
  /** Text of a value as HL7 writes it: components of a CE or SN are divided by ^. */
  readonly value: string
  readonly unit: string
  readonly range: string
  readonly flags: string
  /** HL7 table 0085. */
  readonly status: string
  readonly note: string
}

export type LabReport = {
  /** HL7 table 0123. */
  readonly resultStatus: string
  /** HL7 table 0038. */
  readonly orderStatus: string
  readonly observations: readonly LabObservation[]
}

/** What the lab says of an order without a result. */
export type LabWord = {
  /** HL7 table 0119: OK, UA, CR, UC, OC, SC. */
  readonly control: string
  /** HL7 table 0038. */
  readonly orderStatus: string
  readonly reason: string
}

const performer = ['Riverside Laboratory (simulated)', '', '', '', '', '', 'XX', '', '', '99D9999999'] as const
const performerAddress = ['1 Sample Street', '', 'Riverside', 'IL', '62700', 'USA'] as const

/** ORL^O22: the lab's own verdict on each order of a message. (HL7 v2.5.1 §4.4.7) */
export function answerMessage(
  voice: Voice,
  to: { readonly controlId: string; readonly code: 'AA' | 'AE' },
  answers: readonly { readonly order: LabOrder; readonly word: LabWord }[],
  controlId: string,
  at: Instant,
): Uint8Array {
  const [first] = answers
  return written([
    labHeader(voice, ['ORL', 'O22', 'ORL_O22'], controlId, at),
    ['MSA', to.code, to.controlId],
    ...(first ? [patientSegment(first.order.patient)] : []),
    ...answers.flatMap(({ order, word }) => [orderSegment(voice, order, word, at), detailSegment(voice, order)]),
  ])
}

/** OML^O21 or ORM^O01 from the filler: a change of status (SC) or a cancel by the lab (OC). (HL7 v2.5.1 §4.4.1, §4.4.6) */
export function statusMessage(
  voice: Voice,
  type: 'OML^O21' | 'ORM^O01',
  order: LabOrder,
  word: LabWord,
  controlId: string,
  at: Instant,
): Uint8Array {
  const [code, event] = type === 'OML^O21' ? (['OML', 'O21'] as const) : (['ORM', 'O01'] as const)
  return written([
    labHeader(voice, [code, event, `${code}_${event}`], controlId, at),
    patientSegment(order.patient),
    orderSegment(voice, order, word, at),
    detailSegment(voice, order),
    ...(word.reason === '' ? [] : [['NTE', '1', 'L', word.reason] as SegmentInput]),
  ])
}

/** ORU^R01: one report on one order. (HL7 v2.5.1 §7.3.1) */
export function reportMessage(
  voice: Voice,
  order: LabOrder,
  report: LabReport,
  controlId: string,
  at: Instant,
): Uint8Array {
  const { orderStatus, resultStatus, observations } = report
  return written([
    labHeader(voice, ['ORU', 'R01', 'ORU_R01'], controlId, at),
    patientSegment(order.patient),
    orderSegment(voice, order, { control: 'RE', orderStatus, reason: '' }, at),
    detailSegment(voice, order, { at, status: spoken(voice, 'result_status', resultStatus) }),
    ...observations.flatMap((observation, index) => observationSegments(voice, order, observation, index, at)),
    specimenSegment(voice, order),
  ])
}

/** The acknowledgement of a message: CA in enhanced mode, AA in original mode, or the refusal given. */
export function acknowledgement(
  voice: Voice,
  message: Message,
  code: 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR',
  controlId: string,
  at: Instant,
  error?: { readonly code: string; readonly text: string },
): Uint8Array {
  return acknowledge(message, { code, controlId, time: timeOf(voice, at), ...(error ? { error } : {}) })
}

function labHeader(
  voice: Voice,
  type: readonly [code: string, event: string, structure: string],
  controlId: string,
  at: Instant,
): SegmentInput {
  const fields = [...header(voice, type, controlId, at)] as [string, ...FieldInput[]]
  while (fields.length < 18) fields.push('')
  return [...fields, 'UNICODE UTF-8']
}

function patientSegment(patient: LabPatient): SegmentInput {
  const { mrn, mrnAuthority, mrnType, familyName, givenName, middleName, birthDate, sex } = patient
  const name = [familyName, givenName, middleName]
  return ['PID', '1', '', [mrn, '', '', mrnAuthority, mrnType], '', name, '', birthDate, sex]
}

function numbersOf(order: LabOrder): readonly [placer: FieldInput, filler: FieldInput] {
  const { placer, filler } = order
  return [numbered(placer.number, placer.authority), numbered(filler.number, filler.authority)]
}

function orderSegment(voice: Voice, order: LabOrder, word: LabWord, at: Instant): SegmentInput {
  const control = spoken(voice, 'order_control', word.control)
  const status = word.orderStatus === '' ? '' : spoken(voice, 'order_status', word.orderStatus)
  const group = numbered(order.group.number, order.group.authority)
  const reason: FieldInput = word.reason === '' ? '' : ['', word.reason]
  return ['ORC', control, ...numbersOf(order), group, status, '', '', '', timeOf(voice, at), ...blank(6), reason]
}

/** OBR; with what it reports where it heads a result (OBR-22, OBR-25). */
function detailSegment(voice: Voice, order: LabOrder, reported?: { at: Instant; status: string }): SegmentInput {
  const collected = order.collectedAt === null ? '' : timeOf(voice, order.collectedAt)
  const head: SegmentInput = ['OBR', '1', ...numbersOf(order), [order.test, order.testName, 'L'], '', '', collected]
  if (!reported) return head
  return [...head, ...blank(14), timeOf(voice, reported.at), '', order.section, reported.status]
}

function observationSegments(
  voice: Voice,
  order: LabOrder,
  observation: LabObservation,
  index: number,
  at: Instant,
): SegmentInput[] {
  const { component, name, loinc, loincName, valueType, value, unit, range, flags, status, note } = observation
  const identifier = loinc === '' ? [component, name, 'L'] : [component, name, 'L', loinc, loincName, 'LN']
  const observed = order.collectedAt === null ? '' : timeOf(voice, order.collectedAt)
  const obx: SegmentInput = [
    'OBX',
    index + 1,
    valueType,
    identifier,
    '',
    valueField(valueType, value),
    unit,
    range,
    flags,
    '',
    '',
    spoken(voice, 'observation_status', status),
    '',
    '',
    observed,
    ...blank(4),
    timeOf(voice, at),
    ...blank(3),
    performer,
    performerAddress,
  ]
  return note === '' ? [obx] : [obx, ['NTE', '1', 'L', note]]
}

function specimenSegment(voice: Voice, order: LabOrder): SegmentInput {
  const { collectedAt, receivedAt } = order
  const collected = collectedAt === null ? '' : timeOf(voice, collectedAt)
  const received = receivedAt === null ? '' : timeOf(voice, receivedAt)
  return ['SPM', '1', '', '', [order.specimen, '', 'HL70487'], ...blank(12), collected, received]
}

function blank(count: number): string[] {
  return Array.from({ length: count }, () => '')
}
