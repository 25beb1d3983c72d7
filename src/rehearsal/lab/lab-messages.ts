// What the virtual LIS sends: answers to orders (ORL^O22), changes of status and cancels (OML^O21 or ORM^O01, as the site
// takes them) and results (ORU^R01), in the dialect of its site. The one thing to know: it repeats the placer's number
// and the patient exactly as the order gave them, and its accession is the filler number.

import type { Instant } from '../../engine/ports/clock.ts'
import { acknowledge, type FieldInput, type Message, type SegmentInput } from '../../hl7/index.ts'
import type { Identifier } from '../../ledger/fact.ts'
import { blank, header, numbered, spoken, timeOf, type Voice, valueField, written } from '../lines/voice.ts'

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
  /** SPM-2, one for all orders that share a specimen. Absent: the lab gives specimens no numbers. */
  readonly specimenId?: string
}

/** The order, and the observation of it, under which a child stands. (OBR-29, OBR-26) */
export type LabParent = {
  readonly placer: Identifier
  readonly filler: Identifier
  readonly component: string
  readonly subId: string
  readonly value: string
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
  /** OBX-4; absent: none. */
  readonly subId?: string
  /** When this was collected; absent: as the order says. */
  readonly collectedAt?: Instant
  /** The laboratory that did it; absent: this one. */
  readonly performedBy?: string
  /** How it was measured (OBX-17); absent: not said. */
  readonly method?: string
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
  /** Says the specimen's times, and why it was rejected. */
  readonly specimen?: { readonly rejected: string }
}

/** One order's part of a report message. */
export type Sheet = {
  readonly order: LabOrder
  readonly report: LabReport
  /** OBR-22 and OBX-19. */
  readonly at: Instant
  readonly parent?: LabParent
  /** The number of a third system (OBR-20). */
  readonly foreignNumber?: string
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
  const { specimen, reason } = word
  return written([
    labHeader(voice, [code, event, `${code}_${event}`], controlId, at),
    patientSegment(order.patient),
    orderSegment(voice, order, word, at),
    detailSegment(voice, order),
    ...(reason === '' ? [] : [['NTE', '1', 'L', reason] as SegmentInput]),
    ...(specimen && type === 'OML^O21' ? [specimenSegment(voice, order, specimen.rejected)] : []),
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
  return reportOnSheets(voice, 'ORU^R01', [{ order, report, at }], controlId, at)
}

export type ReportType = 'ORU^R01' | 'OUL^R22'

/** ORU^R01 or OUL^R22 on the orders of one patient. (HL7 v2.5.1 §7.3.1, §7.3.7) */
export function reportOnSheets(
  voice: Voice,
  type: ReportType,
  sheets: readonly Sheet[],
  controlId: string,
  at: Instant,
): Uint8Array {
  const [code = '', event = ''] = type.split('^')
  const patient = sheets[0]?.order.patient
  return written([
    labHeader(voice, [code, event, `${code}_${event}`], controlId, at),
    ...(patient ? [patientSegment(patient)] : []),
    ...sheets.flatMap((sheet, index) =>
      (type === 'ORU^R01' ? resultSegments : specimenResults)(voice, sheet, index + 1),
    ),
  ])
}

function resultSegments(voice: Voice, sheet: Sheet, place: number): SegmentInput[] {
  const { order, report } = sheet
  const { orderStatus, observations } = report
  return [
    orderSegment(voice, order, { control: 'RE', orderStatus, reason: '' }, sheet.at),
    headSegment(voice, sheet, place),
    ...observations.flatMap((observation, index) => observationSegments(voice, order, observation, index, sheet.at)),
    specimenSegment(voice, order),
  ]
}

/** The specimen heads the results, and ORC stands behind OBR. */
function specimenResults(voice: Voice, sheet: Sheet, place: number): SegmentInput[] {
  const [orc, obr, ...rest] = resultSegments(voice, sheet, place)
  return [rest.at(-1)!, obr!, orc!, ...rest.slice(0, -1)]
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

function detailSegment(voice: Voice, order: LabOrder, place = 1): SegmentInput {
  const collected = order.collectedAt === null ? '' : timeOf(voice, order.collectedAt)
  return ['OBR', String(place), ...numbersOf(order), [order.test, order.testName, 'L'], '', '', collected]
}

/** OBR at the head of a result: OBR-20, 22, 25, and of a child OBR-26 and 29. (HL7 v2.5.1 §4.5.3) */
function headSegment(voice: Voice, sheet: Sheet, place: number): SegmentInput {
  const { order, report, at, parent, foreignNumber = '' } = sheet
  const status = spoken(voice, 'result_status', report.resultStatus)
  const said = [...blank(12), foreignNumber, '', timeOf(voice, at), '', order.section, status]
  const head: SegmentInput = [...detailSegment(voice, order, place), ...said]
  if (!parent) return head
  const { placer, filler, component, subId, value } = parent
  const numbers: FieldInput = [entity(placer), entity(filler)]
  return [...head, component === '' ? '' : [component, subId, value], '', '', numbers]
}

/** One half of an entity identifier pair. */
function entity({ number, authority }: Identifier): readonly string[] {
  return number === '' ? [''] : [number, authority]
}

function observationSegments(
  voice: Voice,
  order: LabOrder,
  observation: LabObservation,
  index: number,
  at: Instant,
): SegmentInput[] {
  const { component, name, loinc, loincName, valueType, value, unit, range, flags, status, note } = observation
  const { subId = '', performedBy, method = '', collectedAt = order.collectedAt } = observation
  const identifier = loinc === '' ? [component, name, 'L'] : [component, name, 'L', loinc, loincName, 'LN']
  const observed = collectedAt === null ? '' : timeOf(voice, collectedAt)
  const obx: SegmentInput = [
    'OBX',
    index + 1,
    valueType,
    identifier,
    subId,
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
    performedBy === undefined ? '' : ['', performedBy],
    '',
    method,
    '',
    timeOf(voice, at),
    ...blank(3),
    performedBy === undefined ? performer : [performedBy],
    performedBy === undefined ? performerAddress : '',
  ]
  return note === '' ? [obx] : [obx, ['NTE', '1', 'L', note]]
}

function specimenSegment(voice: Voice, order: LabOrder, rejected = ''): SegmentInput {
  const { collectedAt, receivedAt, specimenId = '' } = order
  const collected = collectedAt === null ? '' : timeOf(voice, collectedAt)
  const received = receivedAt === null ? '' : timeOf(voice, receivedAt)
  const number: FieldInput = specimenId === '' ? '' : ['', [specimenId, voice.fillerAuthority]]
  const head: SegmentInput = [
    'SPM',
    '1',
    number,
    '',
    [order.specimen, '', 'HL70487'],
    ...blank(12),
    collected,
    received,
  ]
  return rejected === '' ? head : [...head, '', '', rejection(rejected)]
}

/** Why a specimen was rejected, with the code of HL7 table 0490 where the words are of one. */
function rejection(reason: string): FieldInput {
  const found = rejections.find(([words]) => words.test(reason))
  return found ? [found[1], reason, 'HL70490'] : ['', reason]
}

const rejections: readonly (readonly [RegExp, string])[] = [
  [/h(a)?emoly/i, 'RH'],
  [/clot/i, 'RC'],
  [/label/i, 'RM'],
  [/insufficient|quantity/i, 'QS'],
  [/contamin/i, 'RN'],
  [/broken|leak/i, 'RB'],
  [/identif|wristband/i, 'RI'],
  [/expired|old/i, 'EX'],
  [/storage|temperature/i, 'RR'],
]
