// Deliveries for a connection that the site no longer has: nobody sends to it, and no queue shows them. The one thing to know:
// each is held and owned from the start of the engine, and goes to the connection that its flow has now when people let it
// go, unless something newer of its orders has gone there meanwhile.
import { type Batch, raiseIn } from './batch.ts'
import { outcome } from './delivery-report.ts'
import type { QueuedDelivery, Store } from './ports/store.ts'
import type { Rules } from './rules.ts'
import { isUrgent } from './tell-report.ts'
import { taskUnit, type Unit } from './unit.ts'

/** Deliveries read and told at a time. */
const page = 200

/** Holds and raises everything that waits for a connection that is gone; stops where `ended` says so. */
export async function holdStranded(
  store: Pick<Store, 'destinations' | 'undelivered'>,
  rules: Rules,
  add: (unit: Unit) => void,
  ended: () => boolean,
): Promise<void> {
  if (rules.observe) return
  for (const destination of await store.destinations()) {
    if (rules.destinations.has(destination)) continue
    for (let after = 0; !ended(); ) {
      const deliveries = await store.undelivered(destination, after, page)
      if (deliveries.length > 0 && !ended()) add(strandedUnit(deliveries))
      if (deliveries.length < page) break
      after = deliveries.at(-1)!.id
    }
  }
}

function strandedUnit(deliveries: readonly QueuedDelivery[]): Unit {
  return taskUnit({ orderIds: deliveries.flatMap(({ orderIds }) => orderIds) }, (batch) => {
    for (const delivery of deliveries) holdOne(batch, delivery)
  })
}

function holdOne(batch: Batch, { id, destination, flow, messageId, orderIds, attempts, state }: QueuedDelivery): void {
  const sent = state === 'sent' || attempts > 0
  const why = `no connection: the site does not have ${destination} any more${sent ? '; it may have been sent' : ''}`
  batch.outcomes.push(outcome({ id, attempts }, destination, 'held', batch.now, { why }))
  batch.held.push({ id, destination, flow, messageId, orderIds, why, attempts })
  const system = batch.rules.site.flows.find((one) => one.id === flow)?.from ?? ''
  const text = `A message waits for the connection ${destination}, which the site does not have any more${sent ? '; it was sent before, and may have been taken' : ''}. It is held. Release it, and it goes to the connection that its flow has now; or cancel it, where its receiver is gone as well.`
  const concern = {
    kind: 'delivery-held',
    severity: 'high',
    text,
    cause: `delivery-held|${destination}|stranded`,
  } as const
  raiseIn(batch, concern, { system, flow, messageId, orderIds, deliveryId: id }, isUrgent(batch, orderIds, messageId))
}
