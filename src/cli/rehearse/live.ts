// `labloop rehearse SITE --scenario NAME --live --as ehr --to HOST:PORT`: one side virtual, the other a real test system
// over MLLP, with the real engine between them. The one thing to know: the real system must send to the ports that the
// site names, and what must be done there is asked of the person at the keyboard, step by step.

import { systemRandom } from '../../adapters/clock/random.ts'
import { realTime } from '../../adapters/clock/real-time.ts'
import { mllpNetwork } from '../../adapters/mllp/network.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { type LiveOutcome, type Played, playLive, type Said } from '../../rehearsal/live/live.ts'
import { liveReport } from '../../rehearsal/live/live-report.ts'
import type { RehearsalReport } from '../../rehearsal/report/report.ts'
import { failureText } from '../../rehearsal/scenario/judge.ts'
import { type Prepared, prepare } from '../../rehearsal/scenario/prepare.ts'
import { type Outsiders, socketNetwork } from '../../rehearsal/world/socket-network.ts'
import { ends } from '../../rehearsal/world/wires.ts'
import { openWorld, type World } from '../../rehearsal/world/world.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { System } from '../../site/shapes/system.ts'
import { type PortOverrides, withCensus } from '../../site/with-ports.ts'
import type { Io } from '../command.ts'
import { address, oneOf, wholeNumber } from '../commands/line-options.ts'
import { recordCoverage } from './record.ts'
import { writeReports } from './report-files.ts'
import { chosen, everyScenario } from './scenarios.ts'
import { openStage, type Stage } from './stage.ts'

export type LiveWish = {
  readonly folder: string
  readonly scenarios: readonly string[]
  /** Which side Labloop plays: ehr or lab. */
  readonly as?: string | undefined
  /** HOST:PORT of the real system. */
  readonly to?: string | undefined
  readonly pace?: string | undefined
  readonly json: boolean
  readonly junit?: string | undefined
  readonly html?: string | undefined
  /** Whether what it shows is kept in the site's database, and where that is. */
  readonly record: boolean
  readonly data?: string | undefined
}

const settleWithin_ms = 60_000

/** @throws LabloopError usage, port-taken */
export async function live(wish: LiveWish, io: Io): Promise<number> {
  const played: Played = oneOf('--as', wish.as, ['ehr', 'lab'])
  const to = address('--to', wish.to)
  const stage = await openStage(wish.folder)
  const [scenario, ...others] = wish.scenarios.length === 0 ? [] : chosen(everyScenario(stage), wish.scenarios)
  if (!scenario || others.length > 0)
    throw new LabloopError('usage', {
      place: '--live',
      given: `${wish.scenarios.length} scenarios`,
      allowed: 'one --scenario NAME',
    })
  const preparation = prepare(scenario, stage.site, stage.zone(stage.site.time_zone))
  if (!preparation.applies)
    throw new LabloopError('usage', {
      place: scenario.name,
      given: `a scenario that does not apply here: ${preparation.why}`,
    })
  const startedAt = Date.now()
  const outcome = await playedBy(
    stage,
    preparation.prepared,
    { played, to, pace_ms: wholeNumber('--pace', wish.pace, 2) * 1000 },
    io,
  )
  io.stdout(
    wish.json ? `${JSON.stringify(asJson(preparation.prepared, outcome))}\n` : inWords(preparation.prepared, outcome),
  )
  const { prepared } = preparation
  const zone = stage.zone(stage.site.time_zone)
  const report = liveReport({ prepared, outcome, site: stage.site, zone, startedAt, endedAt: Date.now() })
  writeReports(report, wish, io.cwd)
  if (wish.record) await recordLive(report, wish, io)
  return outcome.passed ? exitCodes.done : exitCodes.wrong
}

async function recordLive(report: RehearsalReport, { data }: LiveWish, io: Io): Promise<void> {
  if (report.coverage.length > 0) await recordCoverage(report, data, io)
  else io.stderr('Nothing is recorded: the run was stopped, or no message reached its end.\n')
}

type Setting = {
  readonly played: Played
  readonly to: { readonly host: string; readonly port: number }
  readonly pace_ms: number
}

async function playedBy(
  stage: Stage,
  prepared: Prepared,
  { played, to, pace_ms }: Setting,
  io: Io,
): Promise<LiveOutcome> {
  const realRole = played === 'ehr' ? 'lis' : 'ehr'
  const { systems } = prepared.site
  const world = await openLiveWorld(stage, prepared, realRole, placeOf(systems, realRole, to))
  const lines = io.lines()
  try {
    for (const line of introduction(systems, realRole)) io.stderr(`${line}\n`)
    return await playLive(prepared, world, {
      ...{ played, pace_ms, settleWithin_ms },
      ask: (kind, text) => ask(kind, text, lines, io),
      tell: (text) => io.stderr(`${clockTime(Date.now())}  ${text}.\n`),
    })
  } finally {
    await lines.return?.()
    await world.close()
  }
}

/**
 * A world in real time, on real sockets, in which one of the two systems stands outside: at `outside`, by id of the
 * connections on which Labloop sends to it.
 */
export async function openLiveWorld(
  stage: Pick<Stage, 'functions' | 'zone' | 'turn' | 'store'>,
  prepared: Prepared,
  realRole: 'ehr' | 'lis',
  outside: PortOverrides,
): Promise<World> {
  const time = realTime()
  const { functions, zone, turn } = stage
  const revisionOf = (site: Site) => ({ site: withQuickCensus(site), functions })
  const named = outsidersOf(prepared.site, realRole, outside)
  return openWorld({
    ...{ ...revisionOf(prepared.site), zone, turn, time, outside, seed: prepared.seed, store: stage.store() },
    start: time.now(),
    patients: prepared.play.patients,
    revisions: Object.fromEntries([...prepared.revisions].map(([name, site]) => [name, revisionOf(site)])),
    network: (clock) => socketNetwork(clock, mllpNetwork(clock, systemRandom()), named),
  })
}

/** Censuses are read every few seconds: a person waits. */
function withQuickCensus(site: Site): Site {
  return site.systems.reduce(
    (made, { id, census }) => (census ? withCensus(made, id, { url: census.url, every_ms: 3000 }) : made),
    site,
  )
}

function outsidersOf(site: Site, realRole: 'ehr' | 'lis', outside: PortOverrides): Outsiders {
  const name = realRole === 'ehr' ? ends.ehr : ends.lab
  const inbound = (site.systems.find(({ role }) => role === realRole)?.connections ?? []).filter(
    ({ direction }) => direction === 'in',
  )
  return {
    listens: new Map(Object.values(outside).map(({ port = 0 }) => [port, name])),
    dials: new Map(inbound.map(({ port }) => [port, name])),
  }
}

/** Every connection on which Labloop sends to the real system goes to its address. */
function placeOf(systems: readonly System[], role: System['role'], to: Setting['to']): PortOverrides {
  const connections = systems.find((system) => system.role === role)?.connections ?? []
  return Object.fromEntries(connections.filter(({ direction }) => direction === 'out').map(({ id }) => [id, to]))
}

function introduction(systems: readonly System[], role: System['role']): string[] {
  const real = systems.find((system) => system.role === role)
  const listening = (real?.connections ?? []).filter(({ direction }) => direction === 'in')
  return [
    `${real?.name ?? role} is the real system here. It sends to ${listening.map(({ host, port }) => `${host}:${port}`).join(', ')}.`,
    'Answer each step with Enter when it is done, n if it cannot be done, q to stop.',
  ]
}

async function ask(kind: 'step' | 'question', text: string, lines: AsyncIterator<string>, io: Io): Promise<Said> {
  io.stderr(kind === 'step' ? `${clockTime(Date.now())}  TO DO: ${text}. ` : `LOOK: ${text}. Is it so? `)
  const { value, done } = await lines.next()
  if (done) return 'stop'
  const word = value.trim().toLowerCase()
  if (['q', 'quit', 'stop'].includes(word)) return 'stop'
  return ['n', 'no', 's', 'skip'].includes(word) ? 'no' : 'yes'
}

function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 19)
}

function asJson({ scenario }: Prepared, { evidence: _, ...outcome }: LiveOutcome): object {
  return { scenario: scenario.name, family: scenario.family, label: 'test system', ...outcome }
}

function inWords({ scenario }: Prepared, { passed, stopped, steps, failures, witnessed }: LiveOutcome): string {
  const seconds = steps.flatMap((step) =>
    step.seconds === null
      ? []
      : [`  ${step.seconds.toFixed(0).padStart(5)} s  ${step.text}${step.done ? '' : ': not done'}`],
  )
  return [
    `${scenario.name}: ${stopped ? 'stopped' : passed ? 'passed, on a test system' : 'failed'}`,
    ...(seconds.length > 0 ? ['What people did', ...seconds] : []),
    ...(failures.length > 0
      ? ['What is not as it should be', ...failures.map((failure) => `  ${failureText(failure)}`)]
      : []),
    ...(witnessed.length > 0
      ? ['What was looked at', ...witnessed.map(({ text, holds }) => `  ${holds ? 'yes' : 'NO '}  ${text}`)]
      : []),
    '',
  ].join('\n')
}
