// Orders and patients of a batch as steps of its transaction: counts and calendar first, then heads, bodies and keys. The
// one thing to know: this runs for every message under load, so it goes over the batch in plain loops and copies nothing.
import type { Changes } from '../../engine/ports/store.ts'
import type { Order } from '../../ledger/order.ts'
import type { Patient } from '../../ledger/patient.ts'
import { atRest, nextDue, untakenWords } from '../shared/order-columns.ts'
import { documentsOf } from './documents.ts'
import type { Step } from './pipeline.ts'
import { SHAPE, writeBody, writeHead } from './snapshot.ts'
import type { Standing, Standings } from './standings.ts'
import { addDocuments } from './statements/add-documents.ts'
import { addOrderBodies, type BodyRow } from './statements/add-order-bodies.ts'
import { addOrderKeys } from './statements/add-order-keys.ts'
import { addOrders, type OrderRow } from './statements/add-orders.ts'
import { addPatientKeys } from './statements/add-patient-keys.ts'
import { addPatients } from './statements/add-patients.ts'
import { changeOrderBodies } from './statements/change-order-bodies.ts'
import { changeOrders } from './statements/change-orders.ts'
import { changePatients } from './statements/change-patients.ts'
import { type Counted, countOrders } from './statements/count-orders.ts'
import { putOrderKeys } from './statements/put-order-keys.ts'
import { putPatientKeys } from './statements/put-patient-keys.ts'
import { type Due, setCalendar } from './statements/set-calendar.ts'
import { when } from './when.ts'

type OrderChange = Changes['orders'][number]

/** The steps for orders; `standings` tells how they stood where that is known. */
export function orderSteps(changes: readonly OrderChange[], standings: Standings): Step[] {
  if (changes.length === 0) return []
  const added: OrderRow[] = []
  const changed: (OrderRow & { readonly whole: boolean })[] = []
  const bodies: { readonly fresh: Order[]; readonly old: Order[] } = { fresh: [], old: [] }
  const counted: Counted[] = []
  const dues: { readonly other: Due[]; readonly unknown: Due[] } = { other: [], unknown: [] }
  for (const change of changes) {
    const row = orderRow(change)
    const before = standingBefore(row, standings)
    counted.push({ id: row.id, now: row, before })
    if (row.nextDue !== null) noteDue(row.id, row.nextDue, before, dues)
    if (before === null) added.push(row)
    else changed.push(row)
    if (before === null) bodies.fresh.push(change.order)
    else if (change.bodyChanged) bodies.old.push(change.order)
  }
  return [
    countOrders(counted),
    ...(dues.other.length + dues.unknown.length > 0 ? [setCalendar(dues.other, dues.unknown)] : []),
    ...when(added, addOrders),
    ...when(bodies.fresh.map(bodyRow), addOrderBodies),
    ...when(changed, changeOrders),
    ...when(bodies.old.map(bodyRow), changeOrderBodies),
    ...when(documentsOf([...bodies.fresh, ...bodies.old]), addDocuments),
  ]
}

/** Null: there is none. Undefined: not known. */
function standingBefore({ id, version }: OrderRow, standings: Standings): Standing | null | undefined {
  return version === 1 ? null : (standings.get(id, version - 1) ?? undefined)
}

function noteDue(
  id: number,
  due: number,
  before: Standing | null | undefined,
  dues: { readonly other: Due[]; readonly unknown: Due[] },
): void {
  if (before === undefined) dues.unknown.push({ id, due })
  else if (before?.nextDue == null || secondOf(before.nextDue) !== secondOf(due)) dues.other.push({ id, due })
}

/** As SQL divides: towards zero. */
function secondOf(instant: number): number {
  return Math.trunc(instant / 1000)
}

/** How an order will stand, counted from its snapshot. */
export function standingOf({ order, loop, proven }: OrderChange): Standing & { readonly untaken: number } {
  const untaken = untakenWords(order.words)
  const restless = !atRest(loop, order, untaken)
  return { version: order.version, loop, proven, restless, nextDue: nextDue(order), untaken }
}

function orderRow(change: OrderChange): OrderRow & { readonly whole: boolean } {
  const { order, bodyChanged } = change
  const standing = standingOf(change)
  return {
    id: order.id,
    version: order.version,
    untaken: standing.untaken,
    proven: standing.proven,
    restless: standing.restless,
    nextDue: standing.nextDue,
    patientId: order.patient.patientId,
    state: order.state,
    loop: standing.loop,
    head: writeHead(order),
    whole: bodyChanged,
  }
}

function bodyRow(order: Order): BodyRow {
  return { orderId: order.id, shape: SHAPE, body: writeBody(order) }
}

/** The steps for numbers of orders. `cautious` as in `commitSteps`. */
export function orderKeySteps({ orders, orderKeys }: Changes, cautious: boolean): Step[] {
  if (orderKeys.length === 0) return []
  const fresh = new Set<number>()
  if (!cautious) for (const { order } of orders) if (order.version === 1) fresh.add(order.id)
  const [added, put] = halves(orderKeys, ({ orderId }) => fresh.has(orderId))
  return [...when(added, addOrderKeys), ...when(put, putOrderKeys)]
}

/** The steps for patients and their numbers. `cautious` as in `commitSteps`. */
export function patientSteps({ patients, patientKeys }: Changes, cautious: boolean): Step[] {
  const [added, changed] = halves(patients, ({ version }) => version === 1)
  const fresh = new Set(cautious ? [] : added.map(({ id }: Patient) => id))
  const [addedKeys, putKeys] = halves(patientKeys, ({ patientId }) => fresh.has(patientId))
  return [
    ...when(added, addPatients),
    ...when(changed, changePatients),
    ...when(addedKeys, addPatientKeys),
    ...when(putKeys, putPatientKeys),
  ]
}

/** Those of which it is true, and the others. */
function halves<T>(rows: readonly T[], isFirst: (row: T) => boolean): [T[], T[]] {
  const [first, second]: [T[], T[]] = [[], []]
  for (const row of rows) {
    if (isFirst(row)) first.push(row)
    else second.push(row)
  }
  return [first, second]
}
