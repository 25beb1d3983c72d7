// A critical result reaches the chart in time or somebody is told to phone it. The one thing to know: time counts from when
// Labloop had the message and could act, since what it never got it cannot deliver.
import type { Instant } from '../../engine/ports/clock.ts'
import type { Exception } from '../../ownership/exception.ts'
import type { LabWordSaid } from '../play/evidence.ts'
import type { BookedMessage, Docket } from './docket.ts'
import { ableFrom, awaySpans, type Span } from './spans.ts'
import { positive } from './talks.ts'
import { checker, type Fault, lasting } from './violations.ts'

/** A critical result is taken by the EHR, or owned, within this time, milliseconds. */
export const phoneWithin_ms = 15 * 60_000

/** Flags that say critical: LL, HH and AA. (HL7 table 0078) */
const critical = new Set(['LL', 'HH', 'AA'])

export const criticalHeard = checker(
  'critical-heard',
  {
    verifies:
      'A report with a critical result is taken by the EHR within 15 minutes of its arrival at Labloop, or a critical or high exception on it is open by then.',
    notVerified: 'Whether the person who was told did phone, and when the display showed it.',
  },
  function* (docket, { lab }) {
    const away = awaySpans(docket.evidence)
    for (const word of lab.words) if (word.what === 'report' && isCritical(word)) yield* judge(docket, word, away)
  },
)

function isCritical({ entry }: LabWordSaid): boolean {
  return entry.observations.some(({ flags }) => flags.split('~').some((flag) => critical.has(flag)))
}

function* judge(docket: Docket, { key: subject, controlId }: LabWordSaid, away: readonly Span[]): Generator<Fault> {
  for (const talk of docket.talks.under('lab-to-labloop', controlId)) {
    for (const message of docket.storedOf(talk)) {
      const by = ableFrom(away, message.receivedAt) + phoneWithin_ms
      if (by > docket.evidence.end || takenBy(docket, message, by) || isTold(docket, subject, message, by)) continue
      const text = `Critical report ${controlId} was not taken within ${lasting(phoneWithin_ms)}, and nobody was told to phone it.`
      yield { subject, at: message.receivedAt, text }
    }
  }
}

function takenBy(docket: Docket, { id }: BookedMessage, by: Instant): boolean {
  return docket.deliveriesOf(id).some(({ destination, controlId }) => {
    const line = docket.lineTo(destination)
    const talks = line ? docket.talks.under(line, controlId) : []
    return talks.some(({ replies }) => replies.some(({ code, at }) => positive.has(code) && at <= by))
  })
}

/** On the order, the message or the delivery; or on the whole queue, which is told of once for all that waits in it. */
function isTold(docket: Docket, key: string, { id, receivedAt }: BookedMessage, by: Instant): boolean {
  const own = [
    ...docket.ordersOf(key).flatMap(({ order }) => docket.raisedOn(order.id)),
    ...docket.raisedAbout(id),
    ...docket.deliveriesOf(id).flatMap((delivery) => docket.raisedFor(delivery.id)),
  ]
  const standing = ({ openedAt, closedAt }: Exception) => openedAt <= by && (closedAt ?? by) >= receivedAt
  const loud = ({ severity }: Exception) => severity === 'critical' || severity === 'high'
  if (own.some((one) => loud(one) && standing(one))) return true
  return docket.evidence.labloop.exceptions.some((one) => isOfQueue(one) && standing(one))
}

function isOfQueue({ kind, orderIds, deliveryId }: Exception): boolean {
  if (orderIds.length > 0) return false
  // One message that is not answered is not the queue.
  if (kind === 'no-answer') return deliveryId === null
  return kind === 'queue-too-old' || kind === 'operator-hold' || kind === 'delivery-held'
}
