// What a run leaves behind for its judges: the books of the two systems, what went over each wire, and what Labloop's store
// keeps. The one thing to know: what really happened is read from the systems' own books and from the wires; Labloop's
// books are here to be judged, never to be believed.
import type { Instant } from '../../engine/ports/clock.ts'
import type { AuditEntry, DeliveryState } from '../../engine/ports/store.ts'
import type { FactKind, Side } from '../../ledger/fact.ts'
import type { LoopStatus, Order, OrderState } from '../../ledger/order.ts'
import type { Exception } from '../../ownership/exception.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { Chart } from '../ehr/chart.ts'
import type { LabEntry } from '../lab/lab-book.ts'
import type { Act, Handle, Line, WireFault } from './act.ts'

/**
 * One frame at one end of a wire, `bytes` as written or read there. Both ends of every wire are written down: on
 * `labloop-to-ehr` a message is sent by Labloop and arrives at the EHR, and its answer is sent by the EHR and arrives at
 * Labloop.
 */
export type Frame = {
  /** Counts up over all frames of the run: what happened before what. */
  readonly n: number
  readonly at: Instant
  readonly line: Line
  /** `message` goes along the line, `answer` comes back on it. */
  readonly kind: 'message' | 'answer'
  readonly end: 'sent' | 'arrived'
  readonly bytes: Uint8Array
}

/** A fault of the wire that met a message, or its answer. `controlId`: MSH-10 of the message, as it goes along the line. */
export type Hit = {
  readonly n: number
  readonly at: Instant
  readonly line: Line
  readonly fault: WireFault
  readonly controlId: string
}

/** What could not be done of a play, and why: by a system, by the engine's machine, or refused to a person. */
export type NotPlayed = { readonly at: Instant; readonly act: Act; readonly why: string }

/** A word of the lab on one order, in the order in which it was said. */
export type LabWordSaid = {
  readonly n: number
  readonly at: Instant
  readonly key: string
  /** MSH-10 of the message that says it. */
  readonly controlId: string
  readonly what: 'answer' | 'status' | 'cancel' | 'report'
  /** The lab's whole view of the order once it was said. */
  readonly entry: LabEntry
}

/** Something the EHR did to its chart, in order: filed a message, refused it, dropped it, took it back. */
export type ChartEvent = {
  readonly n: number
  readonly at: Instant
  readonly what:
    | 'placed'
    | 'cancelled'
    | 'filed'
    | 'cut'
    | 'refused'
    | 'dropped'
    | 'queued'
    | 'rejected-later'
    | 'moved'
  readonly placer: string
  readonly mrn: string
  readonly controlId: string
}

/** One write of an order, as the store took it. `src/rehearsal/checkers/record-store.ts` writes them down. */
export type OrderWrite = {
  readonly n: number
  readonly orderId: number
  readonly version: number
  readonly state: OrderState
  /** What was said of it in the same batch, in order: side, kind and verdict of each fact. */
  readonly said: readonly { readonly side: Side; readonly kind: FactKind; readonly verdict: string }[]
  /** Whether a person's command was carried out in the same batch. */
  readonly commanded: boolean
}

/** What Labloop's store keeps, in one shape for memory and PostgreSQL. */
export type LabloopBooks = {
  /** When the store had each message for good, by its id: a count as in `Frame.n`. Empty where nobody watched the store. */
  readonly kept: ReadonlyMap<number, number>
  /** Every write of every order, in order. Empty where nobody watched the store. */
  readonly writes: readonly OrderWrite[]
  readonly messages: readonly {
    readonly id: number
    readonly system: string
    readonly controlId: string
    readonly body: Uint8Array
    readonly receivedAt: Instant
  }[]
  readonly deliveries: readonly {
    readonly id: number
    readonly messageId: number
    readonly destination: string
    readonly controlId: string
    readonly orderIds: readonly number[]
    readonly state: DeliveryState
    readonly why: string
  }[]
  readonly orders: readonly { readonly order: Order; readonly loop: LoopStatus; readonly proven: boolean }[]
  readonly exceptions: readonly Exception[]
  readonly audit: readonly AuditEntry[]
  readonly processedThrough: number
}

/** Where an order stood when it was looked at, sampled through the run. */
export type Sighting = { readonly at: Instant; readonly orderId: number; readonly loop: LoopStatus }

export type Evidence = {
  readonly site: Site
  /** Revisions that ran before it: deliveries may bear the names of connections that only they have. */
  readonly formerly?: readonly Site[]
  readonly seed: string
  readonly start: Instant
  /** When the last fault was taken away. */
  readonly healedAt: Instant
  readonly end: Instant
  /** What was played, in order. */
  readonly acts: readonly { readonly at: Instant; readonly act: Act }[]
  /** The placer number, or the lab's own key, of each order by its handle; and the patients' record numbers. */
  readonly keys: ReadonlyMap<Handle, string>
  readonly ehr: {
    readonly chart: Chart
    readonly events: readonly ChartEvent[]
    /** Control IDs of its own messages, in the order sent first, each with the answer that ended it or ''. */
    readonly said: readonly { readonly controlId: string; readonly code: string }[]
    readonly refused: ReadonlySet<string>
    /** What waits in the error queue behind its AA. */
    readonly errorQueue: readonly { readonly controlId: string; readonly why: string }[]
  }
  readonly lab: {
    /** With what a restore lost of it: the others were told of that. */
    readonly book: ReadonlyMap<string, LabEntry>
    readonly words: readonly LabWordSaid[]
    readonly said: readonly { readonly controlId: string; readonly code: string }[]
  }
  readonly frames: readonly Frame[]
  readonly hits: readonly Hit[]
  readonly notPlayed: readonly NotPlayed[]
  readonly labloop: LabloopBooks
  readonly sightings: readonly Sighting[]
  /** Orders that were adrift at any time, by Labloop's own check and by the judge's. */
  readonly everAdrift: readonly number[]
  /** Queues at the end: what is queued or sent, and neither held nor behind something of its lanes that is held. */
  readonly undelivered: number
  /** When every queue was empty after the healing; null where one never was. */
  readonly drainedAt: Instant | null
  /** Orders, by key, that a fault or a planted cause can have left without agreement, and which. */
  readonly excused: ReadonlyMap<string, string>
}

/** Orders that are still in progress, or adrift: at the end of a run there is none. */
export function notAtRest({ labloop }: Pick<Evidence, 'labloop'>): LabloopBooks['orders'] {
  return labloop.orders.filter(({ loop }) => loop === 'on-course' || loop === 'adrift')
}

/** What a judge found wrong. No values of patients. */
export type Violation = {
  readonly checker: string
  /** The order's key, or the control ID, or empty. */
  readonly subject: string
  readonly text: string
  readonly at: Instant | null
}

/** A judge of every run, whatever its scenario says. */
export type Checker = {
  readonly name: string
  /** One sentence: what it makes sure of. */
  readonly verifies: string
  /** What comes near and is not its business, or cannot be seen from a run. */
  readonly notVerified?: string
  check(evidence: Evidence): readonly Violation[]
}
