// What waits for one destination: in memory as far as there is room, the rest in the store. The one thing to know: new
// deliveries join directly only while everything older is in memory; else they are read from the store in their turn.
import type { DestinationCounts } from './destination-settings.ts'
import { type Entry, LaneQueue } from './lane-queue.ts'
import type { Clock, Instant } from './ports/clock.ts'
import type { Delivery, DeliveryOutcome, QueuedDelivery, Store } from './ports/store.ts'

/** Deliveries in memory at most, and how many are read from the store at a time. */
export type QueueMemory = { readonly entries: number; readonly bytes: number; readonly page: number }

export type QueueSettings = {
  readonly id: string
  /** The newest delivery when this node took over: those up to it are counted as they are read. */
  readonly lastDeliveryId: number
  readonly memory: QueueMemory
}

/** What the queue tells its destination. */
export type QueueHandlers = {
  /** The store was read: something may be ready. An entry that had been announced comes with `maybeSent`. */
  onRead(maybeSent: readonly Entry[]): void
  /** An entry cannot go before an earlier one that is held, or not answered. Told once, while this queue lives. */
  onBlocked(entry: Entry): void
}

export type QueuePorts = { readonly store: Pick<Store, 'undelivered'>; readonly clock: Clock }

export class DeliveryQueue {
  readonly #settings: QueueSettings
  readonly #ports: QueuePorts
  readonly #handlers: QueueHandlers
  readonly #lanes = new LaneQueue()
  readonly #held = new Map<number, readonly number[]>()
  /** Those of which it was told that they are blocked. */
  readonly #blocked = new Set<number>()
  /** Flows that are paused, with those of their entries whose turn came meanwhile. */
  readonly #pausedFlows = new Map<string, Entry[]>()
  /** Everything up to here is in memory, parked, or done. */
  #loadedThrough = 0
  /** Whether the store has more than is in memory. */
  #behind = true
  #reading = false
  readonly #finishedMeanwhile = new Set<number>()
  /** Let go and not in memory yet, though counted. */
  readonly #letGo = new Set<number>()
  /** Taken by a late answer, which is being stored: they keep their lanes, and are not sent. */
  readonly #taken = new Set<number>()
  #counted = 0
  #queued = 0
  #ended = false

  constructor(settings: QueueSettings, ports: QueuePorts, handlers: QueueHandlers) {
    this.#settings = settings
    this.#ports = ports
    this.#handlers = handlers
  }

  /** Deliveries that are held keep their lanes. */
  start(held: readonly QueuedDelivery[]): void {
    for (const { id, lanes } of held) this.#hold(id, lanes)
  }

  /** Stored deliveries, in order of id; those in `held` were held from the start. */
  offer(deliveries: readonly Delivery[], held: ReadonlySet<number>): void {
    for (const delivery of deliveries) {
      if (held.has(delivery.id)) this.#hold(delivery.id, delivery.lanes)
      else this.#join(delivery)
    }
  }

  #join(delivery: Delivery): void {
    this.#queued++
    if (this.#behind || this.#reading || !this.#hasRoom(1)) {
      this.#behind = true
      return
    }
    this.#loadedThrough = delivery.id
    const entry = entryOf(delivery, 0, false)
    if (!this.#lanes.add(entry)) this.#tellBlocked(entry)
  }

  #tellBlocked(entry: Entry): void {
    if (this.#held.size > 0) this.#tell(entry)
  }

  /** What waits behind an entry that is not answered. */
  tellBehind(entry: Entry): void {
    for (const one of behind(entry)) this.#tell(one)
  }

  #tell(entry: Entry): void {
    if (this.#blocked.has(entry.id)) return
    this.#blocked.add(entry.id)
    this.#handlers.onBlocked(entry)
  }

  #hold(id: number, lanes: readonly number[]): void {
    this.#held.set(id, lanes)
    this.#lanes.park(lanes)
  }

  /** The oldest entry that may be sent, taken out of the ready ones. */
  take(): Entry | undefined {
    for (let entry = this.#lanes.take(); entry; entry = this.#lanes.take()) {
      const shelf = this.#pausedFlows.get(entry.flow)
      if (!shelf) return entry
      shelf.push(entry)
    }
    return undefined
  }

  pauseFlow(flow: string): void {
    if (!this.#pausedFlows.has(flow)) this.#pausedFlows.set(flow, [])
  }

  resumeFlow(flow: string): void {
    const shelf = this.#pausedFlows.get(flow) ?? []
    this.#pausedFlows.delete(flow)
    for (const entry of shelf) if (entry.state === 'ready') this.#lanes.giveBack(entry)
  }

  giveBack(entry: Entry): void {
    this.#lanes.giveBack(entry)
  }

  /** What waits to be sent, or sent again; nothing where it is not in memory, or its outcome is being stored. */
  waiting(id: number): Entry | undefined {
    const entry = this.#lanes.get(id)
    return entry && entry.state !== 'settling' && entry.state !== 'blocked' ? entry : undefined
  }

  /** A late answer says that it was taken: what people let go of it is not sent, while that is being stored. */
  taken(id: number): void {
    this.#taken.add(id)
    const entry = this.#lanes.get(id)
    if (entry) entry.state = 'settling'
  }

  /** Outcomes that are stored now: lanes go on, or are held. */
  committed(outcomes: readonly DeliveryOutcome[]): void {
    for (const one of outcomes) {
      const entry = this.#lanes.get(one.deliveryId)
      if (one.state === 'sent' || one.state === 'queued') {
        if (entry) this.#prepared(entry, one)
        continue
      }
      if (this.#taken.size > 0) this.#taken.delete(one.deliveryId)
      if (entry) this.#finish(entry, one.state === 'held')
      else if (this.#letGo.delete(one.deliveryId)) this.#queued--
    }
  }

  #prepared(entry: Entry, { state, remade, renamed }: DeliveryOutcome): void {
    if (remade && renamed !== undefined) this.#lanes.rename(entry, renamed, remade)
    entry.announced = state === 'sent'
    if (entry.state === 'preparing') this.#lanes.giveBack(entry)
  }

  #finish(entry: Entry, held: boolean): void {
    if (this.#reading) this.#finishedMeanwhile.add(entry.id)
    this.#queued--
    this.#blocked.delete(entry.id)
    this.#letGo.delete(entry.id)
    if (held) {
      this.#held.set(entry.id, entry.lanes)
      for (const one of behind(entry)) this.#tellBlocked(one)
      this.#lanes.hold(entry)
    } else {
      this.#lanes.done(entry)
      if (entry.evicted) this.#readAgain(entry.id)
    }
  }

  /** Held deliveries that a person let go, or ended: stored already. */
  released(ids: readonly number[], state: 'queued' | 'cancelled'): void {
    for (const id of ids) {
      if (this.#held.delete(id) && state === 'queued') {
        this.#queued++
        this.#letGo.add(id)
      }
      this.#finishedMeanwhile.delete(id)
    }
    this.#readAgain(Math.min(...ids))
  }

  /** Reads the store again from this delivery on, since what was parked behind it may go on. */
  #readAgain(from: number): void {
    const oldest = Math.min(from, this.#lanes.unpark(this.#held.values()))
    this.#loadedThrough = Math.min(this.#loadedThrough, oldest - 1)
    this.#behind = true
  }

  #hasRoom(share: number): boolean {
    const { entries, bytes } = this.#settings.memory
    return this.#lanes.size < entries * share && this.#lanes.bytes < bytes * share
  }

  /** Reads on where the store has more and half of the memory is free. `idle`: nothing is under way that would free some. */
  refill(idle: boolean): void {
    if (!this.#behind || this.#reading || this.#ended) return
    if (!this.#hasRoom(0.5) && !(idle && this.#makeRoom())) return
    this.#reading = true
    this.#behind = false
    this.#finishedMeanwhile.clear()
    const from = this.#loadedThrough
    this.#ports.store.undelivered(this.#settings.id, from, this.#settings.memory.page).then(
      (rows) => this.#read(rows, from),
      () => this.#readFailed(),
    )
  }

  #readFailed(): void {
    this.#behind = true
    this.#ports.clock.at(this.#ports.clock.now() + 1000, () => {
      this.#reading = false
      this.#handlers.onRead([])
    })
  }

  #read(rows: readonly QueuedDelivery[], from: number): void {
    this.#reading = false
    if (this.#ended) return
    const maybeSent: Entry[] = []
    if (this.#loadedThrough < from) {
      this.#behind = true
      this.#handlers.onRead(maybeSent)
      return
    }
    for (const row of rows) {
      this.#loadedThrough = row.id
      this.#count(row.id)
      if (this.#lanes.get(row.id) || this.#finishedMeanwhile.has(row.id) || this.#held.has(row.id)) continue
      const entry = entryOf(row, row.attempts, false)
      if (!this.#lanes.add(entry)) this.#tellBlocked(entry)
      else if (this.#taken.has(row.id)) entry.state = 'settling'
      else if (row.state === 'sent') maybeSent.push(entry)
    }
    if (rows.length >= this.#settings.memory.page) this.#behind = true
    this.#handlers.onRead(maybeSent)
  }

  #count(id: number): void {
    if (id <= this.#counted) return
    this.#counted = id
    if (id <= this.#settings.lastDeliveryId) this.#queued++
  }

  /** Nothing can go on for want of room: what waits behind messages set aside leaves memory. */
  #makeRoom(): boolean {
    if (this.#lanes.hasReady) return false
    let any = false
    for (const entry of [...this.#lanes.entries]) {
      if (entry.state === 'gone' || entry.state === 'blocked' || !this.#lanes.evictBehind(entry)) continue
      entry.evicted = true
      any = true
    }
    return any
  }

  counts(): Pick<DestinationCounts, 'queued' | 'held' | 'oldestQueuedAt' | 'oldestOfFlow'> {
    let oldest: Instant | null = null
    const oldestOfFlow = new Map<string, Instant>()
    for (const { queuedAt, state, flow } of this.#lanes.entries) {
      if (state === 'settling' || state === 'preparing') continue
      if (oldest === null || queuedAt < oldest) oldest = queuedAt
      if (queuedAt < (oldestOfFlow.get(flow) ?? Number.POSITIVE_INFINITY)) oldestOfFlow.set(flow, queuedAt)
    }
    return { queued: this.#queued, held: this.#held.size, oldestQueuedAt: oldest, oldestOfFlow }
  }

  end(): void {
    this.#ended = true
  }
}

/** Everything that waits for this entry, directly or through another. */
function behind(entry: Entry): ReadonlySet<Entry> {
  const found = new Set<Entry>()
  const open = [...entry.waiters]
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.state === 'gone' || found.has(next)) continue
    found.add(next)
    for (const waiter of next.waiters) open.push(waiter)
  }
  return found
}

function entryOf(delivery: Delivery, attempts: number, announced: boolean): Entry {
  const { id, flow, messageId, controlId, lanes, orderIds, queuedAt, body } = delivery
  return {
    id,
    flow,
    messageId,
    controlId,
    written: '',
    lanes,
    orderIds,
    queuedAt,
    body,
    state: 'ready',
    attempts,
    blockers: 0,
    waiters: [],
    evicted: false,
    announced,
    sentAt: 0,
    firstSentAt: 0,
    firstBusyAt: 0,
    sentBeforeAt: 0,
    unanswered: 0,
    unansweredAt: 0,
    busy: 0,
    timeouts: 0,
    before: null,
    behind: null,
    turnAt: 0,
  }
}
