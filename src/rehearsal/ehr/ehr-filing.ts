// How the virtual EHR takes a message from the lab: it knows the patient and the order or it refuses the whole message,
// and then files all of it. The one thing to know: one bad order in a message refuses the others with it, so that a chart
// never holds part of a report.

import type { Instant } from '../../engine/ports/clock.ts'
import { get, type Message, repetitions } from '../../hl7/index.ts'
import { numberIn, type OrderGroup, orderGroups, patientIn, type ReadObservation, text } from '../lines/order-groups.ts'
import { understood, type Voice } from '../lines/voice.ts'
import { type Chart, type ChartEntry, type ChartOrder, type FiledComponent, ordersOf, patientKey } from './chart.ts'

export type FilingRules = {
  /** A patient that the EHR does not have, or whose birth date, sex or name differ: refuse the message, or file it. */
  readonly unknownPatients: 'refuse' | 'file'
  /** An order that the EHR did not place: refuse the message, or make an order of it in the chart. */
  readonly unknownOrders: 'refuse' | 'file'
  /** Why no result can be filed on this order, or empty text. */
  locked(placer: string): string
}

/** Taken, or why not: a code of HL7 table 0357 and words without a value of the message. */
export type Filed = { readonly taken: true } | { readonly taken: false; readonly code: string; readonly text: string }

/** One order of a message with the order of the chart that it means; null where the chart has none. */
type Aim = { readonly group: OrderGroup; readonly order: ChartOrder | null }

const taken: Filed = { taken: true }

/** Files a message, or says why it cannot be taken; then nothing of it is filed. */
export function fileMessage(chart: Chart, voice: Voice, rules: FilingRules, message: Message, at: Instant): Filed {
  const aims = orderGroups(message).map((group) => ({ group, order: findOrder(chart, voice, message, group) }))
  const refusal = refusalOf(chart, voice, rules, message, aims)
  if (refusal) return refusal
  const isReport = get(message, 'MSH-9.1') === 'ORU'
  const controlId = get(message, 'MSH-10') ?? ''
  for (const { group, order } of aims) {
    const placer = order?.placer ?? adopt(chart, voice, message, group, at)
    const before = chart.orders.get(placer)?.status ?? ''
    const said = isReport ? reported(voice, group) : answered(voice, group, before)
    chart.file(placer, { ...said, filler: numberIn(group, 3), controlId, at })
  }
  return taken
}

function findOrder(chart: Chart, voice: Voice, message: Message, group: OrderGroup): ChartOrder | null {
  const placer = numberIn(group, 2).number
  if (placer !== '') return chart.orders.get(placer) ?? null
  const filler = numberIn(group, 3).number
  const { mrn, authority } = recordNumber(voice, message)
  return ordersOf(chart, mrn, authority).find((order) => filler !== '' && order.filler.number === filler) ?? null
}

/** The record number of PID-3; the EHR's own authority where none is written. */
function recordNumber(voice: Voice, message: Message): { readonly mrn: string; readonly authority: string } {
  const { mrn, mrnAuthority } = patientIn(message)
  return { mrn, authority: mrnAuthority || voice.mrnAuthority }
}

function refusalOf(
  chart: Chart,
  voice: Voice,
  rules: FilingRules,
  message: Message,
  aims: readonly Aim[],
): Filed | null {
  const no = (code: string, why: string): Filed => ({ taken: false, code, text: why })
  if (aims.length === 0) return no('100', 'The message has no order.')
  const { mrn, authority } = recordNumber(voice, message)
  if (mrn !== '' && rules.unknownPatients === 'refuse') {
    const patient = chart.patients.get(patientKey(mrn, authority))
    if (!patient) return no('204', 'The patient is not known here.')
    const said = patientIn(message)
    const differs = (['birthDate', 'sex', 'familyName'] as const).find(
      (part) => said[part] && said[part] !== patient[part],
    )
    if (differs) return no('204', 'The patient has this number and other data.')
  }
  for (const { order } of aims) {
    if (!order && rules.unknownOrders === 'refuse') return no('204', 'The order is not known here.')
    if (order && mrn !== '' && (order.mrn !== mrn || order.mrnAuthority !== authority)) {
      return no('204', 'The order belongs to another patient.')
    }
    const why = order && get(message, 'MSH-9.1') === 'ORU' ? rules.locked(order.placer) : ''
    if (why !== '') return no('206', why)
  }
  return null
}

/** Makes an order in the chart of one that was never placed; its number is the placer's, or the filler's with an X. */
function adopt(chart: Chart, voice: Voice, message: Message, group: OrderGroup, at: Instant): string {
  const { mrn, authority } = recordNumber(voice, message)
  const placer = numberIn(group, 2).number || `X${numberIn(group, 3).number}`
  const [test, order] = [text(group.obr, 4, 1), numberIn(group, 4).number]
  chart.place({ placer, mrn, mrnAuthority: authority, test, group: group.orc ? order : '', placedAt: at })
  return placer
}

/** Result status (table 0123) as an order status (table 0038). */
const orderStatusOf: Readonly<Record<string, string>> = {
  O: 'SC',
  I: 'IP',
  S: 'IP',
  A: 'A',
  P: 'A',
  R: 'A',
  F: 'CM',
  C: 'CM',
  X: 'CA',
}

function reported(voice: Voice, group: OrderGroup): Pick<ChartEntry, 'status' | 'components'> {
  const status = orderStatusOf[understood(voice, 'result_status', text(group.obr, 25))] ?? ''
  return { status, components: group.observations.map((observation) => filedComponent(voice, observation)) }
}

function filedComponent(voice: Voice, { obx, notes }: ReadObservation): FiledComponent {
  return {
    component: text(obx, 3, 1),
    alternate: text(obx, 3, 4),
    name: text(obx, 3, 2),
    subId: text(obx, 4),
    value: repetitions(obx, 5).join('~'),
    unit: text(obx, 6, 1),
    range: text(obx, 7),
    flags: repetitions(obx, 8).join('~'),
    status: understood(voice, 'observation_status', text(obx, 11)),
    note: notes.join('\n'),
  }
}

/** How far an order has come; a later word of the lab without a result never takes it back, nor a cancel. */
const progress = ['', 'HD', 'SC', 'IP', 'A', 'CM']

function answered(voice: Voice, group: OrderGroup, before: string): Pick<ChartEntry, 'status' | 'reason'> {
  const control = understood(voice, 'order_control', text(group.orc, 1))
  const written = understood(voice, 'order_status', text(group.orc, 5))
  const reason = text(group.orc, 16, 2) || group.notes.join('\n')
  if (['CR', 'OC', 'UA'].includes(control) || written === 'CA') return { status: 'CA', reason }
  const implied: Readonly<Record<string, string>> = { OK: 'SC', SC: 'IP' }
  const status = written || (implied[control] ?? '')
  const goesOn = before !== 'CA' && progress.indexOf(status) > progress.indexOf(before)
  return goesOn ? { status, reason } : { reason }
}
