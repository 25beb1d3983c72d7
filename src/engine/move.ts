// A held delivery whose connection the site no longer has goes to the one that its flow has now. The one thing to know: there
// it stands behind what has gone out meanwhile, so nothing is moved of which an order has newer word under way.
import { moveWord, orderIn, sendWord } from '../ledger/book.ts'
import type { Batch } from './batch.ts'
import { outcome } from './delivery-report.ts'
import type { HeldDelivery, HeldIndex } from './held-index.ts'
import type { Delivery, QueuedDelivery } from './ports/store.ts'
import type { Rules } from './rules.ts'

/** Where a held delivery goes now that its connection is gone; null where its flow has none, or is gone itself. */
export function connectionNow({ site, destinations }: Rules, { flow }: HeldDelivery): string | null {
  const connection = site.flows.find(({ id }) => id === flow)?.delivery.connection ?? ''
  return destinations.has(connection) ? connection : null
}

/** Whether something newer on one of its orders has gone to the receiver meanwhile: an older word must not come after it. */
export function isOvertaken(batch: Batch, { flow, messageId, orderIds }: HeldDelivery, held: HeldIndex): boolean {
  const receiver = batch.rules.site.flows.find(({ id }) => id === flow)?.to ?? ''
  const waiting = new Set([...held.all].map((one) => one.messageId))
  return orderIds.some((id) =>
    orderIn(batch.book, id)?.words.some(
      (word) => word.messageId > messageId && word.to === receiver && !waiting.has(word.messageId),
    ),
  )
}

/** The delivery in the queue of another connection, with its lanes and its bytes; the one before is ended. */
export function move(
  batch: Batch,
  delivery: HeldDelivery,
  stored: Pick<QueuedDelivery, 'lanes' | 'controlId' | 'body'>,
  destination: string,
): Delivery {
  const { flow, messageId, orderIds } = delivery
  const { lanes, controlId, body } = stored
  const id = ++batch.lastDeliveryId
  const moved = { id, destination, flow, messageId, controlId, lanes, orderIds, queuedAt: batch.now, body }
  batch.deliveries.push(moved)
  const receiver = batch.rules.site.flows.find((one) => one.id === flow)?.to ?? ''
  for (const orderId of orderIds) {
    moveWord(batch.book, orderId, delivery.id, id)
    sendWord(batch.book, orderId, messageId, receiver, batch.rules.policy, batch.now)
  }
  const why = `moved to ${destination} as delivery ${id}`
  batch.outcomes.push(outcome(delivery, delivery.destination, 'cancelled', batch.now, { why }))
  return moved
}
