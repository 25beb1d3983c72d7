// A fact as the story of an order has it. The one thing to know: at work the store gives these from its rows; this is the same
// for tests that have no store.
import type { Fact } from '../fact.ts'
import { type LifeFact, lifeDetailOf } from '../life-fact.ts'

/** What a store keeps of a fact for its story. */
export function lifeFactOf(fact: Fact, verdict: string): LifeFact {
  const { kind, system, messageId, n, seenAt } = fact
  return { kind, verdict, system, messageId, n, seenAt, ...lifeDetailOf(fact) }
}
