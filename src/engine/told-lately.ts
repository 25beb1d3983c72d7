// The orders of messages that were told and may not be stored yet. The one thing to know: where Labloop only observes, the copy
// of an answer may come right behind the message that it answers, and the store does not know that one's orders by then.
import type { Batch } from './batch.ts'

export class ToldLately {
  #batches: { readonly through: number; readonly orders: ReadonlyMap<number, readonly number[]> }[] = []

  /** A batch that is on its way into the store, with its last message. */
  add(facts: Batch['facts'], through: number): void {
    const orders = new Map<number, number[]>()
    for (const { fact, orderId } of facts) {
      if (orderId === null) continue
      const known = orders.get(fact.messageId)
      if (!known) orders.set(fact.messageId, [orderId])
      else if (!known.includes(orderId)) known.push(orderId)
    }
    this.#batches.push({ through, orders })
  }

  /** What the store has by now it can be asked for. */
  forgetThrough(processedThrough: number): void {
    this.#batches = this.#batches.filter(({ through }) => through > processedThrough)
  }

  /** What came to nothing will be told again. */
  forgetAfter(processedThrough: number): void {
    this.#batches = this.#batches.filter(({ through }) => through <= processedThrough)
  }

  /** The orders of which a message spoke. */
  ordersOf(messageId: number): readonly number[] {
    return this.#batches.flatMap(({ orders }) => orders.get(messageId) ?? [])
  }
}

/** The orders of which a message spoke, of what was told in one batch. */
export function ordersToldOf(facts: Batch['facts'], messageId: number): number[] {
  return facts.flatMap(({ fact, orderId }) => (fact.messageId === messageId && orderId !== null ? orderId : []))
}
