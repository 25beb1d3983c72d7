// Writes what one batch changes. The one thing to know: everything that can be refused is checked before the first write.
import { addCounts } from '../../alignment/message/finding-count.ts'
import type { Changes, DeliveryOutcome } from '../../engine/ports/store.ts'
import { LabloopError } from '../../errors.ts'
import type { Order } from '../../ledger/order.ts'
import { atRest, headFields, nextDue, untakenWords } from '../shared/order-columns.ts'
import type { Books, OrderRow } from './books.ts'

type OrderChange = Changes['orders'][number]

/** Throws `stale-order` where the version of an order or a patient is not the next. */
export function checkChanges(books: Books, { orders, patients }: Changes): void {
  for (const { order } of orders) {
    const stored = books.orders.get(order.id)?.order.version ?? 0
    if (order.version !== stored + 1) throw new LabloopError('stale-order')
  }
  for (const { id, version } of patients) {
    const stored = books.patients.get(id)?.version ?? 0
    if (version !== stored + 1) throw new LabloopError('stale-order')
  }
}

/** Writes changes that were checked. */
export function write(books: Books, changes: Changes): void {
  books.processedThrough = Math.max(books.processedThrough, changes.processedThrough)
  for (const change of changes.orders) writeOrder(books, change)
  for (const { key, orderId } of changes.orderKeys) addKey(books.orderKeys, key, orderId)
  for (const patient of changes.patients) books.patients.set(patient.id, patient)
  for (const { key, patientId } of changes.patientKeys) addKey(books.patientKeys, key, patientId)
  // The facts themselves are not kept: nobody asks this store for them.
  for (const { fact, orderId } of changes.facts) {
    if (orderId !== null) addKey(books.ordersOfMessage, fact.messageId, orderId)
  }
  for (const delivery of changes.deliveries) {
    books.deliveries.set(delivery.id, { ...delivery, state: 'queued', attempts: 0, why: '' })
    books.unsettled.add(delivery.id)
  }
  for (const outcome of changes.outcomes) writeOutcome(books, outcome)
  for (const exception of changes.exceptions) {
    books.exceptions.set(exception.id, exception)
    if (exception.status === 'closed') books.open.delete(exception.id)
    else books.open.add(exception.id)
  }
  for (const { messageId, answer } of changes.answers) books.answers.set(messageId, answer)
  books.audit.push(...changes.audit)
  for (const finding of changes.findings ?? []) {
    const known = books.findings.get(finding.key)
    books.findings.set(finding.key, known ? addCounts(known, finding) : finding)
  }
}

function writeOrder(books: Books, { order, loop, proven, bodyChanged }: OrderChange): void {
  const stored = books.orders.get(order.id)?.order
  const row: OrderRow = {
    order: bodyChanged || !stored ? order : withHead(stored, order),
    loop,
    proven,
    nextDue: nextDue(order),
    untaken: untakenWords(order.words),
  }
  books.orders.set(order.id, row)
  keepWhere(row.nextDue !== null, books.awaiting, order.id)
  keepWhere(!atRest(loop, order, row.untaken), books.restless, order.id)
}

function keepWhere(holds: boolean, ids: Set<number>, id: number): void {
  if (holds) ids.add(id)
  else ids.delete(id)
}

/** A stored order with what changes without the body (see `Changes.orders`). */
function withHead(stored: Order, order: Order): Order {
  const made: Changeable<Order> = { ...stored, version: order.version, state: order.state }
  for (const field of headFields) copyField(made, order, field)
  return made
}

type Changeable<T> = { -readonly [Field in keyof T]: T[Field] }

function copyField<Field extends (typeof headFields)[number]>(
  to: Changeable<Pick<Order, Field>>,
  from: Pick<Order, Field>,
  field: Field,
): void {
  to[field] = from[field]
}

function writeOutcome(books: Books, { deliveryId, state, attempts, why, remade, renamed }: DeliveryOutcome): void {
  const delivery = books.deliveries.get(deliveryId)
  if (!delivery) return
  const controlId = remade && renamed !== undefined ? renamed : delivery.controlId
  books.deliveries.set(deliveryId, { ...delivery, state, attempts, why, controlId, body: remade ?? delivery.body })
  if (state === 'queued' || state === 'sent' || state === 'held') books.unsettled.add(deliveryId)
  else books.unsettled.delete(deliveryId)
}

/** Ids under a key, ascending, each once. */
function addKey<K>(keys: Map<K, readonly number[]>, key: K, id: number): void {
  const ids = keys.get(key)
  if (!ids) keys.set(key, [id])
  else if (!ids.includes(id)) keys.set(key, [...ids, id].sort(ascending))
}

function ascending(left: number, right: number): number {
  return left - right
}
