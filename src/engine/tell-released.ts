// A message that was held for identity and that people let go: its facts are told to the orders that they mean, so that the
// ledger knows what the chart is about to show. The one thing to know: what a later message has already replaced is not
// told afterwards, or the older value would count as the lab's last word.
import { orderIn, sendWord, tellAs } from '../ledger/book.ts'
import type { NumberedFact } from '../ledger/fact.ts'
import { hasHeard, hasHeardLater, meantBy } from '../ledger/meant.ts'
import type { Order } from '../ledger/order.ts'
import { type Batch, keepTold, raiseIn } from './batch.ts'
import type { HeldDelivery, HeldIndex } from './held-index.ts'
import { readHeldWhy } from './held-reasons.ts'
import type { Readable } from './prepare.ts'

/** Tells what the message says to the orders that it means, and that its words are on their way. */
export function tellReleased(
  batch: Batch,
  { stored, reading, taking }: Readable,
  delivery: HeldDelivery,
  held: HeldIndex,
): void {
  const { book, now } = batch
  const facts = reading.facts.filter((fact) => 'order' in fact)
  // Before anything is told: a message may have several facts of one order, and another flow may have told them already.
  const heard = new Set(facts.map((fact) => meantBy(book, fact)).flatMap((order) => isHeard(order, stored.id)))
  const meant = new Set([...delivery.orderIds, ...heard])
  for (const fact of facts) {
    const order = meantBy(book, fact)
    if (order && !heard.has(order.id) && tellMeant(batch, order, { ...fact, seenAt: now })) meant.add(order.id)
  }
  for (const id of meant) address(batch, { stored, reading, taking }, id, delivery, heard.has(id) ? null : held)
}

type Spoken = Pick<Readable, 'stored' | 'reading' | 'taking'>

/**
 * The words of an order are on their way, if the delivery brings them; if it is a copy, those that were told only now are, by
 * the delivery that is still held. `held`: where the parts of the message are found; null where the order had them before.
 */
function address(
  { book, rules, now }: Batch,
  { stored, reading, taking }: Spoken,
  id: number,
  { flow: flowId }: HeldDelivery,
  held: HeldIndex | null,
): void {
  const order = orderIn(book, id)
  const fact = reading.facts.find((one) => 'order' in one)
  const flow = order && fact && rules.addressees.flowFor(taking.flows, order, fact.side)
  if (!flow || (flow.id !== flowId && held === null)) return
  const isPart = ({ messageId, flow: of, orderIds, why }: HeldDelivery) =>
    messageId === stored.id && of === flow.id && orderIds.includes(id) && readHeldWhy(why)?.part.of !== 1
  const parts = held === null ? [] : [...held.all].filter(isPart)
  sendWord(
    book,
    id,
    stored.id,
    flow.to,
    rules.policy,
    now,
    parts.map((one) => one.id),
  )
}

function isHeard(order: Order | null, messageId: number): number[] {
  return order && hasHeard(order, messageId) ? [order.id] : []
}

/** False where a later message has replaced what it says. */
function tellMeant(batch: Batch, order: Order, fact: NumberedFact): boolean {
  const { system, messageId } = fact
  if (hasHeardLater(order, messageId)) {
    raiseIn(batch, overtaken(system, messageId), { system, messageId, orderIds: [order.id] })
    return false
  }
  keepTold(batch, fact, tellAs(batch.book, order.id, fact, batch.rules.policy), { system, messageId })
  return true
}

function overtaken(system: string, messageId: number) {
  return {
    kind: 'late-version' as const,
    severity: 'normal' as const,
    text: `A held result was let go after a newer one of this order had come. It goes out before the newer one, and its values are not among the order's versions: see message ${messageId}. Make sure that the receiver shows the newer one.`,
    cause: `late-version|${system}|released`,
  }
}
