// What the store answers when asked. The one thing to know: what belongs together is read in one round trip, and every
// answer has one order, by integers, as in the memory store.
import type { FindingCount } from '../../alignment/message/finding-count.ts'
import type {
  Incoming,
  Loaded,
  LoopCounts,
  Marks,
  OrderSight,
  QueuedDelivery,
  Store,
  StoredMessage,
} from '../../engine/ports/store.ts'
import type { LoopStatus, Order, OrderState } from '../../ledger/order.ts'
import type { Exception } from '../../ownership/exception.ts'
import { acknowledgedEarly, unacceptedEnds } from '../shared/order-columns.ts'
import { bytesOf } from './bundle.ts'
import { readDelivery, readDeliveryContents } from './delivery-rows.ts'
import { readMessages } from './message-rows.ts'
import type { Names } from './names.ts'
import type { Row, Step } from './pipeline.ts'
import { readOrder, readPatient, readWords } from './snapshot.ts'
import { clearOverdue } from './statements/clear-overdue.ts'
import { countLoops } from './statements/count-loops.ts'
import { findAdrift } from './statements/find-adrift.ts'
import { findAnswers } from './statements/find-answers.ts'
import { findControlIds } from './statements/find-control-ids.ts'
import { findDeliveries } from './statements/find-deliveries.ts'
import { findDeliveryGroups } from './statements/find-delivery-groups.ts'
import { findDue } from './statements/find-due.ts'
import { findHeld } from './statements/find-held.ts'
import { findMessageGroups } from './statements/find-message-groups.ts'
import { findOpenExceptions } from './statements/find-open-exceptions.ts'
import { findOpenOrdersOfPatient } from './statements/find-open-orders-of-patient.ts'
import { findOrderKeys } from './statements/find-order-keys.ts'
import { findOrders } from './statements/find-orders.ts'
import { findOrdersOfMessage } from './statements/find-orders-of-message.ts'
import { findPatientKeys } from './statements/find-patient-keys.ts'
import { findPatients } from './statements/find-patients.ts'
import { findSights } from './statements/find-sights.ts'
import { findUndelivered } from './statements/find-undelivered.ts'
import { listDestinations } from './statements/list-destinations.ts'
import { findingOf, listFindings } from './statements/list-findings.ts'
import { passCalendar } from './statements/pass-calendar.ts'
import { readMarks } from './statements/read-marks.ts'
import { readMessageGroups } from './statements/read-message-groups.ts'

type LoadKeys = Parameters<Store['load']>[0]
type Run = (steps: readonly Step[]) => Promise<Row[][]>

/** Groups read at a time: few at first, since each may hold more than a hundred messages or one. */
const [FIRST_GROUPS, MOST_GROUPS] = [4, 64]

export class Reader {
  readonly #run: Run
  readonly #names: Names

  constructor(run: Run, names: Names) {
    this.#run = run
    this.#names = names
  }

  async marks(): Promise<Marks> {
    const [rows] = await this.#run([readMarks])
    const [lastMessageId, processedThrough, lastOrderId, lastPatientId, lastDeliveryId, lastExceptionId] =
      rows![0]!.map(Number)
    return {
      lastMessageId: lastMessageId!,
      processedThrough: processedThrough!,
      lastOrderId: lastOrderId!,
      lastPatientId: lastPatientId!,
      lastDeliveryId: lastDeliveryId!,
      lastExceptionId: lastExceptionId!,
    }
  }

  async messagesAfter(after: number, limit: number): Promise<StoredMessage[]> {
    const found: StoredMessage[] = []
    let from = after
    for (let groups = FIRST_GROUPS; found.length < limit; groups = Math.min(groups * 2, MOST_GROUPS)) {
      const [rows] = await this.#run([readMessageGroups(from, groups)])
      const read = readMessages(rows!)
      found.push(...read.filter(({ id }) => id > after))
      from = read.at(-1)?.id ?? from
      if (rows!.length < groups) break
    }
    return this.#answered(found.slice(0, limit))
  }

  async messages(ids: readonly number[]): Promise<StoredMessage[]> {
    if (ids.length === 0) return []
    const [rows] = await this.#run([findMessageGroups(ids)])
    const byId = new Map(readMessages(rows!).map((message) => [message.id, message]))
    return this.#answered(ids.flatMap((id) => byId.get(id) ?? []))
  }

  /** The messages under the control ids of a batch, each oldest first, as far as they are kept. */
  async under(batch: readonly Incoming[]): Promise<StoredMessage[][]> {
    const named = batch.filter(({ controlId }) => controlId !== '')
    const asked = named.map(({ system, controlId }) => ({ system: this.#names.id(system), controlId }))
    const [rows] = await this.#run([findControlIds(asked)])
    const kept = await this.messages([...new Set(rows!.map(([, id]) => Number(id)))])
    const byId = new Map(kept.map((message) => [message.id, message]))
    const found = new Map<Incoming, StoredMessage[]>(named.map((incoming) => [incoming, []]))
    for (const [place, id] of rows!) {
      const message = byId.get(Number(id))
      if (message) found.get(named[Number(place) - 1]!)!.push(message)
    }
    return batch.map((incoming) => found.get(incoming) ?? [])
  }

  async messageUnder(system: string, controlId: string): Promise<number | null> {
    const systemId = await this.#names.find(system)
    if (systemId === null) return null
    const [rows] = await this.#run([findControlIds([{ system: systemId, controlId }])])
    return Number(rows!.at(-1)?.[1] ?? 0) || null
  }

  async ordersNamed(messageId: number): Promise<number[]> {
    const [orders] = await this.#run([findOrdersOfMessage(messageId)])
    return orders!.map(([order]) => Number(order))
  }

  async openOrdersOf(patientId: number): Promise<number[]> {
    const [orders] = await this.#run([findOpenOrdersOfPatient(patientId)])
    return orders!.map(([order]) => Number(order))
  }

  /** First what the keys lead to, which for new orders is nothing; then that, by its ids. */
  async load({ orderKeys, patientKeys, orderIds }: LoadKeys): Promise<Loaded> {
    const orderLinks: Loaded['orderKeys'][number][] = []
    const patientLinks: Loaded['patientKeys'][number][] = []
    if (orderKeys.length + patientKeys.length > 0) {
      const [forOrders, forPatients] = [[...new Set(orderKeys)], [...new Set(patientKeys)]]
      const [orders, patients] = await this.#run([findOrderKeys(forOrders), findPatientKeys(forPatients)])
      for (const [place, id] of orders!) orderLinks.push({ key: forOrders[Number(place) - 1]!, orderId: Number(id) })
      for (const [place, id] of patients!)
        patientLinks.push({ key: forPatients[Number(place) - 1]!, patientId: Number(id) })
    }
    const links = { orderKeys: orderLinks, patientKeys: patientLinks }
    const wanted = [...orderIds, ...orderLinks.map(({ orderId }) => orderId)]
    if (wanted.length + patientLinks.length === 0) return { orders: [], patients: [], ...links }
    const [orders, patients] = await this.#run([
      findOrders(wanted),
      findPatients(
        patientLinks.map(({ patientId }) => patientId),
        wanted,
      ),
    ])
    return { orders: orders!.map(orderOf), patients: patients!.map(patientOf), ...links }
  }

  async destinations(): Promise<string[]> {
    const [rows] = await this.#run([listDestinations])
    const ids = rows!.map(([id]) => Number(id))
    await this.#names.learn(ids)
    return ids.map((id) => this.#names.name(id)).sort(byCodeUnits)
  }

  async undelivered(destination: string, after: number, limit: number): Promise<QueuedDelivery[]> {
    const id = await this.#names.find(destination)
    if (id === null) return []
    const [rows] = await this.#run([findUndelivered(id, after, limit)])
    return this.#deliveries(rows!, () => destination)
  }

  async held(destination: string): Promise<QueuedDelivery[]> {
    const id = destination === '' ? null : await this.#names.find(destination)
    if (id === null && destination !== '') return []
    return this.#anywhere(findHeld(id))
  }

  deliveries(ids: readonly number[]): Promise<QueuedDelivery[]> {
    return this.#anywhere(findDeliveries(ids))
  }

  /** Deliveries by rows that name their destination. */
  async #anywhere(step: Step): Promise<QueuedDelivery[]> {
    const [rows] = await this.#run([step])
    await this.#names.learn(rows!.map((row) => Number(row[8])))
    return this.#deliveries(rows!, (row) => this.#names.name(Number(row[8])))
  }

  async due(now: number, limit: number): Promise<number[]> {
    const results = await this.#run([passCalendar(now), clearOverdue, findDue(now, limit)])
    return results.at(-1)!.map(([id]) => Number(id))
  }

  async openExceptions(): Promise<Exception[]> {
    const [rows] = await this.#run([findOpenExceptions])
    return rows!.map(([body]) => JSON.parse(body!) as Exception)
  }

  async sights(after: number, limit: number): Promise<OrderSight[]> {
    const [rows] = await this.#run([findSights(after, limit)])
    return rows!.map(sightOf)
  }

  async everAdrift(): Promise<number[]> {
    const [rows] = await this.#run([findAdrift])
    return rows!.map(([id]) => Number(id))
  }

  async loopCounts(): Promise<LoopCounts> {
    const [rows] = await this.#run([countLoops])
    const [owned, onCourse, dormant, agreed, adrift, proven] = rows![0]!.map(Number)
    const counts = { owned: owned!, 'on-course': onCourse!, dormant: dormant!, agreed: agreed!, adrift: adrift! }
    return { ...counts, proven: proven!, total: Object.values(counts).reduce((sum, count) => sum + count, 0) }
  }

  async findings(): Promise<FindingCount[]> {
    const [rows] = await this.#run([listFindings])
    return rows!.map(findingOf)
  }

  /** With the answers that were given once decided, where none was given at once. */
  async #answered(messages: readonly StoredMessage[]): Promise<StoredMessage[]> {
    const waiting = messages.filter(({ answer }) => answer.length === 0)
    if (waiting.length === 0) return [...messages]
    const [rows] = await this.#run([findAnswers(waiting.map(({ id }) => id))])
    const answers = new Map(rows!.map(([id, answer]) => [Number(id), bytesOf(answer!)]))
    return messages.map((message) => {
      const answer = message.answer.length === 0 ? answers.get(message.id) : undefined
      return answer ? { ...message, answer } : message
    })
  }

  async #deliveries(rows: readonly Row[], destinationOf: (row: Row) => string): Promise<QueuedDelivery[]> {
    if (rows.length === 0) return []
    await this.#names.learn(rows.map(([, flow]) => Number(flow)))
    const [groups] = await this.#run([findDeliveryGroups(rows.map(([id]) => Number(id)))])
    const contents = readDeliveryContents(groups!)
    return rows.flatMap((row) => {
      const content = contents.get(Number(row[0]))
      const names = { destination: destinationOf(row), flow: this.#names.name(Number(row[1])) }
      return content ? readDelivery(row, names, content) : []
    })
  }
}

function orderOf([id, version, state, head, body]: Row): Order {
  return readOrder({ id: Number(id), version: Number(version), state: state as OrderState }, head!, body!)
}

function patientOf([id, version, mergedInto, body]: Row) {
  const columns = {
    id: Number(id),
    version: Number(version),
    mergedInto: mergedInto === null ? null : Number(mergedInto),
  }
  return readPatient(columns, body!)
}

function byCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function sightOf(row: Row): OrderSight {
  const [id, state, loop, proven, nextDue, openExceptions, undelivered, untakenWords, head, messageIds] = row
  const words = head === null ? [] : readWords(head!)
  return {
    id: Number(id),
    state: state!,
    loop: loop as LoopStatus,
    proven: proven === 't',
    nextDue: nextDue === null ? null : Number(nextDue),
    openExceptions: Number(openExceptions),
    undelivered: Number(undelivered),
    untakenWords: Number(untakenWords),
    unaccepted: loop === 'agreed' && untakenWords === '0' ? unacceptedEnds({ state: state as OrderState, words }) : 0,
    early: messageIds === null ? 0 : acknowledgedEarly(words, messageIds!.split(',').map(Number)),
  }
}
