// The two systems of a site as a play wants them: an EHR and a laboratory that do nothing by themselves but answer, each
// with its own place on the network. The one thing to know: they speak and listen as the site's files say.
import type { Clock } from '../../engine/ports/clock.ts'
import type { Endpoint, Network } from '../../engine/ports/network.ts'
import { LabloopError } from '../../errors.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { System } from '../../site/shapes/system.ts'
import { codesThrough, componentsOf, orderablesOf } from '../catalog.ts'
import { openEhr, type Patience, type VirtualEhr } from '../ehr/virtual-ehr.ts'
import { openLis, type VirtualLis } from '../lab/virtual-lis.ts'
import { voiceOf } from '../lines/voice.ts'
import { menuOf } from '../order-picker.ts'
import type { Cast, Counter } from '../play/cast.ts'

export type PairOptions = {
  readonly site: Site
  readonly clock: Clock
  readonly networks: { readonly ehr: Network; readonly lab: Network }
  readonly cast: Cast
  readonly counter: Counter
  /** Begins the control ids of this run. */
  readonly run: string
  /** Lab time to the clock's time. */
  readonly timeScale: number
  /** Keeps what chart and book were before each change, for plays that restore them. */
  readonly history?: boolean
}

export type Pair = {
  readonly ehr: VirtualEhr
  readonly lab: VirtualLis
  /** Ports bound now, by id of the site's out connections: a system that fails over is at another. */
  readonly ports: Readonly<Record<string, { readonly port: number }>>
  /**
   * Opens the lines to Labloop, of both systems unless told. `ports` by id of the site's in connections, where they differ
   * from the site.
   */
  connect(ports?: Readonly<Record<string, number>>, sides?: readonly ('ehr' | 'lab')[]): void
  close(grace_ms: number): Promise<void>
}

const patience: Patience = {
  answerWithin_ms: 10_000,
  busyFirst_ms: 200,
  busyMost_ms: 5_000,
  // A system repeats what nobody could take until somebody takes it.
  busyLimit: 100_000,
  backoff_ms: [100, 5_000],
  slow_ms: 1_000,
}

/**
 * Opens both systems' listeners; nothing is said before `connect`.
 * @throws LabloopError site-nothing where the site has no EHR or no LIS
 */
export async function openPair(options: PairOptions): Promise<Pair> {
  const { site, clock, networks, cast, counter, run, timeScale } = options
  const systems = { ehr: systemOf(site, 'ehr'), lab: systemOf(site, 'lis') }
  const voices = {
    ehr: voiceOf(systems.ehr, systems.lab, { offset_minutes: 0, enhanced: false }),
    lab: voiceOf(systems.lab, systems.ehr, { offset_minutes: 0, enhanced: true }),
  }
  const common = { clock, patience, run, counter, disturb: () => 'none' as const, onChange: () => {} }
  const ehr = await openEhr({
    ...common,
    network: networks.ehr,
    voice: voices.ehr,
    listen: listening(systems.ehr),
    rules: { unknownPatients: 'refuse', unknownOrders: 'refuse', locked: () => '' },
    orderBy: messageOf(site, systems.ehr.id, ['ORM^O01', 'OML^O21']) ?? 'ORM^O01',
    menu: menuOf(site, systems.ehr.id, systems.lab.id),
    components: new Set(componentsOf(site, systems.ehr.id).keys()),
    tests: new Set(orderablesOf(site, systems.ehr.id).keys()),
    history: options.history ?? false,
  })
  const lab = await openLis({
    ...common,
    network: networks.lab,
    voice: voices.lab,
    listen: listening(systems.lab),
    orderables: orderablesOf(site, systems.lab.id),
    components: componentsOf(site, systems.lab.id),
    statusBy: messageOf(site, systems.lab.id, ['OML^O21', 'ORM^O01']),
    reportBy: messageOf(site, systems.lab.id, ['ORU^R01', 'OUL^R22']) ?? 'ORU^R01',
    tests: codesThrough(site, 'tests', systems.ehr.id, systems.lab.id),
    cast,
    timeScale,
    planOf: () => ({ answer: 'accept', steps: [], spoil: 'none' }),
    randomOf: (placer) => cast.random(placer, 'lab'),
    repeats: () => false,
    firstAccession: 1,
    history: options.history ?? false,
  })
  return {
    ehr,
    lab,
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

function systemOf(site: Site, role: System['role']): System {
  const system = site.systems.find((each) => each.role === role)
  if (!system) throw new LabloopError('site-nothing', { given: `no system with the role ${role}` })
  return system
}

/** The connections on which Labloop sends to a system, which listens. */
function outOf({ connections }: System): System['connections'] {
  return connections.filter(({ direction }) => direction === 'out')
}

function listening(system: System): readonly Endpoint[] {
  return outOf(system).map(({ max_message }) => ({
    host: '127.0.0.1',
    port: 0,
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
