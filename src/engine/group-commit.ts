// Grouped commits of what came in: one flush at a time, and while it runs the next group gathers. The one thing to know:
// messages are stored in the order in which they came, over all connections.
import type { Arrival } from './arrival.ts'
import type { Clock } from './ports/clock.ts'
import type { Lease, Received, Store } from './ports/store.ts'

export type GroupLimits = {
  /** Most of one flush; a larger message goes alone. */
  readonly flush_messages: number
  readonly flush_bytes: number
  /** A flush with fewer messages than were to be expected waits this long for more. */
  readonly gather_ms: number
  /** After a failed flush the next one waits this long, doubling up to the second. */
  readonly retry_ms: readonly [first: number, most: number]
}

export type Waiting = { readonly arrival: Arrival }

export type GroupHandlers<Item> = {
  stored(group: readonly Item[], received: readonly Received[]): void
  /** Nothing of the group was kept. Gives back what is to be tried again, in order. */
  failed(group: readonly Item[], error: Error & { code?: string }): readonly Item[]
  /** Another node stores now: nothing may be stored from here again. */
  lost(error: Error): void
}

/** Gathers arrivals and stores them group by group. */
export class GroupCommit<Item extends Waiting> {
  readonly #store: Pick<Store, 'receive'>
  readonly #clock: Clock
  readonly #limits: GroupLimits
  readonly #handlers: GroupHandlers<Item>
  #lease: Lease | null = null
  #waiting: Item[] = []
  #flushing = false
  #failures = 0
  #cancelRetry: (() => void) | null = null
  /** Flushes begin this much later than they could: gentle back-pressure on senders that wait for their answers. */
  slow_ms = 0
  /**
   * As many as the last flush led us to expect: senders that it answered send their next messages together, and those that
   * waited meanwhile are here already. One flush for all of them costs a fraction of two; it waits for them for a moment.
   */
  #expected = 1
  #cancelWait: (() => void) | null = null
  #ended = false
  #resting: (() => void)[] = []

  constructor(store: Pick<Store, 'receive'>, clock: Clock, limits: GroupLimits, handlers: GroupHandlers<Item>) {
    this.#store = store
    this.#clock = clock
    this.#limits = limits
    this.#handlers = handlers
  }

  use(lease: Lease): void {
    this.#lease = lease
  }

  add(item: Item): void {
    this.#waiting.push(item)
  }

  /** Begins a flush, if none runs and something waits. */
  flush(): void {
    if (this.#ended || this.#flushing || this.#cancelRetry || this.#waiting.length === 0) return
    const wait_ms =
      this.slow_ms >= 1 ? this.slow_ms : this.#waiting.length < this.#expected ? this.#limits.gather_ms : 0
    if (wait_ms === 0) this.#flushNow()
    else {
      this.#cancelWait ??= this.#clock.at(this.#clock.now() + wait_ms, () => this.#flushNow())
    }
  }

  #flushNow(): void {
    this.#cancelWait?.()
    this.#cancelWait = null
    if (this.#ended || this.#flushing || !this.#lease || this.#waiting.length === 0) return
    const group = this.#cut()
    this.#flushing = true
    const batch = group.map(({ arrival }) => arrival.incoming)
    this.#store.receive(this.#lease, batch).then(
      (received) => this.#done(group, received),
      (error: Error) => this.#failed(group, error),
    )
  }

  /** The oldest messages that fit into one flush: at least one. */
  #cut(): Item[] {
    let count = 0
    let bytes = 0
    for (const { arrival } of this.#waiting) {
      const size = arrival.incoming.body.length
      if (count > 0 && (count >= this.#limits.flush_messages || bytes + size > this.#limits.flush_bytes)) break
      count++
      bytes += size
    }
    return this.#waiting.splice(0, count)
  }

  #done(group: readonly Item[], received: readonly Received[]): void {
    if (this.#ended) return
    this.#flushing = false
    this.#failures = 0
    this.#expected = this.#soonAgain(group.length)
    this.#handlers.stored(group, received)
    this.flush()
    this.#tellRest()
  }

  /** The senders that were answered, and those that wait: never more than one flush takes. One that went is missed once. */
  #soonAgain(answered: number): number {
    return Math.min(answered + this.#waiting.length, this.#limits.flush_messages)
  }

  #failed(group: readonly Item[], error: Error & { code?: string }): void {
    if (this.#ended) return
    this.#flushing = false
    if (error.code === 'lease-lost') {
      this.end()
      this.#handlers.lost(error)
      return
    }
    const again = this.#handlers.failed(group, error)
    this.#waiting.unshift(...again)
    this.#retryLater()
    this.#tellRest()
  }

  #retryLater(): void {
    const [first, most] = this.#limits.retry_ms
    const wait_ms = Math.min(most, first * 2 ** Math.min(20, this.#failures++))
    this.#cancelRetry = this.#clock.at(this.#clock.now() + wait_ms, () => {
      this.#cancelRetry = null
      this.flush()
    })
  }

  /** Resolves once nothing waits, or the store fails: what it does not take now is not acknowledged. */
  rest(): Promise<void> {
    return new Promise((resolve) => {
      this.#resting.push(resolve)
      this.#tellRest()
    })
  }

  #tellRest(): void {
    const atRest = this.#ended || (!this.#flushing && (this.#waiting.length === 0 || this.#cancelRetry !== null))
    if (atRest) for (const resolve of this.#resting.splice(0)) resolve()
  }

  /** Stores nothing more. */
  end(): void {
    this.#ended = true
    this.#cancelRetry?.()
    this.#cancelWait?.()
    this.#tellRest()
  }
}
