// Keys under which orders and patients are found: the kind of number and the number, without its authority, since systems
// write authorities in too many ways. The one thing to know: a key only finds candidates; `identity` compares what they
// hold.
import type { Identifier, OrderReference } from './fact.ts'

/** Placer, filler, accession and group (requisition) numbers of orders; m: record numbers of patients. */
export type KeyKind = 'p' | 'f' | 'a' | 'g' | 'm'

/** `p:968906415`. */
export function keyOf(kind: KeyKind, { number }: Pick<Identifier, 'number'>): string {
  return `${kind}:${number}`
}

/** Keys that can lead to the order of this reference or to its parent. Groups are for search: they join nothing. */
export function findingKeys(reference: OrderReference): string[] {
  const keys = numberKeys(reference)
  const { parent } = reference
  if (parent?.placer) keys.push(keyOf('p', parent.placer))
  if (parent?.filler) keys.push(keyOf('f', parent.filler))
  return keys
}

/** Keys under which an order of this reference is to be found from now on. */
export function ownKeys(reference: OrderReference): string[] {
  const keys = numberKeys(reference)
  for (const number of reference.group) keys.push(keyOf('g', number))
  return keys
}

function numberKeys({ placer, filler, accession }: OrderReference): string[] {
  const keys: string[] = []
  for (const number of placer) keys.push(keyOf('p', number))
  for (const number of filler) keys.push(keyOf('f', number))
  for (const number of accession) keys.push(keyOf('a', number))
  return keys
}
