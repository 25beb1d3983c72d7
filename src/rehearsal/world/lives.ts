// The engine's machine in a world: its process lives, dies and begins again, its clock is set, its database fails. The one
// thing to know: every port that the engine is given belongs to one life; after a crash what that life waits for never
// comes, and what it still asks for throws.
import { createEngine, type Engine, type EngineOptions } from '../../engine/engine.ts'
import type { EngineLimitsChange } from '../../engine/limits.ts'
import type { Census } from '../../engine/ports/census.ts'
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import { silent } from '../../engine/ports/log.ts'
import type { Store } from '../../engine/ports/store.ts'
import { seededRandom } from '../../engine/random.ts'
import { receiveLimits, receiver } from '../../engine/receive.ts'
import { machine } from '../../engine/simulation/machine.ts'
import type { VirtualNetwork } from '../../engine/simulation/network.ts'
import { type StoreCall, storeError, virtualStore } from '../../engine/simulation/store.ts'
import type { LoopStatus } from '../../ledger/order.ts'
import type { StepFunctions } from '../../mapping/index.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { ZoneRules } from '../../site/time-zone.ts'
import { recordStore, type StoreRecord } from '../checkers/record-store.ts'
import type { EngineAct } from '../play/act.ts'
import type { Counter } from '../play/cast.ts'
import type { Sighting } from '../play/evidence.ts'
import { ends } from './wires.ts'
import type { WorldStore } from './world-store.ts'

/** A site as the engine runs it. */
export type Revision = { readonly site: Site; readonly functions: StepFunctions }

export type LivesOptions = {
  readonly clock: Clock
  readonly network: VirtualNetwork
  readonly store: WorldStore
  readonly zone: (name: string) => ZoneRules
  readonly seed: string
  readonly revision: Revision
  /** Revisions that a play can activate, by name. */
  revisionNamed(name: string): Revision | undefined
  /** What both systems' censuses show. */
  readonly census: Census['read']
  readonly count: Counter
  readonly limits: EngineLimitsChange
  /** How long a call of the store takes. */
  readonly store_ms: number
  /** Breaks the engine, to try the judges. */
  readonly broken: (options: EngineOptions) => EngineOptions
}

type Life = { readonly engine: Engine; readonly began: Instant; crash(): void }

export type Lives = {
  /** The engine that runs, or null while there is none. */
  readonly engine: Engine | null
  /** Since when it has been able to work without hindrance, or null. */
  readonly soundSince: Instant | null
  readonly records: readonly StoreRecord[]
  readonly sightings: readonly Sighting[]
  readonly site: Site
  /** Revisions that ran before it. */
  readonly formerly: readonly Site[]
  /** Whether the clock was ever set: then the times that the machine wrote are not all the world's. */
  readonly wasSet: boolean
  /** The time that the machine shows. */
  now(): Instant
  begin(): void
  /** Does an act, or says why it cannot. */
  perform(act: EngineAct): string | null
  /** The database works, the clock is right, and the engine runs. */
  heal(): void
  stop(): Promise<void>
}

/** So long a stop may take. */
const grace_ms = 5000
/** How long the census takes to answer. */
const census_ms = 50

export function openLives(options: LivesOptions): Lives {
  const { clock, network, count } = options
  const computer = machine(clock)
  const records: StoreRecord[] = []
  const sightings: Sighting[] = []
  const seen = new Map<number, LoopStatus>()
  const chance = seededRandom(`${options.seed}/database`)
  let revision = options.revision
  const formerly: Site[] = []
  let life: Life | null = null
  let stopping: Promise<void> | null = null
  let lives = 0
  let database: 'away' | 'full' | 'aborting' | 'back' = 'back'
  let disturbed = clock.now()
  let crashAt: { readonly when: 'before-commit' | 'after-commit'; readonly away_ms: number } | null = null
  let offset_ms = 0
  let wasSet = false

  function begin(): void {
    if (life || stopping) return
    const nth = lives++
    const record = recordStore(options.store.reopen(), count)
    records.push(record)
    const store = virtualStore(sighted(record.store), clock, options.store_ms)
    store.fail = (call) => failure(call)
    store.onDone = (call) => {
      if (call === 'commit' && crashAt?.when === 'after-commit') crash(crashAt.away_ms)
    }
    const line = network.incarnation(ends.labloop)
    const time = computer.incarnation()
    const { site, functions } = revision
    const random = seededRandom(`${options.seed}/engine/${nth}`)
    const ports = { network: line.network, clock: time.clock, random, tls: () => undefined }
    const engine = createEngine(
      options.broken({
        ...{ site, functions, zone: options.zone, node: 'node', store: store.store, log: silent, ...ports },
        census: { read: censusOf(time.clock) },
        reception: (of) => receiver(of, { ...ports, store: store.store }, receiveLimits),
        limits: options.limits,
      }),
    )
    disturbed = clock.now()
    life = {
      engine,
      began: clock.now(),
      crash() {
        store.crash()
        line.crash()
        time.crash()
      },
    }
    engine.start().catch(() => {})
  }

  /** Takes time, and is asked from within one life. */
  function censusOf(own: Clock): Census['read'] {
    return (system, since) =>
      new Promise((resolve, reject) => {
        own.at(own.now() + census_ms, () => void options.census(system, since).then(resolve, reject))
      })
  }

  /** Writes down each change of an order's loop status, as the store took it. */
  function sighted(store: Store): Store {
    return {
      ...store,
      async commit(leases, changes) {
        await store.commit(leases, changes)
        for (const { order, loop } of changes.orders) {
          if (seen.get(order.id) === loop) continue
          seen.set(order.id, loop)
          sightings.push({ at: clock.now(), orderId: order.id, loop })
        }
      },
    }
  }

  function failure(call: StoreCall): Error | null {
    if (call === 'commit' && crashAt?.when === 'before-commit') {
      crash(crashAt.away_ms)
      return null
    }
    const writes = call === 'commit' || call === 'receive'
    if (database === 'away') return storeError('database-unreachable')
    if (database === 'full' && writes) return storeError('disk-full')
    if (database === 'aborting' && writes && chance.below(2) === 0) return storeError('database-unreachable')
    return null
  }

  function crash(away_ms: number): void {
    crashAt = null
    disturbed = clock.now()
    const dying = life
    life = null
    dying?.crash()
    clock.at(clock.now() + away_ms, begin)
  }

  function stop(): Promise<void> {
    const ending = life
    life = null
    disturbed = clock.now()
    if (!ending) return stopping ?? Promise.resolve()
    const ended = () => {
      ending.crash()
      stopping = null
      disturbed = clock.now()
    }
    stopping = ending.engine.stop(grace_ms).then(ended, ended)
    return stopping
  }

  function step(by_ms: number): void {
    offset_ms += by_ms
    wasSet = true
    computer.step(by_ms)
    disturbed = clock.now()
  }

  function perform(act: EngineAct): string | null {
    switch (act.do) {
      case 'crash':
        if (!life) return 'The engine does not run.'
        if (act.when === undefined || act.when === 'now') crash(act.away_ms)
        else crashAt = { when: act.when, away_ms: act.away_ms }
        return null
      case 'stop':
        void stop()
        return null
      case 'start':
        if (stopping) void stopping.then(begin)
        else begin()
        return null
      case 'database':
        database = act.is
        disturbed = clock.now()
        return null
      case 'clock-step':
        step(act.by_ms)
        return null
      case 'activate': {
        const next = options.revisionNamed(act.revision)
        if (!next) return `There is no revision ${act.revision}.`
        formerly.push(revision.site)
        revision = next
        void stop().then(begin)
        return null
      }
    }
  }

  return {
    get engine() {
      return life?.engine ?? null
    },
    get soundSince() {
      return life && database === 'back' && crashAt === null ? disturbed : null
    },
    now: () => computer.now(),
    get wasSet() {
      return wasSet
    },
    get site() {
      return revision.site
    },
    formerly,
    records,
    sightings,
    begin,
    perform,
    stop,
    heal() {
      crashAt = null
      database = 'back'
      if (offset_ms !== 0) step(-offset_ms)
      if (stopping) void stopping.then(begin)
      else begin()
    },
  }
}
