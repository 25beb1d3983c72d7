// Who said it, and by which rules the ledger goes: what `readMessage` and `tell` are given besides the message and the
// fact. The one thing to know: both are fixed for a revision of the site.
import type { Message, Segment } from '../hl7/index.ts'
import type { Clocks } from '../site/shapes/site.ts'
import type { System } from '../site/shapes/system.ts'
import type { Answers } from './asked.ts'
import type { Code, Side } from './fact.ts'
import type { DesignedStep, Expectation, Order } from './order.ts'

/** The system that sent a message. */
export type Source = {
  readonly system: System
  /** Minutes east of Greenwich of times that name no offset: fixed, or by the wall time (milliseconds, as if it were UTC). */
  readonly zone: number | ((wall_ms: number) => number)
  /** The part it plays on the flow, where its role does not say: an LIS that orders from a reference lab is a placer there. */
  readonly side?: Side
  /** Which proofs of the site's workflows a part of a message is. */
  readonly marks?: Marker
}

/** The segments of one order of a message. */
export type MarkGroup = {
  readonly orc: Segment | null
  readonly obr: Segment | null
  readonly tq1: Segment | null
  readonly specimens: readonly Segment[]
  readonly observations: readonly { readonly obx: Segment }[]
}
/** Names the proofs that a group is. `type`: MSH-9, as `ORU^R01`. */
export type Marker = (type: string, message: Message, group: MarkGroup) => readonly string[]

/** The designed path of one order, from its workflow. */
export type DesignedPath = {
  /** Id of the workflow. */
  readonly workflow: string
  /** The site's clocks with those that are others in this workflow. */
  readonly clocks: Clocks
  /** Whether a proof belongs to this path and is worth keeping on its orders. */
  keeps(proof: string): boolean
  /**
   * What the order now waits for, each with its moment: steps on the way to its end, and reflexes that its results demand.
   */
  awaits(order: Order): { readonly steps: readonly Expectation[]; readonly demands: readonly Expectation[] }
  /** Whether the order's results demand this test as a reflex, and it has not come. */
  asksFor(order: Order, test: string): boolean
  /** When a step is due if its waiting began at `now`. */
  renewed(order: Order, step: DesignedStep, now: number): number
  /** What to tell of a step that is overdue; null where the workflow does not have it (any more). */
  overdue(order: Order, step: DesignedStep): OverdueWords | null
}

export type OverdueWords = {
  readonly text: string
  readonly severity: 'high' | 'normal'
  /** The system that should have said it. */
  readonly system: string
  /** The team that answers for the step; empty where none is named. */
  readonly team: string
}

/** When and as what a message arrived. */
export type Arrival = { readonly messageId: number; readonly seenAt: number }

/** By which rules the ledger judges. */
export type LedgerPolicy = {
  /** Step clocks of the site, milliseconds. */
  readonly clocks: Clocks
  /** Whether this system has a census, which can prove that a word is filed. */
  hasCensus(system: string): boolean
  /** `snapshot`: every report is whole, and a component that is missing from it is an exception. `delta` otherwise. */
  resultMode(test: Code | null, system: string): 'snapshot' | 'delta'
  /**
   * Codes of the components that every complete report of this test holds, by the catalog of the system that reports it.
   * Absent, or none: nobody says.
   */
  componentsOf?(test: Code | null, system: string): readonly string[]
  /** How a report of one test answers the request for another. Absent: by codes alone. */
  readonly answers?: Answers
  /** The designed path of an order; null where no workflow is for it. Absent: the site has no workflows. */
  pathOf?(order: Order): DesignedPath | null
}

/** Clocks only: no census anywhere, every report a delta. */
export function plainPolicy(clocks: Clocks): LedgerPolicy {
  return { clocks, hasCensus: () => false, resultMode: () => 'delta' }
}
