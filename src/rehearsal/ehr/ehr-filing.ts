// How the virtual EHR takes a message from the lab: it knows the patient and the order and can take what is said, or it
// takes nothing of the message. The one thing to know: one bad order in a message refuses the others with it, so that a
// chart never holds part of a report.

import type { Instant } from '../../engine/ports/clock.ts'
import { get, type Message, repetitions } from '../../hl7/index.ts'
import { type OrderGroup, orderGroups, patientIn, text } from '../lines/order-groups.ts'
import { understood, type Voice } from '../lines/voice.ts'
import { type Chart, type ChartOrder, patientKey } from './chart.ts'
import { type Aim, adopt, findOrder, recordNumber, survivor } from './find-order.ts'
import { answered, keptOf, reported } from './heard.ts'

/** What to do with something that the EHR does not know: refuse the whole message, or file it. */
export type UnknownRule = 'refuse' | 'file'

export type FilingRules = {
  /** A patient that the EHR does not have, or whose birth date, sex or name differ. */
  readonly unknownPatients: UnknownRule
  /** An order that the EHR did not place: refuse the message, or make an order of it in the chart. */
  readonly unknownOrders: UnknownRule
  /** Why no result can be filed on the order with this key, or empty text. */
  locked(key: string): string
  /** A test or a component that is not in its catalog; filed unless told. */
  readonly unknownCodes?: UnknownRule
  /** Codes of components that it knows; needed where unknown ones are refused. */
  readonly components?: ReadonlySet<string>
  /** Codes of tests that it knows; where it knows none, it does not look at them. */
  readonly tests?: ReadonlySet<string>
  /** Statuses of OBX-11 that it accepts; all unless told. */
  readonly statuses?: readonly string[] | null
  /** Longest OBX-5 that it keeps, in characters; the rest is cut. */
  readonly longestValue?: number | null
  /** Embedded documents are left out. */
  readonly dropsDocuments?: boolean
  /** Why it takes no report just now, or empty text. */
  readonly lapse?: string
}

/** What one message changed: keys of its orders, and of those that the lab opened and wants a number for (SN). */
export type Taken = { readonly taken: true; readonly keys: readonly string[]; readonly unnumbered: readonly string[] }
/** Why nothing was taken: a code of HL7 table 0357 and words without a value of the message; and the orders it means. */
export type Refused = {
  readonly taken: false
  readonly code: string
  readonly text: string
  readonly keys: readonly string[]
}
export type Filed = Taken | Refused

/** Files a message, or says why it cannot be taken; then nothing of it is filed. */
export function fileMessage(chart: Chart, voice: Voice, rules: FilingRules, message: Message, at: Instant): Filed {
  const aims = orderGroups(message).map((group) => findOrder(chart, voice, message, group))
  const refusal = refusalOf(chart, voice, rules, message, aims)
  if (refusal) {
    const [code, why] = refusal
    return { taken: false, code, text: why, keys: aims.flatMap(({ order }) => order?.key ?? []) }
  }
  const keys: string[] = []
  const unnumbered: string[] = []
  for (const aim of aims) {
    const key = fileOrder(chart, voice, rules, message, aim, at)
    keys.push(key)
    if (controlOf(voice, aim.group) === 'SN' && wantsNumber(chart, key)) unnumbered.push(key)
  }
  return { taken: true, keys, unnumbered }
}

function fileOrder(chart: Chart, voice: Voice, rules: FilingRules, message: Message, aim: Aim, at: Instant): string {
  const { group } = aim
  // An order that the message itself made a moment ago, by its other OBR, is found now.
  const order = aim.order ?? findOrder(chart, voice, message, group).order
  const key = order?.key ?? adopt(chart, voice, message, aim, at)
  const before = chart.orders.get(key)?.status ?? ''
  const said = isReport(message) ? reported(voice, rules, group) : answered(voice, group, before)
  const filler = aim.filler.number === '' ? {} : { filler: aim.filler }
  chart.file(key, { ...said, ...filler, controlId: get(message, 'MSH-10') ?? '', at })
  return key
}

function wantsNumber(chart: Chart, key: string): boolean {
  const placer = chart.orders.get(key)?.placer ?? ''
  return placer === '' || placer === key
}

function isReport(message: Message): boolean {
  return ['ORU', 'OUL'].includes(get(message, 'MSH-9.1') ?? '')
}

function controlOf(voice: Voice, group: OrderGroup): string {
  return understood(voice, 'order_control', text(group.orc, 1))
}

type Refusal = readonly [code: string, text: string]

function refusalOf(
  chart: Chart,
  voice: Voice,
  rules: FilingRules,
  message: Message,
  aims: readonly Aim[],
): Refusal | null {
  if (aims.length === 0) return ['100', 'The message has no order.']
  const stranger = rules.unknownPatients === 'refuse' ? strangerIn(chart, voice, message) : null
  if (stranger) return stranger
  const { mrn, authority } = survivor(chart, recordNumber(voice, message))
  for (const { order, parent, group } of aims) {
    if (!order && !parent && rules.unknownOrders === 'refuse' && !opensOrder(voice, group)) {
      return ['204', 'The order is not known here.']
    }
    const owner = order ?? parent
    if (owner && mrn !== '' && (owner.mrn !== mrn || owner.mrnAuthority !== authority)) {
      return ['204', 'The order belongs to another patient.']
    }
    const refusal = isReport(message) ? unfilable(voice, rules, group, order) : null
    if (refusal) return refusal
  }
  return rules.lapse && isReport(message) ? ['207', rules.lapse] : null
}

/** Keys of the orders of a message that was filed, of which a value was not kept whole. */
export function cutKeys(message: Message, keys: readonly string[], longest: number | null): readonly string[] {
  if (longest === null || !isReport(message)) return []
  const isCut = (value: string) => keptOf(value, longest) !== value
  const hasCut = ({ observations }: OrderGroup) => observations.some(({ obx }) => isCut(repetitions(obx, 5).join('~')))
  return orderGroups(message).flatMap((group, nth) => (hasCut(group) ? (keys[nth] ?? []) : []))
}

/** A number request or a new order of the lab: the EHR is asked to make the order. (IHE LAB-2) */
function opensOrder(voice: Voice, group: OrderGroup): boolean {
  return ['SN', 'NW', 'RO'].includes(controlOf(voice, group))
}

/** A patient who is not known, or whose data differ from those of the record and of the one that it was merged into. */
function strangerIn(chart: Chart, voice: Voice, message: Message): Refusal | null {
  const written = recordNumber(voice, message)
  if (written.mrn === '') return null
  const said = patientIn(message)
  const records = [written, survivor(chart, written)].flatMap(
    ({ mrn, authority }) => chart.patients.get(patientKey(mrn, authority)) ?? [],
  )
  if (records.length === 0) return ['204', 'The patient is not known here.']
  const fits = records.some((record) =>
    (['birthDate', 'sex', 'familyName'] as const).every((part) => !said[part] || said[part] === record[part]),
  )
  return fits ? null : ['204', 'The patient has this number and other data.']
}

function unfilable(voice: Voice, rules: FilingRules, group: OrderGroup, order: ChartOrder | null): Refusal | null {
  const { statuses, components, tests, unknownCodes = 'file' } = rules
  const why = order ? rules.locked(order.key) : ''
  if (why !== '') return ['206', why]
  if (unknownCodes === 'refuse' && tests && !tests.has(text(group.obr, 4, 1))) {
    return ['103', 'The test is not known here.']
  }
  for (const { obx } of group.observations) {
    const status = understood(voice, 'observation_status', text(obx, 11))
    if (statuses && !statuses.includes(status)) return ['103', 'This system does not take this result status.']
    if (unknownCodes === 'refuse' && !components?.has(text(obx, 3, 1)) && text(obx, 2) !== 'ED') {
      return ['103', 'The component is not known here.']
    }
  }
  return null
}
