// The order of one destination's queue: nothing overtakes within a lane, and lanes do not wait for each other. The one thing
// to know: an entry keeps its lanes until its outcome is stored, so that a crash can never repeat an older message after a
// newer one of the same order.
import { ReleasingMap } from './releasing-map.ts'

/** One delivery in memory. */
export type Entry = {
  readonly id: number
  readonly flow: string
  readonly messageId: number
  controlId: string
  /** MSH-10 as it stands in the body, one character a byte; empty until it is first sent. */
  written: string
  readonly lanes: readonly number[]
  readonly orderIds: readonly number[]
  readonly queuedAt: number
  body: Uint8Array
  /** ready: may be sent; blocked: waits for its lanes; flying: sent, not answered; aside: to be tried again later;
   * preparing: the store is told before it is sent; settling: its outcome is being stored; gone: out of this queue. */
  state: 'ready' | 'blocked' | 'flying' | 'aside' | 'preparing' | 'settling' | 'gone'
  attempts: number
  /** Earlier entries that still hold one of its lanes. */
  blockers: number
  waiters: Entry[]
  /** Later ones of its lanes were put out of memory: they are read again once it is done. */
  evicted: boolean
  /** Whether the store knows that it may have been sent. */
  announced: boolean
  /** Moments of the last and first sending and of the first refusal for now; 0 where there was none. */
  sentAt: number
  firstSentAt: number
  firstBusyAt: number
  /** Of the sending before the last one. */
  sentBeforeAt: number
  /** Sendings in a row that brought no answer, since when, and answers in a row that said "not now". */
  unanswered: number
  unansweredAt: number
  busy: number
  /** Sendings in a row that brought no answer in the time that they had. */
  timeouts: number
  /** In flight: the one sent before it, the one sent behind it, and when it came to wait because one before was answered. */
  before: Entry | null
  behind: Entry | null
  turnAt: number
}

export class LaneQueue {
  readonly #entries = new ReleasingMap<number, Entry>()
  readonly #tails = new ReleasingMap<number, Entry>()
  /** Lanes whose next delivery is held, or in the store behind one that is held or aside. */
  readonly #parked = new Set<number>()
  #parkedFrom = Number.POSITIVE_INFINITY
  readonly #ready = new Heap()
  #bytes = 0

  get size(): number {
    return this.#entries.size
  }

  get bytes(): number {
    return this.#bytes
  }

  get entries(): Iterable<Entry> {
    return this.#entries.values()
  }

  /** Whether something could be sent now. */
  get hasReady(): boolean {
    return this.#ready.first() !== undefined
  }

  get(id: number): Entry | undefined {
    return this.#entries.get(id)
  }

  /** Takes an entry in, behind the earlier ones of its lanes; false where one of its lanes is parked: now they all are. */
  add(entry: Entry): boolean {
    if (this.#entries.has(entry.id)) return true
    if (this.#parked.size > 0 && entry.lanes.some((lane) => this.#parked.has(lane))) {
      this.park(entry.lanes, entry.id)
      return false
    }
    this.#entries.set(entry.id, entry)
    this.#bytes += entry.body.length
    for (const lane of entry.lanes) {
      const tail = this.#tails.get(lane)
      this.#tails.set(lane, entry)
      if (!tail || tail === entry) continue
      tail.waiters.push(entry)
      entry.blockers++
    }
    if (entry.blockers > 0) entry.state = 'blocked'
    else this.#ready.push(entry)
    return true
  }

  /** The oldest entry that may be sent, taken out of the ready ones. */
  take(): Entry | undefined {
    return this.#ready.pop()
  }

  /** Back among the ready ones, in its place by age. */
  giveBack(entry: Entry): void {
    entry.state = 'ready'
    this.#ready.push(entry)
  }

  /** It goes out with other bytes, under another control id. */
  rename(entry: Entry, controlId: string, body: Uint8Array): void {
    this.#bytes += body.length - entry.body.length
    entry.controlId = controlId
    entry.written = ''
    entry.body = body
  }

  /** It is done: its lanes go on. */
  done(entry: Entry): void {
    this.#remove(entry)
    for (const waiter of entry.waiters) {
      if (--waiter.blockers === 0 && waiter.state === 'blocked') this.giveBack(waiter)
    }
    entry.waiters = []
  }

  /** It is held: it and everything behind it in its lanes leave memory. */
  hold(entry: Entry): void {
    this.evictBehind(entry)
    this.park(entry.lanes)
    this.#remove(entry)
  }

  /** What waits behind this entry leaves memory; it is read again from the store after unpark(). True where there was any. */
  evictBehind(entry: Entry): boolean {
    const doomed = entry.waiters.filter(({ state }) => state !== 'gone')
    const any = doomed.length > 0
    entry.waiters = []
    for (let next = doomed.pop(); next; next = doomed.pop()) {
      if (next.state === 'gone') continue
      for (const waiter of next.waiters) doomed.push(waiter)
      next.waiters = []
      this.park(next.lanes, next.id)
      this.#remove(next)
    }
    return any
  }

  /** Nothing of these lanes is taken in until unpark(). `id` is the delivery that stays in the store. */
  park(lanes: readonly number[], id: number = Number.POSITIVE_INFINITY): void {
    for (const lane of lanes) this.#parked.add(lane)
    this.#parkedFrom = Math.min(this.#parkedFrom, id)
  }

  /** Forgets what is parked, but for the lanes of what is still held. Gives the oldest delivery to be read again. */
  unpark(stillHeld: Iterable<readonly number[]>): number {
    const from = this.#parkedFrom
    this.#parkedFrom = Number.POSITIVE_INFINITY
    this.#parked.clear()
    for (const lanes of stillHeld) this.park(lanes)
    return from
  }

  #remove(entry: Entry): void {
    if (!this.#entries.delete(entry.id)) return
    this.#bytes -= entry.body.length
    entry.state = 'gone'
    for (const lane of entry.lanes) if (this.#tails.get(lane) === entry) this.#tails.delete(lane)
  }
}

/** Ready entries, the oldest first. Those that left meanwhile are skipped. */
class Heap {
  readonly #items: Entry[] = []

  first(): Entry | undefined {
    while (this.#items[0] && this.#items[0].state !== 'ready') this.#takeTop()
    return this.#items[0]
  }

  pop(): Entry | undefined {
    const top = this.first()
    if (top) this.#takeTop()
    return top
  }

  push(entry: Entry): void {
    const items = this.#items
    let at = items.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (items[parent]!.id <= entry.id) break
      items[at] = items[parent]!
      at = parent
    }
    items[at] = entry
  }

  #takeTop(): void {
    const items = this.#items
    const last = items.pop()!
    if (items.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && items[child + 1]!.id < items[child]!.id) child++
      if (items[child]!.id >= last.id) break
      items[at] = items[child]!
      at = child
    }
    items[at] = last
  }
}
