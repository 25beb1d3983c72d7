// `labloop rehearse SITE --lie-test SYSTEM`: finds what a positive acknowledgement of a receiver proves, by sending it one
// message that is right and some with one thing wrong. The one thing to know: with --to, or by the site's own connection,
// they go to a real system: to a test system, with a test patient.
import { randomInt } from 'node:crypto'
import { systemClock } from '../../adapters/clock/clock.ts'
import { systemRandom } from '../../adapters/clock/random.ts'
import { readTls } from '../../adapters/file/read-tls.ts'
import { httpCensus } from '../../adapters/http/census-client.ts'
import { mllpNetwork } from '../../adapters/mllp/network.ts'
import type { CensusResult } from '../../engine/ports/census.ts'
import type { Endpoint } from '../../engine/ports/network.ts'
import { exitCodes, LabloopError } from '../../errors.ts'
import { get, type Message, parseMessage } from '../../hl7/index.ts'
import { ask } from '../../rehearsal/lie-test/ask.ts'
import { lieCoverage } from '../../rehearsal/lie-test/lie-coverage.ts'
import { type Probe, probesOf } from '../../rehearsal/lie-test/probes.ts'
import { type LieWorld, openLieWorld } from '../../rehearsal/lie-test/right-message.ts'
import { type LieVerdict, type Reply, verdictOf } from '../../rehearsal/lie-test/verdict.ts'
import { censusResults } from '../../rehearsal/whole-census.ts'
import { levels } from '../../site/shapes/common.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { Connection, System } from '../../site/shapes/system.ts'
import type { Io } from '../command.ts'
import { address, fileBytes, webAddress, wholeNumber } from '../commands/line-options.ts'
import { recordCoverage, reserveRecord } from './record.ts'
import { openStage, type Stage } from './stage.ts'

export type LieWish = {
  readonly folder: string
  readonly system: string
  /** HOST:PORT; else the site's own connection. */
  readonly to?: string | undefined
  /** Where the census of the system at that address is read; else the site's, of the site's own connection. */
  readonly census?: string | undefined
  /** A file with a message that the receiver takes; else one is made. */
  readonly message?: string | undefined
  /** Against the virtual system, instead of a real one. */
  readonly virtual: boolean
  readonly timeout?: string | undefined
  readonly json: boolean
  /** Whether what it shows is kept in the site's database, and where that is. */
  readonly record: boolean
  readonly data?: string | undefined
}

type Asked = { readonly replies: readonly Reply[]; readonly verdict: LieVerdict }

/**
 * Runs the test and prints what came of it.
 * @returns exit code 1 where the site says that more is proven than is, or where nothing could be concluded
 * @throws LabloopError usage, site-nothing
 */
export async function lieTest(wish: LieWish, io: Io): Promise<number> {
  const stage = await openStage(wish.folder)
  const receiver = systemNamed(stage, wish.system)
  const connection = receiver.connections.find(({ direction }) => direction === 'out')
  if (!connection) throw new LabloopError('site-connection-missing', { place: `systems/${receiver.id}.yaml` })
  if (wish.record) await reserveRecord(stage, wish.data, io)
  const { replies, verdict } = wish.virtual
    ? await askVirtual(stage, receiver, io, wish)
    : await askReal(stage, receiver, connection, io, wish)
  const claimed = connection.proves
  const holds = verdict.proves !== null && levels.indexOf(claimed) <= levels.indexOf(verdict.proves)
  if (wish.json) {
    io.stdout(
      `${JSON.stringify({ system: receiver.id, connection: connection.id, ...verdict, claimed, holds, replies: replies.map(asJson) })}\n`,
    )
  } else io.stdout(inWords(receiver, connection, replies, verdict))
  if (wish.record) await record(stage.site, connection, { ...wish, holds: verdict.proves === null ? null : holds }, io)
  return holds ? exitCodes.done : exitCodes.wrong
}

/** A virtual system proves nothing of the real one, and its rows say so. */
async function record(
  site: Site,
  connection: Connection,
  { holds, virtual, data }: LieWish & { readonly holds: boolean | null },
  io: Io,
): Promise<void> {
  const label = virtual ? 'simulated' : 'test system'
  const coverage = lieCoverage(site, connection, { holds, label, seed: '', at: Date.now() })
  if (coverage.length > 0) await recordCoverage({ site: site.name, revision: site.revision, coverage }, data, io)
  else io.stderr('Nothing is recorded: nothing could be concluded, or no flow delivers to this connection.\n')
}

function systemNamed({ site }: Stage, id: string): System {
  const found = site.systems.find((system) => system.id === id)
  if (found) return found
  const allowed = site.systems.map((system) => system.id).join(', ')
  throw new LabloopError('usage', { place: '--lie-test', given: id, allowed })
}

/** The virtual system of a rehearsal, in virtual time. */
async function askVirtual(stage: Stage, receiver: System, io: Io, wish: LieWish): Promise<Asked> {
  const made = await worldOf(stage, receiver)
  const message = wish.message === undefined ? made.message : await read(wish.message, io)
  const { clock, network, port, world } = made
  const census = censusResults(async (_, since) => world.ehr.census(since), receiver.id)
  let replies: readonly Reply[] | null = null
  const asking = ask(probesOf(message, 'V'), {
    ...{
      clock,
      network: network.incarnation('tester').network,
      endpoint: endpointAt('virtual', port),
      answerWithin_ms: 10_000,
    },
    ...(receiver.role === 'ehr' ? { shown: async (probe: Probe) => shows(await census.now(), probe) } : {}),
  }).then((all) => {
    replies = all
  })
  while (replies === null) await world.run(world.now() + 1000)
  await asking
  await world.close()
  return { replies, verdict: verdictOf(replies) }
}

async function worldOf(stage: Stage, receiver: System): Promise<LieWorld> {
  const { site, functions, turn, zone } = stage
  return openLieWorld({ site, functions, turn, zone, receiver, store: stage.store(), start: Date.now() })
}

async function askReal(stage: Stage, receiver: System, connection: Connection, io: Io, wish: LieWish): Promise<Asked> {
  const message = wish.message === undefined ? await madeUp(stage, receiver) : await read(wish.message, io)
  const clock = systemClock()
  const place = wish.to === undefined ? connection : address('--to', wish.to)
  const tls = connection.tls ? { tls: readTls(stage.folder, connection.tls) } : {}
  // The site's census tells of the system that the site names, not of the one behind another address.
  const url = wish.census
    ? webAddress('--census', wish.census)
    : wish.to === undefined
      ? receiver.census?.url
      : undefined
  const shown = url === undefined ? {} : { shown: byCensus(receiver.id, url, io) }
  const replies = await ask(
    probesOf(
      message,
      randomInt(36 ** 5)
        .toString(36)
        .toUpperCase(),
    ),
    {
      clock,
      network: mllpNetwork(clock, systemRandom()),
      endpoint: { ...endpointAt(place.host, place.port), ...tls },
      answerWithin_ms: wholeNumber('--timeout', wish.timeout, 10) * 1000,
      ...shown,
      onReply: (reply) => io.stderr(`${reply.probe.title}: ${isSilent(reply) ? 'no answer' : 'answered'}\n`),
    },
  )
  return { replies, verdict: verdictOf(replies) }
}

/** What the census shows; null, and a word about it, where it does not answer. */
function byCensus(system: string, url: string, io: Io): (probe: Probe) => Promise<boolean | null> {
  const census = censusResults(httpCensus(new Map([[system, url]])).read, system)
  return async (probe) => {
    try {
      return shows(await census.now(), probe)
    } catch (error) {
      io.stderr(`The census was not read: ${(error as Error).message}\n`)
      return null
    }
  }
}

async function madeUp(stage: Stage, receiver: System): Promise<Message> {
  const { message, world } = await worldOf(stage, receiver)
  await world.close()
  return message
}

function endpointAt(host: string, port: number): Endpoint {
  return { host, port, maxMessage_bytes: 32 * 1024 * 1024, idle_ms: 0 }
}

async function read(file: string, io: Io): Promise<Message> {
  return parseMessage(await fileBytes(file, io.cwd))
}

/** Whether a census has a result of this patient and order with the values of the probe. */
function shows(results: readonly CensusResult[], { message }: Probe): boolean {
  const [placer, mrn] = [get(message, 'OBR-2.1') || get(message, 'ORC-2.1'), get(message, 'PID-3[1].1')]
  const [code, value] = [get(message, 'OBX-3.1'), get(message, 'OBX-5')]
  return results.some((row) => {
    const same =
      row.placer === placer && row.mrn === mrn && row.value === value && row.status === get(message, 'OBX-11')
    return same && (row.component === code || row.alternate === code)
  })
}

function asJson({ probe: { lie, title, wants, controlId }, ...reply }: Reply) {
  return { lie, title, wants, controlId, ...reply }
}

function isSilent({ commit, application }: Reply): boolean {
  return commit === '' && application === ''
}

function inWords(receiver: System, connection: Connection, replies: readonly Reply[], verdict: LieVerdict): string {
  const width = Math.max(...replies.map(({ probe }) => probe.title.length))
  const lines = replies.map((reply) => {
    const { probe, commit, application, error, took_ms } = reply
    const said = [commit, application].filter(Boolean).join(', ') || 'no answer'
    const taken = application === 'AA' || (application === '' && commit === 'CA')
    const mark = taken === (probe.wants === 'taken') ? 'as it should' : taken ? 'BELIEVED A LIE' : 'NOT TAKEN'
    // Silence refuses nothing.
    const judged = isSilent(reply) ? '' : `  ${mark}`
    return `  ${probe.title.padEnd(width)}  ${said}${error === '' ? '' : ` (${error})`}${judged}  ${took_ms} ms`
  })
  const { proves, because } = verdict
  const found =
    proves === null ? 'nothing could be concluded' : `an acknowledgement of ${connection.id} proves ${proves}`
  const claim = `systems/${receiver.id}.yaml says ${connection.proves}.`
  const advice =
    proves === null || proves === connection.proves
      ? claim
      : levels.indexOf(connection.proves) > levels.indexOf(proves)
        ? `${claim} That is more than was proven: set proves: ${proves}.`
        : `${claim} proves: ${proves} may be set; test again after each upgrade of the receiver.`
  return `${receiver.name}\n${lines.join('\n')}\n\n${because}\nSo ${found}. ${advice}\n`
}
