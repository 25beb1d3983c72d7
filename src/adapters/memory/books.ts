// The tables of the memory store: plain maps of plain, read-only values. The one thing to know: values are never changed
// in place, so a copy of the maps is a snapshot of everything.
import type { FindingCount } from '../../alignment/message/finding-count.ts'
import type { Instant } from '../../engine/ports/clock.ts'
import type { AuditEntry, QueuedDelivery, StoredMessage } from '../../engine/ports/store.ts'
import type { LoopStatus, Order } from '../../ledger/order.ts'
import type { Patient } from '../../ledger/patient.ts'
import type { Exception } from '../../ownership/exception.ts'

export type LeaseRow = {
  readonly holder: string
  /** The opened store that took it: a node that starts again is another holder under the same name. */
  readonly incarnation: number
  readonly epoch: number
  readonly expiresAt: Instant
}

export type OrderRow = {
  readonly order: Order
  readonly loop: LoopStatus
  readonly proven: boolean
  readonly nextDue: Instant | null
  readonly untaken: number
}

export type Activation = { readonly revision: string; readonly afterMessageId: number; readonly at: Instant }

export type Books = {
  incarnations: number
  processedThrough: number
  readonly leases: Map<string, LeaseRow>
  /** Message n stands at place n - 1. */
  readonly messages: StoredMessage[]
  /** Ids of the messages under a system and control id, oldest first. */
  readonly controlIds: Map<string, readonly number[]>
  readonly answers: Map<number, Uint8Array>
  readonly orders: Map<number, OrderRow>
  /** Ids of orders for which a next step is due at some time, and of those that are not at rest by their columns. */
  readonly awaiting: Set<number>
  readonly restless: Set<number>
  readonly orderKeys: Map<string, readonly number[]>
  readonly patients: Map<number, Patient>
  readonly patientKeys: Map<string, readonly number[]>
  readonly ordersOfMessage: Map<number, readonly number[]>
  readonly deliveries: Map<number, QueuedDelivery>
  /** Ids of deliveries that are queued, sent or held. */
  readonly unsettled: Set<number>
  readonly exceptions: Map<number, Exception>
  /** Ids of exceptions that are not closed. */
  readonly open: Set<number>
  readonly audit: AuditEntry[]
  readonly findings: Map<string, FindingCount>
  readonly activations: Activation[]
}

export function emptyBooks(): Books {
  return {
    incarnations: 0,
    processedThrough: 0,
    leases: new Map(),
    messages: [],
    controlIds: new Map(),
    answers: new Map(),
    orders: new Map(),
    awaiting: new Set(),
    restless: new Set(),
    orderKeys: new Map(),
    patients: new Map(),
    patientKeys: new Map(),
    ordersOfMessage: new Map(),
    deliveries: new Map(),
    unsettled: new Set(),
    exceptions: new Map(),
    open: new Set(),
    audit: [],
    findings: new Map(),
    activations: [],
  }
}

/** A copy that later writes to the original do not reach. */
export function copyBooks(books: Books): Books {
  return {
    ...books,
    leases: new Map(books.leases),
    messages: [...books.messages],
    controlIds: new Map(books.controlIds),
    answers: new Map(books.answers),
    orders: new Map(books.orders),
    awaiting: new Set(books.awaiting),
    restless: new Set(books.restless),
    orderKeys: new Map(books.orderKeys),
    patients: new Map(books.patients),
    patientKeys: new Map(books.patientKeys),
    ordersOfMessage: new Map(books.ordersOfMessage),
    deliveries: new Map(books.deliveries),
    unsettled: new Set(books.unsettled),
    exceptions: new Map(books.exceptions),
    open: new Set(books.open),
    audit: [...books.audit],
    findings: new Map(books.findings),
    activations: [...books.activations],
  }
}
