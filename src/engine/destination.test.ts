import { expect, test } from 'vitest'
import { type MemoryStore, memoryStore } from '../adapters/memory/store.ts'
import type { Concern } from '../ownership/exception.ts'
import { Delivery as Policy } from '../site/shapes/flow.ts'
import type { DeliveryReport } from './delivery-report.ts'
import { Destination } from './destination.ts'
import type { Changes, Delivery, Lease } from './ports/store.ts'
import { ack, controlIdOf, orr, oru } from './testing/messages.ts'
import { type Sink, sink } from './testing/peers.ts'
import { type VirtualClock, virtualClock } from './testing/virtual-clock.ts'
import { type VirtualNetwork, virtualNetwork } from './testing/virtual-network.ts'

const port = 8001
const minute = 60_000

type Bench = {
  readonly clock: VirtualClock
  readonly network: VirtualNetwork
  readonly store: MemoryStore
  readonly peer: Sink
  readonly reports: DeliveryReport[]
  readonly troubles: (Concern | null)[]
  readonly kept: Uint8Array[]
  readonly blocked: number[]
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

async function bench(policy: Parameters<typeof Policy.parse>[0] = {}, proves: 'received' | 'accepted' = 'received') {
  const clock = virtualClock()
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
      onReport: (report) => {
        made.reports.push(report)
        if (!made.settling) return
        made.clock.at(made.clock.now() + 3, async () => {
          await made.store.commit([lease], changes({ outcomes: [report.outcome] }))
          destination.committed([report.outcome])
        })
      },
      onTrouble: (_id, _cause, concern) => made.troubles.push(concern),
      onKeep: (_id, body, _refused, then) => {
        made.kept.push(body)
        made.clock.at(made.clock.now() + 3, () => then(new Uint8Array(0)))
      },
      onBlocked: (_id, { id }) => made.blocked.push(id),
      onConnection: () => {},
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

const lane = (...lanes: number[]): Partial<Delivery> => ({ lanes })

test('messages go in order, one at a time, each after the answer to the one before', async () => {
  const { peer, queue, after, states } = await bench()
  await queue({}, {}, {})
  expect(peer.ids()).toEqual([])
  await after(2)
  expect(peer.ids()).toEqual(['C1'])
  await after(50)
  expect(peer.ids()).toEqual(['C1', 'C2', 'C3'])
  expect(states()).toEqual({ 1: 'delivered', 2: 'delivered', 3: 'delivered' })
})

test('several fly at once where the peer allows, but never two of one lane', async () => {
  const { peer, queue, after } = await bench({ in_flight: 10 })
  peer.answer = (message) => (controlIdOf(message) === 'C1' ? [] : [ack(controlIdOf(message))])
  await queue(lane(1, 2), lane(3), lane(2, 4), lane(4), lane(5))
  await after(100)
  expect(peer.ids()).toEqual(['C1', 'C2', 'C5'])
})

test('the next of a lane goes only once the outcome of the one before is stored', async () => {
  const made = await bench({ in_flight: 10 })
  made.settling = false
  await made.queue(lane(1), lane(1), lane(2))
  await made.after(100)
  expect(made.peer.ids()).toEqual(['C1', 'C3'])
})

test('the level of a positive answer is what the connection proves, and of a commit answer at most received', async () => {
  const { peer, queue, after, reports } = await bench({}, 'accepted')
  peer.answer = (message) => [ack(controlIdOf(message), controlIdOf(message) === 'C1' ? 'AA' : 'CA')]
  await queue({}, {})
  await after(100)
  expect(reports.map(({ outcome, level }) => [outcome.code, level])).toEqual([
    ['AA', 'accepted'],
    ['CA', 'received'],
  ])
})

test('an answer that names another message is kept and credited to nothing', async () => {
  const { peer, queue, after, kept, states } = await bench({ answer_within: '30s' })
  peer.answer = (message, times) => [ack(times === 1 ? 'OTHER' : controlIdOf(message))]
  await queue({})
  await after(100)
  expect(kept.map(controlIdOf)).toEqual(['AOTHER'])
  expect(states()).toEqual({ 1: 'queued' })
  await after(minute)
  expect(states()).toEqual({ 1: 'delivered' })
})

test('a late answer is credited to the message that it names, not to the next one', async () => {
  const { peer, queue, after, states } = await bench({ in_flight: 1, answer_within: '1s', retry: { first: '1m' } })
  peer.answer = (message, times) => {
    if (controlIdOf(message) !== 'C1') return times === 1 ? [ack('C1')] : [ack(controlIdOf(message))]
    return []
  }
  await queue({}, {})
  await after(2500)
  expect(peer.ids()).toEqual(['C1', 'C1', 'C2'])
  expect(states()).toEqual({ 1: 'delivered', 2: 'queued' })
})

test('no answer is unknown: it is sent again under the same control id', async () => {
  const { peer, queue, after, states } = await bench({ answer_within: '10s' })
  peer.answer = (message, times) => (times < 3 ? [] : [ack(controlIdOf(message))])
  await queue({})
  await after(60_000)
  expect(peer.ids()).toEqual(['C1', 'C1', 'C1'])
  expect(states()).toEqual({ 1: 'delivered' })
})

test('where the policy says so, unknown is held', async () => {
  const { peer, queue, after, reports, states } = await bench({ answer_within: '10s', no_answer: 'hold' })
  peer.answer = (message) => (controlIdOf(message) === 'C1' ? [] : [ack(controlIdOf(message))])
  await queue({}, {})
  await after(30_000)
  expect(peer.ids()).toEqual(['C1', 'C2'])
  expect(states()).toEqual({ 1: 'held', 2: 'delivered' })
  expect(reports.find(({ concern }) => concern)?.concern).toMatchObject({ kind: 'no-answer' })
})

test('where unknown is held, a crash after sending leads to a hold and not to a second sending', async () => {
  const made = await bench({ no_answer: 'hold' })
  made.peer.answer = () => []
  await made.queue({})
  await made.after(100)
  expect(made.states()).toEqual({ 1: 'sent' })
  await made.restart()
  await made.after(100)
  expect(made.peer.ids()).toEqual(['C1'])
  expect(made.states()).toEqual({ 1: 'held' })
})

test.each([
  ['AE', '', 'held', 1],
  ['AE', '102', 'held', 1],
  ['CE', '', 'held', 1],
  ['AR', '200', 'held', 1],
  ['AR', '203', 'held', 1],
  ['CR', '201', 'held', 1],
  ['XX', '', 'held', 1],
])('an answer %s with error "%s" holds at once, and others go on', async (code, error, state, times) => {
  const { peer, queue, after, states, reports } = await bench()
  peer.answer = (message) => [controlIdOf(message) === 'C1' ? ack('C1', code, error) : ack(controlIdOf(message))]
  await queue({}, {})
  await after(minute)
  expect(states()).toEqual({ 1: state, 2: 'delivered' })
  expect(peer.ids().filter((id) => id === 'C1')).toHaveLength(times)
  expect(reports[0]).toMatchObject({ refused: true, concern: { kind: 'delivery-refused' }, outcome: { code } })
})

test.each(['AR', 'CR'])('%s for another reason is tried again with growing waits, then held', async (code) => {
  const { peer, queue, after, states } = await bench({ retry: { first: '1s', most: '10s', give_up_after: '1m' } })
  peer.answer = (message) => [controlIdOf(message) === 'C1' ? ack('C1', code, '207') : ack(controlIdOf(message))]
  await queue({}, {})
  await after(500)
  expect(peer.ids()).toEqual(['C1', 'C2'])
  await after(20_000)
  expect(peer.ids().slice(2)).toEqual(['C1', 'C1', 'C1', 'C1'])
  expect(states()[1]).toBe('queued')
  await after(2 * minute)
  expect(states()[1]).toBe('held')
})

test.each([
  ['AE', 'retry', 'queued'],
  ['AE', 'accept', 'delivered'],
  ['AR', 'hold', 'held'],
] as const)('the site can say that %s means %s', async (code, act, state) => {
  const { peer, queue, after, states } = await bench({ on: { [code]: act } })
  peer.answer = (message) => [ack(controlIdOf(message), code)]
  await queue({})
  await after(10_000)
  expect(states()).toEqual({ 1: state })
})

test('a busy peer is given time, whatever the messages', async () => {
  const { peer, queue, after } = await bench({ in_flight: 1, retry: { first: '1s', most: '8s' } })
  peer.answer = (message) => [ack(controlIdOf(message), 'AR', '207')]
  await queue(...Array.from({ length: 15 }, () => ({})))
  await after(10_000)
  expect(peer.got.length).toBeLessThan(20)
})

test('one poisoned order among many does not stop the rest', async () => {
  const { peer, queue, after, states } = await bench({ in_flight: 4 })
  peer.answer = (message) => [ack(controlIdOf(message), controlIdOf(message) === 'C3' ? 'AE' : 'AA')]
  for (let n = 0; n < 10; n++) {
    await queue(...Array.from({ length: 30 }, (_, i) => lane(i % 10)))
    await after(100)
  }
  await after(5000)
  const held = Object.values(states())
  expect(held.filter((state) => state === 'held')).toHaveLength(1)
  expect(held.filter((state) => state === 'queued')).toHaveLength(29)
  expect(held.filter((state) => state === 'delivered')).toHaveLength(270)
})

test('what a person lets go is sent, and then what waited behind it, in order', async () => {
  const made = await bench({ in_flight: 3 })
  made.peer.answer = (message, times) => [
    ack(controlIdOf(message), controlIdOf(message) === 'C1' && times === 1 ? 'AE' : 'AA'),
  ]
  await made.queue(lane(1), lane(1), lane(2), lane(1, 3), lane(3), lane(4))
  await made.after(100)
  expect(made.peer.ids()).toEqual(['C1', 'C3', 'C6'])
  made.store.books.deliveries.set(1, { ...made.store.books.deliveries.get(1)!, state: 'queued' })
  made.destination.released([1], 'queued')
  await made.after(100)
  expect(made.peer.ids().slice(3)).toEqual(['C1', 'C2', 'C4', 'C5'])
})

test('whatever waits behind a held one is told of, once, whether it came before or after the hold, and again after a restart', async () => {
  const made = await bench({ in_flight: 3 })
  made.peer.answer = (message) => [ack(controlIdOf(message), controlIdOf(message) === 'C1' ? 'AE' : 'AA')]
  await made.queue(lane(1), lane(2), lane(1, 3), lane(3))
  await made.after(100)
  await made.queue(lane(3), lane(4))
  await made.after(100)
  expect(made.blocked.toSorted()).toEqual([3, 4, 5])
  made.blocked.length = 0
  await made.restart()
  await made.after(100)
  expect(made.blocked).toEqual([3, 4, 5])
  expect(made.peer.ids()).toEqual(['C1', 'C2', 'C6'])
})

test('when a held one is cancelled what waited behind it goes on', async () => {
  const made = await bench()
  made.peer.answer = (message) => [ack(controlIdOf(message), controlIdOf(message) === 'C1' ? 'AE' : 'AA')]
  await made.queue(lane(1), lane(1))
  await made.after(100)
  made.store.books.deliveries.set(1, { ...made.store.books.deliveries.get(1)!, state: 'cancelled' })
  made.store.books.unsettled.delete(1)
  made.destination.released([1], 'cancelled')
  await made.after(100)
  expect(made.peer.ids()).toEqual(['C1', 'C2'])
})

test('a lost connection makes everything in flight unknown, and it is sent again in order', async () => {
  const { peer, network, queue, after, states } = await bench({ in_flight: 3 })
  let answering = false
  peer.answer = (message) => (answering ? [ack(controlIdOf(message))] : [])
  await queue({}, {}, {}, {})
  await after(100)
  answering = true
  network.cut('engine')
  await after(500)
  expect(peer.ids()).toEqual(['C1', 'C2', 'C3', 'C1', 'C2', 'C3', 'C4'])
  expect(Object.values(states())).toEqual(['delivered', 'delivered', 'delivered', 'delivered'])
})

test('a message that the peer never answers is set aside while others go on, and held in the end', async () => {
  const { peer, queue, after, states } = await bench({
    ...{ in_flight: 1, answer_within: '1s' },
    retry: { first: '1s', most: '30s', give_up_after: '2m' },
  })
  peer.answer = (message) => (controlIdOf(message) === 'C1' ? [] : [ack(controlIdOf(message))])
  await queue({}, {}, {})
  await after(10_000)
  expect(states()).toEqual({ 1: 'queued', 2: 'delivered', 3: 'delivered' })
  for (let n = 0; n < 20; n++) {
    await queue({})
    await after(15_000)
  }
  expect(states()[1]).toBe('held')
})

test('a peer that is silent altogether is one trouble, and its end is told', async () => {
  const { peer, queue, after, troubles, states } = await bench({ answer_within: '1s' })
  let answering = false
  peer.answer = (message) => (answering ? [ack(controlIdOf(message))] : [])
  await queue({}, {}, {})
  await after(minute)
  expect(troubles.map((concern) => concern?.kind)).toEqual(['no-answer'])
  expect(Object.values(states())).toEqual(['queued', 'queued', 'queued'])
  answering = true
  await after(5 * minute)
  expect(troubles.map((concern) => concern?.kind)).toEqual(['no-answer', undefined])
  expect(Object.values(states())).toEqual(['delivered', 'delivered', 'delivered'])
})

test('in enhanced mode the commit answer delivers, and the verdict that follows raises or refuses', async () => {
  const { peer, queue, after, reports, states } = await bench({}, 'accepted')
  peer.answer = (message) => {
    const id = controlIdOf(message)
    return [ack(id, 'CA', '', 'c'), ack(id, id === 'C1' ? 'AA' : 'AE', '', 'a')]
  }
  const enhanced = (id: string) => ({ body: oru({ placer: 'P' }, '4', { id, accept: 'AL', application: 'AL' }) })
  await queue(enhanced('C1'), enhanced('C2'))
  await after(100)
  expect(reports.map(({ outcome, level, refused }) => [outcome.deliveryId, outcome.state, level, refused])).toEqual([
    [1, 'delivered', 'received', false],
    [1, 'delivered', 'accepted', false],
    [2, 'delivered', 'received', false],
    [2, 'refused', null, true],
  ])
  expect(states()).toEqual({ 1: 'delivered', 2: 'refused' })
})

test('where no positive answer is asked for, sending is all that is known', async () => {
  const { peer, queue, after, reports } = await bench()
  peer.answer = () => []
  await queue({ body: oru({ placer: 'P' }, '4', { id: 'C1', accept: 'ER', application: 'NE' }) }, {})
  await after(100)
  expect(reports[0]).toMatchObject({ level: 'sent', outcome: { state: 'delivered', code: '' } })
  expect(peer.ids()).toEqual(['C1', 'C2'])
})

test('a held message that is answered late after all is delivered, or stays held with what was answered', async () => {
  const { peer, queue, after, reports, states } = await bench({ answer_within: '1s', no_answer: 'hold' })
  peer.answer = () => []
  await queue({}, {})
  await after(5000)
  expect(states()).toEqual({ 1: 'held', 2: 'held' })
  peer.say(ack('C1'))
  peer.say(ack('C2', 'AE', '204'))
  await after(100)
  expect(states()).toEqual({ 1: 'delivered', 2: 'held' })
  expect(reports.slice(-2)).toMatchObject([
    { level: 'received', concern: null, outcome: { deliveryId: 1, code: 'AA' } },
    { level: null, refused: true, concern: null, outcome: { deliveryId: 2, state: 'held', code: 'AE' } },
  ])
})

test('an answer that is a message too is kept before the delivery counts as answered', async () => {
  const made = await bench()
  made.peer.answer = (message) => [orr({ placer: 'P1' }, controlIdOf(message))]
  await made.queue({})
  await made.after(5)
  expect(made.kept).toHaveLength(1)
  expect(made.reports).toEqual([])
  await made.after(5)
  expect(made.reports).toMatchObject([{ outcome: { state: 'delivered', code: 'AA' } }])
})

test('a repeated answer changes nothing', async () => {
  const { peer, queue, after, reports, kept } = await bench()
  peer.answer = (message) => [ack(controlIdOf(message)), ack(controlIdOf(message))]
  await queue({}, {})
  await after(100)
  expect(reports).toHaveLength(2)
  expect(kept).toEqual([])
})

test('an answer that came on another connection is credited too', async () => {
  const made = await bench()
  made.peer.answer = () => []
  await made.queue({})
  await made.after(50)
  const answer = {
    code: 'AA',
    controlId: 'C1',
    text: '',
    errorCode: '',
    errorSegment: '',
    errorField: '',
    isMessage: false,
  }
  expect(made.destination.credit({ ...answer, controlId: 'C9' }, ack('C9'))).toBe(false)
  expect(made.destination.credit(answer, ack('C1'))).toBe(true)
  await made.after(50)
  expect(made.states()).toEqual({ 1: 'delivered' })
})

test('at most so many a second are sent', async () => {
  const { peer, queue, after } = await bench({ per_second: 10, in_flight: 100 })
  await queue(...Array.from({ length: 19 }, () => ({})))
  await after(1000)
  expect(peer.got.length).toBeGreaterThan(8)
  expect(peer.got.length).toBeLessThan(13)
})

test('a paused destination sends nothing, a paused flow lets the other flows go', async () => {
  const { peer, queue, after, destination } = await bench()
  destination.pause()
  await queue({}, { flow: 'other' })
  await after(100)
  expect(peer.ids()).toEqual([])
  destination.pauseFlow('results')
  destination.resume()
  await after(100)
  expect(peer.ids()).toEqual(['C2'])
  destination.resumeFlow('results')
  await after(100)
  expect(peer.ids()).toEqual(['C2', 'C1'])
})

test('two messages under one control id never fly together', async () => {
  const { peer, queue, after } = await bench({ in_flight: 10 })
  let silent = true
  peer.answer = (message) => (silent ? [] : [ack(controlIdOf(message))])
  await queue({ controlId: 'X' }, { controlId: 'X' }, {})
  await after(100)
  expect(peer.ids()).toEqual(['X', 'C3'])
  silent = false
  peer.say(ack('X'))
  await after(5000)
  expect(peer.ids()).toEqual(['X', 'C3', 'X'])
})

test('what does not fit into memory waits in the store and keeps its place', async () => {
  const { peer, queue, after, destination } = await bench({ in_flight: 2 })
  await queue(...Array.from({ length: 100 }, (_, n) => lane(n % 7)))
  expect(destination.counts()).toMatchObject({ queued: 100 })
  await after(3000)
  const seen = peer.ids().map((id) => Number(id.slice(1)))
  expect(new Set(seen).size).toBe(100)
  expect(seen).toHaveLength(100)
  for (let n = 0; n < 7; n++) {
    const own = seen.filter((id) => (id - 1) % 7 === n)
    expect(own).toEqual(own.toSorted((a, b) => a - b))
  }
  expect(destination.counts()).toMatchObject({ queued: 0, inFlight: 0 })
})

test('one lane that cannot go on does not fill the memory for the others', async () => {
  const { peer, queue, after } = await bench({ retry: { first: '1m', give_up_after: '1h' } })
  let busy = true
  peer.answer = (message) => [
    busy && controlIdOf(message) === 'C1' ? ack('C1', 'AR', '207') : ack(controlIdOf(message)),
  ]
  await queue(...Array.from({ length: 60 }, () => lane(1)), lane(2), lane(3))
  await after(2000)
  expect(peer.ids()).toEqual(['C1', 'C61', 'C62'])
  busy = false
  await after(5 * minute)
  const seen = peer.ids().slice(3)
  expect(seen).toEqual(['C1', ...Array.from({ length: 59 }, (_, n) => `C${n + 2}`)])
})

test('a node that starts again sends what is undelivered, in order, and keeps held what is held', async () => {
  const made = await bench({ in_flight: 2 })
  made.peer.answer = (message) => [ack(controlIdOf(message), controlIdOf(message) === 'C2' ? 'AE' : 'AA')]
  made.destination.pauseFlow('results')
  await made.queue(lane(1), { ...lane(2), flow: 'other' }, lane(2), lane(3), lane(4))
  await made.after(100)
  expect(made.peer.ids()).toEqual(['C2'])
  await made.restart()
  await made.after(200)
  expect(made.peer.ids()).toEqual(['C2', 'C1', 'C4', 'C5'])
  expect(made.destination.counts()).toMatchObject({ held: 1, queued: 1 })
})

test('draining waits for the answers to what was sent and sends no more', async () => {
  const { peer, queue, after, destination } = await bench({ in_flight: 2 })
  await queue({}, {}, {}, {})
  let done = false
  void destination.drain(10_000).then(() => {
    done = true
  })
  await after(1)
  expect(done).toBe(false)
  await after(50)
  expect(done).toBe(true)
  expect(peer.ids()).toEqual(['C1', 'C2'])
})
