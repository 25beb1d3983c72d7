// A destination alone, for its tests: on virtual time, with a peer that answers, a memory store, and a processor that does no
// more than store what is reported. The one thing to know: `settling = false` keeps outcomes from being stored.
import { type MemoryStore, memoryStore } from '../../adapters/memory/store.ts'
import type { Concern } from '../../ownership/exception.ts'
import { Delivery as Policy } from '../../site/shapes/flow.ts'
import type { DeliveryReport } from '../delivery-report.ts'
import { Destination } from '../destination.ts'
import { lateReport } from '../late-report.ts'
import type { Changes, Delivery, Lease } from '../ports/store.ts'
import type { VirtualClock } from '../simulation/clock.ts'
import { type VirtualNetwork, virtualNetwork } from '../simulation/network.ts'
import { testClock } from './clock.ts'
import { oru } from './messages.ts'
import { type Sink, sink } from './peers.ts'

const port = 8001

export type Bench = {
  readonly clock: VirtualClock
  readonly network: VirtualNetwork
  readonly store: MemoryStore
  readonly peer: Sink
  readonly reports: DeliveryReport[]
  readonly troubles: (Concern | null)[]
  readonly kept: Uint8Array[]
  readonly blocked: number[]
  readonly unanswered: number[]
  /** How often its line was given up or lost. */
  closed: number
  /** Stores what was reported and tells the destination, as the processor does. */
  settling: boolean
  destination: Destination
  /** Commits deliveries and offers them: control id C<id>, lanes as given. */
  queue(...deliveries: Partial<Delivery>[]): Promise<void>
  /** States by delivery id. */
  states(): Record<number, string>
  after(wait_ms: number): Promise<void>
  restart(): Promise<void>
}

/** A destination that runs: a network, a peer, a store in memory, and its reports and troubles as they come. */
export async function bench(
  policy: Parameters<typeof Policy.parse>[0] = {},
  proves: 'received' | 'accepted' = 'received',
) {
  const clock = testClock()
  const network = virtualNetwork(clock)
  const store = memoryStore()
  const peer = await sink(network, clock, 'peer', port)
  const lease = (await store.lease('processor', 'node', 1e9, clock.now()))!
  const parsed = Policy.parse({ connection: 'out', ...(policy as object) })
  let nextId = 1
  const made = {
    ...{ clock, network, store, peer },
    reports: [] as DeliveryReport[],
    troubles: [] as (Concern | null)[],
    kept: [] as Uint8Array[],
    blocked: [] as number[],
    unanswered: [] as number[],
    closed: 0,
    settling: true,
    after: (wait_ms: number) => clock.runUntil(clock.now() + wait_ms),
    states: () => Object.fromEntries([...store.books.deliveries.values()].map(({ id, state }) => [id, state])),
  } as Bench
  made.queue = async (...given) => {
    const deliveries = given.map((one) => delivery(nextId++, clock.now(), one))
    await store.commit([lease], changes({ deliveries }))
    made.destination.offer(deliveries, new Set())
    await made.after(0)
  }
  made.restart = async () => {
    made.destination?.close()
    made.destination = build(made, lease, parsed, proves)
    made.destination.start(await store.held('out'))
    await made.after(5)
  }
  await made.restart()
  return made
}

function build(made: Bench, lease: Lease, policy: Policy, proves: 'received' | 'accepted'): Destination {
  const onReport = (report: DeliveryReport) => {
    made.reports.push(report)
    if (!made.settling) return
    made.clock.at(made.clock.now() + 3, async () => {
      await made.store.commit([lease], changes({ outcomes: [report.outcome] }))
      destination.committed([report.outcome])
    })
  }
  const destination: Destination = new Destination(
    {
      id: 'out',
      endpoint: { host: 'peer', port, maxMessage_bytes: 1 << 20, idle_ms: 0, backoff_ms: [10, 1000] },
      proves,
      policies: new Map([
        ['results', policy],
        ['other', policy],
      ]),
      lastDeliveryId: made.store.books.deliveries.size,
      memory: { entries: 20, bytes: 1 << 20, page: 5 },
    },
    { store: made.store, network: made.network.incarnation('engine').network, clock: made.clock },
    {
      onReport,
      onLate: (late) => {
        const { state, why } = made.store.books.deliveries.get(late.id)!
        const report = lateReport(late, state === 'held' ? 'held' : 'taken', why)
        if (report) onReport(report)
      },
      onTrouble: (_id, _cause, concern) => made.troubles.push(concern),
      onKeep: (_id, body, _refused, then) => {
        made.kept.push(body)
        made.clock.at(made.clock.now() + 3, () => then(new Uint8Array(0)))
      },
      onBlocked: (_id, { id }) => made.blocked.push(id),
      onUnanswered: (_id, { id }) => made.unanswered.push(id),
      onConnection: (_id, open) => {
        if (!open) made.closed++
      },
    },
    () => true,
  )
  return destination
}

function changes(some: Partial<Changes>): Changes {
  const none = { orders: [], orderKeys: [], patients: [], patientKeys: [], facts: [], deliveries: [], outcomes: [] }
  return { processedThrough: 0, ...none, exceptions: [], answers: [], audit: [], ...some }
}

function delivery(id: number, now: number, change: Partial<Delivery>): Delivery {
  const controlId = change.controlId ?? `C${id}`
  return {
    ...{
      id,
      destination: 'out',
      flow: 'results',
      messageId: id,
      controlId,
      lanes: [id],
      orderIds: [id],
      queuedAt: now,
    },
    body: oru({ placer: `P${id}` }, '4.1', { id: controlId }),
    ...change,
  }
}

/** What sets a delivery into these lanes. */
export function lane(...lanes: number[]): Partial<Delivery> {
  return { lanes }
}
