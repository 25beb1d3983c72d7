// The whole of it in virtual time: the virtual EHR and LIS, Riverside's steps, the real engine and ledger, the store in
// memory, and the EHR's census. The one thing to know: the engine can be killed and started again; peers and store stay.
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { Clock } from '../../src/engine/ports/clock.ts'
import { silent } from '../../src/engine/ports/log.ts'
import { seededRandom } from '../../src/engine/random.ts'
import { receiveLimits, receiver } from '../../src/engine/receive.ts'
import { virtualNetwork } from '../../src/engine/simulation/network.ts'
import { virtualStore } from '../../src/engine/simulation/store.ts'
import { testClock } from '../../src/engine/testing/clock.ts'
import type { Order } from '../../src/ledger/order.ts'
import { openPeers, type Peers, type PeersOptions } from '../../src/rehearsal/driver.ts'
import { fixedOffset } from '../../src/site/time-zone.ts'
import { withPorts } from '../../src/site/with-ports.ts'
import { functions, site as riverside } from './riverside.ts'

export type Whole = {
  readonly peers: Peers
  readonly memory: ReturnType<typeof memoryStore>
  engine(): Engine
  /** Lets so many milliseconds pass. */
  after(wait_ms: number): Promise<void>
  /** Kills the engine as kill -9 does, and starts it again. */
  restart(): Promise<void>
}

/** Lab life thirty times as fast, so that placing, resulting and correcting go on side by side. */
const usual = { site: riverside, seed: 5, orders: 100, perSecond: 0.2, timeScale: 1 / 30 }

/** Riverside with everything running, and orders being placed. */
export async function whole(options: Partial<PeersOptions> = {}): Promise<Whole> {
  const clock = testClock(Date.UTC(2026, 10, 22, 8))
  const wires = virtualNetwork(clock, 1)
  const { network } = wires.incarnation('peers')
  const peers = await openPeers({ ...usual, clock, network, ...options })
  const ports = Object.fromEntries(Object.entries(peers.ports).map(([id, port]) => [id, { port }]))
  const site = withPorts(riverside, ports)
  const memory = memoryStore()
  let lives = 0
  let life = begin()

  function begin() {
    const nth = lives++
    const store = virtualStore(memory.reopen(), clock, 2)
    const line = wires.incarnation('engine')
    let alive = true
    const own: Clock = { now: () => clock.now(), at: (when, call) => clock.at(when, () => alive && call()) }
    const shared = { network: line.network, clock: own, random: seededRandom(nth), tls: () => undefined }
    const engine = createEngine({
      ...{ site, functions, zone: () => fixedOffset(0), node: 'node', store: store.store, log: silent, ...shared },
      census: { read: async (_, since) => peers.ehr.census(since) },
      reception: (of) => receiver(of, { ...shared, store: store.store }, receiveLimits),
    })
    engine.start().catch(() => {})
    const crash = () => {
      alive = false
      store.crash()
      line.crash()
    }
    return { engine, crash }
  }
  const after = (wait_ms: number) => clock.runUntil(clock.now() + wait_ms)
  await after(1000)
  peers.start()
  return {
    peers,
    memory,
    after,
    engine: () => life.engine,
    async restart() {
      life.crash()
      await after(500)
      life = begin()
      await after(500)
    },
  }
}

/** The orders of the ledger by their placer number. */
export function ledger({ memory }: Whole): ReadonlyMap<string, { loop: string; proven: boolean; order: Order }> {
  return new Map(
    [...memory.books.orders.values()].map((kept) => {
      const item = kept.order.items.find(({ side }) => side === 'placer')
      return [item?.numbers[0]?.number ?? `without number, order ${kept.order.id}`, kept]
    }),
  )
}

/** How many orders have which loop status. */
export function tally(books: ReturnType<typeof ledger>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { loop, proven } of books.values()) {
    const name = `${loop}${proven ? ' and proven' : ''}`
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
