// Which order a fact means, without telling it: what people decide on when they let go a message that was held for identity.
// The one thing to know: it answers by what is known now, which may be more than when the message was held.
import type { Book } from './book.ts'
import type { NumberedFact } from './fact.ts'
import { joinOrder } from './join.ts'
import { findingKeys } from './keys.ts'
import type { Order } from './order.ts'

/** The order that a fact means, whether its patient agrees or contradicts; null where none can be singled out. */
export function meantBy(book: Book, fact: NumberedFact): Order | null {
  const ids = new Set(findingKeys(fact.order).flatMap((key) => book.byKey.get(key) ?? []))
  const match = joinOrder(
    fact,
    [...ids].flatMap((id) => book.entries.get(id)?.order ?? []),
    book.patients,
  )
  return match.kind === 'new' ? null : match.order
}

/** Whether an order has heard something of this message. */
export function hasHeard({ words, report, observations }: Order, messageId: number): boolean {
  return (
    report?.messageId === messageId ||
    words.some((word) => word.messageId === messageId || word.repeatMessageId === messageId) ||
    observations.some(({ versions }) => versions.some((version) => version.messageId === messageId))
  )
}

/** Whether an order has heard a result that came after this message. */
export function hasHeardLater({ words, report }: Order, messageId: number): boolean {
  return (
    (report?.messageId ?? 0) > messageId ||
    words.some(({ side, subject, messageId: id }) => side === 'filler' && subject === 'result' && id > messageId)
  )
}
