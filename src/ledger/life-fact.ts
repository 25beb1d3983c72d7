// A fact as the story of an order has it: what a store keeps of every fact is enough. The one thing to know: what an order is
// called can change later, so what was asked for and the number that was given are kept with the fact that said them.
import type { Fact, Side } from './fact.ts'

/** What a fact says beside its kind, its place and what became of it. */
export type LifeDetail = {
  readonly side?: Side
  /** ORC-5 or OBR-25. */
  readonly status?: string
  /** What is asked for, by a request or a change, or will not be done; null where it does not say. */
  readonly test?: { readonly code: string; readonly name: string } | null
  readonly priority?: string
  /** The filler's number that an acceptance gives; empty where it gives none. */
  readonly number?: string
  /** For words taken or refused. */
  readonly wordMessageId?: number
  readonly level?: string
  readonly by?: string
}

export type LifeFact = LifeDetail & {
  readonly kind: string
  readonly verdict: string
  readonly system: string
  readonly messageId: number
  readonly n: number
  readonly seenAt: number
}

/** What is kept of a fact for the story; the rest stands in its message. */
export function lifeDetailOf(fact: Fact): LifeDetail {
  if ('wordMessageId' in fact) return { wordMessageId: fact.wordMessageId, level: fact.level, by: fact.by }
  if (!('order' in fact)) return {}
  const { kind, side, order } = fact
  if (kind === 'result-reported') return { side, status: fact.resultStatus }
  const { orderStatus: status, priority } = fact
  const test = order.test && { code: order.test.code, name: order.test.name }
  if (kind === 'order-requested' || kind === 'change-requested') return { side, status, test, priority }
  if (namesTest.has(kind)) return { side, status, test }
  return kind === 'order-accepted' ? { side, status, number: order.filler[0]?.number ?? '' } : { side, status }
}

/** Of these it counts which of several tests is meant. */
const namesTest: ReadonlySet<string> = new Set([
  'order-refused',
  'order-cancelled',
  'order-discontinued',
  'cancel-requested',
  'discontinue-requested',
])
