// The working set of a batch: orders and patients as loaded, under all their keys, and what has changed. The one thing to
// know: it is the only mutable thing in the ledger; `book` tells it facts, and what comes out is plain data.
import { loopStatus } from './loop.ts'
import type { LoopStatus, Order } from './order.ts'
import type { Patient } from './patient.ts'
import type { PatientBook } from './patients.ts'

/** What the store gives for the keys of a batch. */
export type LoadedOrders = {
  readonly orders: readonly Order[]
  readonly orderKeys: readonly { readonly key: string; readonly orderId: number }[]
  readonly patients: readonly Patient[]
  readonly patientKeys: readonly { readonly key: string; readonly patientId: number }[]
}

/** The last ids given so far; the book counts on from them. */
export type LastIds = { readonly lastOrderId: number; readonly lastPatientId: number }

type Entry = { order: Order; stored: Order | null }

/** Open it with `openBook`; its insides are its own. */
export type Book = {
  readonly entries: Map<number, Entry>
  readonly byKey: Map<string, number[]>
  readonly touched: Set<number>
  readonly newKeys: { readonly key: string; readonly orderId: number }[]
  readonly patients: PatientBook
  lastOrderId: number
}

/** What a batch changed. */
export type BookChanges = {
  readonly orders: readonly {
    readonly order: Order
    readonly loop: LoopStatus
    readonly proven: boolean
    readonly bodyChanged: boolean
  }[]
  readonly orderKeys: readonly { readonly key: string; readonly orderId: number }[]
  readonly patients: readonly Patient[]
  readonly patientKeys: readonly { readonly key: string; readonly patientId: number }[]
}

/** Opens the working set of a batch. */
export function openBook(loaded: LoadedOrders, last: LastIds): Book {
  const book: Book = {
    entries: new Map(loaded.orders.map((order) => [order.id, { order, stored: order }])),
    byKey: new Map(),
    touched: new Set(),
    newKeys: [],
    patients: {
      records: new Map(loaded.patients.map((patient) => [patient.id, patient])),
      byKey: new Map(),
      changed: new Set(),
      newKeys: [],
      lastId: last.lastPatientId,
    },
    lastOrderId: last.lastOrderId,
  }
  for (const { key, orderId } of loaded.orderKeys) addTo(book.byKey, key, orderId)
  for (const { key, patientId } of loaded.patientKeys) addTo(book.patients.byKey, key, patientId)
  return book
}

/** Adds what was loaded later, as the orders of a watch or of late acknowledgements; what the book has already stays. */
export function addToBook(book: Book, loaded: LoadedOrders): void {
  for (const order of loaded.orders)
    if (!book.entries.has(order.id)) book.entries.set(order.id, { order, stored: order })
  for (const { key, orderId } of loaded.orderKeys) addTo(book.byKey, key, orderId)
  for (const patient of loaded.patients) {
    if (!book.patients.records.has(patient.id)) book.patients.records.set(patient.id, patient)
  }
  for (const { key, patientId } of loaded.patientKeys) addTo(book.patients.byKey, key, patientId)
}

/** Puts an id under a key; says whether it is new there. */
export function addTo(map: Map<string, number[]>, key: string, id: number): boolean {
  const ids = map.get(key)
  if (ids?.includes(id)) return false
  if (ids) ids.push(id)
  else map.set(key, [id])
  return true
}

/** The order as it now is in the book. */
export function orderIn(book: Book, orderId: number): Order | undefined {
  return book.entries.get(orderId)?.order
}

/** Keeps an order as it now is. */
export function put(book: Book, order: Order): void {
  const entry = book.entries.get(order.id)
  if (entry?.order === order) return
  if (entry) entry.order = order
  else book.entries.set(order.id, { order, stored: null })
  book.touched.add(order.id)
}

/** Keeps what becomes of an order that is in the book. */
export function change(book: Book, orderId: number, make: (order: Order) => Order): void {
  const entry = book.entries.get(orderId)
  if (entry) put(book, make(entry.order))
}

/** What the batch changed, as of `now` (milliseconds). The book can go on; give `committed` once the store has kept it. */
export function changes(book: Book, now: number): BookChanges {
  const orders = [...book.touched].map((id) => {
    const { order: current, stored } = book.entries.get(id)!
    const order = { ...current, version: (stored?.version ?? 0) + 1 }
    const { status, proven } = loopStatus(order, now)
    return { order, loop: status, proven, bodyChanged: stored === null || !sameBody(stored, order) }
  })
  const { records, changed, newKeys } = book.patients
  const patients = [...changed].map((id) => ({ ...records.get(id)!, version: records.get(id)!.version + 1 }))
  return { orders, orderKeys: [...book.newKeys], patients, patientKeys: [...newKeys] }
}

/** The store has kept these changes: they are the ground for the next ones. */
export function committed(book: Book, kept: BookChanges): void {
  for (const { order } of kept.orders) {
    const entry = book.entries.get(order.id)
    if (entry) entry.order = entry.stored = order
    else book.entries.set(order.id, { order, stored: order })
  }
  for (const patient of kept.patients) book.patients.records.set(patient.id, patient)
  book.touched.clear()
  book.newKeys.length = 0
  book.patients.changed.clear()
  book.patients.newKeys.length = 0
}

/** Whether only words, state, expectations and exceptions differ: parts that change with every acknowledgement. */
function sameBody(a: Order, b: Order): boolean {
  return (
    a.observations === b.observations &&
    a.items === b.items &&
    a.patient === b.patient &&
    a.group === b.group &&
    a.specimens === b.specimens &&
    a.report === b.report &&
    a.test === b.test &&
    a.priority === b.priority &&
    a.requestedAt === b.requestedAt &&
    a.startsAt === b.startsAt &&
    a.endsAt === b.endsAt &&
    a.parentId === b.parentId &&
    a.doubt === b.doubt &&
    a.marks === b.marks &&
    a.related === b.related
  )
}
