// What nobody says: steps that do not come, queues that grow old, orders adrift. The one thing to know: the check for
// adrift reads the stored columns, not the ledger's opinion, and what it finds is counted and owned.
import { adrift } from '../ledger/sight.ts'
import type { Concern } from '../ownership/exception.ts'
import type { About } from './batch.ts'
import type { DestinationCounts } from './destination-settings.ts'
import type { ExceptionDesk } from './exception-desk.ts'
import type { Clock, Instant } from './ports/clock.ts'
import type { OrderSight, Store } from './ports/store.ts'
import { concernUnit, dueUnit, settleUnit, type Unit } from './unit.ts'

export type WatchLimits = {
  /** How often overdue steps and queues are looked at, and how often every restless order is. */
  readonly due_ms: number
  readonly adrift_ms: number
  /** Orders a page. */
  readonly page: number
  /** A queue whose oldest message is older than this is raised. */
  readonly queueAge_ms: number
}

export const watchLimits: WatchLimits = { due_ms: 2000, adrift_ms: 30_000, page: 500, queueAge_ms: 15 * 60_000 }

export type WatchPorts = { readonly store: Pick<Store, 'due' | 'sights'>; readonly clock: Clock }

export type WatchOutlets = {
  readonly add: (unit: Unit) => void
  readonly queues: () => ReadonlyMap<string, DestinationCounts>
  readonly desk: ExceptionDesk
}

export class Watch {
  readonly #ports: WatchPorts
  readonly #outlets: WatchOutlets
  readonly #limits: WatchLimits
  /** Orders ever found adrift since this node took over. */
  readonly everAdrift = new Set<number>()
  #ended = false

  constructor(ports: WatchPorts, outlets: WatchOutlets, limits: WatchLimits) {
    this.#ports = ports
    this.#outlets = outlets
    this.#limits = limits
  }

  start(): void {
    this.#every(this.#limits.due_ms, async () => {
      this.#queues()
      await this.#due()
    })
    this.#every(this.#limits.adrift_ms, () => this.checkAdrift())
  }

  /** Again and again, each time after the last one has ended; a store that fails is asked again the next time. */
  #every(wait_ms: number, work: () => Promise<void>): void {
    if (this.#ended) return
    this.#ports.clock.at(this.#ports.clock.now() + wait_ms, () => {
      if (this.#ended) return
      const again = () => this.#every(wait_ms, work)
      work().then(again, again)
    })
  }

  async #due(): Promise<void> {
    const ids = await this.#ports.store.due(this.#ports.clock.now(), this.#limits.page)
    if (ids.length > 0 && !this.#ended) this.#outlets.add(dueUnit(ids))
  }

  /** A queue whose oldest message waits for too long is one exception until it moves on. */
  #queues(): void {
    const now = this.#ports.clock.now()
    for (const [id, { oldestQueuedAt, state }] of this.#outlets.queues()) {
      const cause = `queue-too-old|${id}`
      const isOpen = this.#outlets.desk.ofCause(cause).length > 0
      const isOld = oldestQueuedAt !== null && now - oldestQueuedAt >= this.#limits.queueAge_ms && state !== 'paused'
      if (isOld && !isOpen) this.#outlets.add(concernUnit(queueConcern(id, cause, state, this.#limits), {}))
      if (!isOld && isOpen) this.#outlets.add(settleUnit(cause, 'the queue moves again', this.#outlets.desk))
    }
  }

  /** Looks at every order that is not at rest, once. */
  async checkAdrift(): Promise<void> {
    const { page } = this.#limits
    for (let after = 0; !this.#ended; ) {
      const sights = await this.#ports.store.sights(after, page)
      const now = this.#ports.clock.now()
      for (const sight of sights) this.#look(sight, now)
      if (sights.length < page) return
      after = sights[sights.length - 1]!.id
    }
  }

  #look(sight: OrderSight, now: Instant): void {
    const why = adrift(sight, now)
    if (why === null) return
    this.everAdrift.add(sight.id)
    const about: About = { orderIds: [sight.id] }
    this.#outlets.add(concernUnit(adriftConcern(why), about))
  }

  end(): void {
    this.#ended = true
  }
}

function queueConcern(id: string, cause: string, state: string, { queueAge_ms }: WatchLimits): Concern {
  const minutes = Math.round(queueAge_ms / 60_000)
  const text = `The oldest message for ${id} has waited for more than ${minutes} minutes (${state}). See whether the receiver is up and answers.`
  return { kind: 'queue-too-old', severity: 'high', text, cause }
}

function adriftConcern(why: string): Concern {
  const text = `Labloop lost sight of this order: ${why}. See what each side holds, and report the defect.`
  return { kind: 'adrift', severity: 'high', text, cause: `adrift|${why}` }
}
