// Runs a virtual EHR and a virtual LIS against one Labloop: places orders at a rate, lets each story take its course, and
// says when all of them are at rest on both sides. The one thing to know: `at rest` is read from the two systems' own
// books; whether Labloop agrees is for the caller to compare.
import type { Clock, Instant } from '../engine/ports/clock.ts'
import type { Endpoint, Network } from '../engine/ports/network.ts'
import { seededRandom } from '../engine/random.ts'
import { LabloopError } from '../errors.ts'
import type { Site } from '../site/shapes/site.ts'
import type { Connection, System } from '../site/shapes/system.ts'
import { type Difference, differences, type Translation } from './agreement.ts'
import { codesThrough, componentsOf, orderablesOf } from './catalog.ts'
import type { FilingRules } from './ehr/ehr-filing.ts'
import { openEhr, type Patience, type VirtualEhr } from './ehr/virtual-ehr.ts'
import { type LabPlan, planFor } from './lab/lab-plan.ts'
import { openLis, type VirtualLis } from './lab/virtual-lis.ts'
import type { Disturbance } from './lines/inbox.ts'
import { type Voice, voiceOf } from './lines/voice.ts'
import { menuOf } from './order-picker.ts'
import { type Mix, type PlantedCause, type Story, tellStories, usualMix } from './story.ts'

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

const patience: Patience = {
  answerWithin_ms: 10_000,
  busyFirst_ms: 200,
  busyMost_ms: 5_000,
  busyLimit: 20,
  backoff_ms: [100, 5_000],
  slow_ms: 1_000,
}

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
  readonly #systems: { readonly ehr: System; readonly lis: System }
  readonly #voices: { readonly ehr: Voice; readonly lis: Voice }
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
  readonly #patience: Patience
  #ehr!: VirtualEhr
  #lis!: VirtualLis
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
    this.#systems = { ehr, lis }
    this.#patience = { ...patience, ...options.patience }
    this.#voices = {
      ehr: voiceOf(ehr, lis, { offset_minutes: 0, enhanced: false }),
      lis: voiceOf(lis, ehr, { offset_minutes: 0, enhanced: true }),
    }
    const mix = { ...usualMix, ...options.mix }
    const menu = menuOf(site, ehr.id, lis.id)
    this.#stories = tellStories({ seed, menu, mix, orders, planted, first, at: clock.now() })
    const components = codesThrough(site, 'components', lis.id, ehr.id)
    this.#translation = { component: (code) => components.get(code) ?? code }
    this.#tests = codesThrough(site, 'tests', ehr.id, lis.id)
  }

  async open(): Promise<void> {
    const { site, clock, network, first = 1, timeScale = 1, seed } = this.#options
    const common = {
      clock,
      network,
      patience: this.#patience,
      disturb: (controlId: string) => this.#disturb(controlId),
      run: (this.#options.run ?? first.toString(36)).toUpperCase().slice(0, 6),
      onChange: (placer: string) => {
        if (placer !== '') this.#touched.add(placer)
        this.#look()
      },
    }
    const { ehr, lis } = this.#systems
    const rules: FilingRules = {
      unknownPatients: 'refuse',
      unknownOrders: 'refuse',
      ...this.#options.unknown,
      locked: (placer) => (this.#told.get(placer)?.planted === 'ehr-refuses' ? 'The encounter is closed.' : ''),
    }
    this.#ehr = await openEhr({ ...common, voice: this.#voices.ehr, listen: this.#endpoints(ehr), rules })
    this.#lis = await openLis({
      ...common,
      voice: this.#voices.lis,
      listen: this.#endpoints(lis),
      orderables: orderablesOf(site, lis.id),
      components: componentsOf(site, lis.id),
      statusBy: statusMessageOf(site, lis.id),
      timeScale,
      planOf: (placer) => this.#planOf(placer),
      randomOf: (placer) => seededRandom(`${seed}/lab/${placer}`),
      repeats: (controlId) => this.#chance('repeat', controlId),
      firstAccession: first,
    })
  }

  peers(): Peers {
    const run = this
    return {
      ehr: this.#ehr,
      lis: this.#lis,
      ports: this.#ports(),
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

  #ports(): Record<string, number> {
    const { ehr, lis } = this.#systems
    const bound = (system: System, ports: readonly number[]) =>
      outOf(system).map(({ id }, index) => [id, ports[index] ?? 0] as const)
    return Object.fromEntries([...bound(ehr, this.#ehr.ports), ...bound(lis, this.#lis.ports)])
  }

  #endpoints(system: System): readonly Endpoint[] {
    const { listen = {} } = this.#options
    return outOf(system).map(({ id, max_message }) => ({
      ...(listen[id] ?? { host: '127.0.0.1', port: 0 }),
      maxMessage_bytes: max_message,
      idle_ms: 0,
    }))
  }

  #start(ports: Readonly<Record<string, number>>): void {
    const { ehr, lis } = this.#systems
    const target = (system: System): Endpoint => {
      const connection = system.connections.find(({ direction }) => direction === 'in')
      if (!connection) throw new LabloopError('site-connection-missing', { place: `systems/${system.id}.yaml` })
      const { id, host, port, max_message } = connection
      return { host, port: ports[id] ?? port, maxMessage_bytes: max_message, idle_ms: 0 }
    }
    this.#ehr.connect(target(ehr))
    this.#lis.connect(target(lis))
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
    if (story.isNew) this.#ehr.register(person)
    if (story.isUpdate) this.#ehr.update(person)
    if (planted === 'never-ordered') {
      this.#after(600_000 * timeScale, () => this.#reportUnordered(story))
      return
    }
    this.#ehr.place(person, order)
    if (story.cancelAfter_ms !== null) {
      this.#after(story.cancelAfter_ms * timeScale, () => this.#ehr.cancel(order.placer))
    }
  }

  #reportUnordered({ person, order }: Story): void {
    const { mrnAuthority, mrnType } = this.#voices.ehr
    const test = this.#tests.get(order.test) ?? order.test
    this.#lis.reportUnordered(order.placer, test, { ...person, mrnAuthority, mrnType })
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
    const { chart } = this.#ehr
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
    const entry = this.#lis.book.get(placer)
    const no = (what: string) => [{ placer, what }]
    if (this.#ehr.refused.has(placer)) return planted ? [] : no('Labloop refused the order.')
    if (!entry) return no('The lab has not heard of the order.')
    if (entry.stepsLeft.length > 0) return no('The lab is at work.')
    if (planted) return this.#lis.idle ? [] : no('The lab waits for an acknowledgement.')
    if (course === 'cancelled-by-placer' && entry.state !== 'cancelled')
      return no('The lab has not heard of the cancel.')
    return differences(this.#ehr.chart, placer, entry, this.#translation)
  }

  async #close(grace_ms: number): Promise<void> {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    await Promise.all([this.#ehr.close(grace_ms), this.#lis.close(grace_ms)])
  }
}

function systemOf(site: Site, role: System['role']): System {
  const system = site.systems.find((each) => each.role === role)
  if (!system) throw new LabloopError('site-nothing', { given: `no system with the role ${role}` })
  return system
}

/** The connections on which Labloop sends to a system, which listens. */
function outOf(system: System): readonly Connection[] {
  return system.connections.filter(({ direction }) => direction === 'out')
}

/** The message by which a site takes a lab's cancel and change of status. */
function statusMessageOf(site: Site, lis: string): 'OML^O21' | 'ORM^O01' | null {
  const taken = site.flows.filter(({ from }) => from === lis).flatMap(({ messages }) => messages)
  return (
    (['OML^O21', 'ORM^O01'] as const).find((type) => taken.includes(type) || taken.includes(type.slice(0, 3))) ?? null
  )
}
