// `labloop rehearse SITE --scenario NAME --live --as ehr --to HOST:PORT`: one side virtual, the other a real test system
// over MLLP, with the real engine between them. The one thing to know: the real system must send to the ports that the
// site names, and what must be done there is asked of the person at the keyboard, step by step.

import { systemRandom } from '../../adapters/clock/random.ts'
import { realTime } from '../../adapters/clock/real-time.ts'
import { httpCensus } from '../../adapters/http/census-client.ts'
import { mllpNetwork } from '../../adapters/mllp/network.ts'
import type { Census } from '../../engine/ports/census.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import type { RealSide } from '../../rehearsal/live/far-end.ts'
import { impossibleLive, type LiveOutcome, type Played, playLive, realSide } from '../../rehearsal/live/live.ts'
import { liveReport } from '../../rehearsal/live/live-report.ts'
import { meeting } from '../../rehearsal/live/meeting.ts'
import type { RehearsalReport } from '../../rehearsal/report/report.ts'
import { namingOf } from '../../rehearsal/scenario/explain.ts'
import { type Prepared, prepare } from '../../rehearsal/scenario/prepare.ts'
import { tellAct } from '../../rehearsal/scenario/tell-act.ts'
import { wholeCensus } from '../../rehearsal/whole-census.ts'
import { type Outsiders, socketNetwork } from '../../rehearsal/world/socket-network.ts'
import { ends } from '../../rehearsal/world/wires.ts'
import { openWorld, type World } from '../../rehearsal/world/world.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { System } from '../../site/shapes/system.ts'
import type { PortOverrides } from '../../site/with-ports.ts'
import type { Io } from '../command.ts'
import { address, oneOf, webAddress, wholeNumber } from '../commands/line-options.ts'
import { askPerson, clockTime, introduction, liveJson, liveText } from './live-words.ts'
import { recordCoverage, reserveRecord } from './record.ts'
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
  /** Where the census of the real EHR is read. */
  readonly census?: string | undefined
  readonly pace?: string | undefined
  /** Seconds for the message that shows a step. */
  readonly wait?: string | undefined
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
  const setting: Setting = {
    ...{ played, to: address('--to', wish.to), census: censusUrl(wish.census, played) },
    pace_ms: wholeNumber('--pace', wish.pace, 2) * 1000,
    shownWithin_ms: wholeNumber('--wait', wish.wait, 30) * 1000,
  }
  const stage = await openStage(wish.folder)
  const prepared = preparedFor(stage, wish, realSide(played))
  if (wish.record) await reserveRecord(stage, wish.data, io)
  const startedAt = Date.now()
  const outcome = await playedBy(stage, prepared, setting, io)
  io.stdout(wish.json ? `${JSON.stringify(liveJson(prepared, outcome))}\n` : liveText(prepared, outcome))
  const zone = stage.zone(stage.site.time_zone)
  const report = liveReport({ prepared, outcome, site: stage.site, zone, startedAt, endedAt: Date.now() })
  writeReports(report, wish, io.cwd)
  if (wish.record) await recordLive(report, wish, io)
  return outcome.passed ? exitCodes.done : exitCodes.wrong
}

/** A laboratory shows no census here: its book is read off the wire. */
function censusUrl(url: string | undefined, played: Played): string | undefined {
  if (url === undefined) return undefined
  if (played !== 'lab')
    throw new LabloopError('usage', {
      place: '--census',
      given: '--as ehr',
      allowed: '--as lab, whose real side is an EHR',
    })
  return webAddress('--census', url)
}

/** The one scenario, as it is at the site; one that could not be played to its end is refused before anybody works at it. */
function preparedFor({ site, zone }: Stage, { folder, scenarios }: LiveWish, real: RealSide): Prepared {
  const [scenario, ...others] = scenarios.length === 0 ? [] : chosen(everyScenario({ folder, site }), scenarios)
  if (!scenario || others.length > 0)
    throw new LabloopError('usage', {
      place: '--live',
      given: `${scenarios.length} scenarios`,
      allowed: 'one --scenario NAME',
    })
  const preparation = prepare(scenario, site, zone(site.time_zone))
  if (!preparation.applies)
    throw new LabloopError('usage', {
      place: scenario.name,
      given: `a scenario that does not apply here: ${preparation.why}`,
    })
  const { prepared } = preparation
  const impossible = prepared.play.acts.find((act) => impossibleLive(act, real))
  if (impossible)
    throw new LabloopError('usage', {
      place: scenario.name,
      given: `a step that cannot be done with a real system: ${tellAct(impossible, namingOf(prepared))}`,
      allowed: 'another scenario; this one without --live',
    })
  return prepared
}

async function recordLive(report: RehearsalReport, { data }: LiveWish, io: Io): Promise<void> {
  if (report.coverage.length > 0) await recordCoverage(report, data, io)
  else io.stderr('Nothing is recorded: the run was stopped, or no message reached its end.\n')
}

type Setting = {
  readonly played: Played
  readonly to: { readonly host: string; readonly port: number }
  readonly census: string | undefined
  readonly pace_ms: number
  readonly shownWithin_ms: number
}

async function playedBy(stage: Stage, prepared: Prepared, setting: Setting, io: Io): Promise<LiveOutcome> {
  const { played, to, census: url, pace_ms, shownWithin_ms } = setting
  const real = realSide(played)
  const { systems } = prepared.site
  const system = systems.find(({ role }) => role === roleOf(real))!
  const census = url === undefined ? undefined : httpCensus(new Map([[system.id, url]])).read
  const world = await openLiveWorld(stage, prepared, {
    real,
    ports: placeOf(system, to),
    ...(census ? { census } : {}),
  })
  const lines = io.lines()
  try {
    for (const line of introduction(system, census !== undefined)) io.stderr(`${line}\n`)
    return await playLive(prepared, world, {
      ...{ played, pace_ms, shownWithin_ms, settleWithin_ms },
      ask: (kind, text) => askPerson(kind, text, lines, io),
      tell: (text) => io.stderr(`${clockTime(Date.now())}  ${text}.\n`),
      ...(census ? { census: () => wholeCensus(census, system.id) } : {}),
    })
  } finally {
    await lines.return?.()
    await world.close()
  }
}

/** The system outside: where it listens, by id of the connections on which Labloop sends to it, and what its census shows. */
export type RealSystem = {
  readonly real: RealSide
  readonly ports: PortOverrides
  readonly census?: Census['read']
}

/** @throws LabloopError port-taken and the like, where Labloop could not listen: nobody would hear the real system */
async function mustBeFree({ systems }: Site): Promise<void> {
  const network = mllpNetwork(realTime(), systemRandom())
  const inbound = systems.flatMap(({ connections }) => connections).filter(({ direction }) => direction === 'in')
  for (const { host, port, max_message } of inbound) {
    const endpoint = { host, port, maxMessage_bytes: max_message, idle_ms: 0 }
    const listener = await network.listen(endpoint, { onMessage: () => {} })
    await listener.close(0)
  }
}

/**
 * A world in real time, on real sockets, in which one of the two systems stands outside.
 * @throws LabloopError port-taken and the like
 */
export async function openLiveWorld(
  stage: Pick<Stage, 'functions' | 'zone' | 'turn' | 'store'>,
  prepared: Prepared,
  { real, ports, census }: RealSystem,
): Promise<World> {
  await mustBeFree(prepared.site)
  const time = realTime()
  const { functions, zone, turn } = stage
  const revisionOf = (site: Site) => ({ site: withCensuses(site, real, census !== undefined), functions })
  const named = outsidersOf(prepared.site, real, ports)
  const { site, seed, play, revisions } = prepared
  const start = time.now()
  return openWorld({
    ...{ ...revisionOf(site), zone, turn, time, start, seed, store: stage.store(), patients: play.patients },
    numbers: numbersAt(start),
    outside: { real, ports, onFrame: meeting(site, real), ...(census ? { census } : {}) },
    history: play.acts.some(({ act }) => act.do === 'restore'),
    revisions: Object.fromEntries([...revisions].map(([name, revision]) => [name, revisionOf(revision)])),
    network: (clock) => socketNetwork(clock, mllpNetwork(clock, systemRandom()), named),
  })
}

/** Numbers of orders and control IDs that no run of another second has had: they come again after almost three years. */
function numbersAt(start: number): { readonly first: number; readonly run: string } {
  const seconds = Math.floor(start / 1000)
  return { first: 1 + (seconds % 90_000_000), run: (seconds % 36 ** 6).toString(36).toUpperCase() }
}

/** How often a census is read: a person waits. */
const quick_ms = 3000

/**
 * The site as its censuses are in a live run. That of the site is of the system that the site names, and never asked of the
 * one behind another address.
 */
function withCensuses(site: Site, real: RealSide, hasCensus: boolean): Site {
  const systems = site.systems.map(({ census, ...system }): System => {
    if (system.role !== 'ehr' || real !== 'ehr')
      return census ? { ...system, census: { ...census, every: quick_ms } } : system
    return hasCensus ? { ...system, census: { url: census?.url ?? '', every: quick_ms } } : system
  })
  return { ...site, systems }
}

function roleOf(real: RealSide): System['role'] {
  return real === 'ehr' ? 'ehr' : 'lis'
}

function outsidersOf(site: Site, real: RealSide, ports: PortOverrides): Outsiders {
  const name = real === 'ehr' ? ends.ehr : ends.lab
  const inbound = (site.systems.find(({ role }) => role === roleOf(real))?.connections ?? []).filter(
    ({ direction }) => direction === 'in',
  )
  return {
    listens: new Map(Object.values(ports).map(({ port = 0 }) => [port, name])),
    dials: new Map(inbound.map(({ port }) => [port, name])),
  }
}

/** Every connection on which Labloop sends to the real system goes to its address. */
function placeOf({ connections }: System, to: Setting['to']): PortOverrides {
  return Object.fromEntries(connections.filter(({ direction }) => direction === 'out').map(({ id }) => [id, to]))
}
