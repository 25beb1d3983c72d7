// The demo's hospital: Riverside with its virtual EHR and LIS around one running Labloop, all on free ports of this machine.
// The one thing to know: nothing is imitated but the two systems; sockets, engine and database are the real ones.
import { join } from 'node:path'
import { systemClock } from '../adapters/clock/clock.ts'
import { systemRandom } from '../adapters/clock/random.ts'
import { requireSite } from '../adapters/file/open-site.ts'
import { type CensusServer, serveCensus } from '../adapters/http/census-server.ts'
import { mllpNetwork } from '../adapters/mllp/network.ts'
import type { Log } from '../engine/ports/log.ts'
import { openPeers, type Peers } from '../rehearsal/driver.ts'
import type { Site } from '../site/shapes/site.ts'
import { withCensus, withPorts } from '../site/with-ports.ts'
import { withoutReflexes, withPace } from '../site/with-workflows.ts'
import type { OpenDatabase } from './database.ts'
import { type Runtime, startRuntime } from './runtime.ts'

export type DemoOptions = {
  /** Infinity: until it is stopped. */
  readonly orders: number
  readonly perSecond: number
  readonly seed: string
  readonly planted: boolean
  readonly log: Log
}

export type Demo = {
  readonly runtime: Runtime
  readonly peers: Peers
  readonly messagesIn: number
  readonly messagesOut: number
  stop(): Promise<void>
}

/** A specimen's way through the lab takes seconds instead of an hour. */
const timeScale = 1 / 3000

/** What hours are in a hospital are seconds here, so that a step that does not come is overdue while one looks. */
const clocks = { accepted: 8_000, resulted: 15_000, answered: 10_000, filed: 12_000, cancel_answered: 8_000 }
/** For whoever reads that a step is overdue after seconds, and finds hours in the site folder. */
export const clocksNote =
  'This is a demo: what takes hours in a hospital takes seconds here, so a step is overdue after 8 to 15 seconds, whatever the site folder says.'

const censusEvery_ms = 1_000

export const riverside: string = join(import.meta.dirname, '..', '..', 'examples', 'riverside')

/** Starts the virtual systems, then Labloop between them, then the orders. Where that fails, nothing is left running. */
export async function startDemo(
  options: DemoOptions,
  database: (site: string) => Promise<OpenDatabase>,
): Promise<Demo & { database: OpenDatabase }> {
  const opened = await requireSite(riverside)
  const [clock, random] = [systemClock(), systemRandom(options.seed)]
  const { seed, orders, perSecond, planted, log } = options
  const peers = await openPeers({
    site: opened.site,
    clock,
    network: mllpNetwork(clock, random),
    seed,
    orders,
    perSecond,
    planted,
    timeScale,
  })
  const ends: (() => Promise<void>)[] = [() => peers.close(0)]
  const started = async () => {
    const census = await serveCensus({ port: 0, read: (since) => peers.ehr.census(since) })
    ends.unshift(() => census.close())
    const store = await database(opened.site.name)
    ends.unshift(() => store.close())
    const site = demoSite(opened.site, peers, census)
    const limits = { watch: { due_ms: 500 } }
    return { census, store, runtime: await startRuntime({ opened: { ...opened, site }, database: store, log, limits }) }
  }
  const { census, store, runtime } = await started().catch(async (error: Error) => {
    for (const end of ends) await end()
    throw error
  })
  const books = count(runtime)
  peers.start(Object.fromEntries(runtime.bound.map(({ connection, port }) => [connection, port])))
  return {
    ...{ runtime, peers, database: store },
    get messagesIn() {
      return books.in
    },
    get messagesOut() {
      return books.out
    },
    stop: async () => {
      await peers.close(1000)
      await runtime.stop(3000)
      await census.close()
      await store.close()
    },
  }
}

/** Riverside with the addresses and the pace of the demo. */
function demoSite(site: Site, peers: Peers, census: CensusServer): Site {
  const connections = site.systems.flatMap((system) => system.connections)
  const placed = withPorts(
    site,
    Object.fromEntries(connections.map(({ id }) => [id, { host: '127.0.0.1', port: peers.ports[id] ?? 0 }])),
  )
  const ehr = placed.systems.find(({ role }) => role === 'ehr')!
  const seen = withCensus(placed, ehr.id, { url: census.url, every_ms: censusEvery_ms })
  // The laboratory of the demo adds no test by itself, so no reflex is waited for.
  const paced = withPace(withoutReflexes(seen), { scale: timeScale, least_ms: 10_000, most_ms: 15_000 })
  return { ...paced, clocks: { ...seen.clocks, ...clocks } }
}

/** Messages heard, and messages that the other side has acknowledged, each once however often it answered. */
function count({ engine }: Runtime): { readonly in: number; readonly out: number } {
  let heard = 0
  const delivered = new Set<number>()
  engine.subscribe((event) => {
    if (event.kind === 'received') heard += event.messages
    if (event.kind !== 'committed') return
    for (const { state, deliveryId } of event.stored.outcomes) if (state === 'delivered') delivered.add(deliveryId)
  })
  return {
    get in() {
      return heard
    },
    get out() {
      return delivered.size
    },
  }
}
