// The two systems of a site: an EHR and a laboratory that do nothing by themselves but answer, each with its own place on the
// network. The one thing to know: they speak and listen as the site's files say; what they do beyond that is told by whoever
// opens them, a play or the demo.
import type { Clock } from '../../engine/ports/clock.ts'
import type { Endpoint, Network } from '../../engine/ports/network.ts'
import { seededRandom } from '../../engine/random.ts'
import { LabloopError } from '../../errors.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { System } from '../../site/shapes/system.ts'
import { codesThrough, componentsOf, orderablesOf } from '../catalog.ts'
import { type EhrOptions, openEhr, type Patience, type VirtualEhr } from '../ehr/virtual-ehr.ts'
import { type LisOptions, openLis, type VirtualLis } from '../lab/virtual-lis.ts'
import { type Voice, voiceOf } from '../lines/voice.ts'
import { menuOf } from '../order-picker.ts'
import { type Cast, type Counter, openCounter } from '../play/cast.ts'

export type PairOptions = {
  readonly site: Site
  readonly clock: Clock
  readonly networks: { readonly ehr: Network; readonly lab: Network }
  /** Who is who, where a play is played. */
  readonly cast?: Cast
  readonly counter?: Counter
  /** Begins the control ids of this run. */
  readonly run: string
  /** Lab time to the clock's time. */
  readonly timeScale: number
  /** Keeps what chart and book were before each change, for plays that restore them. */
  readonly history?: boolean
  readonly patience?: Partial<Patience>
  /** Where they listen, by id of the site's out connections; any free port of the loopback unless told. */
  readonly listen?: Readonly<Record<string, { readonly host: string; readonly port: number }>>
  /** What they do beyond answering. */
  readonly ehr?: Partial<Pick<EhrOptions, 'rules' | Both>>
  readonly lab?: Partial<Pick<LisOptions, 'planOf' | 'randomOf' | 'repeats' | 'firstAccession' | Both>>
}
type Both = 'disturb' | 'onChange'

export type Pair = {
  readonly ehr: VirtualEhr
  readonly lab: VirtualLis
  readonly voices: { readonly ehr: Voice; readonly lab: Voice }
  /** Ports bound now, by id of the site's out connections: a system that fails over is at another. */
  readonly ports: Readonly<Record<string, { readonly port: number }>>
  /**
   * Opens the lines to Labloop, of both systems unless told. `ports` by id of the site's in connections, where they differ
   * from the site.
   */
  connect(ports?: Readonly<Record<string, number>>, sides?: readonly ('ehr' | 'lab')[]): void
  close(grace_ms: number): Promise<void>
}

const usualPatience: Patience = {
  answerWithin_ms: 10_000,
  busyFirst_ms: 200,
  busyMost_ms: 5_000,
  // A system repeats what nobody could take until somebody takes it.
  busyLimit: 100_000,
  backoff_ms: [100, 5_000],
  slow_ms: 1_000,
}
const quiet = { disturb: () => 'none' as const, onChange: () => {} }

/**
 * Opens both systems' listeners; nothing is said before `connect`.
 * @throws LabloopError site-nothing where the site has no EHR or no LIS; port-taken and the like, from the network
 */
export async function openPair(options: PairOptions): Promise<Pair> {
  const { site } = options
  const systems = { ehr: systemOf(site, 'ehr'), lab: systemOf(site, 'lis') }
  const voices = {
    ehr: voiceOf(systems.ehr, systems.lab, { offset_minutes: 0, enhanced: false }),
    lab: voiceOf(systems.lab, systems.ehr, { offset_minutes: 0, enhanced: true }),
  }
  const ehr = await openEhr(ehrOptions(options, systems, voices.ehr))
  const lab = await openLis(lisOptions(options, systems, voices.lab))
  return {
    ehr,
    lab,
    voices,
    get ports() {
      return Object.fromEntries([...bound(systems.ehr, ehr.ports), ...bound(systems.lab, lab.ports)])
    },
    connect(ports = {}, sides = ['ehr', 'lab']) {
      if (sides.includes('ehr')) ehr.connect(target(systems.ehr, ports))
      if (sides.includes('lab')) lab.connect(target(systems.lab, ports))
    },
    async close(grace_ms) {
      await Promise.all([ehr.close(grace_ms), lab.close(grace_ms)])
    },
  }
}

type Systems = { readonly ehr: System; readonly lab: System }

function shared({ clock, patience, run, counter, history = false }: PairOptions) {
  const together = { patience: { ...usualPatience, ...patience }, counter: counter ?? openCounter(), ...quiet }
  return { clock, run, history, ...together }
}

function ehrOptions(options: PairOptions, { ehr, lab }: Systems, voice: Voice): EhrOptions {
  const { site, networks, listen = {} } = options
  return {
    ...shared(options),
    ...{ network: networks.ehr, voice, listen: listening(ehr, listen) },
    rules: { unknownPatients: 'refuse', unknownOrders: 'refuse', locked: () => '' },
    orderBy: messageOf(site, ehr.id, ['ORM^O01', 'OML^O21']) ?? 'ORM^O01',
    menu: menuOf(site, ehr.id, lab.id),
    components: new Set(componentsOf(site, ehr.id).keys()),
    tests: new Set(orderablesOf(site, ehr.id).keys()),
    ...options.ehr,
  }
}

function lisOptions(options: PairOptions, { ehr, lab }: Systems, voice: Voice): LisOptions {
  const { site, networks, listen = {}, cast, timeScale } = options
  return {
    ...shared(options),
    ...{ network: networks.lab, voice, listen: listening(lab, listen), timeScale },
    orderables: orderablesOf(site, lab.id),
    components: componentsOf(site, lab.id),
    statusBy: messageOf(site, lab.id, ['OML^O21', 'ORM^O01']),
    reportBy: messageOf(site, lab.id, ['ORU^R01', 'OUL^R22']) ?? 'ORU^R01',
    tests: codesThrough(site, 'tests', ehr.id, lab.id),
    ...(cast ? { cast } : {}),
    planOf: () => ({ answer: 'accept', steps: [], spoil: 'none' }),
    randomOf: (placer) => cast?.random(placer, 'lab') ?? seededRandom(`lab/${placer}`),
    repeats: () => false,
    firstAccession: 1,
    ...options.lab,
  }
}

function systemOf(site: Site, role: System['role']): System {
  const system = site.systems.find((each) => each.role === role)
  if (!system) throw new LabloopError('site-nothing', { given: `no system with the role ${role}` })
  return system
}

/** The connections on which Labloop sends to a system, which listens. */
function outOf({ connections }: System): System['connections'] {
  return connections.filter(({ direction }) => direction === 'out')
}

function listening(system: System, places: NonNullable<PairOptions['listen']>): readonly Endpoint[] {
  return outOf(system).map(({ id, max_message }) => ({
    ...(places[id] ?? { host: '127.0.0.1', port: 0 }),
    maxMessage_bytes: max_message,
    idle_ms: 0,
  }))
}

function bound(system: System, ports: readonly number[]): (readonly [string, { readonly port: number }])[] {
  return outOf(system).map(({ id }, index) => [id, { port: ports[index] ?? 0 }])
}

function target(system: System, ports: Readonly<Record<string, number>>): Endpoint {
  const connection = system.connections.find(({ direction }) => direction === 'in')
  if (!connection) throw new LabloopError('site-connection-missing', { place: `systems/${system.id}.yaml` })
  const { id, host, port, max_message } = connection
  return { host, port: ports[id] ?? port, maxMessage_bytes: max_message, idle_ms: 0 }
}

/** The first of these messages that the site takes from a system. */
function messageOf<Type extends string>(site: Site, from: string, types: readonly Type[]): Type | null {
  const taken = site.flows.filter((flow) => flow.from === from).flatMap(({ messages }) => messages)
  return types.find((type) => taken.includes(type) || taken.includes(type.slice(0, 3))) ?? null
}
