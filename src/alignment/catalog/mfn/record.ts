// What one record of a catalog message says: what is to be done with which code, and the cells that it gives for it. The
// one thing to know: a cell that the message leaves out is absent, and leaves what is there; one that it sets to the HL7
// null empties it. (HL7 v2.5.1 §8.5, §8.8, tables 0175, 0178, 0180)
import type { Cells } from '../catalog.ts'
import type { CatalogPart } from '../from-rows.ts'

/** Table 0180. */
export type CatalogAction = 'add' | 'update' | 'delete' | 'deactivate' | 'reactivate'

export const actions: Readonly<Record<string, CatalogAction>> = {
  MAD: 'add',
  MUP: 'update',
  MDL: 'delete',
  MDC: 'deactivate',
  MAC: 'reactivate',
}

/** What a record is about. A charge or a payer's coverage can end while the test goes on, a battery while its parts do. */
export type RecordSubject = 'test' | 'battery' | 'charge' | 'coverage'

/** One MFE with what follows it. */
export type CatalogRecord = {
  /** From 1, in the message. */
  readonly nth: number
  /** MFE-1 as it came, and what it means; null where table 0180 does not have it. */
  readonly event: string
  readonly action: CatalogAction | null
  readonly about: RecordSubject
  /** MFE-2: the sender's number of this record; empty as a rule. */
  readonly controlId: string
  readonly code: string
  readonly name: string
  readonly codingSystem: string
  /** MFE-3 as a day, else MFI-5; empty where neither says one. */
  readonly effectiveOn: string
  /** OM1-12 N: reported, and not ordered by itself, even where it was until now. */
  readonly isResultOnly: boolean
  /** Cells by kind of catalog, code and name among them; questions may be several. */
  readonly rows: Readonly<Record<CatalogPart, readonly Cells[]>>
  /** Why it cannot be taken; null where it can. No values of the message but codes. */
  readonly problem: string | null
}

/** A catalog message. */
export type CatalogMessage = {
  readonly controlId: string
  /** MFI-1: OMA to OMM for tests, CDM for charges, MLCP for coverage. */
  readonly masterFile: string
  /** MFI-3: REP replaces the file, UPD changes it. */
  readonly fileEvent: string
  /** MFI-6, table 0179: NE, ER, AL, SU. */
  readonly responseLevel: string
  readonly records: readonly CatalogRecord[]
}
