// What the pages show, as plain data: made from the engine and the database in one place, drawn in another. Times are
// milliseconds since 1970 UTC. The real screens will take their types from here too.
import type { LoopStatus } from '../ledger/order.ts'
import type { Severity } from '../ownership/exception.ts'

export type LoopView = {
  readonly site: {
    readonly title: string
    readonly revision: string
    readonly mode: 'live' | 'observe'
    readonly timeZone: string
  }
  readonly at: number
  readonly counts: CountsView
  readonly systems: readonly SystemView[]
  readonly flows: readonly FlowView[]
  readonly exceptions: ExceptionList
  readonly orders: readonly OrderRow[]
  readonly messages: readonly MessageRow[]
}

/** The numbers of the first page. */
export type CountsView = {
  readonly total: number
  readonly owned: number
  readonly onCourse: number
  readonly dormant: number
  readonly agreedProven: number
  readonly agreedUnproven: number
  readonly adrift: number
  /** Orders ever found adrift since the engine started. */
  readonly everAdrift: number
  /** Open exceptions past their clock that nobody has taken: the number to drive down. */
  readonly assignedPastClock: number
}

export type SystemView = {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly connected: boolean
  /** When its last census was taken; null where it has none, or none came yet. */
  readonly censusAt: number | null
  readonly hasCensus: boolean
}

export type FlowView = {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly kind: string
  /** Messages delivered in the last minute. */
  readonly perMinute: number
  readonly queued: number
  readonly held: number
  /** Age of the oldest message that waits, held ones aside, or null. */
  readonly oldest_ms: number | null
  readonly state: 'running' | 'paused' | 'disconnected'
}

/** A finding of alignment that live messages show. */
export type FindingView = {
  readonly rule: string
  readonly severity: Severity
  /** The codes that it is about, `lis K – ehr 1230001002`, and the first one's name or empty. */
  readonly about: string
  readonly name: string
  readonly says: string
  readonly explanation: string
  readonly remedy: string
  readonly state: 'open' | 'accepted' | 'lapsed' | 'not-begun' | 'not-entitled'
  readonly acceptance: {
    readonly by: string
    readonly on: string
    readonly until: string
    readonly reason: string
  } | null
  /** Messages that showed it. */
  readonly count: number
  readonly firstAt: number
  readonly lastAt: number
  /** A few of them. */
  readonly messageIds: readonly number[]
}

/** What live messages show, by clinical risk and how often. */
export type AlignmentView = {
  readonly open: readonly FindingView[]
  readonly accepted: readonly FindingView[]
  /** Findings that were seen before and not lately. */
  readonly quiet: number
}

export type ExceptionView = {
  readonly id: number
  readonly kind: string
  readonly severity: Severity
  readonly status: 'assigned' | 'taken' | 'closed'
  readonly team: string
  readonly text: string
  readonly openedAt: number
  readonly dueAt: number
  readonly closedAt: number | null
  readonly rootCause: string
  readonly orderIds: readonly number[]
  readonly messageId: number | null
  /** The delivery that it is about, or null. */
  readonly deliveryId: number | null
  /** Who has taken it; empty while nobody has. */
  readonly takenBy: string
  /** The flow or destination that a person switched off, where it is about that; else empty. */
  readonly switched: string
}

/** Open exceptions, as many as a page shows. The most urgent first: what nobody has taken, the gravest, whose clock ends first. */
export type ExceptionList = {
  readonly rows: readonly ExceptionView[]
  /** How many are open. */
  readonly total: number
  /** How many are more urgent than these. */
  readonly ahead: number
  /** Where those that are less urgent begin: for `/exceptions?after=`; empty where there are none. */
  readonly next: string
  /** How many are open of each kind of urgency, and where they begin; the most urgent first. */
  readonly counts: readonly {
    readonly taken: boolean
    readonly severity: Severity
    readonly count: number
    readonly from: string
  }[]
}

/** One exception, whole: with the commands that act on it. */
export type ExceptionPageView = ExceptionView & {
  /** What has become by now of the delivery that it is about, or of those of its message. */
  readonly deliveries: MessageView['deliveries']
  readonly ways: readonly {
    /** As typed at a terminal of this machine. */
    readonly command: string
    /** What it does, as a sentence. */
    readonly does: string
  }[]
}

export type OrderRow = {
  readonly id: number
  readonly placerNumber: string
  readonly fillerNumber: string
  readonly test: string
  readonly state: string
  readonly loop: LoopStatus
  readonly proven: boolean
  readonly lastSeenAt: number
}

export type MessageRow = {
  readonly id: number
  readonly receivedAt: number
  readonly system: string
  readonly messageType: string
  readonly controlId: string
  readonly size_bytes: number
}

/** One order, whole. */
export type OrderView = OrderRow & {
  readonly patient: {
    readonly name: string
    readonly number: string
    readonly authority: string
    readonly birthDate: string
    readonly sex: string
  }
  /** The life of the order in plain sentences, oldest first. */
  readonly story: readonly {
    readonly at: number
    readonly system: string
    readonly text: string
    readonly messageId: number | null
  }[]
  /** What each side last said, and how far the other has taken it. */
  readonly words: readonly {
    readonly system: string
    readonly said: string
    readonly to: string
    readonly level: string
    readonly by: string
  }[]
  readonly observations: readonly ObservationView[]
  readonly exceptions: readonly ExceptionView[]
  /** Other orders that have to do with it: what each is to this one, and its id. */
  readonly related: readonly { readonly as: string; readonly orderId: number }[]
}

export type ObservationView = {
  readonly code: string
  readonly name: string
  /** Newest first. */
  readonly versions: readonly {
    /** OBX-5 as it is kept, and as people are told it. */
    readonly value: string
    readonly told: string
    readonly unit: string
    readonly range: string
    readonly flags: string
    readonly status: string
    readonly seenAt: number
    readonly messageId: number
    /** How it goes out where values are converted on the way, by the revision that runs: `5.3 mmol/L to Meridian EHR`. */
    readonly sentAs: readonly string[]
  }[]
}

/** One message in words. */
export type MessageView = MessageRow & {
  readonly connection: string
  readonly refused: string
  readonly revision: string
  readonly orderIds: readonly number[]
  readonly rows: readonly {
    readonly path: string
    readonly name: string
    readonly value: string
    readonly meaning: string
  }[]
  /** Whether it has more values than are shown in words. */
  readonly moreRows: boolean
  readonly raw: string
  /** What of it had no place at a receiver and did not go there: `SPM-2`. */
  readonly leftBehind: readonly { readonly to: string; readonly what: readonly string[] }[]
  /** What became of values under a signed conversion on the way to each receiver, by the revision that runs. */
  readonly converted: readonly { readonly to: string; readonly what: readonly string[] }[]
  readonly deliveries: readonly {
    readonly id: number
    readonly destination: string
    readonly state: string
    readonly code: string
    readonly at: number
  }[]
}

export type FoundView = {
  readonly asked: string
  readonly orders: readonly OrderRow[]
  readonly messages: readonly MessageRow[]
  /** Whether there is, or may be, more than these. */
  readonly moreOrders: boolean
  readonly moreMessages: boolean
}

/** Where a page of a list lies: below an id, above one, or, where neither is said, at its newest end. */
export type ListPlace = { readonly before?: number } | { readonly after: number }

/** One page of a list that may be long, newest first. */
export type ListPage<Row> = {
  readonly rows: readonly Row[]
  /** Where the next newer and older rows are; null where there are none. */
  readonly newer: ListPlace | null
  readonly older: ListPlace | null
  /** How many are newer than these, and how many there are in all; null where nobody counts them. */
  readonly ahead: number | null
  readonly total: number | null
}
