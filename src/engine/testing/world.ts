// A small world for tests: the engine on virtual time, a virtual network and the memory store, with an EHR and a LIS that
// send and listen. The one thing to know: the engine can crash at any moment and start again; its peers and the store stay.
import { type MemoryStore, memoryStore } from '../../adapters/memory/store.ts'
import { type StepFunction, unlimited } from '../../mapping/index.ts'
import type { Site } from '../../site/shapes/site.ts'
import { fixedOffset, type ZoneRules } from '../../site/time-zone.ts'
import { createEngine, type Engine, type EngineEvent } from '../engine.ts'
import type { EngineLimitsChange } from '../limits.ts'
import type { Census } from '../ports/census.ts'
import type { Clock } from '../ports/clock.ts'
import { type Log, silent } from '../ports/log.ts'
import { seededRandom } from '../random.ts'
import { receiveLimits, receiver } from '../receive.ts'
import type { VirtualClock } from '../simulation/clock.ts'
import { type VirtualNetwork, virtualNetwork } from '../simulation/network.ts'
import { type VirtualStore, virtualStore } from '../simulation/store.ts'
import { testClock } from './clock.ts'
import { type Sender, type Sink, sender, sink } from './peers.ts'
import { ports, type SiteChange, testSite } from './site.ts'

/** One life of the engine's process. */
export type Life = {
  readonly engine: Engine
  readonly store: VirtualStore
  readonly events: EngineEvent[]
  /** What its start comes to. */
  readonly started: Promise<unknown>
  /** Ends it as kill -9 does. */
  crash(): void
}

export type World = {
  readonly clock: VirtualClock
  readonly network: VirtualNetwork
  readonly memory: MemoryStore
  readonly site: Site
  /** Senders to the engine, and listeners that it delivers to. */
  readonly ehr: Sender
  readonly lis: Sender
  readonly toEhr: Sink
  readonly toLis: Sink
  /** The engine that runs now. */
  life: Life
  after(wait_ms: number): Promise<void>
  /** Starts the engine, as `node`; the life before must have ended. */
  begin(node?: string): Promise<Life>
  /** Kills it and starts it again. */
  restart(): Promise<Life>
}

export type WorldOptions = {
  readonly site?: SiteChange
  /** Another site in place of the small one; its connections must have the ports of `ports`. */
  readonly wholeSite?: Site
  readonly limits?: EngineLimitsChange
  readonly census?: Census
  /** The rules of every zone. */
  readonly zone?: ZoneRules
  /** How long a call of the store takes. */
  readonly store_ms?: number
  readonly network_ms?: number
  readonly log?: Log
  /** Functions of the site's steps, by `file.ts#name`; they run without a time limit. */
  readonly functions?: Readonly<Record<string, StepFunction>>
}

/** A world with the engine running, and its senders connected. */
export async function world(options: WorldOptions = {}): Promise<World> {
  const clock = testClock()
  const network = virtualNetwork(clock, options.network_ms ?? 1)
  const site = options.wholeSite ?? testSite(options.site)
  const made = {
    ...{ clock, network, site, memory: memoryStore() },
    ehr: sender(network, 'ehr', ports.ehrIn),
    lis: sender(network, 'lis', ports.lisIn),
    toEhr: await sink(network, clock, 'ehr-sink', ports.ehrOut),
    toLis: await sink(network, clock, 'lis-sink', ports.lisOut),
    after: (wait_ms: number) => clock.runUntil(clock.now() + wait_ms),
  }
  let lives = 0
  const begin = async (node = 'node') => {
    const life = born(whole, options, node, lives++)
    whole.life = life
    await whole.after(200)
    return life
  }
  const restart = () => {
    whole.life.crash()
    return begin()
  }
  const whole: World = Object.assign(made, { begin, restart, life: null as unknown as Life })
  await begin()
  return whole
}

function born({ clock, network, memory, site }: World, options: WorldOptions, node: string, nth: number): Life {
  const store = virtualStore(memory.reopen(), clock, options.store_ms ?? 2)
  const line = network.incarnation('engine')
  let alive = true
  const own: Clock = {
    now: () => clock.now(),
    at: (when, call) => clock.at(when, () => alive && call()),
  }
  const shared = { network: line.network, clock: own, random: seededRandom(nth), tls: () => undefined }
  const engine = createEngine({
    ...{
      site,
      functions: unlimited(options.functions ?? {}),
      zone: () => options.zone ?? fixedOffset(0),
      node,
      store: store.store,
      log: options.log ?? silent,
    },
    ...shared,
    ...(options.census ? { census: options.census } : {}),
    reception: (of) => receiver(of, { ...shared, store: store.store }, receiveLimits),
    limits: { ...options.limits },
  })
  const events: EngineEvent[] = []
  engine.subscribe((event) => events.push(event))
  const started = engine.start()
  started.catch(() => {})
  return {
    ...{ engine, store, events, started },
    crash() {
      alive = false
      store.crash()
      line.crash()
    },
  }
}
