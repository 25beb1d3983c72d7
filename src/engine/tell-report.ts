// What became of a delivery, told to the ledger: how far its words were taken, or that they were refused, and whose it is
// now. The one thing to know: an outcome is stored whatever the ledger makes of it.
import { orderIn, sendWord } from '../ledger/book.ts'
import type { Concern } from '../ownership/exception.ts'
import { type Batch, closeIn, raiseIn, standingIn, takeWords } from './batch.ts'
import type { Blocked, DeliveryReport } from './delivery-report.ts'
import type { HeldIndex } from './held-index.ts'
import { type LateAnswer, lateReport } from './late-report.ts'
import type { Rules } from './rules.ts'
import { closeUnanswered } from './unanswered.ts'
import { hasUrgentResultOf } from './urgency.ts'

/** Stores an outcome, and tells the ledger of it. */
export function tellReport(batch: Batch, report: DeliveryReport): void {
  const { outcome, messageId, orderIds, level, refused } = report
  batch.outcomes.push(outcome)
  const system = systemOf(batch.rules, outcome.destination)
  const { deliveryId } = outcome
  const said = { system, messageId, deliveryId, orderIds, by: outcome.code || 'sent', at: outcome.at }
  if (level !== null || refused) readdress(batch, report, system)
  if (level !== null) takeWords(batch, { ...said, kind: 'word-taken', level })
  if (refused) takeWords(batch, { ...said, kind: 'word-refused', level: 'sent' })
  if (outcome.state === 'held') keepHeld(batch, report)
  if (outcome.state === 'delivered' && !report.again) closeDelivery(batch, outcome.deliveryId, 'delivered after all')
  raiseReport(batch, report)
  if (outcome.state === 'held' && report.concern) closeUnanswered(batch, outcome.destination, deliveryId)
}

function keepHeld(batch: Batch, { outcome, flow, messageId, orderIds }: DeliveryReport): void {
  const { deliveryId: id, destination, why, attempts } = outcome
  batch.held.push({ id, destination, why, attempts, flow, messageId, orderIds })
}

/** Tells of an answer to what was settled before. What is held has its owner, and keeps the one that it has. */
export function tellLate(batch: Batch, late: LateAnswer, held: HeldIndex): void {
  const report = reportOfLate(batch, late, held)
  if (report) tellReport(batch, report)
}

/** As tellLate(), where the ledger fails on it: the outcome alone. */
export function keepLate(batch: Batch, late: LateAnswer, held: HeldIndex): void {
  const report = reportOfLate(batch, late, held)
  if (report) keepReport(batch, report)
}

/** Stores an outcome of which the ledger cannot be told. */
export function keepReport(batch: Batch, report: DeliveryReport): void {
  batch.outcomes.push(report.outcome)
  if (report.outcome.state === 'held') keepHeld(batch, report)
  raiseReport(batch, { ...report, orderIds: [] })
}

function reportOfLate(batch: Batch, late: LateAnswer, held: HeldIndex): DeliveryReport | null {
  const heldNow = batch.held.findLast(({ id }) => id === late.id) ?? held.get(late.id)
  const report = lateReport(late, standingIn(batch, held, late.id), heldNow?.why ?? '')
  const isOwned = report?.outcome.state === 'held' && batch.desk.ofDelivery(late.id).length > 0
  return isOwned ? { ...report, concern: null } : report
}

/** Words on their way to a system that the site calls otherwise by now: the delivery that carries them leads to it. */
function readdress({ book, rules, now }: Batch, { messageId, orderIds }: DeliveryReport, system: string): void {
  for (const id of orderIds) {
    const isRenamed = orderIn(book, id)?.words.some(
      (word) =>
        word.to !== system &&
        word.to !== '' &&
        (word.messageId === messageId || word.repeatMessageId === messageId) &&
        !rules.sources.has(word.to),
    )
    if (isRenamed) sendWord(book, id, messageId, system, rules.policy, now)
  }
}

/** The exception of a report, critical where it holds a result that must not wait. */
export function raiseReport(batch: Batch, { outcome, flow, messageId, orderIds, concern }: DeliveryReport): void {
  if (concern) raiseOf(batch, outcome.destination, { id: outcome.deliveryId, flow, messageId, orderIds }, concern)
}

function raiseOf(batch: Batch, destination: string, delivery: Blocked, concern: Concern): void {
  const { id: deliveryId, flow, messageId, orderIds } = delivery
  const system = systemOf(batch.rules, destination)
  const urgent = isUrgent(batch, orderIds, messageId)
  raiseIn(batch, concern, { system, flow, messageId, orderIds, deliveryId }, urgent)
}

/** Somebody owns that a message is never answered, until it is, or is held: it waits alone, so the line has no trouble. */
export function tellUnanswered(batch: Batch, destination: string, delivery: Blocked, concern: Concern): void {
  raiseOf(batch, destination, delivery, concern)
}

/** A result that must not wait is owned as well where it waits behind another message: whoever settles that may not see it. */
export function tellBlocked(batch: Batch, destination: string, { id, flow, messageId, orderIds }: Blocked): void {
  if (!isUrgent(batch, orderIds, messageId)) return
  const concern = {
    kind: 'delivery-held' as const,
    severity: 'critical' as const,
    text: 'A final, corrected or critical result waits behind an earlier message of the same order or patient that is held, or that its receiver does not answer. Phone the result; it goes out once that message is let go, cancelled or answered.',
    cause: `delivery-held|${destination}|behind`,
  }
  raiseIn(
    batch,
    concern,
    { system: systemOf(batch.rules, destination), flow, messageId, orderIds, deliveryId: id },
    true,
  )
}

/** Whether a message brought one of these orders a result that must not wait. */
export function isUrgent(batch: Batch, orderIds: readonly number[], messageId: number): boolean {
  return orderIds.some((id) => {
    const order = orderIn(batch.book, id)
    return order !== undefined && hasUrgentResultOf(order, messageId)
  })
}

function systemOf(rules: Rules, destination: string): string {
  return rules.destinations.get(destination)?.system ?? ''
}

/** Closes what is open about a delivery. */
export function closeDelivery(batch: Batch, deliveryId: number, rootCause: string): void {
  for (const exception of batch.desk.ofDelivery(deliveryId)) closeIn(batch, exception, rootCause)
}
