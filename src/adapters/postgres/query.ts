// What screens, search and `explain` ask of the database: only reads, on a connection of their own. The one thing to know:
// every question is answered from an index or from a bounded number of rows, whatever the size of the tables.
import type { DeliveryState, LoopCounts, StoredMessage } from '../../engine/ports/store.ts'
import type { LifeDetail, LifeFact } from '../../ledger/life-fact.ts'
import type { LoopStatus, Order, OrderState } from '../../ledger/order.ts'
import type { Carrier } from '../../ledger/way.ts'
import { isUntaken } from '../../ledger/words.ts'
import type { Exception, Severity } from '../../ownership/exception.ts'
import { bytesOf } from './bundle.ts'
import { readAnswers } from './delivery-rows.ts'
import { isHash, valueUnder } from './documents.ts'
import { storeError } from './errors.ts'
import { readMessages } from './message-rows.ts'
import { Names } from './names.ts'
import type { Row, Step } from './pipeline.ts'
import { Reader } from './reader.ts'
import { orderKeysFor, ownNumber, patientKeysFor, patientNameFor } from './search-terms.ts'
import { Session } from './session.ts'
import { readOrder } from './snapshot.ts'
import { countDelivered } from './statements/count-delivered.ts'
import { countOpen } from './statements/count-open.ts'
import { countOrdersAfter } from './statements/count-orders-after.ts'
import { countPastClock } from './statements/count-past-clock.ts'
import { countPatientsNamed } from './statements/count-patients-named.ts'
import { findDocument } from './statements/find-document.ts'
import { findOrdersOfMessage } from './statements/find-orders-of-message.ts'
import { findSwitchedOff } from './statements/find-switched-off.ts'
import { findVerified } from './statements/find-verified.ts'
import { listHeldApart } from './statements/list-held-apart.ts'
import { listMessages } from './statements/list-messages.ts'
import { countOpenExceptions, listOpenExceptions, type Urgency } from './statements/list-open-exceptions.ts'
import { listOrders } from './statements/list-orders.ts'
import { listOrdersAfter } from './statements/list-orders-after.ts'
import { listTraffic } from './statements/list-traffic.ts'
import { readAnswersOf } from './statements/read-answers.ts'
import { readCarriers } from './statements/read-carriers.ts'
import { readDeliveries } from './statements/read-deliveries.ts'
import { readException } from './statements/read-exception.ts'
import { readExceptions } from './statements/read-exceptions.ts'
import { readFacts } from './statements/read-facts.ts'
import { readMessageGroups } from './statements/read-message-groups.ts'
import { readOrders } from './statements/read-orders.ts'
import { readRevision } from './statements/read-revision.ts'
import { searchControlIds } from './statements/search-control-ids.ts'
import { searchOrderKeys } from './statements/search-order-keys.ts'
import { searchPatients } from './statements/search-patients.ts'

/** An order with how it stands. */
export type OrderRecord = { readonly order: Order; readonly loop: LoopStatus; readonly proven: boolean }

/** With what became of the deliveries that carry words of it which the other side has not taken. */
export type VerifiedRecord = OrderRecord & { readonly carriers: readonly Carrier[] }

/** What became of one delivery. Times in milliseconds; `settledAt` null while it is open. */
export type DeliveryRecord = {
  readonly id: number
  readonly destination: string
  readonly flow: string
  readonly messageId: number
  readonly state: DeliveryState
  readonly attempts: number
  /** MSA-1, or empty. */
  readonly code: string
  readonly why: string
  readonly queuedAt: number
  readonly settledAt: number | null
}

/** Everything that is kept of one order. `messages` are those that spoke of it, oldest first. */
export type OrderLife = OrderRecord & {
  readonly facts: readonly LifeFact[]
  readonly messages: readonly StoredMessage[]
  readonly deliveries: readonly DeliveryRecord[]
  readonly exceptions: readonly Exception[]
}

/** Everything that is kept of one message. */
export type MessageLife = {
  readonly message: StoredMessage
  /** The revision that processed it; empty where none was active. */
  readonly revision: string
  readonly orderIds: readonly number[]
  readonly deliveries: readonly DeliveryRecord[]
  readonly exceptions: readonly Exception[]
}

export type Found = {
  readonly orders: readonly OrderRecord[]
  readonly messages: readonly StoredMessage[]
  /** Whether there is, or may be, more than these. */
  readonly moreOrders: boolean
  readonly moreMessages: boolean
}

/** Open exceptions, the most urgent first, of which some are told. */
export type OpenExceptions = {
  readonly exceptions: readonly Exception[]
  /** How many are more urgent than these. */
  readonly ahead: number
  /** How many are open, in the same order. */
  readonly counts: readonly { readonly taken: boolean; readonly severity: Severity; readonly count: number }[]
}

export type { Urgency } from './statements/list-open-exceptions.ts'

/** How a flow runs. `perMinute` is measured over the newest deliveries of all flows. */
export type FlowState = {
  readonly flow: string
  readonly perMinute: number
  readonly queued: number
  readonly held: number
  /** Of the queued, what is held aside. */
  readonly oldestQueuedAt: number | null
}

export type Query = {
  /**
   * Orders and messages under anything that people have at hand: record number, placer, filler, accession or group number
   * (with or without ^authority), the beginning of a patient's name, control id, our own number of a message (`123`,
   * `#123`) or an order (`#123`). Newest first, and of a name that many patients have, of the first `limit` of them.
   */
  search(text: string, limit: number): Promise<Found>
  order(id: number): Promise<OrderLife | null>
  message(id: number): Promise<MessageLife | null>
  /** An exception, open or closed. */
  exception(id: number): Promise<Exception | null>
  /** The most urgent of the open exceptions that are less urgent than `after`, or of all. */
  openExceptions(after: Urgency | null, limit: number): Promise<OpenExceptions>
  /** The open exceptions of flows and destinations that a person has switched off. */
  switchedOff(): Promise<readonly Exception[]>
  /** The newest messages with id < before. */
  messages(before: number, limit: number): Promise<readonly StoredMessage[]>
  /** The oldest messages with id > after, newest first. */
  messagesAfter(after: number, limit: number): Promise<readonly StoredMessage[]>
  /** Messages that came in from a moment on (milliseconds), oldest first, in pages. */
  traffic(since: number): AsyncGenerator<readonly StoredMessage[]>
  /** Messages held because number and patient contradict each other, that came in from a moment on, with the order of the number. */
  heldApart(since: number): Promise<readonly { readonly messageId: number; readonly orderId: number }[]>
  /** The newest orders with id < before, of one loop status or of all. */
  orders(loop: LoopStatus | null, before: number, limit: number): Promise<readonly OrderRecord[]>
  /** The oldest orders with id > after, newest first. */
  ordersAfter(loop: LoopStatus | null, after: number, limit: number): Promise<readonly OrderRecord[]>
  /** How many orders there are with id > after. */
  countOrdersAfter(loop: LoopStatus | null, after: number): Promise<number>
  /** Orders of which a final or corrected result came in from `from` until before `to` (milliseconds). */
  verified(from: number, to: number): Promise<readonly VerifiedRecord[]>
  /** Flows that ever delivered or have something waiting, by name. */
  flows(now: number): Promise<readonly FlowState[]>
  /** How orders stand, and how many exceptions are past their clock at `now` with nobody on them. */
  counts(now: number): Promise<LoopCounts & { readonly assignedPastClock: number }>
  /** A value over 4 KB by its `valueHash`; null where it is not known or its message cannot be read. */
  document(hash: string): Promise<string | null>
  /** The acknowledgement of a delivery as received; null where there is none. */
  answer(deliveryId: number, messageId: number): Promise<Uint8Array | null>
  close(): Promise<void>
}

export type QueryOptions = { readonly url: string; readonly schema: string }

/** Opens the reads of a site. Connects when it is first asked. Calls throw LabloopError database-unreachable. */
export function postgresQuery({ url, schema }: QueryOptions): Query {
  const session = new Session({ url, schema, name: 'query', connect_ms: 5000, answer_ms: 60_000 })
  const run = (steps: readonly Step[]) => session.run(steps)
  const questions = new Questions(run, new Reader(run, new Names(session)))
  const safe = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw storeError(error, 'querying')
    })
  return {
    search: (text, limit) => safe(questions.search(text, limit)),
    order: (id) => safe(questions.order(id)),
    message: (id) => safe(questions.message(id)),
    exception: (id) => safe(questions.exception(id)),
    openExceptions: (after, limit) => safe(questions.openExceptions(after, limit)),
    switchedOff: () => safe(questions.switchedOff()),
    messages: (before, limit) => safe(questions.messages(before, limit)),
    messagesAfter: (after, limit) => safe(questions.messagesAfter(after, limit)),
    heldApart: (since) => safe(questions.heldApart(since)),
    traffic: (since) => pages((after) => safe(questions.traffic(after, since))),
    orders: (loop, before, limit) => safe(questions.orders(loop, before, limit)),
    ordersAfter: (loop, after, limit) => safe(questions.ordersAfter(loop, after, limit)),
    countOrdersAfter: (loop, after) => safe(questions.countOrdersAfter(loop, after)),
    verified: (from, to) => safe(questions.verified(from, to)),
    flows: (now) => safe(questions.flows(now)),
    counts: (now) => safe(questions.counts(now)),
    document: (hash) => safe(questions.document(hash)),
    answer: (deliveryId, messageId) => safe(questions.answer(deliveryId, messageId)),
    close: () => session.close(),
  }
}

/** Pages until one is empty. `read` gets the group behind which the page begins. */
async function* pages(
  read: (after: number) => Promise<{ readonly last: number; readonly messages: readonly StoredMessage[] }>,
): AsyncGenerator<readonly StoredMessage[]> {
  for (let after = -1; ; ) {
    const { last, messages } = await read(after)
    if (messages.length === 0) return
    yield messages
    after = last
  }
}

class Questions {
  readonly #run: (steps: readonly Step[]) => Promise<Row[][]>
  readonly #reader: Reader

  constructor(run: (steps: readonly Step[]) => Promise<Row[][]>, reader: Reader) {
    this.#run = run
    this.#reader = reader
  }

  async search(text: string, limit: number): Promise<Found> {
    const asked = text.trim()
    if (asked === '') return { orders: [], messages: [], moreOrders: false, moreMessages: false }
    const name = patientNameFor(asked)
    const [byKey, byPatient, byControlId, named] = await this.#run([
      searchOrderKeys(orderKeysFor(asked), limit + 1),
      searchPatients(patientKeysFor(asked), name, limit + 1),
      searchControlIds(asked, limit + 1),
      countPatientsNamed(name, limit + 2),
    ])
    const own = ownNumber(asked)
    const orderIds = newestOf([...(asked.startsWith('#') ? own : []), ...idsOf(byKey!), ...idsOf(byPatient!)])
    const messageIds = newestOf([...own, ...idsOf(byControlId!)])
    return {
      orders: await this.#records(orderIds.slice(0, limit)),
      messages: await this.#reader.messages(messageIds.slice(0, limit)),
      moreOrders: orderIds.length > limit || Number(named![0]![0]) > limit + 1,
      moreMessages: messageIds.length > limit,
    }
  }

  async order(id: number): Promise<OrderLife | null> {
    const [orders, facts, exceptions] = await this.#run([
      readOrders([id]),
      readFacts(id),
      readExceptions({ orderId: id }),
    ])
    const row = orders![0]
    if (!row) return null
    const messageIds = [...new Set(facts!.map((fact) => Number(fact[3])))]
    const [deliveries] = await this.#run([readDeliveries(messageIds, id)])
    return {
      ...recordOf(row),
      facts: facts!.map(factOf),
      messages: await this.#reader.messages(messageIds),
      deliveries: deliveries!.map(deliveryOf),
      exceptions: exceptions!.map(exceptionOf),
    }
  }

  async exception(id: number): Promise<Exception | null> {
    const [[row] = []] = await this.#run([readException(id)])
    return row ? exceptionOf(row) : null
  }

  async openExceptions(after: Urgency | null, limit: number): Promise<OpenExceptions> {
    const [rows, counts] = await this.#run([listOpenExceptions(after, limit), countOpenExceptions(after)])
    return {
      exceptions: rows!.map(exceptionOf),
      ahead: counts!.reduce((sum, [, , , ahead]) => sum + Number(ahead), 0),
      counts: counts!.map(([taken, severity, count]) => ({
        taken: taken === 't',
        severity: severity as Severity,
        count: Number(count),
      })),
    }
  }

  async switchedOff(): Promise<Exception[]> {
    const [rows] = await this.#run([findSwitchedOff])
    return rows!.map(exceptionOf)
  }

  async message(id: number): Promise<MessageLife | null> {
    const [message] = await this.#reader.messages([id])
    if (!message) return null
    const [revision, orders, deliveries, exceptions] = await this.#run([
      readRevision(id),
      findOrdersOfMessage(id),
      readDeliveries([id]),
      readExceptions({ messageId: id }),
    ])
    return {
      message,
      revision: revision![0]?.[0] ?? '',
      orderIds: idsOf(orders!),
      deliveries: deliveries!.map(deliveryOf),
      exceptions: exceptions!.map(exceptionOf),
    }
  }

  async messages(before: number, limit: number): Promise<StoredMessage[]> {
    const found: StoredMessage[] = []
    for (let from = before; found.length < limit; ) {
      const [rows] = await this.#run([listMessages(from, Math.min(8, limit))])
      if (rows!.length === 0) break
      const read = readMessages(rows!.toReversed()).toReversed()
      found.push(...read.filter(({ id }) => id < before))
      from = Number(rows!.at(-1)![0])
    }
    return found.slice(0, limit)
  }

  async messagesAfter(after: number, limit: number): Promise<StoredMessage[]> {
    const found: StoredMessage[] = []
    for (let from = after; found.length < limit; ) {
      const [rows] = await this.#run([readMessageGroups(from, Math.min(8, limit))])
      const read = readMessages(rows!).filter(({ id }) => id > from)
      if (read.length === 0) break
      found.push(...read)
      from = read.at(-1)!.id
    }
    return found.slice(0, limit).toReversed()
  }

  async heldApart(since: number): Promise<{ messageId: number; orderId: number }[]> {
    const [rows] = await this.#run([listHeldApart(since)])
    return rows!.map(([messageId, orderId]) => ({ messageId: Number(messageId), orderId: Number(orderId) }))
  }

  async traffic(after: number, since: number): Promise<{ last: number; messages: StoredMessage[] }> {
    const [rows] = await this.#run([listTraffic(after, since, 32)])
    return { last: Number(rows!.at(-1)?.[0] ?? after), messages: readMessages(rows!) }
  }

  async orders(loop: LoopStatus | null, before: number, limit: number): Promise<OrderRecord[]> {
    const [rows] = await this.#run([listOrders(loop ?? '', before, limit)])
    return this.#records(idsOf(rows!))
  }

  async ordersAfter(loop: LoopStatus | null, after: number, limit: number): Promise<OrderRecord[]> {
    const [rows] = await this.#run([listOrdersAfter(loop ?? '', after, limit)])
    return this.#records(idsOf(rows!).toReversed())
  }

  async countOrdersAfter(loop: LoopStatus | null, after: number): Promise<number> {
    const [rows] = await this.#run([countOrdersAfter(loop ?? '', after)])
    return Number(rows![0]![0])
  }

  async verified(from: number, to: number): Promise<VerifiedRecord[]> {
    const [rows] = await this.#run([findVerified(from, to)])
    const records = await this.#records(idsOf(rows!))
    const carriers = await this.#carriersOf(records.map(({ order }) => order))
    return records.map((record) => ({ ...record, carriers: carriers.get(record.order.id) ?? [] }))
  }

  /** By order: the deliveries of its words that the other side should have and has not. */
  async #carriersOf(orders: readonly Order[]): Promise<ReadonlyMap<number, readonly Carrier[]>> {
    const asked = orders.flatMap(({ id, words }) =>
      words.filter(isUntaken).flatMap(({ messageId, repeatMessageId }) => {
        return (repeatMessageId === null ? [messageId] : [messageId, repeatMessageId]).map((one) => [id, one] as const)
      }),
    )
    if (asked.length === 0) return new Map()
    const [rows] = await this.#run([readCarriers(asked)])
    const found = rows!.map(([orderId, messageId, state, attempts]) => ({
      ...{ orderId: Number(orderId), messageId: Number(messageId), state: state!, attempts: Number(attempts) },
    }))
    return Map.groupBy(found, ({ orderId }) => orderId)
  }

  async flows(now: number): Promise<FlowState[]> {
    const [open, delivered] = await this.#run([countOpen, countDelivered(now - 60_000)])
    const waiting = new Map(open!.map((row) => [row[0]!, row]))
    const rates = new Map(delivered!.map((row) => [row[0]!, row]))
    return [...new Set([...waiting.keys(), ...rates.keys()])].sort().map((flow) => {
      const [, queued, held, oldest] = waiting.get(flow) ?? []
      return {
        flow,
        perMinute: perMinute(rates.get(flow), now),
        queued: Number(queued ?? 0),
        held: Number(held ?? 0),
        oldestQueuedAt: oldest == null ? null : Number(oldest),
      }
    })
  }

  async counts(now: number): Promise<LoopCounts & { assignedPastClock: number }> {
    const [loops, [rows]] = await Promise.all([this.#reader.loopCounts(), this.#run([countPastClock(now)])])
    return { ...loops, assignedPastClock: Number(rows![0]![0]) }
  }

  async document(hash: string): Promise<string | null> {
    if (!isHash(hash)) return null
    const [rows] = await this.#run([findDocument(hash)])
    const [messageId, content] = rows![0] ?? []
    if (content) return bytesOf(content).toString('utf8')
    const [message] = messageId ? await this.#reader.messages([Number(messageId)]) : []
    return message ? valueUnder(hash, message.body) : null
  }

  async answer(deliveryId: number, messageId: number): Promise<Uint8Array | null> {
    const [deliveries] = await this.#run([readDeliveries([messageId])])
    const answersId = deliveries!.find(([id]) => Number(id) === deliveryId)?.[10]
    if (answersId == null) return null
    const [rows] = await this.#run([readAnswersOf(Number(answersId))])
    return readAnswers(bytesOf(rows![0]![0]!)).get(deliveryId) ?? null
  }

  /** In the order of the ids. */
  async #records(ids: readonly number[]): Promise<OrderRecord[]> {
    if (ids.length === 0) return []
    const [rows] = await this.#run([readOrders(ids)])
    const found = new Map(rows!.map((row) => [Number(row[0]), row]))
    return ids.flatMap((id) => {
      const row = found.get(id)
      return row ? recordOf(row) : []
    })
  }
}

function recordOf([id, version, state, head, body, loop, proven]: Row): OrderRecord {
  const columns = { id: Number(id), version: Number(version), state: state as OrderState }
  return { order: readOrder(columns, head!, body!), loop: loop as LoopStatus, proven: proven === 't' }
}

function factOf([kind, verdict, system, messageId, n, seenAt, detail]: Row): LifeFact {
  return {
    ...{ kind: kind!, verdict: verdict!, system: system!, messageId: Number(messageId) },
    ...{ n: Number(n), seenAt: Number(seenAt), ...(JSON.parse(detail!) as LifeDetail) },
  }
}

function deliveryOf(row: Row): DeliveryRecord {
  const [id, destination, flow, messageId, state, attempts, code, why, queuedAt, settledAt] = row
  return {
    ...{ id: Number(id), destination: destination!, flow: flow!, messageId: Number(messageId) },
    ...{ state: state as DeliveryState, attempts: Number(attempts), code: code!, why: why! },
    ...{ queuedAt: Number(queuedAt), settledAt: settledAt == null ? null : Number(settledAt) },
  }
}

function exceptionOf([body]: Row): Exception {
  return JSON.parse(body!) as Exception
}

/** In proportion, where the deliveries that were looked at do not reach back a whole minute. */
function perMinute(row: Row | undefined, now: number): number {
  const [, delivered, oldest] = row ?? []
  if (delivered === undefined) return 0
  const span_ms = Math.min(60_000, Math.max(1000, now - Number(oldest)))
  return Math.round((Number(delivered) * 60_000) / span_ms)
}

function idsOf(rows: readonly Row[]): number[] {
  return rows.map(([id]) => Number(id))
}

function newestOf(ids: readonly number[]): number[] {
  return [...new Set(ids)].sort((left, right) => right - left)
}
