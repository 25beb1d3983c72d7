// A destination on real sockets and real time: peers that answer late, in part, or beside the point.
import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../adapters/clock/clock.ts'
import { memoryStore } from '../adapters/memory/store.ts'
import { mllpNetwork } from '../adapters/mllp/network.ts'
import { framed, until } from '../adapters/mllp/testing/peers.ts'
import type { Concern } from '../ownership/exception.ts'
import { Delivery as Policy } from '../site/shapes/flow.ts'
import { Destination } from './destination.ts'
import { seededRandom } from './random.ts'
import { ack, controlIdOf, oru } from './testing/messages.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

type Heard = { readonly id: string; readonly connection: number }

/** A peer of which each connection is spoken to as the test says. `closesWithUs`: it ends a connection that we end. */
async function peer(onMessage: (id: string, say: (id: string) => void) => void, closesWithUs = false) {
  const heard: Heard[] = []
  const sockets: Socket[] = []
  const server = createServer({ allowHalfOpen: !closesWithUs }, (socket) => {
    const connection = sockets.push(socket)
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      for (let end = text.indexOf('\x1c\r'); end >= 0; end = text.indexOf('\x1c\r')) {
        const id = controlIdOf(Buffer.from(text.slice(1, end), 'latin1'))
        text = text.slice(end + 2)
        heard.push({ id, connection })
        onMessage(id, (named) => {
          if (socket.writable) socket.write(framed(ack(named).toString('latin1')))
        })
      }
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  ends.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { heard, sockets, port, times: (id: string) => heard.filter((one) => one.id === id).length }
}

/** A destination that stores nothing and settles at once. */
function destination(port: number, given: object) {
  const clock = systemClock()
  const policy = Policy.parse({ connection: 'out', ...given })
  const states = new Map<number, string>()
  const troubles: (Concern | null)[] = []
  let lastId = 0
  const made: Destination = new Destination(
    {
      id: 'out',
      endpoint: { host: '127.0.0.1', port, maxMessage_bytes: 1 << 20, idle_ms: 0, backoff_ms: [10, 50] },
      proves: 'received',
      policies: new Map([['results', policy]]),
      lastDeliveryId: 0,
      memory: { entries: 1000, bytes: 1 << 24, page: 5 },
    },
    { store: memoryStore(), network: mllpNetwork(clock, seededRandom(1)), clock },
    {
      onReport: ({ outcome }) => {
        states.set(outcome.deliveryId, outcome.state)
        queueMicrotask(() => made.committed([outcome]))
      },
      onLate: () => {},
      onTrouble: (_id, _cause, concern) => troubles.push(concern),
      onKeep: (_id, _body, _refused, then) => then(new Uint8Array(0)),
      onBlocked: () => {},
      onUnanswered: () => {},
      onConnection: () => {},
    },
    () => true,
  )
  made.start([])
  ends.push(() => made.close())
  const send = (...ids: string[]) => sendFilled('', ...ids)
  const sendFilled = (filling: string, ...ids: string[]) => {
    const rest = { destination: 'out', flow: 'results', queuedAt: clock.now() }
    const deliveries = ids.map((controlId) => {
      const id = ++lastId
      return {
        id,
        messageId: id,
        controlId,
        lanes: [id],
        orderIds: [id],
        body: Buffer.concat([oru({ placer: 'P' }, '4', { id: controlId }), Buffer.from(filling)]),
        ...rest,
      }
    })
    made.offer(deliveries, new Set())
  }
  return { send, sendFilled, states, troubles }
}

test('an answer that comes after the line gave up is credited, and nothing is sent twice', async () => {
  const on = await peer((id, say) => setTimeout(() => say(id), 1500))
  const { send, states, troubles } = destination(on.port, { answer_within: '1s' })
  await sleep(50)
  send('C1', 'C2')
  await until(() => states.get(1) === 'delivered')
  expect(on.heard).toEqual([{ id: 'C1', connection: 1 }])
  expect(troubles).toEqual([])
  await until(() => states.get(2) === 'delivered')
  expect(on.times('C2')).toBe(1)
  expect(troubles.map((concern) => concern?.cause)).toEqual(['no-answer|out|late'])
})

test('a peer that closes with us, and so never gets its late answer said, is waited for longer the second time', async () => {
  const on = await peer((id, say) => setTimeout(() => say(id), 1500), true)
  const { send, states, troubles } = destination(on.port, { answer_within: '1s' })
  await sleep(50)
  send('C1', 'C2', 'C3')
  await until(() => states.get(3) === 'delivered')
  expect(on.heard.map(({ id }) => id)).toEqual(['C1', 'C1', 'C2', 'C3'])
  expect(troubles.map((concern) => concern?.cause)).toEqual(['no-answer|out|late'])
})

test('one message without an answer among many with one is sent again on the same connection, and held', async () => {
  const on = await peer((id, say) => {
    if (id !== 'STUCK') say(id)
  })
  const retry = { first: '1s', most: '1s', give_up_after: '1s' }
  const { send, states } = destination(on.port, { in_flight: 4, answer_within: '400ms', retry })
  await sleep(50)
  send('STUCK')
  for (let n = 0; states.get(1) !== 'held'; n++) {
    send(`R${n}`)
    await sleep(50)
  }
  expect(on.times('STUCK')).toBeGreaterThan(1)
  expect(on.sockets).toHaveLength(1)
})

test('a peer that chatters and does not answer is given up in time', async () => {
  const on = await peer((id, say) => {
    if (on.times('Q1') > 1) return say(id)
    const chatter = setInterval(() => say('FOREIGN'), 100)
    ends.push(() => clearInterval(chatter))
  })
  const { send, states } = destination(on.port, { answer_within: '1s' })
  await sleep(50)
  send('Q1', 'Q2')
  await until(() => states.get(2) === 'delivered')
  expect(on.heard.map(({ id }) => id)).toEqual(['Q1', 'Q1', 'Q2'])
})

test('what flew on a line that the peer ended, and does not read, is not waited for, and goes out on the next one', async () => {
  const on = await peer((id, say) => say(id))
  const { sendFilled, states } = destination(on.port, { answer_within: '1m', retry: { first: '1s' } })
  await until(() => on.sockets.length === 1)
  on.sockets[0]!.pause().end()
  sendFilled(`NTE|1||${'x'.repeat(8_000_000)}\r`, 'C1')
  await until(() => states.get(1) === 'delivered')
  expect(on.heard).toEqual([{ id: 'C1', connection: 2 }])
})
