// The engine of one site: receives, processes, delivers, watches, for as long as this node holds the leases. The one thing
// to know: a node that loses a lease stops acting at once and stands by; whoever acts next goes on from the store.
import type { StepFunctions } from '../mapping/index.ts'
import type { Site } from '../site/shapes/site.ts'
import type { ZoneRules } from '../site/time-zone.ts'
import type { Command, CommandResult } from './command.ts'
import { Complaints } from './complaints.ts'
import type { DestinationCounts } from './destination-settings.ts'
import type { HeldDelivery } from './held-index.ts'
import { Leases } from './leases.ts'
import { type EngineLimits, type EngineLimitsChange, engineLimits } from './limits.ts'
import { codeOf, isPassing } from './patience.ts'
import type { Census } from './ports/census.ts'
import type { Clock, Instant, Random } from './ports/clock.ts'
import type { Log } from './ports/log.ts'
import type { Network, TlsFiles } from './ports/network.ts'
import type { BoundPort, Reception } from './ports/reception.ts'
import type { Changes, Store } from './ports/store.ts'
import type { Place } from './routes.ts'
import { type Rules, rulesOf } from './rules.ts'
import { Run, type RunParts, recover } from './run.ts'

export type EngineOptions = {
  /** Loaded and checked. */
  readonly site: Site
  /** Functions of the site's steps, by `file.ts#name`. */
  readonly functions: StepFunctions
  /** The rules of an IANA zone. */
  readonly zone: (name: string) => ZoneRules
  /** The name of this node: the same again after a restart, another on another machine. */
  readonly node: string
  readonly store: Store
  readonly network: Network
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly census?: Census
  /** The PEM texts that a connection of the site names. */
  readonly tls: (place: Place) => TlsFiles | undefined
  /** Receiving, made anew each time that this node begins to act. */
  readonly reception: (site: Site) => Reception
  readonly limits?: EngineLimitsChange
}

export type EngineEvent =
  | { readonly kind: 'acting'; readonly bound: readonly BoundPort[] }
  | { readonly kind: 'standing-by'; readonly why: string }
  | { readonly kind: 'received'; readonly messages: number }
  /** A batch that is stored now. */
  | { readonly kind: 'committed'; readonly messages: number; readonly stored: Changes }
  | { readonly kind: 'connection'; readonly connection: string; readonly open: number }
  | { readonly kind: 'destination'; readonly destination: string; readonly troubled: boolean }

export type EngineCounts = {
  readonly acting: boolean
  /** Stored and not yet processed. */
  readonly backlog: number
  readonly openExceptions: number
  /** Orders ever found adrift since this node began to act. */
  readonly everAdrift: number
  readonly destinations: ReadonlyMap<string, DestinationCounts>
  /** Open connections, by connection of the site. */
  readonly connections: ReadonlyMap<string, number>
  /** When the census of a system was last taken. */
  readonly censusAt: ReadonlyMap<string, Instant>
  /** Messages delivered in the last minute, by flow. */
  readonly deliveredPerMinute: ReadonlyMap<string, number>
}

export type Engine = {
  /**
   * Resolves once this node acts, with the ports that it listens on; while another node acts, or the store cannot be
   * asked, it waits.
   * @throws LabloopError port-taken and the like, step-compile
   */
  start(): Promise<readonly BoundPort[]>
  /** Stops reading, finishes what is under way within `grace_ms`, and gives the leases back. */
  stop(grace_ms: number): Promise<void>
  /** Carries out a person's command; resolves once it is stored and audited. */
  command(command: Command): Promise<CommandResult>
  /** Everything that is held, oldest first, with why. */
  held(): readonly HeldDelivery[]
  /** Looks for orders adrift now, besides the regular looks. */
  checkAdrift(): Promise<void>
  counts(): EngineCounts
  /** Calls back at each event; returns a function that ends it. */
  subscribe(listener: (event: EngineEvent) => void): () => void
}

/** The engine of a site on this node. Does nothing before `start`. */
export function createEngine(options: EngineOptions): Engine {
  return new Node(options)
}

class Node implements Engine {
  readonly #options: EngineOptions
  readonly #limits: EngineLimits
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  readonly #complaints: Complaints
  #rules: Rules | null = null
  #run: Run | null = null
  #stopped = false

  constructor(options: EngineOptions) {
    this.#options = options
    this.#limits = engineLimits(options.limits)
    this.#complaints = new Complaints(options.log, options.clock)
  }

  async start(): Promise<readonly BoundPort[]> {
    const { site, functions, zone } = this.#options
    this.#rules = rulesOf(site, functions, zone)
    for (let tries = 0; ; tries++) {
      const run = await this.#attempt(this.#rules)
      if (run) return run.bound
      if (this.#stopped) return []
      if (tries === 0) this.#waits()
      await this.#sleep(this.#limits.standby_ms)
    }
  }

  #waits(): void {
    this.#options.log.info('standing by', { node: this.#options.node })
    this.#emit({ kind: 'standing-by', why: 'not acting yet' })
  }

  /** A store that cannot be asked now is waited for, as after a restart of the whole machine; any other failure is told. */
  async #attempt(rules: Rules): Promise<Run | null> {
    try {
      return await this.#act(rules)
    } catch (error) {
      const code = codeOf(error)
      if (!isPassing(code)) throw error
      this.#complaints.failed('standing by', code)
      return null
    }
  }

  /** Takes the leases and begins to act; null while another node holds them. */
  async #act(rules: Rules): Promise<Run | null> {
    const { store, clock, node, log } = this.#options
    const names = ['processor', 'receiver', ...[...rules.destinations.keys()].map((id) => `destination:${id}`)]
    const leases = new Leases(node, names, { store, clock }, this.#limits.leases)
    if (!(await leases.take())) return null
    const emit = (event: EngineEvent) => this.#emit(event)
    let run: Run | null = null
    let lost = false
    const onLost = (error: Error) => {
      lost = true
      if (run) this.#lost(run, error)
    }
    try {
      const shared = { options: this.#options, limits: this.#limits, complaints: this.#complaints }
      const parts: RunParts = { ...shared, rules, leases, emit, onLost }
      run = new Run(parts, await recover(parts))
      await run.start()
    } catch (error) {
      leases.end()
      await leases.release().catch(() => {})
      throw error
    }
    if (lost || this.#stopped) {
      if (lost) run.abandon()
      else await run.stop(0)
      return null
    }
    this.#run = run
    this.#complaints.worked('standing by')
    log.info('acting', { node, revision: rules.site.revision })
    emit({ kind: 'acting', bound: run.bound })
    return run
  }

  /** Ends at once, and stands by until it may act again. */
  #lost(run: Run, error: Error): void {
    if (this.#run !== run) return
    this.#run = null
    run.abandon()
    const code = codeOf(error)
    this.#options.log.error('stopped acting', { code })
    this.#emit({ kind: 'standing-by', why: code })
    this.#standBy()
  }

  #standBy(): void {
    this.#options.clock.at(this.#options.clock.now() + this.#limits.standby_ms, () => {
      if (this.#stopped || this.#run) return
      this.#act(this.#rules!).then(
        (run) => {
          if (!run) this.#standBy()
        },
        (error: Error) => {
          const code = codeOf(error)
          if (isPassing(code)) this.#complaints.failed('standing by', code)
          else this.#options.log.error('could not act', { code })
          this.#standBy()
        },
      )
    })
  }

  async stop(grace_ms: number): Promise<void> {
    this.#stopped = true
    const run = this.#run
    this.#run = null
    await run?.stop(grace_ms)
  }

  command(command: Command): Promise<CommandResult> {
    if (!this.#run) return Promise.reject(Object.assign(new Error('This node does not act.'), { code: 'lease-lost' }))
    return this.#run.processor.command(command)
  }

  held(): readonly HeldDelivery[] {
    return [...(this.#run?.processor.held.all ?? [])].sort((a, b) => a.id - b.id)
  }

  async checkAdrift(): Promise<void> {
    await this.#run?.watch.checkAdrift()
  }

  counts(): EngineCounts {
    const run = this.#run
    const now = this.#options.clock.now()
    const flows = this.#options.site.flows.map(({ id }): [string, number] => [
      id,
      run?.delivered.perMinute(id, now) ?? 0,
    ])
    return {
      acting: run !== null,
      backlog: run?.processor.backlog ?? 0,
      openExceptions: run?.processor.desk.size ?? 0,
      everAdrift: run?.watch.everAdrift.size ?? 0,
      destinations: run?.outbound.counts() ?? new Map(),
      connections: run?.connections ?? new Map(),
      censusAt: run?.censusAt ?? new Map(),
      deliveredPerMinute: new Map(flows),
    }
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  #sleep(wait_ms: number): Promise<void> {
    const { clock } = this.#options
    return new Promise((resolve) => {
      clock.at(clock.now() + wait_ms, resolve)
    })
  }
}
