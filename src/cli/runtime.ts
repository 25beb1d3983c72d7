// One running Labloop: a checked site, its database, sockets, clock and census readers, wired to the engine. Commands and
// tests start and stop it; nothing else in the project knows all of these at once.
import { hostname } from 'node:os'
import { systemClock } from '../adapters/clock/clock.ts'
import { systemRandom } from '../adapters/clock/random.ts'
import { zoneRules } from '../adapters/clock/zone.ts'
import type { OpenedSite } from '../adapters/file/open-site.ts'
import { readTls } from '../adapters/file/read-tls.ts'
import { httpCensus } from '../adapters/http/census-client.ts'
import { mllpNetwork } from '../adapters/mllp/network.ts'
import { type ClaimedNode, claimNode } from '../adapters/postgres/claim-node.ts'
import { type PostgresStore, postgresStore } from '../adapters/postgres/store.ts'
import { threadReception } from '../adapters/receiver-thread/thread-reception.ts'
import { unlessStopped } from '../adapters/shared/stopping.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { EngineLimitsChange } from '../engine/limits.ts'
import type { Log } from '../engine/ports/log.ts'
import type { BoundPort } from '../engine/ports/reception.ts'
import type { Place } from '../engine/routes.ts'
import type { Site } from '../site/shapes/site.ts'
import type { OpenDatabase } from './database.ts'
import { type ReceivingOptions, receivingModule } from './receiving.ts'

export type RuntimeOptions = {
  readonly opened: OpenedSite & { readonly site: Site }
  /** With the signal that calls the start off. */
  readonly database: Pick<OpenDatabase, 'url' | 'schema'> & Partial<Pick<OpenDatabase, 'stop'>>
  readonly log: Log
  readonly limits?: EngineLimitsChange
  /** Called while another node acts, so that this one must wait; rejects where it is not to wait. */
  readonly onStandBy?: () => Promise<void>
}

export type Runtime = {
  readonly engine: Engine
  readonly store: PostgresStore
  readonly site: Site
  readonly log: Log
  /** What it listens on. */
  readonly bound: readonly BoundPort[]
  /** Stops reading, finishes what is under way, and closes everything but the database server. */
  stop(grace_ms: number): Promise<void>
}

/**
 * Starts the engine of a site. Resolves once this node acts.
 * @throws LabloopError stopped, port-taken, database-unreachable and the like; then nothing is left running
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { opened, database, log } = options
  const { site, folder, functions } = opened
  const onTrouble = ({ code }: { readonly code: string }) => log.warn('maintenance failed', { code })
  const store = postgresStore({ url: database.url, schema: database.schema, onTrouble })
  const node = await claimNode(database, hostname())
  const [clock, random] = [systemClock(), systemRandom()]
  const network = mllpNetwork(clock, random)
  const tls = ({ connection }: Place) => (connection.tls ? readTls(folder, connection.tls) : undefined)
  const receiving: ReceivingOptions = { url: database.url, schema: database.schema, folder }
  const engine = createEngine({
    ...{ site, functions, store, network, clock, random, log, tls },
    zone: zoneRules,
    node: node.name,
    census: httpCensus(censusUrls(site)),
    reception: (current) => threadReception(current, receivingModule, receiving),
    ...(options.limits ? { limits: options.limits } : {}),
  })
  const notWaiting = Promise.withResolvers<never>()
  const heard = engine.subscribe(({ kind }) => {
    if (kind === 'standing-by') options.onStandBy?.().catch(notWaiting.reject)
  })
  const starting = engine.start()
  try {
    const bound = await unlessStopped(database.stop, Promise.race([starting, notWaiting.promise]))
    heard()
    return { engine, store, site, log, bound, stop: (grace_ms) => stop({ engine, store, node }, grace_ms) }
  } catch (error) {
    await engine.stop(0)
    await starting.catch(() => {}) // it must not use the store any more
    await store.close()
    await node.release()
    throw error
  }
}

type Parts = { readonly engine: Engine; readonly store: PostgresStore; readonly node: ClaimedNode }

async function stop({ engine, store, node }: Parts, grace_ms: number): Promise<void> {
  await engine.stop(grace_ms)
  await store.close()
  await node.release()
}

function censusUrls(site: Site): ReadonlyMap<string, string> {
  return new Map(site.systems.flatMap(({ id, census }) => (census ? [[id, census.url] as const] : [])))
}
