// What the rules of alignment add to the engine's work on a message: the same results through the whole engine (received, mapped,
// told to the ledger, delivered, acknowledged) with and without them, turn by turn within one run. The one thing to know: store
// and network are those of memory, which cost less than PostgreSQL and sockets, so the share is an upper bound.

import { join } from 'node:path'
import { openSite } from '../../src/adapters/file/open-site.ts'
import { Judge } from '../../src/alignment/message/judge.ts'
import { ports } from '../../src/engine/testing/site.ts'
import { type World, world } from '../../src/engine/testing/world.ts'
import { messages, parse, write } from '../../src/hl7/index.ts'
import type { Site } from '../../src/site/shapes/site.ts'
import { withPorts } from '../../src/site/with-ports.ts'
import { recordingsOf } from '../examples/misaligned/traffic.ts'
import { root } from './runtime.ts'

export type MessageCost = {
  readonly messages: number
  readonly observationsEach: number
  /** Processor time of the engine for one message, microseconds. */
  readonly without_us: number
  readonly with_us: number
  /** What the rules add, as a share of the engine without them. */
  readonly share: number
}

/** What laboratories report most. */
const tests = [
  'BMP',
  'CBC',
  'CMP',
  'LYTES',
  'K',
  'CBCD',
  'PT',
  'TSH',
  'LIPID',
  'UA',
  'MG',
  'HFP',
  'A1C',
  'CRP',
  'APTT',
  'TROPI',
]
const rounds = 6

export async function messageCost(count: number): Promise<MessageCost> {
  const opened = await openSite(join(root, 'examples', 'riverside'))
  if (!opened.site) throw new Error('Riverside does not load')
  const site = sized(opened.site)
  const wanted = Array.from({ length: count }, (_, index) => tests[index % tests.length]!)
  const { results } = recordingsOf(site, [], wanted, { begin: Date.UTC(2026, 1, 1), step_ms: 20_000 })
  const bytes = messages(parse(new TextEncoder().encode(results))).map(write)
  const observations = results.split('\nOBX|').length - 1
  const spent = { with: 0, without: 0 }
  await run(site, bytes.slice(0, 500))
  for (let round = 0; round < rounds; round++)
    for (const way of round % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
      spent[way] += await (way === 'with' ? run(site, bytes) : silenced(() => run(site, bytes)))
      process.stderr.write('.')
    }
  process.stderr.write('\n')
  const measured = count - Math.floor(count / 3)
  const each = (microseconds: number) => Math.round((microseconds / rounds / measured) * 10) / 10
  return {
    messages: measured * rounds,
    observationsEach: Math.round((observations / count) * 10) / 10,
    without_us: each(spent.without),
    with_us: each(spent.with),
    share: Math.round((spent.with / spent.without - 1) * 1000) / 1000,
  }
}

/** The engine with rules that see nothing. */
async function silenced(work: () => Promise<number>): Promise<number> {
  const { judge } = Judge.prototype
  Judge.prototype.judge = () => []
  try {
    return await work()
  } finally {
    Judge.prototype.judge = judge
  }
}

/**
 * Processor time in microseconds for the later two thirds of these messages, from the first byte sent to the last
 * acknowledgement; the first third brings everything to its usual speed.
 */
async function run(site: Site, bytes: readonly Uint8Array[]): Promise<number> {
  const on = await world({ wholeSite: site, store_ms: 1 })
  const first = Math.floor(bytes.length / 3)
  await through(on, bytes.slice(0, first), first)
  const begun = process.cpuUsage()
  await through(on, bytes.slice(first), bytes.length)
  const { user, system } = process.cpuUsage(begun)
  return user + system
}

/** Sends messages and waits until so many have been delivered in all. */
async function through(on: World, bytes: readonly Uint8Array[], delivered: number): Promise<void> {
  for (let at = 0; at < bytes.length; at += 60) {
    for (const message of bytes.slice(at, at + 60)) on.lis.send(message)
    await on.after(50)
  }
  for (let waits = 0; on.toEhr.got.length < delivered && waits < 1000; waits++) await on.after(50)
  if (on.toEhr.got.length !== delivered) throw new Error(`${on.toEhr.got.length} of ${delivered} were delivered`)
}

/** Riverside on the ports of the engine's tests, taking results that nobody ordered. */
function sized(site: Site): Site {
  const { ehrIn, lisIn, ehrOut, lisOut } = ports
  const placed = withPorts(withoutCensus(site), {
    'ehr-orders': { port: ehrIn },
    'lis-results': { port: lisIn },
    'ehr-results': { port: ehrOut },
    'lis-orders': { port: lisOut },
  })
  const flows = placed.flows
    .filter(({ id }) => id === 'results')
    .map((flow) => ({ ...flow, unsolicited: 'accept' as const, delivery: { ...flow.delivery, in_flight: 100 } }))
  return { ...placed, flows }
}

function withoutCensus(site: Site): Site {
  return { ...site, systems: site.systems.map(({ census: _, ...system }) => system) }
}
