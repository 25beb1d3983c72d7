// Who said it, and by which rules the ledger goes: what `readMessage` and `tell` are given besides the message and the
// fact. The one thing to know: both are fixed for a revision of the site.
import type { Clocks } from '../site/shapes/site.ts'
import type { System } from '../site/shapes/system.ts'
import type { Code, Side } from './fact.ts'

/** The system that sent a message. */
export type Source = {
  readonly system: System
  /** Minutes east of Greenwich of times that name no offset: fixed, or by the wall time (milliseconds, as if it were UTC). */
  readonly zone: number | ((wall_ms: number) => number)
  /** The part it plays on the flow, where its role does not say: an LIS that orders from a reference lab is a placer there. */
  readonly side?: Side
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
}

/** Clocks only: no census anywhere, every report a delta. */
export function plainPolicy(clocks: Clocks): LedgerPolicy {
  return { clocks, hasCensus: () => false, resultMode: () => 'delta' }
}
