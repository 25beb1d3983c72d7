// What the rules of alignment add to the engine's work on a message: results through an engine with PostgreSQL and sockets, as in
// production, and of the processor time that they take the part that the rules have. The one thing to know: both are counted in
// one run, since of two runs, or of blocks in turn, the same work differed by a quarter, far more than the rules cost.
import { join } from 'node:path'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { temporaryPostgres } from '../../src/adapters/postgres/embedded/index.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import { Judge } from '../../src/alignment/message/judge.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { silent } from '../../src/engine/ports/log.ts'
import { receiver } from '../../src/engine/receive.ts'
import { messages, parse, write } from '../../src/hl7/index.ts'
import type { StepFunctions } from '../../src/mapping/index.ts'
import type { Site } from '../../src/site/shapes/site.ts'
import { withPorts } from '../../src/site/with-ports.ts'
import { clock, network, random, sink, source, until } from '../engine/systems.ts'
import { recordingsOf } from '../examples/misaligned/traffic.ts'
import { oruBuilder } from '../load/mllp-common.mjs'
import { root } from './runtime.ts'

export type SiteCost = {
  readonly messages: number
  readonly observationsEach: number
  /** Processor time of the process (receiving, engine, store, sockets of both sides) for one message, microseconds. */
  readonly without_us: number
  readonly with_us: number
  /** What the rules add, as a share of the engine without them. */
  readonly share: number
}

/** `share`: at Riverside, whose catalogs give every rule something to look at. */
export type MessageCost = { readonly share: number; readonly riverside: SiteCost; readonly bench: SiteCost }

type Traffic = { readonly message: (nth: number) => Uint8Array; readonly observationsEach: number }
type Stage = { readonly engine: Engine; send(count: number): Promise<void>; close(): Promise<void> }

const block = 250
const warmUp = 8

/** @param count messages that are measured at each site */
export async function messageCost(count: number): Promise<MessageCost> {
  const bench = await siteCost('bench', 'sink-results', benchTraffic(), count)
  const riverside = await siteCost('riverside', 'ehr-results', await riversideTraffic(), count)
  return { share: riverside.share, riverside, bench }
}

async function siteCost(name: string, out: string, traffic: Traffic, count: number): Promise<SiteCost> {
  const server = await temporaryPostgres()
  const schema = 'labloop_bench'
  await migrate(server.url, schema, 0)
  const { site, functions } = await requireSite(join(root, 'examples', name))
  const stage = await stageOf(prepared(site), functions, { out, url: server.url, schema }, traffic)
  try {
    return { ...(await measured(stage, Math.ceil(count / block))), observationsEach: traffic.observationsEach }
  } finally {
    await stage.close()
    await server.stop()
  }
}

async function measured({ send }: Stage, blocks: number): Promise<Omit<SiteCost, 'observationsEach'>> {
  for (let nth = 0; nth < warmUp; nth++) await send(block)
  const rules = watched()
  const begun = process.cpuUsage()
  for (let nth = 0; nth < blocks; nth++) {
    await send(block)
    process.stderr.write('.')
  }
  const { user, system } = process.cpuUsage(begun)
  const rules_us = rules.end() / (blocks * block)
  const with_us = (user + system) / (blocks * block)
  process.stderr.write('\n')
  return {
    messages: blocks * block,
    without_us: round(with_us - rules_us, 1),
    with_us: round(with_us, 1),
    share: round(rules_us / (with_us - rules_us), 3),
  }
}

function round(number: number, decimals: number): number {
  return Number(number.toFixed(decimals))
}

/** Counts the processor time of the rules, in microseconds; counting is part of it. */
function watched(): { end(): number } {
  const { judge } = Judge.prototype
  let spent = 0
  Judge.prototype.judge = function (passing) {
    const before = process.threadCpuUsage()
    const notices = judge.call(this, passing)
    const { user, system } = process.threadCpuUsage(before)
    spent += user + system
    return notices
  }
  return {
    end: () => {
      Judge.prototype.judge = judge
      return spent
    },
  }
}

/** An engine that runs, with a laboratory that sends and a receiver that takes everything. */
async function stageOf(
  site: Site,
  functions: StepFunctions,
  { out, url, schema }: { out: string; url: string; schema: string },
  traffic: Traffic,
): Promise<Stage> {
  const ehr = await sink()
  const free = Object.fromEntries(
    site.systems.flatMap(({ connections }) =>
      connections.map(({ id, direction }) => [
        id,
        { host: '127.0.0.1', port: direction === 'in' ? 0 : ehr.listener.port },
      ]),
    ),
  )
  const store = postgresStore({ url, schema })
  const tls = () => undefined
  const placed = withPorts(site, free)
  const engine = createEngine({
    ...{ site: placed, functions, zone: zoneRules, node: 'bench', log: silent, store, network, clock, random, tls },
    reception: (of) => receiver(of, { store, network, clock, random, tls }),
  })
  const bound = await engine.start()
  const lis = source(bound.find(({ connection }) => connection === 'lis-results')!.port)
  let sent = 0
  return {
    engine,
    send: async (count) => {
      for (let nth = 0; nth < count; nth++) await lis.send(traffic.message(sent++))
      await until(() => ehr.got.length >= sent && engine.counts().destinations.get(out)?.queued === 0)
    },
    close: async () => {
      lis.line.close()
      await engine.stop(5000)
      await ehr.listener.close(0)
      await store.close()
    },
  }
}

/** Results alone, which nobody ordered, as many at once as the receiver takes; no lists of what the systems have. */
function prepared(site: Site): Site {
  const flows = site.flows
    .filter(({ id }) => id === 'results')
    .map((flow) => ({ ...flow, unsolicited: 'accept' as const, delivery: { ...flow.delivery, in_flight: 100 } }))
  return { ...site, flows, systems: site.systems.map(({ census: _, ...system }) => system) }
}

function benchTraffic(): Traffic {
  const build = oruBuilder(10)
  return { observationsEach: 10, message: (nth) => Buffer.from(build(`B${nth}`, 10_000_000 + nth)) }
}

/** What laboratories report most. */
const tests = 'BMP CBC CMP LYTES K CBCD PT TSH LIPID UA MG HFP A1C CRP APTT TROPI'.split(' ')
const recorded = 480

/** The same reports again and again, each time of other patients and under other numbers. */
async function riversideTraffic(): Promise<Traffic> {
  const { site } = await requireSite(join(root, 'examples', 'riverside'))
  const wanted = Array.from({ length: recorded }, (_, index) => tests[index % tests.length]!)
  const { results } = recordingsOf(site, [], wanted, { begin: Date.UTC(2026, 1, 1), step_ms: 20_000 })
  const texts = messages(parse(new TextEncoder().encode(results))).map((one) =>
    Buffer.from(write(one)).toString('latin1'),
  )
  const message = (nth: number) => {
    const round = String(100 + Math.floor(nth / texts.length))
    const text = texts[nth % texts.length]!
    return Buffer.from(
      text
        .replaceAll('|MIS', `|M${round}`)
        .replaceAll('|968', `|${round}`)
        .replaceAll('|26-', `|${round}-`)
        .replace('||R07', `||R${round}`),
      'latin1',
    )
  }
  const observations = results.split('\nOBX|').length - 1
  return { observationsEach: Math.round((observations / recorded) * 10) / 10, message }
}
