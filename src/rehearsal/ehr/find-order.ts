// Which order of the chart a group of a message means: by placer number, as a child by its parent, by the lab's number.
// The one thing to know: where two orders share a number, the patient, the lab's number and the test tell them apart.

import type { Instant } from '../../engine/ports/clock.ts'
import { get, type Message } from '../../hl7/index.ts'
import type { Identifier } from '../../ledger/fact.ts'
import { numberIn, type OrderGroup, parentIn, patientIn, text } from '../lines/order-groups.ts'
import type { Voice } from '../lines/voice.ts'
import { type Chart, type ChartOrder, patientKey } from './chart.ts'

/** One order of a message with the order of the chart that it means; null where the chart has none. */
export type Aim = {
  readonly group: OrderGroup
  readonly order: ChartOrder | null
  /** The order under which it stands or will stand; null where it names none that the chart has. */
  readonly parent: ChartOrder | null
  readonly filler: Identifier
}

/** A record number with its authority. */
export type PatientNumber = { readonly mrn: string; readonly authority: string }

/** The record number of PID-3; the EHR's own authority where none is written. */
export function recordNumber(voice: Voice, message: Message): PatientNumber {
  const { mrn, mrnAuthority } = patientIn(message)
  return { mrn, authority: mrnAuthority || voice.mrnAuthority }
}

/** The record in which a record lives on after merges; itself where it was never merged. */
export function survivor(chart: Chart, { mrn, authority }: PatientNumber): PatientNumber {
  let current = chart.patients.get(patientKey(mrn, authority))
  for (let steps = 0; current?.mergedInto && steps < 20; steps++) {
    const next = chart.patients.get(patientKey(current.mergedInto, authority))
    if (!next) break
    current = next
  }
  return current ? { mrn: current.mrn, authority: current.mrnAuthority } : { mrn, authority }
}

/** What a group means. */
export function findOrder(chart: Chart, voice: Voice, message: Message, group: OrderGroup): Aim {
  const filler = numberIn(group, 3)
  const { mrn, authority } = survivor(chart, recordNumber(voice, message))
  const test = text(group.obr, 4, 1)
  const parent = parentOf(chart, group, test, filler.number)
  const ours = (order: ChartOrder) => mrn === '' || (order.mrn === mrn && order.mrnAuthority === authority)
  if (parent) return { group, order: childOf(chart, parent, group, test, filler.number), parent, filler }
  const placer = numberIn(group, 2).number
  const order =
    placer === ''
      ? best(chart.filled(filler.number).filter(ours), test, filler.number)
      : best(preferring(chart.numbered(placer), ours), test, filler.number)
  return { group, order, parent: null, filler }
}

function preferring(orders: readonly ChartOrder[], ours: (order: ChartOrder) => boolean): readonly ChartOrder[] {
  const found = orders.length > 1 ? orders.filter(ours) : orders
  return found.length > 0 ? found : orders
}

/** Of several orders the one that has this number of the lab and this test, or one of both, or the newest without a number. */
function best(orders: readonly ChartOrder[], test: string, filler: string): ChartOrder | null {
  if (orders.length < 2) return orders[0] ?? null
  const score = (order: ChartOrder) =>
    (order.filler.number === filler && filler !== '' ? 4 : 0) +
    (order.test === test ? 2 : 0) +
    (order.filler.number === '' ? 1 : 0)
  return orders.reduce((found, order) => (score(order) > score(found) ? order : found))
}

/** The parent that OBR-29 names; only its own number in ORC-2 and OBR-2 makes a group the parent itself. */
function parentOf(chart: Chart, group: OrderGroup, test: string, filler: string): ChartOrder | null {
  const named = parentIn(group)
  if (!named) return null
  const placed = named.placer === '' ? [] : chart.numbered(named.placer)
  const found = placed[0] ?? chart.filled(named.filler)[0] ?? null
  const own = numberIn(group, 2).number
  const isItself = found !== null && found.test === test && (filler === '' || found.filler.number === filler)
  if (!found || isItself) return null
  // A child that the EHR has an order of its own for is found by its own number.
  return own !== '' && own !== found.placer && chart.numbered(own).length > 0 ? null : found
}

function childOf(chart: Chart, parent: ChartOrder, group: OrderGroup, test: string, filler: string): ChartOrder | null {
  return chart.orders.get(childKey(parent, group, test, filler)) ?? null
}

/** Tells children of one parent apart: by the lab's number where it is their own, by test, and by the parent's sub-id. */
function childKey(parent: ChartOrder, group: OrderGroup, test: string, filler: string): string {
  const subId = parentIn(group)?.subId ?? ''
  const own = filler !== '' && filler !== parent.filler.number ? `/${filler}` : ''
  return `${parent.key}/${test}${own}${subId === '' ? '' : `/${subId}`}`
}

/** Makes an order in the chart of one that was never placed, and returns its key. */
export function adopt(chart: Chart, voice: Voice, message: Message, aim: Aim, at: Instant): string {
  const { group, parent, filler } = aim
  const test = text(group.obr, 4, 1)
  const { mrn, authority } = survivor(chart, recordNumber(voice, message))
  const own = numberIn(group, 2).number
  const placer = own !== '' && own !== parent?.placer ? own : ''
  const key = parent
    ? childKey(parent, group, test, filler.number)
    : freeKey(chart, placer || `X${filler.number || (get(message, 'MSH-10') ?? '')}`)
  const owner = parent ?? { mrn, mrnAuthority: authority }
  chart.place({
    key,
    parent: parent?.key ?? '',
    placer: placer || (parent ? '' : key),
    mrn: owner.mrn,
    mrnAuthority: owner.mrnAuthority,
    test,
    group: group.orc ? numberIn(group, 4).number : '',
    placedAt: at,
  })
  return key
}

function freeKey(chart: Chart, wished: string): string {
  let key = wished
  for (let nth = 2; chart.orders.has(key); nth++) key = `${wished}#${nth}`
  return key
}
