// A stage for rehearsals on real sockets and PostgreSQL: the engine, the two systems and their wires as in virtual time,
// over MLLP on the loopback and a database. The one thing to know: lab time stands still while a socket or the database
// has something to say, and goes on as fast as the machine can when nothing is under way.
import { quietTurn } from '../adapters/clock/quiet-turn.ts'
import { systemRandom } from '../adapters/clock/random.ts'
import { zoneRules } from '../adapters/clock/zone.ts'
import { freePorts } from '../adapters/mllp/free-ports.ts'
import { mllpNetwork } from '../adapters/mllp/network.ts'
import { postgresWorldStore } from '../adapters/postgres/world-store.ts'
import type { EngineLimitsChange } from '../engine/limits.ts'
import type { Store } from '../engine/ports/store.ts'
import type { StepFunctions } from '../mapping/index.ts'
import type { Play } from '../rehearsal/play/act.ts'
import type { Prepared } from '../rehearsal/scenario/prepare.ts'
import type { Stage } from '../rehearsal/scenario/run.ts'
import { type SocketNetwork, socketNetwork } from '../rehearsal/world/socket-network.ts'
import { withPorts } from '../site/with-ports.ts'

export type RealStage = Stage & { close(): Promise<void> }

/** Where weeks of lab life pass, a look costs a question to the database and is taken less often. */
const seldomLooking: EngineLimitsChange = {
  watch: { due_ms: 300_000, adrift_ms: 3_600_000 },
  leases: { ttl_ms: 1_200_000, renew_ms: 400_000, margin_ms: 2_000 },
}

const long_ms = 2 * 86_400_000

/**
 * A prepared scenario on free ports, since the site's own may be in use by whoever runs this site on this machine: its EHR
 * would otherwise speak to that one.
 */
export async function onFreePorts(prepared: Prepared): Promise<Prepared> {
  const inbound = prepared.site.systems
    .flatMap(({ connections }) => connections)
    .filter(({ direction }) => direction === 'in')
  const ports = await freePorts(inbound.length)
  const overrides = Object.fromEntries(inbound.map(({ id }, at) => [id, { host: '127.0.0.1', port: ports[at]! }]))
  const revisions = [...prepared.revisions].map(([name, site]) => [name, withPorts(site, overrides)] as const)
  return { ...prepared, site: withPorts(prepared.site, overrides), revisions: new Map(revisions) }
}

/** A stage for one play. `database` has the tables of a site, and nothing in them. */
export function realStage(
  database: { readonly url: string; readonly schema: string },
  functions: StepFunctions,
  { acts }: Pick<Play, 'acts'>,
): RealStage {
  const kept = postgresWorldStore(database)
  const calls = { pending: 0 }
  let wires: SocketNetwork | null = null
  return {
    functions,
    zone: zoneRules,
    ...((acts.at(-1)?.at_ms ?? 0) > long_ms ? { limits: seldomLooking } : {}),
    store: { reopen: () => counted(kept.reopen(), calls), read: () => kept.read() },
    network: (clock) => {
      wires = socketNetwork(clock, mllpNetwork(clock, systemRandom(1)))
      return wires
    },
    turn: quietTurn({
      pending: () => calls.pending + (wires?.onTheWay ?? 0),
      giveUp: () => wires?.forget(),
    }),
    close: () => kept.close(),
  }
}

/** The store, with its calls under way counted. */
function counted(store: Store, calls: { pending: number }): Store {
  const counting = Object.entries(store).map(([name, call]) => {
    if (typeof call !== 'function') return [name, call]
    const watched = (...args: unknown[]) => {
      calls.pending++
      const done = () => void calls.pending--
      const work = (call as (...args: unknown[]) => unknown).apply(store, args)
      void Promise.resolve(work).then(done, done)
      return work
    }
    return [name, watched]
  })
  return Object.fromEntries(counting) as Store
}
