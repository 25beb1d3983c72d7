// The Store port: what the engine keeps, in about fifteen batch operations with two implementations that behave alike
// (memory, PostgreSQL). The one thing to know: when `receive` or `commit` resolves, what it was given survives a crash;
// when it rejects, nothing of it was kept. Ids are whole numbers that only grow, in order of arrival.
import type { FindingCount } from '../../alignment/message/finding-count.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { LoopStatus, Order } from '../../ledger/order.ts'
import type { Patient } from '../../ledger/patient.ts'
import type { Exception } from '../../ownership/exception.ts'
import type { Instant } from './clock.ts'

/** A right to act, held by one node at a time; every write names it, and one with an older epoch is refused. */
export type Lease = {
  readonly name: string
  readonly holder: string
  readonly epoch: number
  readonly expiresAt: Instant
}

/** A message as it came in. */
export type Incoming = {
  readonly receivedAt: Instant
  /** Connection and system that sent it. */
  readonly connection: string
  readonly system: string
  /** MSH-10, at most 199 characters; empty where it cannot be read. */
  readonly controlId: string
  /** MSH-9 as `ORU^R01`; empty where it cannot be read. */
  readonly messageType: string
  readonly body: Uint8Array
  /** SHA-256 of the body, 16 bytes. */
  readonly hash: Uint8Array
  /** The acknowledgement to be given once stored; empty when it is given later, once decided. */
  readonly answer: Uint8Array
  /** Why it cannot be processed (it was refused on arrival and kept), or empty. */
  readonly refused: string
  /** Repeats inside this window count as the same message. */
  readonly window_ms: number
}

export type Received =
  | { readonly kind: 'new'; readonly id: number; readonly controlIdReused: boolean }
  /** The same bytes again. `answer` is the original one; empty while the original is undecided. */
  | { readonly kind: 'repeat'; readonly id: number; readonly answer: Uint8Array }

export type StoredMessage = Incoming & { readonly id: number; readonly controlIdReused: boolean }

/** A message on its way to a destination. */
export type Delivery = {
  readonly id: number
  /** Out connection of the system it goes to. */
  readonly destination: string
  readonly flow: string
  readonly messageId: number
  readonly controlId: string
  /** Orders (positive ids) and patients (negative ids) that it names: nothing overtakes within a lane. */
  readonly lanes: readonly number[]
  /** Orders whose words it carries. */
  readonly orderIds: readonly number[]
  readonly queuedAt: Instant
  readonly body: Uint8Array
}

export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'held' | 'refused' | 'cancelled'

/** What became of a delivery. `answer` is the acknowledgement as received, or empty. */
export type DeliveryOutcome = {
  readonly deliveryId: number
  readonly destination: string
  readonly state: DeliveryState
  readonly attempts: number
  /** MSA-1, or empty. */
  readonly code: string
  readonly answer: Uint8Array
  readonly at: Instant
  /** Why it is held, for people; empty otherwise. */
  readonly why: string
  /** The bytes that go out in place of those it was queued with, where it was made again. It was stored in an earlier batch. */
  readonly remade?: Uint8Array
  /** The control id of those bytes, where it is another than the delivery's. */
  readonly renamed?: string
}

export type QueuedDelivery = Delivery & {
  readonly state: DeliveryState
  readonly attempts: number
  readonly why: string
}

export type AuditEntry = { readonly at: Instant; readonly who: string; readonly what: string; readonly about: string }

/** What one batch changes, all or nothing. */
export type Changes = {
  /** Every message up to this id has been processed. */
  readonly processedThrough: number
  /** Whole snapshots. `bodyChanged` false: only words, expectations, exceptions, state, loop and version differ from what is stored. */
  readonly orders: readonly {
    readonly order: Order
    readonly loop: LoopStatus
    readonly proven: boolean
    readonly bodyChanged: boolean
  }[]
  /** `p:968906415`, `f:...`, `a:...`, `g:...`: number kinds without authority; one key may lead to several orders. */
  readonly orderKeys: readonly { readonly key: string; readonly orderId: number }[]
  readonly patients: readonly Patient[]
  readonly patientKeys: readonly { readonly key: string; readonly patientId: number }[]
  /** Facts, with the orders that they speak of. */
  readonly facts: readonly { readonly fact: Fact; readonly orderId: number | null; readonly verdict: string }[]
  readonly deliveries: readonly Delivery[]
  readonly outcomes: readonly DeliveryOutcome[]
  /** New and changed exceptions, whole. */
  readonly exceptions: readonly Exception[]
  /** Answers given to messages that are acknowledged once decided. */
  readonly answers: readonly { readonly messageId: number; readonly answer: Uint8Array }[]
  readonly audit: readonly AuditEntry[]
  /** What the rules of alignment saw on these messages, each finding once; left out where nothing. */
  readonly findings?: readonly FindingCount[]
}

export type Loaded = {
  readonly orders: readonly Order[]
  readonly orderKeys: readonly { readonly key: string; readonly orderId: number }[]
  readonly patients: readonly Patient[]
  readonly patientKeys: readonly { readonly key: string; readonly patientId: number }[]
}

/** Where a node that starts (or takes over) goes on. Each `last...` is 0 where there is none. */
export type Marks = {
  readonly lastMessageId: number
  readonly processedThrough: number
  readonly lastOrderId: number
  readonly lastPatientId: number
  readonly lastDeliveryId: number
  readonly lastExceptionId: number
}

/** The adrift check's own sight of an order, read from the stored columns and tables, not from `decide`. */
export type OrderSight = {
  readonly id: number
  readonly state: string
  readonly loop: LoopStatus
  readonly proven: boolean
  readonly nextDue: Instant | null
  readonly openExceptions: number
  /** Deliveries of this order not yet delivered, refused or cancelled. */
  readonly undelivered: number
  /** Words that the other side has not taken to `received` or further. */
  readonly untakenWords: number
  /** Of an order that counts as agreed: words by which the laboratory ended it, and that the placer has not accepted. */
  readonly unaccepted: number
  /**
   * Of those deliveries, how many are of a message of which a word counts as acknowledged; 0 where there are no more of them
   * than untaken words.
   */
  readonly early: number
}

export type LoopCounts = { readonly [status in LoopStatus]: number } & {
  readonly proven: number
  readonly total: number
}

/**
 * What both implementations hold to beside what each operation says (`test/stores/contract.ts`):
 *
 * - A write resolves or rejects only once its outcome is known. While the database cannot be asked what became of it, it
 *   stays pending; who waits must be able to wait.
 * - What is stored names what was stored before it: `stale-order` covers patients as well as orders.
 * - An answer is written only where a message has none: the first verdict stays the original one.
 * - Errors have a code and no word of what was written: `lease-lost`, `stale-order`, `database-unreachable`, `disk-full`.
 */
export type Store = {
  /**
   * Takes or renews a lease; null while another node holds it. A new holder gets a higher epoch. The same holder takes its
   * own again at once, after a restart too, which fences what its earlier life may still have under way.
   */
  lease(name: string, holder: string, ttl_ms: number, now: Instant): Promise<Lease | null>
  release(lease: Lease): Promise<void>

  /** Keeps messages, in order, in one flush. Resolves once they survive a crash. Throws `lease-lost`. */
  receive(lease: Lease, batch: readonly Incoming[]): Promise<readonly Received[]>

  marks(): Promise<Marks>
  /** Messages with id > after, in order of id. */
  messagesAfter(after: number, limit: number): Promise<readonly StoredMessage[]>
  /** Messages by id, as stored; absent ones are left out. */
  messages(ids: readonly number[]): Promise<readonly StoredMessage[]>
  /** The newest message under a control id of a system inside its window. */
  messageUnder(system: string, controlId: string): Promise<number | null>
  /** Deliveries by id, as stored, whatever has become of them, in order of id; absent ones are left out. */
  deliveries(ids: readonly number[]): Promise<readonly QueuedDelivery[]>
  /** The orders that a message speaks of, in order of id. */
  ordersNamed(messageId: number): Promise<readonly number[]>
  /** Orders of a patient's record that are not at rest by state, in order of id. */
  openOrdersOf(patientId: number): Promise<readonly number[]>

  /**
   * Everything that leads to the orders and patients under these keys, and the orders with these ids; with each order the
   * patient that it is of, and those that one was merged into.
   */
  load(keys: {
    readonly orderKeys: readonly string[]
    readonly patientKeys: readonly string[]
    readonly orderIds: readonly number[]
  }): Promise<Loaded>
  /** All or nothing. Throws `lease-lost` where a lease is no longer held, `stale-order` where a version is not the next. */
  commit(leases: readonly Lease[], changes: Changes): Promise<void>

  /** Every destination that ever had a delivery, in the order of their names. */
  destinations(): Promise<readonly string[]>
  /** Deliveries of a destination that are queued or sent, id > after, in order of id. */
  undelivered(destination: string, after: number, limit: number): Promise<readonly QueuedDelivery[]>
  /** Held deliveries of a destination (all destinations where empty). */
  held(destination: string): Promise<readonly QueuedDelivery[]>
  /** Orders with an expectation due at or before `now`, oldest first. */
  due(now: Instant, limit: number): Promise<readonly number[]>
  /** Open exceptions, oldest first. */
  openExceptions(): Promise<readonly Exception[]>
  /** Orders by id > after that are not at rest by state, loop or exception: for the adrift check and start-up. */
  sights(after: number, limit: number): Promise<readonly OrderSight[]>
  /** Orders that were ever raised as adrift, in order of id. */
  everAdrift(): Promise<readonly number[]>
  loopCounts(): Promise<LoopCounts>
  /** What the rules of alignment saw on live messages, with counts, by key. */
  findings(): Promise<readonly FindingCount[]>

  /** Says that messages after the given id are processed under this revision. */
  activate(revision: string, afterMessageId: number, at: Instant): Promise<void>
}
