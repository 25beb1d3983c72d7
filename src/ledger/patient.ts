// What the ledger keeps of a patient: every record number that any system gave them, and what their demographics were last
// said to be. A merge leaves the prior record readable, pointing at the one that survives; PID-3 is never restamped.
import type { Identifier, PatientIdentifier } from './fact.ts'

export type Patient = {
  readonly id: number
  readonly version: number
  readonly identifiers: readonly PatientIdentifier[]
  readonly familyName: string
  readonly givenName: string
  readonly birthDate: string
  readonly sex: string
  /** The record that survives, once merged. */
  readonly mergedInto: number | null
  /** Systems that have said the merge: merged here, perhaps not there. */
  readonly mergedBySystems: readonly string[]
  /** Numbers of the records that were merged into this one, however far back. */
  readonly formerIdentifiers: readonly Identifier[]
}
