// What the memory store answers when asked. The one thing to know: every answer has one order, by integers, so that both
// stores can be compared.
import type { FindingCount } from '../../alignment/message/finding-count.ts'
import type { Loaded, LoopCounts, OrderSight, QueuedDelivery, Store } from '../../engine/ports/store.ts'
import { isAtRest } from '../../ledger/order.ts'
import type { Patient } from '../../ledger/patient.ts'
import type { Exception } from '../../ownership/exception.ts'
import { acknowledgedEarly, unacceptedEnds } from '../shared/order-columns.ts'
import type { Books, OrderRow } from './books.ts'

type LoadKeys = Parameters<Store['load']>[0]

/** Orders and patients by id; keys as asked for, each once, in the order asked. */
export function load(books: Books, { orderKeys, patientKeys, orderIds }: LoadKeys): Loaded {
  const orderLinks = follow(books.orderKeys, orderKeys).map(({ key, id }) => ({ key, orderId: id }))
  const patientLinks = follow(books.patientKeys, patientKeys).map(({ key, id }) => ({ key, patientId: id }))
  const orders = sorted([...orderIds, ...orderLinks.map(({ orderId }) => orderId)]).flatMap(
    (id) => books.orders.get(id)?.order ?? [],
  )
  const known = orders.flatMap(({ patient }) => patient.patientId ?? [])
  const patients = withSurvivors(books, [...patientLinks.map(({ patientId }) => patientId), ...known])
  return { orders, orderKeys: orderLinks, patients, patientKeys: patientLinks }
}

function follow(keys: Books['orderKeys'], asked: readonly string[]): { key: string; id: number }[] {
  return [...new Set(asked)].flatMap((key) => (keys.get(key) ?? []).map((id) => ({ key, id })))
}

export function openOrdersOf({ orders, restless }: Books, patientId: number): number[] {
  return sorted([...restless]).filter((id) => {
    const order = orders.get(id)?.order
    return order?.patient.patientId === patientId && !isAtRest(order.state)
  })
}

/** The patients, and those that they were merged into. */
function withSurvivors(books: Books, ids: readonly number[]): Patient[] {
  const found = new Map<number, Patient>()
  const waiting = [...ids]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const patient = found.has(id) ? undefined : books.patients.get(id)
    if (!patient) continue
    found.set(id, patient)
    if (patient.mergedInto !== null) waiting.push(patient.mergedInto)
  }
  return sorted([...found.keys()]).map((id) => found.get(id)!)
}

export function destinations({ deliveries }: Books): string[] {
  return [...new Set([...deliveries.values()].map(({ destination }) => destination))].sort(byCodeUnits)
}

function byCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

export function deliveries(books: Books, ids: readonly number[]): QueuedDelivery[] {
  return sorted(ids).flatMap((id) => books.deliveries.get(id) ?? [])
}

export function undelivered(books: Books, destination: string, after: number, limit: number): QueuedDelivery[] {
  return unsettled(books, (d) => d.destination === destination && d.id > after && d.state !== 'held').slice(0, limit)
}

export function held(books: Books, destination: string): QueuedDelivery[] {
  return unsettled(books, (d) => d.state === 'held' && (destination === '' || d.destination === destination))
}

function unsettled(books: Books, wanted: (delivery: QueuedDelivery) => boolean): QueuedDelivery[] {
  const found: QueuedDelivery[] = []
  for (const id of books.unsettled) {
    const delivery = books.deliveries.get(id)!
    if (wanted(delivery)) found.push(delivery)
  }
  return found.sort((left, right) => left.id - right.id)
}

export function due(books: Books, now: number, limit: number): number[] {
  const found: OrderRow[] = []
  for (const id of books.awaiting) {
    const row = books.orders.get(id)!
    if (row.nextDue !== null && row.nextDue <= now) found.push(row)
  }
  found.sort((left, right) => left.nextDue! - right.nextDue! || left.order.id - right.order.id)
  return found.slice(0, limit).map(({ order }) => order.id)
}

export function openExceptions(books: Books): Exception[] {
  const open = [...books.open].map((id) => books.exceptions.get(id)!)
  return open.sort((left, right) => left.openedAt - right.openedAt || left.id - right.id)
}

/** Orders that are not at rest by their columns, or that an open exception or an unsettled delivery names. */
export function sights(books: Books, after: number, limit: number): OrderSight[] {
  const exceptions = countBy(books.open, (id) => books.exceptions.get(id)!.orderIds)
  const deliveries = messagesBy(books)
  const ids = new Set([...books.restless, ...exceptions.keys(), ...deliveries.keys()])
  const found: OrderSight[] = []
  for (const id of ids) {
    const row = id > after ? books.orders.get(id) : undefined
    if (row) found.push(sightOf(row, exceptions.get(id) ?? 0, deliveries.get(id) ?? []))
  }
  return found.sort((left, right) => left.id - right.id).slice(0, limit)
}

/** Messages of the open deliveries of each order. */
function messagesBy({ unsettled, deliveries }: Books): Map<number, number[]> {
  const found = new Map<number, number[]>()
  for (const id of unsettled) {
    const { orderIds, messageId } = deliveries.get(id)!
    for (const orderId of new Set(orderIds)) {
      const known = found.get(orderId)
      if (known) known.push(messageId)
      else found.set(orderId, [messageId])
    }
  }
  return found
}

function sightOf(row: OrderRow, openExceptions: number, messageIds: readonly number[]): OrderSight {
  const { order, loop, proven, nextDue, untaken } = row
  const undelivered = messageIds.length
  const early = undelivered > untaken ? acknowledgedEarly(order.words, messageIds) : 0
  const unaccepted = loop === 'agreed' && untaken === 0 ? unacceptedEnds(order) : 0
  const counts = { openExceptions, undelivered, untakenWords: untaken, unaccepted, early }
  return { id: order.id, state: order.state, loop, proven, nextDue, ...counts }
}

/** Orders that an exception of the check for adrift names, open or closed. */
export function everAdrift({ exceptions }: Books): number[] {
  return sorted([...exceptions.values()].flatMap(({ kind, orderIds }) => (kind === 'adrift' ? orderIds : [])))
}

/** How often each order is named by these. */
function countBy(ids: Iterable<number>, ordersOf: (id: number) => readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  const add = (id: number) => counts.set(id, (counts.get(id) ?? 0) + 1)
  for (const each of ids) {
    const orders = ordersOf(each)
    if (orders.length === 1) add(orders[0]!)
    else for (const id of new Set(orders)) add(id)
  }
  return counts
}

export function loopCounts(books: Books): LoopCounts {
  const counts = { owned: 0, 'on-course': 0, dormant: 0, agreed: 0, adrift: 0, proven: 0, total: books.orders.size }
  for (const { loop, proven } of books.orders.values()) {
    counts[loop]++
    if (proven && loop === 'agreed') counts.proven++
  }
  return counts
}

/** Ascending, each once. */
function sorted(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((left, right) => left - right)
}

export function findings(books: Books): FindingCount[] {
  return [...books.findings.values()].sort((one, other) => byCodeUnits(one.key, other.key))
}
