// What the ledger keeps of one order: what each side said of it and how far the other has taken it. Plain data, stored as a
// versioned snapshot; `decide` makes the next one.
import type { Level } from '../site/shapes/common.ts'
import type { Code, Identifier, Side } from './fact.ts'

/** Where an order stands. The table of `decide` has one row a state. */
export const orderStates = [
  'unheard', // nothing said yet
  'requested', // the placer asked
  'accepted', // the filler took it on
  'in-process', // collected, received, or under work
  'partial', // some results
  'final', // complete
  'corrected', // complete, and changed since
  'cancelling', // the placer asked to cancel, no answer yet
  'cancelled', // by either side
  'refused', // the filler will not do it
] as const
export type OrderState = (typeof orderStates)[number]

/** One word: what one side last said on one subject in one message, and how far the other side has taken it. */
export type Word = {
  readonly side: Side
  /** What it is about: the order itself, its cancellation, its results, its status. */
  readonly subject: 'request' | 'cancel' | 'status' | 'result'
  readonly messageId: number
  readonly said: string
  /** Null until it is sent to the other side. */
  readonly level: Level | null
  readonly by: string
  /** The system that should take it; empty where no flow delivers it (then nothing is expected). */
  readonly to: string
  readonly seenAt: number
}

/** One version of one observation. The newest is last in `versions`; older ones stay readable and labelled. */
export type ObservationVersion = {
  readonly messageId: number
  readonly value: string
  readonly valueHash: string
  readonly unit: string
  readonly range: string
  readonly flags: string
  readonly status: string
  readonly observedAt: string
  readonly performedBy: string
  readonly note: string
  readonly seenAt: number
}

export type Observation = {
  readonly key: string
  readonly code: Code
  readonly subId: string
  readonly valueType: string
  readonly versions: readonly ObservationVersion[]
}

/** A system's own record of the work, under all its numbers. */
export type Item = {
  readonly system: string
  readonly side: Side
  readonly numbers: readonly Identifier[]
  readonly test: Code | null
}

/** Something that should happen next, and by when (milliseconds). */
export type Expectation = {
  readonly step: 'accepted' | 'resulted' | 'cancel_answered' | 'answered' | 'filed'
  readonly due: number
}

/** The patient as the order knows them: as first said, and the ledger's record of them. */
export type OrderPatient = {
  readonly patientId: number | null
  readonly number: string
  readonly authority: string
  readonly familyName: string
  readonly givenName: string
  readonly birthDate: string
  readonly sex: string
}

export type LoopStatus = 'owned' | 'on-course' | 'dormant' | 'agreed' | 'adrift'
export const loopStatuses: readonly LoopStatus[] = ['owned', 'on-course', 'dormant', 'agreed', 'adrift']

export type Order = {
  readonly id: number
  /** One more at each write. */
  readonly version: number
  /** Shape of this snapshot, for upcasting on read. */
  readonly shape: 1
  readonly state: OrderState
  readonly test: Code | null
  readonly priority: string
  readonly patient: OrderPatient
  readonly items: readonly Item[]
  readonly group: readonly Identifier[]
  readonly specimens: readonly Identifier[]
  readonly parentId: number | null
  readonly words: readonly Word[]
  readonly observations: readonly Observation[]
  readonly expectations: readonly Expectation[]
  /** Ids of open exceptions on this order. Not empty: owned. */
  readonly exceptions: readonly number[]
  readonly firstSeenAt: number
  readonly lastSeenAt: number
}
