// Runs a virtual EHR and a virtual LIS against one Labloop: places orders at a rate, lets each story take its course, and
// says when all of them are at rest on both sides. The one thing to know: `at rest` is read from the two systems' own
// books; whether Labloop agrees is for the caller to compare.
import type { Clock, Instant } from '../engine/ports/clock.ts'
import type { Network } from '../engine/ports/network.ts'
import { seededRandom } from '../engine/random.ts'
import { LabloopError } from '../errors.ts'
import type { Site } from '../site/shapes/site.ts'
import { type Difference, differences, type Translation } from './agreement.ts'
import { codesThrough } from './catalog.ts'
import { conversionJudge } from './converted.ts'
import type { FilingRules } from './ehr/ehr-filing.ts'
import type { Patience, VirtualEhr } from './ehr/virtual-ehr.ts'
import { type LabPlan, planFor } from './lab/lab-plan.ts'
import type { VirtualLis } from './lab/virtual-lis.ts'
import type { Disturbance } from './lines/inbox.ts'
import { menuOf } from './order-picker.ts'
import { type Mix, type PlantedCause, type Story, tellStories, usualMix } from './story.ts'
import { openPair, type Pair, type PairOptions } from './world/pair.ts'

/** How the peers misbehave on the wire. None of it may cost anything: the sender that persists gets through. */
export type TransportFault = Exclude<Disturbance, 'none'> | 'repeat'

export type PeersOptions = {
  readonly site: Site
  readonly clock: Clock
  readonly network: Network
  readonly seed: string | number
  /** Orders in all; Infinity goes on until closed. */
  readonly orders: number
  readonly perSecond: number
  readonly mix?: Partial<Mix>
  readonly faults?: readonly TransportFault[]
  /** Share of messages to which one of the faults happens; 0.02 unless told. */
  readonly faultShare?: number
  /** Plants orders that cannot agree, each with a known cause. */
  readonly planted?: boolean
  /** Lab time to real time; 1 unless told. 1/3000 makes a specimen's way take 0.2 to 3 seconds. */
  readonly timeScale?: number
  /** The first serial number of this run: orders, patients, accessions. Beyond every number of a run before it. */
  readonly first?: number
  /** Begins the control ids of this run, up to 6 letters and digits; `first` in base 36 unless told. */
  readonly run?: string
  /** Where the peers listen for Labloop, by id of the site's out connections; any free port of the loopback unless told. */
  readonly listen?: Readonly<Record<string, { readonly host: string; readonly port: number }>>
  readonly patience?: Partial<Patience>
  /** What the EHR does with a patient or an order that it does not know; it refuses unless told. */
  readonly unknown?: Partial<Pick<FilingRules, 'unknownPatients' | 'unknownOrders'>>
}

export type PlantedOrder = { readonly orderNumber: string; readonly cause: PlantedCause }

export type Progress = {
  readonly placed: number
  /** Placed, and at rest on both sides. */
  readonly settled: number
  readonly planted: number
}

export type Outcome = Progress & { readonly plantedOrders: readonly PlantedOrder[] }

export type Peers = {
  readonly ehr: VirtualEhr
  readonly lis: VirtualLis
  /** Port really bound for each out connection of the site, for the site that Labloop is started with. */
  readonly ports: Readonly<Record<string, number>>
  readonly progress: Progress
  readonly plantedOrders: readonly PlantedOrder[]
  /** Orders that are placed and not at rest, with what is missing: for the message when a run does not end. */
  unsettled(): readonly Difference[]
  /** Connects to Labloop and begins. Throws site-connection-missing. `ports` by id of the site's in connections, where they differ from the site. */
  start(ports?: Readonly<Record<string, number>>): void
  /** Resolves when all orders are placed and at rest on both sides; never where something is lost. */
  readonly done: Promise<Outcome>
  close(grace_ms: number): Promise<void>
}

/** A system that is told to come back twenty times gives up: the demo shows that somebody owns it. */
const busyLimit = 20

/**
 * Opens both peers' listeners. Nothing is sent before `start`.
 * @throws LabloopError site-nothing where the site has no EHR or no LIS; port-taken and the like, from the network
 */
export async function openPeers(options: PeersOptions): Promise<Peers> {
  const run = new Run(options)
  await run.open()
  return run.peers()
}

class Run {
  readonly #options: PeersOptions
  readonly #stories: Iterator<readonly Story[]>
  readonly #translation: Translation
  readonly #tests: ReadonlyMap<string, string>
  readonly #told = new Map<string, Story>()
  /** Orders to be looked at: something happened to them in the lab, or they wait for it to fall silent. */
  readonly #touched = new Set<string>()
  readonly #unsettled = new Map<string, Story>()
  readonly #plantedOrders: PlantedOrder[] = []
  readonly #timers = new Set<() => void>()
  readonly #done = Promise.withResolvers<Outcome>()
  #pair!: Pair
  #placed = 0
  #settled = 0
  #allPlaced = false
  #looking = false
  /** How far the changes of the chart have been looked at. */
  #chartSeen = 0

  constructor(options: PeersOptions) {
    const { site, clock, seed, orders, planted = false, first = 1 } = options
    const [ehr, lis] = [systemOf(site, 'ehr'), systemOf(site, 'lis')]
    this.#options = options
    const mix = { ...usualMix, ...options.mix }
    this.#stories = tellStories({ seed, menu: menuOf(site, ehr, lis), mix, orders, planted, first, at: clock.now() })
    const components = codesThrough(site, 'components', lis, ehr)
    const shows = conversionJudge(site, lis, ehr) ?? undefined
    this.#translation = { component: (code) => components.get(code) ?? code, shows }
    this.#tests = codesThrough(site, 'tests', ehr, lis)
  }

  async open(): Promise<void> {
    const { site, clock, network, first = 1, timeScale = 1, listen = {}, patience } = this.#options
    this.#pair = await openPair({
      ...{ site, clock, networks: { ehr: network, lab: network }, timeScale, listen },
      run: (this.#options.run ?? first.toString(36)).toUpperCase().slice(0, 6),
      patience: { busyLimit, ...patience },
      ehr: this.#ehrOptions(),
      lab: this.#labOptions(),
    })
  }

  /** What both do: they misbehave on the wire, and tell what they did. */
  #both() {
    return {
      disturb: (controlId: string) => this.#disturb(controlId),
      onChange: (placer: string) => {
        if (placer !== '') this.#touched.add(placer)
        this.#look()
      },
    }
  }

  #ehrOptions(): NonNullable<PairOptions['ehr']> {
    const rules: FilingRules = {
      unknownPatients: 'refuse',
      unknownOrders: 'refuse',
      ...this.#options.unknown,
      locked: (placer) => (this.#told.get(placer)?.planted === 'ehr-refuses' ? 'The encounter is closed.' : ''),
    }
    return { ...this.#both(), rules }
  }

  #labOptions(): NonNullable<PairOptions['lab']> {
    const { seed, first = 1 } = this.#options
    return {
      ...this.#both(),
      planOf: (placer) => this.#planOf(placer),
      randomOf: (placer) => seededRandom(`${seed}/lab/${placer}`),
      repeats: (controlId) => this.#chance('repeat', controlId),
      firstAccession: first,
    }
  }

  peers(): Peers {
    const run = this
    return {
      ehr: this.#pair.ehr,
      lis: this.#pair.lab,
      ports: Object.fromEntries(Object.entries(this.#pair.ports).map(([id, { port }]) => [id, port])),
      get progress() {
        return run.#progress()
      },
      plantedOrders: this.#plantedOrders,
      unsettled: () => [...this.#unsettled.values()].flatMap((story) => this.#missing(story)),
      start: (ports = {}) => this.#start(ports),
      done: this.#done.promise,
      close: (grace_ms) => this.#close(grace_ms),
    }
  }

  #progress(): Progress {
    return { placed: this.#placed, settled: this.#settled, planted: this.#plantedOrders.length }
  }

  #start(ports: Readonly<Record<string, number>>): void {
    this.#pair.connect(ports)
    this.#placeNext()
  }

  #placeNext(): void {
    const { value: stories } = this.#stories.next()
    if (!stories) {
      this.#allPlaced = true
      this.#look()
      return
    }
    for (const story of stories) this.#place(story)
    this.#after((1000 / this.#options.perSecond) * stories.length, () => this.#placeNext())
  }

  #place(story: Story): void {
    const { person, order, planted } = story
    const { timeScale = 1 } = this.#options
    this.#told.set(order.placer, story)
    this.#unsettled.set(order.placer, story)
    this.#placed++
    if (planted) this.#plantedOrders.push({ orderNumber: order.placer, cause: planted })
    if (story.isNew) this.#pair.ehr.register(person)
    if (story.isUpdate) this.#pair.ehr.update(person)
    if (planted === 'never-ordered') {
      this.#after(600_000 * timeScale, () => this.#reportUnordered(story))
      return
    }
    this.#pair.ehr.place(person, order)
    if (story.cancelAfter_ms !== null) {
      this.#after(story.cancelAfter_ms * timeScale, () => this.#pair.ehr.cancel(order.placer))
    }
  }

  #reportUnordered({ person, order }: Story): void {
    const { mrnAuthority, mrnType } = this.#pair.voices.ehr
    const test = this.#tests.get(order.test) ?? order.test
    this.#pair.lab.reportUnordered(order.placer, test, { ...person, mrnAuthority, mrnType })
  }

  #planOf(placer: string): LabPlan {
    const told = this.#told.get(placer)
    return told?.plan ?? planFor(seededRandom(`${this.#options.seed}/plan/${placer}`), 'plain')
  }

  #disturb(controlId: string): Disturbance {
    const faults = (this.#options.faults ?? []).filter((fault) => fault !== 'repeat')
    return faults.find((fault) => this.#chance(fault, controlId)) ?? 'none'
  }

  #chance(fault: TransportFault, controlId: string): boolean {
    const { faults = [], faultShare = 0.02, seed } = this.#options
    return faults.includes(fault) && seededRandom(`${seed}/${fault}/${controlId}`).next() < faultShare
  }

  #after(delay_ms: number, call: () => void): void {
    const due: Instant = this.#options.clock.now() + Math.round(delay_ms)
    const cancel = this.#options.clock.at(due, () => {
      this.#timers.delete(cancel)
      call()
    })
    this.#timers.add(cancel)
  }

  /** Looks soon which orders have come to rest; many changes at once make one look. */
  #look(): void {
    if (this.#looking) return
    this.#looking = true
    this.#after(100, () => {
      this.#looking = false
      this.#settle()
    })
  }

  #settle(): void {
    const { chart } = this.#pair.ehr
    for (const { key } of chart.changedSince(this.#chartSeen)) this.#touched.add(key)
    this.#chartSeen = chart.changes
    for (const placer of this.#touched) {
      const story = this.#unsettled.get(placer)
      const isOpen = story !== undefined && this.#missing(story).length > 0
      // A planted order waits for the lab to fall silent, of which no change of its own tells.
      if (isOpen && story.planted) continue
      this.#touched.delete(placer)
      if (!isOpen && this.#unsettled.delete(placer)) this.#settled++
    }
    if (this.#allPlaced && this.#unsettled.size === 0) {
      this.#done.resolve({ ...this.#progress(), plantedOrders: this.#plantedOrders })
    }
  }

  /** What keeps an order from being at rest. A planted one rests when the two systems have done what they will do. */
  #missing({ order: { placer }, planted, course }: Story): readonly Difference[] {
    const entry = this.#pair.lab.book.get(placer)
    const no = (what: string) => [{ placer, what }]
    if (this.#pair.ehr.refused.has(placer)) return planted ? [] : no('Labloop refused the order.')
    if (!entry) return no('The lab has not heard of the order.')
    if (entry.stepsLeft.length > 0) return no('The lab is at work.')
    if (planted) return this.#pair.lab.idle ? [] : no('The lab waits for an acknowledgement.')
    if (course === 'cancelled-by-placer' && entry.state !== 'cancelled')
      return no('The lab has not heard of the cancel.')
    return differences(this.#pair.ehr.chart, placer, entry, this.#translation)
  }

  async #close(grace_ms: number): Promise<void> {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    await this.#pair.close(grace_ms)
  }
}

/** Id of the system of a role. */
function systemOf(site: Site, role: 'ehr' | 'lis'): string {
  const system = site.systems.find((each) => each.role === role)
  if (!system) throw new LabloopError('site-nothing', { given: `no system with the role ${role}` })
  return system.id
}
