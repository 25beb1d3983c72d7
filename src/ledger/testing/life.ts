// A fact as the story of an order has it. The one thing to know: at work the store gives these from its rows; this is the same
// for tests that have no store.
import type { LifeFact } from '../explain.ts'
import type { Fact } from '../fact.ts'

/** What a store keeps of a fact for its story. */
export function lifeFactOf(fact: Fact, verdict: string): LifeFact {
  const { kind, system, messageId, n, seenAt } = fact
  const common = { kind, verdict, system, messageId, n, seenAt }
  if ('wordMessageId' in fact) {
    return { ...common, wordMessageId: fact.wordMessageId, level: fact.level, by: fact.by }
  }
  if (!('order' in fact)) return common
  const status = fact.kind === 'result-reported' ? fact.resultStatus : fact.orderStatus
  return { ...common, side: fact.side, status }
}
