// What a group of the lab's message changes on an order of the chart: components and status of a report, status and reason
// of a word. The one thing to know: the EHR reads a result status and an order status from different tables, and a word
// without a result never takes an order back. (HL7 v2.5.1 tables 0119, 0038, 0123, 0085)

import { repetitions, type Segment } from '../../hl7/index.ts'
import { type OrderGroup, type ReadObservation, text } from '../lines/order-groups.ts'
import { understood, type Voice } from '../lines/voice.ts'
import type { ChartEntry, FiledComponent } from './chart.ts'

/** What of a report the EHR keeps. */
export type Keeping = { readonly longestValue?: number | null; readonly dropsDocuments?: boolean }

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

/** What a report says of its order. */
export function reported(voice: Voice, keeping: Keeping, group: OrderGroup): Pick<ChartEntry, 'status' | 'components'> {
  const status = orderStatusOf[understood(voice, 'result_status', text(group.obr, 25))] ?? ''
  const kept = keeping.dropsDocuments ? group.observations.filter(({ obx }) => !isDocument(obx)) : group.observations
  return { status, components: numbered(kept.map((observation) => filedComponent(voice, keeping, observation))) }
}

function isDocument(obx: Segment): boolean {
  return ['ED', 'RP'].includes(text(obx, 2))
}

function filedComponent(
  voice: Voice,
  { longestValue = null }: Keeping,
  { obx, notes }: ReadObservation,
): FiledComponent {
  const value = repetitions(obx, 5).join('~')
  return {
    component: text(obx, 3, 1),
    alternate: text(obx, 3, 4),
    name: text(obx, 3, 2),
    subId: text(obx, 4),
    value: keptOf(value, longestValue),
    unit: text(obx, 6, 1),
    range: text(obx, 7),
    flags: repetitions(obx, 8).join('~'),
    status: understood(voice, 'observation_status', text(obx, 11)),
    note: notes.join('\n'),
    observedAt: text(obx, 14),
    performedBy: text(obx, 15, 2) || text(obx, 15, 1) || text(obx, 23, 1),
  }
}

/** A value as a receiver with room for so many characters keeps it. A number that is the same without its end stays whole. */
export function keptOf(value: string, longest: number | null): string {
  if (longest === null || value.length <= longest) return value
  const cut = value.slice(0, longest)
  return Number(cut) === Number(value) ? value : cut
}

/** The lines of a narrative under one code are told apart by their place, so that none covers another. */
function numbered(filed: readonly FiledComponent[]): readonly FiledComponent[] {
  if (filed.length < 2) return filed
  const count = new Map<string, number>()
  return filed.map((item) => {
    const name = `${item.component}|${item.subId}`
    const nth = (count.get(name) ?? 0) + 1
    count.set(name, nth)
    return nth === 1 ? item : { ...item, repeat: nth }
  })
}

/** How far an order has come; a later word of the lab without a result never takes it back, nor a cancel. */
const progress = ['', 'HD', 'SC', 'IP', 'A', 'CM']

/** Controls after which an order is at an end, with the status that says so. (HL7 v2.5.1 table 0119) */
const endings: Readonly<Record<string, string>> = {
  CR: 'CA',
  OC: 'CA',
  UA: 'CA',
  DR: 'DC',
  OD: 'DC',
  RQ: 'RP',
  RU: 'RP',
}
/** Controls that hold an order or let it go on, whatever came before. */
const turns: Readonly<Record<string, string>> = { HR: 'HD', OH: 'HD', OR: 'SC', OE: 'SC' }
/** What a control says where ORC-5 is empty. */
const implied: Readonly<Record<string, string>> = {
  OK: 'SC',
  SC: 'IP',
  SN: 'SC',
  NW: 'SC',
  RO: 'SC',
  XR: 'SC',
  XX: 'SC',
}

/** What a word without a result says of its order. */
export function answered(voice: Voice, group: OrderGroup, before: string): Pick<ChartEntry, 'status' | 'reason'> {
  const control = understood(voice, 'order_control', text(group.orc, 1))
  const written = understood(voice, 'order_status', text(group.orc, 5))
  const reason = text(group.orc, 16, 2) || group.notes.join('\n')
  const ending = endings[control] ?? (written === 'CA' || written === 'DC' ? written : '')
  if (ending !== '') return { status: ending, reason }
  const turn = turns[control]
  if (turn && before !== 'CM') return { status: turn, reason }
  const status = written || (implied[control] ?? '')
  const goesOn = progress.includes(before) && progress.indexOf(status) > progress.indexOf(before)
  return goesOn ? { status, reason } : { reason }
}
