// Keys under which orders and patients are found: the kind of number and the number, without its authority, since systems
// write authorities in too many ways. The one thing to know: a key only finds candidates; `identity` compares what they
// hold.
import type { Identifier, NumberedFact, OrderReference, PatientStatement } from './fact.ts'

/** Placer, filler, accession and group (requisition) numbers of orders; m: record numbers of patients. */
export type KeyKind = 'p' | 'f' | 'a' | 'g' | 'm'

/** `p:968906415`. */
export function keyOf(kind: KeyKind, { number }: Pick<Identifier, 'number'>): string {
  return `${kind}:${number}`
}

/** Keys that can lead to the order of this reference or to its parent. Groups are for search: they join nothing. */
export function* findingKeys(reference: OrderReference): Generator<string> {
  for (const number of reference.placer) yield keyOf('p', number)
  for (const number of reference.filler) yield keyOf('f', number)
  for (const number of reference.accession) yield keyOf('a', number)
  const { parent } = reference
  if (parent?.placer) yield keyOf('p', parent.placer)
  if (parent?.filler) yield keyOf('f', parent.filler)
}

/** Keys under which an order of this reference is to be found from now on. */
export function* ownKeys(reference: OrderReference): Generator<string> {
  for (const number of reference.placer) yield keyOf('p', number)
  for (const number of reference.filler) yield keyOf('f', number)
  for (const number of reference.accession) yield keyOf('a', number)
  for (const number of reference.group) yield keyOf('g', number)
}

/** Keys of a patient's record numbers. */
export function patientKeys(identifiers: PatientStatement['identifiers'] | readonly Identifier[]): string[] {
  return identifiers.map((identifier) => keyOf('m', identifier))
}

/** Whether a fact gives any number under which an order could be found. */
export function hasNumber({ order }: NumberedFact): boolean {
  return order.placer.length > 0 || order.filler.length > 0 || order.accession.length > 0
}
