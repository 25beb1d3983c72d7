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
  /** What few patients have; left out where there is nothing. */
  readonly more?: PatientMore
}

export type PatientMore = {
  /** When it was last said that this record was merged, milliseconds. */
  readonly mergedAt?: number
  /** Records of the same person that live on beside this one (A24), and the systems that say so. */
  readonly links?: readonly Link[]
  /** Accounts and visits of this record that now belong to another, or under another number (A35, A41, A42, A44, A45). */
  readonly moves?: readonly Move[]
  /** ABO and Rh as first reported, and the order that reported it. */
  readonly bloodGroup?: KnownBloodGroup
}
export type Link = {
  readonly patientId: number
  readonly numbers: readonly Identifier[]
  readonly systems: readonly string[]
}
/** `from` and `as`: `a:` and an account number, or `v:` and a visit number. */
export type Move = {
  readonly from: string
  readonly as: string
  readonly patientId: number
  readonly numbers: readonly Identifier[]
}
/** Parts that were not reported are empty. */
export type KnownBloodGroup = { readonly abo: string; readonly rh: string; readonly orderId: number }
