// A world: the two systems, the wires between, and Labloop's engine with its machine and its store, in virtual time. The one
// thing to know: everything that happens is an event of one clock, and all chance comes from the seed, so that a world
// repeats exactly; `World` asks nothing that real sockets and PostgreSQL could not do as well, but for what wires do in
// `virtualOnly`.
import type { EngineOptions } from '../../engine/engine.ts'
import type { EngineLimitsChange } from '../../engine/limits.ts'
import type { Census } from '../../engine/ports/census.ts'
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import { seededRandom } from '../../engine/random.ts'
import { type Turn, type VirtualClock, virtualClock } from '../../engine/simulation/clock.ts'
import { type VirtualNetwork, virtualNetwork } from '../../engine/simulation/network.ts'
import { adrift } from '../../ledger/sight.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { ZoneRules } from '../../site/time-zone.ts'
import { type PortOverrides, withPorts } from '../../site/with-ports.ts'
import type { Person } from '../people.ts'
import type { Act, Handle, WireFault } from '../play/act.ts'
import { type Cast, openCast, openCounter } from '../play/cast.ts'
import type { Evidence, Frame, NotPlayed } from '../play/evidence.ts'
import { openLives, type Revision } from './lives.ts'
import { openPair, type Pair } from './pair.ts'
import { personDoes } from './people-at-labloop.ts'
import { countFree } from './waiting.ts'
import { ends, openWires } from './wires.ts'
import type { WorldStore } from './world-store.ts'

/** How much is left to do. */
export type Unfinished = {
  /** Messages that are on their way: said and not answered, stored and not processed, queued and not held. */
  readonly pending: number
  /** Orders that are neither at rest nor owned, nor waiting for their time. */
  readonly restless: number
}

/** What a play is played in, whether time is virtual or real. */
export type World = {
  readonly cast: Cast
  readonly ehr: Pair['ehr']
  readonly lab: Pair['lab']
  readonly start: Instant
  /** Everything that went over the wires so far. */
  readonly frames: readonly Frame[]
  /** The lab's time. */
  now(): Instant
  /** Events so far; in real time what is known of them. */
  readonly events: number
  /** Does an act now. What cannot be done is written down as not played. */
  perform(act: Act): void
  /** Lets time pass up to the moment. */
  run(until: Instant): Promise<void>
  /** Takes every fault away: wires pass, database, machine and both systems work. */
  heal(): void
  unfinished(): Promise<Unfinished>
  /** What the world leaves, but for what only its player knows. */
  evidence(): Promise<Omit<Evidence, 'seed' | 'acts' | 'healedAt' | 'drainedAt' | 'excused'>>
  close(): Promise<void>
}

export type WorldOptions = Revision & {
  readonly patients: Readonly<Record<Handle, Person>>
  readonly store: WorldStore
  readonly turn: Turn
  readonly zone: (name: string) => ZoneRules
  readonly seed: string
  readonly start: Instant
  /** Revisions that a play can activate, by name. */
  readonly revisions?: Readonly<Record<string, Revision>>
  /** Breaks the engine, to try the judges: called anew for each of its lives. */
  readonly broken?: (options: EngineOptions) => EngineOptions
  readonly limits?: EngineLimitsChange
  /** How long a message is on its way, and a call of the store takes. */
  readonly network_ms?: number
  readonly store_ms?: number
  /** The network, where it is not the one in memory. */
  readonly network?: (clock: Clock) => VirtualNetwork
  /** The time to go by, where it is not virtual: then `turn` is not asked. */
  readonly time?: Pick<VirtualClock, 'now' | 'at' | 'runUntil' | 'events'>
  /** One system stands outside of the world: a real one. */
  readonly outside?: Outside
  /**
   * What the numbers of this run begin with: the serial number of its first order, and up to 6 letters and digits before every
   * control ID. A real system remembers those of the run before.
   */
  readonly numbers?: { readonly first: number; readonly run: string }
  /** Keeps what chart and book were before each change, for plays that restore them. */
  readonly history?: boolean
}

/** A real system in the place of a virtual one. */
export type Outside = {
  readonly real: 'ehr' | 'lab'
  /** Where it listens, by id of the site's out connections. */
  readonly ports: PortOverrides
  /** What its census shows; a system without one is never asked. */
  readonly census?: Census['read']
  /** Hears of every frame at once, before anybody who gets it. */
  onFrame(frame: Frame, cast: Cast): void
}

/** Faults of bytes and not of messages: over real sockets the machine alone says which bytes come together. */
const ofBytes: ReadonlySet<WireFault> = new Set(['cut-message', 'split-message', 'split-answer', 'glue-message'])

/** Acts that only the network in memory can do. */
export function virtualOnly({ who, act }: Act): boolean {
  return who === 'wire' && (act.do === 'half-open' || (act.do === 'fault' && ofBytes.has(act.fault)))
}

/**
 * What the engine does again and again without being asked, at the pace of months that must pass in seconds. Nothing that
 * decides about a message is different.
 */
export const slowWatch: EngineLimitsChange = {
  watch: { due_ms: 30_000, adrift_ms: 600_000 },
  leases: { ttl_ms: 900_000, renew_ms: 300_000, margin_ms: 2_000 },
}

/** How often the judge looks for orders adrift, and how long a hindrance excuses what is late. */
const look_ms = 1_800_000
const recovery_ms = 180_000

/**
 * A world in virtual time, with everything running and both systems connected.
 * @throws LabloopError site-nothing where the site has no EHR or no LIS
 */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { seed, start, patients, store, revisions = {} } = options
  const clock = options.time ?? virtualClock(options.turn, start)
  const network = options.network?.(clock) ?? virtualNetwork(clock, options.network_ms ?? 1)
  const counter = openCounter()
  /** When each count was given: a machine whose clock is wrong writes other times. */
  const times: Instant[] = []
  const count = () => {
    const n = counter()
    times[n] = clock.now()
    return n
  }
  const { outside, numbers = { first: 1, run: 'R' } } = options
  const cast = openCast({ patients, seed, start, first: numbers.first })
  const onFrame = (frame: Frame) => outside?.onFrame(frame, cast)
  const wires = openWires(network, clock, seededRandom(`${seed}/wires`), count, onFrame)
  const own = { ehr: network.incarnation(ends.ehr).network, lab: network.incarnation(ends.lab).network }
  const pair = await openPair({
    site: options.site,
    clock,
    networks: own,
    cast,
    counter: count,
    run: numbers.run,
    timeScale: 1,
    history: options.history ?? false,
  })
  const at = (revision: Revision): Revision => ({
    ...revision,
    site: placedAs(revision.site, options.site, { ...pair.ports, ...outside?.ports }),
  })
  const lives = openLives({
    ...{ clock, network, store, zone: options.zone, seed, count },
    revision: at({ site: options.site, functions: options.functions }),
    // Where the systems are when it is activated.
    revisionNamed: (name) => (revisions[name] ? at(revisions[name]) : undefined),
    census: outside?.real === 'ehr' ? (outside.census ?? noCensus) : censusOf(options.site, pair),
    limits: { ...slowWatch, ...options.limits },
    store_ms: options.store_ms ?? 2,
    broken: options.broken ?? ((sound) => sound),
  })
  const inspected = store.reopen()
  const notPlayed: NotPlayed[] = []
  const everAdrift = new Set<number>()
  const down = new Set<'ehr' | 'lab'>()

  function refuse(act: Act, why: string | null): void {
    if (why !== null) notPlayed.push({ at: clock.now(), act, why })
  }

  function perform(act: Act): void {
    if (act.who === 'ehr') pair.ehr.perform(act.act, cast)
    else if (act.who === 'lab') pair.lab.perform(act.act, cast)
    else if (act.who === 'wire') wires.perform(act.act)
    else if (act.who === 'engine') refuse(act, lives.perform(act.act))
    else void personDoes(act.act, lives.engine, inspected, numbersOf(act.act)).then((why) => refuse(act, why))
    if ((act.who === 'ehr' || act.who === 'lab') && act.act.do === 'down') down.add(act.who)
    if ((act.who === 'ehr' || act.who === 'lab') && act.act.do === 'up') down.delete(act.who)
  }

  function numbersOf(act: object) {
    const order = 'order' in act && typeof act.order === 'string' ? cast.order(act.order) : undefined
    if (!order) return null
    return { placer: order.placer, filler: pair.lab.book.get(order.key)?.order.filler.number ?? '' }
  }

  /** The judge's own look, whatever Labloop's watch sees: not while it could not work. */
  async function look(): Promise<void> {
    const since = lives.soundSince
    if (since === null || clock.now() - since < recovery_ms) return
    for (let after = 0; ; ) {
      const sights = await inspected.sights(after, 500)
      for (const sight of sights) if (adrift(sight, lives.now()) !== null) everAdrift.add(sight.id)
      if (sights.length < 500) return
      after = sights.at(-1)!.id
    }
  }
  const lookAgain = () => {
    clock.at(clock.now() + look_ms, () => void look().then(lookAgain))
  }

  const destinations = () => lives.site.systems.flatMap(({ connections }) => connections.map(({ id }) => id))

  async function unfinished(): Promise<Unfinished> {
    const { processedThrough, lastMessageId } = await inspected.marks()
    const said = lastMessageId - processedThrough + Number(!pair.ehr.idle) + Number(!pair.lab.idle)
    const pending = said + (await countFree(inspected, destinations()))
    const loops = await inspected.loopCounts()
    return { pending, restless: loops['on-course'] + loops.adrift }
  }

  async function evidence(): ReturnType<World['evidence']> {
    const books = await store.read()
    const { ehr, lab } = pair
    const kept = new Map(lives.records.flatMap((record) => [...record.kept]))
    const keptAt = ({ id, receivedAt }: { readonly id: number; readonly receivedAt: Instant }) =>
      times[kept.get(id) ?? 0] ?? receivedAt
    for (const { adrift: found } of lives.records) for (const id of found) everAdrift.add(id)
    for (const { kind, orderIds } of books.exceptions) {
      if (kind === 'adrift') for (const id of orderIds) everAdrift.add(id)
    }
    const undone = [
      ...ehr.undone.map(({ act, why }) => ({ at: clock.now(), act: { who: 'ehr', act } as Act, why })),
      ...lab.undone.map(({ act, why }) => ({ at: clock.now(), act: { who: 'lab', act } as Act, why })),
    ]
    return {
      site: lives.site,
      formerly: lives.formerly,
      start,
      end: clock.now(),
      keys: cast.keys,
      ehr: { chart: ehr.chart, events: ehr.events, said: ehr.said, refused: ehr.refused, errorQueue: ehr.errorQueue },
      lab: { book: lab.told, words: lab.words, said: lab.said },
      frames: wires.frames,
      hits: wires.hits,
      notPlayed: [...notPlayed, ...undone],
      labloop: {
        ...books,
        messages: lives.wasSet ? books.messages.map((one) => ({ ...one, receivedAt: keptAt(one) })) : books.messages,
        kept,
        writes: lives.records.flatMap(({ writes }) => writes),
      },
      sightings: lives.sightings,
      everAdrift: [...everAdrift].sort((one, other) => one - other),
      undelivered: await countFree(inspected, destinations()),
    }
  }

  lives.begin()
  await clock.runUntil(start + 1000)
  pair.connect(
    {},
    sides.filter((side) => side !== outside?.real),
  )
  await clock.runUntil(start + 2000)
  lookAgain()
  return {
    ...{ cast, start, perform, unfinished, evidence, frames: wires.frames },
    ehr: pair.ehr,
    lab: pair.lab,
    now: () => clock.now(),
    get events() {
      return clock.events
    },
    run: (until) => clock.runUntil(until),
    heal() {
      wires.perform({ do: 'heal' })
      lives.heal()
      perform({ who: 'ehr', act: { do: 'habits', habits: { lapses: {} } } })
      if (down.has('ehr')) perform({ who: 'ehr', act: { do: 'up' } })
      if (down.has('lab')) perform({ who: 'lab', act: { do: 'up' } })
    },
    async close() {
      const ended = lives.stop()
      // Virtual time passes only when it is told to.
      if (!options.time) await clock.runUntil(clock.now() + 10_000)
      await ended
    },
  }
}

/**
 * A revision with the addresses of the systems. They are known by the names that the connections have in the site that began;
 * one that a revision calls otherwise is the one that stood in its place.
 */
function placedAs(revision: Site, began: Site, ports: PortOverrides): Site {
  const places = revision.systems.flatMap(({ id: system, connections }) => {
    const before = began.systems.find(({ id }) => id === system)?.connections ?? []
    return connections.flatMap(({ id }, at) => {
      const place = ports[id] ?? ports[before[at]?.id ?? '']
      return place === undefined ? [] : [[id, place] as const]
    })
  })
  const overrides = Object.fromEntries(places)
  const key = JSON.stringify(overrides)
  const known = placed.get(revision)
  if (known?.key === key) return known.site
  const site = withPorts(revision, overrides)
  placed.set(revision, { key, site })
  return site
}

/** A revision in the same places is the same site, so that what follows from it is worked out once for many worlds. */
const placed = new WeakMap<Site, { readonly key: string; readonly site: Site }>()

const sides = ['ehr', 'lab'] as const

const noCensus: Census['read'] = async () => {
  throw Object.assign(new Error('no census'), { code: 'census-unreachable' })
}

/** What each system shows of itself: the EHR its chart; a system without a census is never asked. */
function censusOf(site: Site, { ehr }: Pair) {
  const ehrId = site.systems.find(({ role }) => role === 'ehr')?.id
  return async (system: string, since: string) => (system === ehrId ? ehr.census(since) : noCensus(system, since))
}
