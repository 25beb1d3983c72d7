import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import type { Line } from '../../engine/ports/network.ts'
import { seededRandom } from '../../engine/random.ts'
import { systemClock } from '../clock/clock.ts'
import { backoff_ms } from './line.ts'
import { mllpNetwork } from './network.ts'
import { endpoint, framed, type Recording, recording, until } from './testing/peers.ts'

const network = mllpNetwork(systemClock(), seededRandom(1))
const lines: Line[] = []
const servers: Server[] = []
afterEach(() => {
  for (const line of lines.splice(0)) line.close()
  for (const server of servers.splice(0)) server.close()
})

function line(port: number, handlers: Recording, backoff: readonly [number, number] = [20, 100], idle_ms = 0): Line {
  const made = network.connect({ ...endpoint(port, { idle_ms }), backoff_ms: backoff }, handlers)
  lines.push(made)
  return made
}

/** A peer that does with each connection what the test says. */
async function peer(onSocket: (socket: Socket) => void, port = 0): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    onSocket(socket)
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  servers.push(server)
  return (server.address() as AddressInfo).port
}

test('a line connects, sends, and hears the answer', async () => {
  const port = await peer((socket) => socket.pipe(socket))
  const seen = recording()
  const made = line(port, seen)
  expect(made.state).toBe('connecting')
  await until(() => made.state === 'open')
  expect(seen.connections[0]?.send(Buffer.from('MSH|1'))).toBe(true)
  await until(() => seen.messages.length === 1)
  expect(seen.messages).toEqual(['MSH|1'])
  made.close()
  await until(() => seen.events.includes('close'))
  expect([made.state, seen.troubles]).toEqual(['closed', []])
})

test('a peer that is not there is tried again, and reported each time, until it is', async () => {
  const port = await peer(() => {})
  await new Promise((done) => servers.pop()?.close(done))
  const seen = recording()
  const made = line(port, seen)
  await until(() => seen.troubles.length >= 3)
  expect(made.state).toBe('connecting')
  expect(seen.troubles[0]).toEqual({
    code: 'connect-failed',
    text: `no connection to 127.0.0.1:${port} (ECONNREFUSED)`,
  })
  await peer((socket) => socket.pipe(socket), port)
  await until(() => made.state === 'open')
})

test('a line that is lost comes back by itself, as a new connection', async () => {
  const sockets: Socket[] = []
  const port = await peer((socket) => sockets.push(socket))
  const seen = recording()
  line(port, seen)
  await until(() => sockets.length === 1)
  sockets[0]?.write(`${framed('MSH|1')}\vMSH|half`)
  await sleep(20)
  sockets[0]?.resetAndDestroy()
  await until(() => sockets.length === 2)
  expect(seen.events).toEqual(['open', 'message', 'frame-cut-short', 'close', 'open'])
  expect(seen.connections[0]?.id).not.toBe(seen.connections[1]?.id)
})

test('a peer that takes connections and drops them at once is waited for longer each time', async () => {
  const times: number[] = []
  const port = await peer((socket) => {
    times.push(performance.now())
    socket.destroy()
  })
  const seen = recording()
  line(port, seen, [20, 400])
  await until(() => times.length === 6)
  expect(seen.troubles[0]?.text).toMatch(/ended the connection at once/)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  expect(gaps.at(-1)).toBeGreaterThan(150) // the fifth wait: 160 to 320 ms
})

test('a peer that answered counts as well again: the next wait is the first', async () => {
  let connections = 0
  const times: number[] = []
  const port = await peer((socket) => {
    times.push(performance.now())
    connections++
    if (connections % 6 === 0) socket.write(framed('MSH|1'))
    socket.end()
  })
  line(port, recording(), [20, 60_000])
  await until(() => times.length === 14) // else the waits were 41 s and more by then
})

test('a line that is closed stays closed, also while it waits to connect again', async () => {
  let connections = 0
  const port = await peer((socket) => {
    connections++
    socket.destroy()
  })
  const seen = recording()
  const made = line(port, seen, [30, 30])
  await until(() => seen.events.includes('close'))
  made.close()
  const before = connections
  await sleep(100)
  expect([made.state, connections]).toEqual(['closed', before])
})

test('a silent peer is given up as half open and connected to anew', async () => {
  let connections = 0
  const port = await peer(() => connections++)
  const seen = recording()
  line(port, seen, [10, 20], 80)
  await until(() => connections === 2)
  expect(seen.events.slice(0, 3)).toEqual(['open', 'idle', 'close'])
})

test('what a peer says on a connection that we gave up is handed on, beside the one that took its place', async () => {
  const sockets: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    sockets.push(socket)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  servers.push(server)
  const seen = recording()
  const made = line((server.address() as AddressInfo).port, seen)
  await until(() => sockets.length === 1 && seen.connections.length === 1)
  seen.connections[0]?.close(10_000)
  sockets[0]?.write(framed('MSH|late'))
  await until(() => seen.messages.length === 1)
  await until(() => sockets.length === 2)
  sockets[0]?.write(framed('MSH|later'))
  await until(() => seen.messages.length === 2)
  expect(seen.connections[0]?.send(Buffer.from('MSH|1'))).toBe(false)
  expect(seen.events).toEqual(['open', 'message', 'open', 'message'])
  made.close()
  const from = performance.now()
  await until(() => seen.events.at(-1) === 'close')
  expect(performance.now() - from).toBeLessThan(1000)
})

test('a peer that ends with us is connected to anew at once', async () => {
  let connections = 0
  const port = await peer((socket) => {
    connections++
    socket.resume()
  })
  const seen = recording()
  line(port, seen)
  await until(() => seen.connections.length === 1)
  const from = performance.now()
  seen.connections[0]?.close(10_000)
  await until(() => connections === 2)
  expect(performance.now() - from).toBeLessThan(1000)
  expect(seen.events.slice(0, 2)).toEqual(['open', 'close'])
})

test('a peer that does not read makes send say stop, and onDrain says go on', async () => {
  const sockets: Socket[] = []
  const port = await peer((socket) => sockets.push(socket.pause()))
  const seen = recording()
  line(port, seen)
  await until(() => sockets.length === 1 && seen.connections.length === 1)
  const message = Buffer.alloc(100_000, 'x')
  let sent = 0
  while (seen.connections[0]?.send(message) && sent < 1000) {
    sent++
    await sleep(0)
  }
  expect(sent).toBeLessThan(1000)
  expect(seen.events).not.toContain('drain')
  let heard = 0
  sockets[0]?.on('data', (chunk) => {
    heard += chunk.length
  })
  sockets[0]?.resume()
  await until(() => seen.events.includes('drain'))
  await until(() => heard === (sent + 1) * 100_003)
})

test('the waits double from the first to the most, each by chance between the half and the whole', () => {
  const bounds = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1000, max: 100_000 }))
  fc.assert(
    fc.property(
      bounds,
      fc.nat(2000),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (b, failures, chance) => {
        const whole = Math.min(b[1], b[0] * 2 ** failures)
        expect(backoff_ms(b, failures, chance)).toBeGreaterThanOrEqual(whole / 2)
        expect(backoff_ms(b, failures, chance)).toBeLessThanOrEqual(whole)
      },
    ),
  )
  expect([0, 1, 2, 3].map((failures) => backoff_ms([100, 500], failures, 0))).toEqual([50, 100, 200, 250])
})
