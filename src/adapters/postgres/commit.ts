// One batch of changes as the steps of one transaction. The one thing to know: statements come in an order that lets each
// see what it must (counts before the orders change, outcomes after their deliveries), and one that has nothing to do is
// left out.
import type { Changes, Delivery, DeliveryOutcome } from '../../engine/ports/store.ts'
import type { Fact } from '../../ledger/fact.ts'
import type { Order } from '../../ledger/order.ts'
import type { Patient } from '../../ledger/patient.ts'
import { atRest, nextDue, untakenWords } from '../shared/order-columns.ts'
import { deliveryGroups, packAnswers } from './delivery-rows.ts'
import { documentsOf } from './documents.ts'
import type { Names } from './names.ts'
import type { Step } from './pipeline.ts'
import { SHAPE, writeBody, writeHead } from './snapshot.ts'
import type { Standing, Standings } from './standings.ts'
import { addAudit } from './statements/add-audit.ts'
import { addDeliveries } from './statements/add-deliveries.ts'
import { addDeliveryGroups } from './statements/add-delivery-groups.ts'
import { addDocuments } from './statements/add-documents.ts'
import { addFacts, type FactRow } from './statements/add-facts.ts'
import { addOrderBodies, type BodyRow } from './statements/add-order-bodies.ts'
import { addOrderKeys } from './statements/add-order-keys.ts'
import { addOrders, type OrderRow } from './statements/add-orders.ts'
import { addPatientKeys } from './statements/add-patient-keys.ts'
import { addPatients } from './statements/add-patients.ts'
import { changeOrderBodies } from './statements/change-order-bodies.ts'
import { changeOrders } from './statements/change-orders.ts'
import { changePatients } from './statements/change-patients.ts'
import { countOrders } from './statements/count-orders.ts'
import { enterWaiting } from './statements/enter-waiting.ts'
import { leaveWaiting } from './statements/leave-waiting.ts'
import { linkExceptions } from './statements/link-exceptions.ts'
import { putAnswers } from './statements/put-answers.ts'
import { putExceptions } from './statements/put-exceptions.ts'
import { putOrderKeys } from './statements/put-order-keys.ts'
import { putPatientKeys } from './statements/put-patient-keys.ts'
import { setCalendar } from './statements/set-calendar.ts'
import { setProgress } from './statements/set-progress.ts'
import { settleDeliveries } from './statements/settle-deliveries.ts'

type OrderChange = Changes['orders'][number]
type FactChange = Changes['facts'][number]

/** Names that must have numbers before `commitSteps`. */
export function* namesIn({ facts, deliveries, outcomes }: Changes): Generator<string> {
  for (const { fact, verdict } of facts) {
    yield fact.kind
    yield fact.system
    yield verdict
  }
  for (const { destination, flow } of deliveries) {
    yield destination
    yield flow
  }
  for (const { destination } of outcomes) yield destination
}

/**
 * The steps of a commit, without the check of the leases. `cautious`: keys of new orders and patients may be there
 * already, which they never are unless somebody gave an order a number before the order itself.
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
    ...when(exceptions, () => [putExceptions(exceptions), linkExceptions(exceptions)]),
    ...when(answers, putAnswers),
    ...when(changes.audit, addAudit),
    ...(changes.processedThrough > 0 ? [setProgress(changes.processedThrough)] : []),
  ]
}

function orderSteps(changes: readonly OrderChange[], standings: Standings): Step[] {
  if (changes.length === 0) return []
  const written = changes.map((change) => ({
    change,
    row: orderRow(change),
    before: standingBefore(change, standings),
  }))
  const [fresh, old] = [
    written.filter(({ before }) => before === null),
    written.filter(({ before }) => before !== null),
  ]
  const bodies = (some: typeof written) =>
    some.filter(({ change }) => change.bodyChanged).map(({ change }) => change.order)
  return [
    countOrders(written.map(({ row, before }) => ({ id: row.id, now: row, before }))),
    ...calendarSteps(written),
    ...when(fresh, () => [
      addOrders(fresh.map(({ row }) => row)),
      addOrderBodies(fresh.map(({ change }) => bodyRow(change.order))),
    ]),
    ...when(old, () => changeOrders(old.map(({ row }) => row))),
    ...when(bodies(old), (orders) => changeOrderBodies(orders.map(bodyRow))),
    ...when(documentsOf(bodies(written)), addDocuments),
  ]
}

/** Null: there is none. Undefined: not known. */
function standingBefore({ order }: OrderChange, standings: Standings): Standing | null | undefined {
  return order.version === 1 ? null : (standings.get(order.id, order.version - 1) ?? undefined)
}

type Expected = { readonly row: OrderRow; readonly before: Standing | null | undefined }

function calendarSteps(written: readonly Expected[]): Step[] {
  const expected = written.filter(({ row }) => row.nextDue !== null)
  const other = expected.filter(({ row, before }) => before !== undefined && secondOf(before) !== secondOf(row))
  const unknown = expected.filter(({ before }) => before === undefined)
  const dues = (some: readonly Expected[]) => some.map(({ row }) => ({ id: row.id, due: row.nextDue! }))
  return other.length + unknown.length === 0 ? [] : [setCalendar(dues(other), dues(unknown))]
}

/** As SQL divides: towards zero. */
function secondOf(standing: { readonly nextDue: number | null } | null): number | null {
  return standing?.nextDue == null ? null : Math.trunc(standing.nextDue / 1000)
}

function orderKeySteps({ orders, orderKeys }: Changes, cautious: boolean): Step[] {
  const fresh = new Set(cautious ? [] : orders.filter(isNew).map(({ order }) => order.id))
  const keys = lastOfEach(orderKeys, ({ key, orderId }) => `${orderId} ${key}`)
  return [
    ...when(
      keys.filter(({ orderId }) => fresh.has(orderId)),
      addOrderKeys,
    ),
    ...when(
      keys.filter(({ orderId }) => !fresh.has(orderId)),
      putOrderKeys,
    ),
  ]
}

function patientSteps({ patients, patientKeys }: Changes, cautious: boolean): Step[] {
  const isFresh = ({ version }: Patient) => version === 1
  const fresh = new Set(cautious ? [] : patients.filter(isFresh).map(({ id }) => id))
  const keys = lastOfEach(patientKeys, ({ key, patientId }) => `${patientId} ${key}`)
  return [
    ...when(patients.filter(isFresh), addPatients),
    ...when(
      patients.filter((patient) => !isFresh(patient)),
      changePatients,
    ),
    ...when(
      keys.filter(({ patientId }) => fresh.has(patientId)),
      addPatientKeys,
    ),
    ...when(
      keys.filter(({ patientId }) => !fresh.has(patientId)),
      putPatientKeys,
    ),
  ]
}

function isNew({ order }: OrderChange): boolean {
  return order.version === 1
}

/** How an order will stand, counted from its snapshot. */
export function standingOf({ order, loop, proven }: OrderChange): Standing & { readonly untaken: number } {
  const untaken = untakenWords(order.words)
  const restless = !atRest(loop, order.state, order.exceptions.length, untaken)
  return { version: order.version, loop, proven, restless, nextDue: nextDue(order), untaken }
}

function orderRow(change: OrderChange): OrderRow & { readonly whole: boolean } {
  const { order, bodyChanged } = change
  const { version, loop, proven, restless, nextDue, untaken } = standingOf(change)
  return {
    ...{ id: order.id, version, untaken, proven, restless, nextDue, patientId: order.patient.patientId },
    ...{ state: order.state, loop, head: writeHead(order), whole: bodyChanged },
  }
}

function bodyRow(order: Order): BodyRow {
  return { orderId: order.id, shape: SHAPE, body: writeBody(order) }
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
  switch (fact.kind) {
    case 'word-taken':
    case 'word-refused':
      return JSON.stringify({ wordMessageId: fact.wordMessageId, level: fact.level, by: fact.by })
    case 'patient-stated':
    case 'patient-merged':
    case 'catalog-stated':
      return JSON.stringify({ event: fact.event })
    case 'result-reported':
      return JSON.stringify({ side: fact.side, status: fact.resultStatus })
    default:
      return JSON.stringify({ side: fact.side, status: fact.orderStatus })
  }
}

function deliverySteps(deliveries: readonly Delivery[], names: Names): Step[] {
  if (deliveries.length === 0) return []
  const rows = deliveries.map((delivery) => ({
    ...delivery,
    destination: names.id(delivery.destination),
    flow: names.id(delivery.flow),
  }))
  return [addDeliveries(rows), addDeliveryGroups(deliveryGroups(deliveries))]
}

function outcomeSteps(outcomes: readonly DeliveryOutcome[]): Step[] {
  if (outcomes.length === 0) return []
  const open = outcomes.filter(({ state }) => state === 'held' || state === 'queued' || state === 'sent')
  const idsOf = (some: readonly DeliveryOutcome[]) => some.map(({ deliveryId }) => deliveryId)
  return [
    settleDeliveries(outcomes, packAnswers(outcomes)),
    ...when(idsOf(open), enterWaiting),
    ...when(idsOf(outcomes.filter((outcome) => !open.includes(outcome))), leaveWaiting),
  ]
}

function when<T>(rows: readonly T[], step: (rows: readonly T[]) => Step | Step[]): Step[] {
  return rows.length === 0 ? [] : [step(rows)].flat()
}

/** Where a batch writes one thing twice, the last counts. */
function lastOfEach<T>(rows: readonly T[], keyOf: (row: T) => number | string): readonly T[] {
  if (rows.length < 2) return rows
  const last = new Map(rows.map((row) => [keyOf(row), row]))
  return last.size === rows.length ? rows : [...last.values()]
}
