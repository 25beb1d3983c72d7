// What nobody says: steps that do not come, queues that grow old, orders adrift. The one thing to know: the check for
// adrift reads the stored columns, not the ledger's opinion, and what it finds is counted and owned.
import { adrift, grace_ms } from '../ledger/sight.ts'
import type { Concern } from '../ownership/exception.ts'
import type { About } from './batch.ts'
import type { DestinationCounts } from './destination-settings.ts'
import type { ExceptionDesk } from './exception-desk.ts'
import type { Clock, Instant } from './ports/clock.ts'
import type { OrderSight, Store } from './ports/store.ts'
import type { Rules } from './rules.ts'
import { concernUnit, dueUnit, settleUnit, type Unit } from './unit.ts'

export type WatchLimits = {
  /** How often overdue steps and queues are looked at, and how often every restless order is. */
  readonly due_ms: number
  readonly adrift_ms: number
  /** Orders a page. */
  readonly page: number
  /** A queue whose oldest message is older than this is raised. */
  readonly queueAge_ms: number
  /** A result that waits for longer than this is the laboratory's, whatever it waits for. */
  readonly resultAge_ms: number
}

export const watchLimits: WatchLimits = {
  due_ms: 2000,
  adrift_ms: 30_000,
  page: 500,
  queueAge_ms: 15 * 60_000,
  resultAge_ms: 10 * 60_000,
}

export type WatchPorts = { readonly store: Pick<Store, 'due' | 'sights' | 'everAdrift'>; readonly clock: Clock }

export type WatchOutlets = {
  readonly add: (unit: Unit) => void
  readonly queues: () => ReadonlyMap<string, DestinationCounts>
  readonly desk: ExceptionDesk
  readonly rules: Pick<Rules, 'site' | 'destinations'>
  /** Whether the store takes nothing just now: then nothing that is raised can be kept. */
  readonly storeFails: () => boolean
}

export class Watch {
  readonly #ports: WatchPorts
  readonly #outlets: WatchOutlets
  readonly #limits: WatchLimits
  /** Orders ever found adrift, by this node or by one before it. */
  readonly everAdrift = new Set<number>()
  /** When overdue steps were last looked at with success, and when it was last seen that not all can have been raised. */
  #lookedAt: Instant
  #behindAt = Number.NEGATIVE_INFINITY
  #ended = false
  /** Whether those are known that were found before this node began. */
  #knowsEarlier = false

  constructor(ports: WatchPorts, outlets: WatchOutlets, limits: WatchLimits) {
    this.#ports = ports
    this.#outlets = outlets
    this.#limits = limits
    this.#lookedAt = ports.clock.now()
  }

  start(): void {
    this.#lookedAt = this.#ports.clock.now()
    this.#recall().catch(() => {})
    this.#every(this.#limits.due_ms, async () => {
      this.#noticeBehind()
      this.#queues()
      await this.#due()
    })
    this.#every(this.#limits.adrift_ms, () => this.checkAdrift())
  }

  /** What an earlier node found adrift stays found: its exceptions say so, closed ones too. Asked again if the store fails. */
  async #recall(): Promise<void> {
    if (this.#knowsEarlier) return
    for (const id of await this.#ports.store.everAdrift()) this.everAdrift.add(id)
    this.#knowsEarlier = true
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
    const { clock, store } = this.#ports
    const { page } = this.#limits
    const ids = await store.due(clock.now(), page)
    this.#lookedAt = clock.now()
    if (ids.length >= page) this.#behindAt = this.#lookedAt
    if (ids.length > 0 && !this.#ended) this.#outlets.add(dueUnit(ids))
  }

  /** A queue whose oldest message waits for too long is one exception until it moves on; one of results is another. */
  #queues(): void {
    const now = this.#ports.clock.now()
    const { queueAge_ms, resultAge_ms } = this.#limits
    for (const [id, counts] of this.#outlets.queues()) {
      const { oldestQueuedAt, state } = counts
      const system = this.#outlets.rules.destinations.get(id)?.system ?? ''
      const isOld = oldestQueuedAt !== null && now - oldestQueuedAt >= queueAge_ms && state !== 'paused'
      this.#stand(isOld, queueCause(id), () => queueConcern(id, state, this.#limits), { system })
      const flow = this.#waitingResults(counts, now - resultAge_ms)
      const waits = () => resultConcern(id, state, this.#limits)
      this.#stand(flow !== undefined, resultCause(id), waits, { system, flow: flow ?? '' }, true)
    }
  }

  /** The flow of which a result waits since this moment or longer. A pause is no reason not to phone it. */
  #waitingResults({ oldestOfFlow }: DestinationCounts, since: Instant): string | undefined {
    const { flows } = this.#outlets.rules.site
    return flows.find(({ id, kind }) => kind === 'results' && (oldestOfFlow.get(id) ?? since + 1) <= since)?.id
  }

  /** Raises what stands and is not open; closes what is open and no longer stands. */
  #stand(stands: boolean, cause: string, concern: () => Concern, about: About, held = false): void {
    const { desk, add } = this.#outlets
    const isOpen = desk.ofCause(cause).length > 0
    if (stands && !isOpen) add(concernUnit(concern(), about, held))
    if (!stands && isOpen) add(settleUnit(cause, 'the queue moves again', desk))
  }

  /**
   * Much is overdue that nobody can have raised yet: the machine slept, its clock was set, steps could not be looked at, or
   * the store takes nothing.
   */
  #noticeBehind(): void {
    const now = this.#ports.clock.now()
    // A clock that was set back must not leave the check waiting for a moment that is long to come.
    this.#lookedAt = Math.min(this.#lookedAt, now)
    this.#behindAt = Math.min(this.#behindAt, now)
    const isLong = now - this.#lookedAt > this.#limits.due_ms + grace_ms
    if (isLong || this.#outlets.storeFails()) this.#behindAt = now
  }

  /** Looks at every order that is not at rest, once; not while what became overdue meanwhile is still being raised. */
  async checkAdrift(): Promise<void> {
    await this.#recall()
    this.#noticeBehind()
    if (this.#ports.clock.now() - this.#behindAt < 2 * grace_ms) return
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

const resultCause = (id: string) => `queue-too-old|${id}|results`
const queueCause = (id: string) => `queue-too-old|${id}`

function resultConcern(id: string, state: string, { resultAge_ms }: WatchLimits): Concern {
  const minutes = Math.round(resultAge_ms / 60_000)
  const text = `A result for ${id} has waited for more than ${minutes} minutes (${state}), and those behind it wait with it. Phone what cannot wait: critical, final and corrected results.`
  return { kind: 'queue-too-old', severity: 'critical', text, cause: resultCause(id) }
}

function queueConcern(id: string, state: string, { queueAge_ms }: WatchLimits): Concern {
  const minutes = Math.round(queueAge_ms / 60_000)
  const text = `The oldest message for ${id} has waited for more than ${minutes} minutes (${state}). See whether the receiver is up and answers.`
  return { kind: 'queue-too-old', severity: 'high', text, cause: queueCause(id) }
}

function adriftConcern(why: string): Concern {
  const text = `Labloop lost sight of this order: ${why}. See what each side holds, and report the defect.`
  return { kind: 'adrift', severity: 'high', text, cause: `adrift|${why}` }
}
