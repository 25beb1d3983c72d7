// One batch of changes as the steps of one transaction. The one thing to know: statements come in an order that lets each
// see what it must (counts before the orders change, outcomes after their deliveries), and one that has nothing to do is
// left out.
import type { Changes, Delivery, DeliveryOutcome } from '../../engine/ports/store.ts'
import type { Fact } from '../../ledger/fact.ts'
import { lifeDetailOf } from '../../ledger/life-fact.ts'
import { deliveryGroups, packAnswers } from './delivery-rows.ts'
import type { Names } from './names.ts'
import { orderKeySteps, orderSteps, patientSteps } from './order-steps.ts'
import type { Step } from './pipeline.ts'
import type { Standings } from './standings.ts'
import { addAudit } from './statements/add-audit.ts'
import { addDeliveries } from './statements/add-deliveries.ts'
import { addDeliveryGroups } from './statements/add-delivery-groups.ts'
import { addFacts, type FactRow } from './statements/add-facts.ts'
import { countFindings } from './statements/count-findings.ts'
import { enterWaiting } from './statements/enter-waiting.ts'
import { leaveWaiting } from './statements/leave-waiting.ts'
import { linkExceptions } from './statements/link-exceptions.ts'
import { putAnswers } from './statements/put-answers.ts'
import { putExceptions } from './statements/put-exceptions.ts'
import { setProgress } from './statements/set-progress.ts'
import { settleDeliveries } from './statements/settle-deliveries.ts'
import { when } from './when.ts'

type FactChange = Changes['facts'][number]

/** Names that must have numbers before `commitSteps`. */
export function namesIn({ facts, deliveries, outcomes }: Changes): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { fact, verdict } of facts) names.add(fact.kind).add(fact.system).add(verdict)
  for (const { destination, flow } of deliveries) names.add(destination).add(flow)
  for (const { destination } of outcomes) names.add(destination)
  return names
}

/**
 * The steps of a commit, without the check of the leases. `cautious`: keys of new orders and patients may be there
 * already, or twice in the batch: which is not so, or else the first try fails.
 */
export function commitSteps(changes: Changes, names: Names, standings: Standings, cautious = false): Step[] {
  const outcomes = lastOfEach(changes.outcomes, ({ deliveryId }) => deliveryId)
  const exceptions = lastOfEach(changes.exceptions, ({ id }) => id)
  const answers = lastOfEach(changes.answers, ({ messageId }) => messageId)
  return [
    ...orderSteps(changes.orders, standings),
    ...orderKeySteps(changes, cautious),
    ...patientSteps(changes, cautious),
    ...when(changes.facts, (facts) => addFacts(facts.map((change) => factRow(change, names)))),
    ...deliverySteps(changes.deliveries, names),
    ...outcomeSteps(outcomes),
    ...when(exceptions, putExceptions),
    ...when(exceptions, linkExceptions),
    ...when(answers, putAnswers),
    ...when(changes.audit, addAudit),
    ...when(changes.findings ?? [], countFindings),
    ...(changes.processedThrough > 0 ? [setProgress(changes.processedThrough)] : []),
  ]
}

function factRow({ fact, orderId, verdict }: FactChange, names: Names): FactRow {
  return {
    messageId: fact.messageId,
    orderId: orderId ?? 0,
    seenAt: fact.seenAt,
    saidAt: fact.saidAt,
    n: fact.n,
    kind: names.id(fact.kind),
    verdict: names.id(verdict),
    system: names.id(fact.system),
    detail: detailOf(fact),
  }
}

/** What the story of an order needs of a fact beside its columns (LifeFact), as JSON; the rest stands in the message. */
function detailOf(fact: Fact): string {
  return JSON.stringify('event' in fact ? { event: fact.event } : lifeDetailOf(fact))
}

function deliverySteps(deliveries: readonly Delivery[], names: Names): Step[] {
  if (deliveries.length === 0) return []
  return [addDeliveries(deliveries, (name) => names.id(name)), addDeliveryGroups(deliveryGroups(deliveries))]
}

function outcomeSteps(outcomes: readonly DeliveryOutcome[]): Step[] {
  if (outcomes.length === 0) return []
  const [open, settled]: [number[], number[]] = [[], []]
  for (const { deliveryId, state } of outcomes) {
    const isOpen = state === 'held' || state === 'queued' || state === 'sent'
    ;(isOpen ? open : settled).push(deliveryId)
  }
  return [
    settleDeliveries(outcomes, packAnswers(outcomes)),
    ...when(open, enterWaiting),
    ...when(settled, leaveWaiting),
  ]
}

/** Where a batch writes one thing twice, the last counts. */
function lastOfEach<T>(rows: readonly T[], idOf: (row: T) => number): readonly T[] {
  const seen = new Set<number>()
  for (const row of rows) seen.add(idOf(row))
  return seen.size === rows.length ? rows : [...new Map(rows.map((row) => [idOf(row), row])).values()]
}
