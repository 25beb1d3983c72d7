// The Census port: one system's own list of its orders and results, read to prove that a word is filed and not only
// acknowledged. The one thing to know: every value is as that system holds it, in its codes and units, never as Labloop
// believes it to be.
import type { Instant } from './clock.ts'

/** One order as the system holds it. Empty text: the system has no such value. */
export type CensusOrder = {
  readonly placer: string
  readonly filler: string
  readonly mrn: string
  readonly mrnAuthority: string
  /** Code of the test in that system's catalog. */
  readonly test: string
  /** HL7 table 0038 (SC, IP, A, CM, CA, ...); empty while the system has heard nothing of it. */
  readonly status: string
  readonly changedAt: Instant
}

/** One result component as the system shows it now: the newest version that it filed. */
export type CensusResult = {
  readonly placer: string
  readonly filler: string
  readonly mrn: string
  readonly mrnAuthority: string
  /** OBX-3.1 as filed, and the alternate code (OBX-3.4) where the system kept one. */
  readonly component: string
  readonly alternate: string
  readonly subId: string
  readonly value: string
  readonly unit: string
  readonly flags: string
  /** HL7 table 0085. */
  readonly status: string
  /** Whether it is labelled as corrected on the display. */
  readonly corrected: boolean
  readonly filedAt: Instant
}

/** A message that the system acknowledged, and that waits in its error queue: what it says is not in the books. */
export type CensusError = {
  /** MSH-10 of the message as it came to the system; empty where the queue does not keep it. */
  readonly controlId: string
  /** The numbers of the order that the queue names, or empty. */
  readonly placer: string
  readonly filler: string
  /** HL7 table 0357, or empty. */
  readonly code: string
  /** Why, in the system's own words. They may speak of the patient: they are sorted, and neither kept nor shown. */
  readonly text: string
  readonly at: Instant
}

export type CensusPage = {
  /** Give it to the next read; it holds nothing that a reader may interpret. */
  readonly cursor: string
  readonly takenAt: Instant
  /** Whether more rows wait behind this page: read again at once. */
  readonly more: boolean
  readonly orders: readonly CensusOrder[]
  readonly results: readonly CensusResult[]
  /** What came into the error queue; left out where the system shows none. */
  readonly errors?: readonly CensusError[]
}

export type Census = {
  /**
   * What changed in the system's books since the cursor (empty text: everything it holds). An entry changed several times
   * stands once, as it is now.
   * @throws LabloopError census-unreachable, census-unreadable
   */
  read(system: string, since: string): Promise<CensusPage>
}
