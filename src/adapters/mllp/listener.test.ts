import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Connection, Endpoint, Listener } from '../../engine/ports/network.ts'
import { seededRandom } from '../../engine/random.ts'
import { systemClock } from '../clock/clock.ts'
import { mllpNetwork } from './network.ts'
import { endpoint, framed, plainPeer, type Recording, recording, until } from './testing/peers.ts'

const network = mllpNetwork(systemClock(), seededRandom(1))
const open: Listener[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close(0)))
})

async function listening(handlers: Recording, more: Partial<Endpoint> = {}): Promise<Listener> {
  const listener = await network.listen(endpoint(0, more), handlers)
  open.push(listener)
  return listener
}

const echo = (connection: Connection, message: Uint8Array) => void connection.send(message)

test('a message comes in and its answer goes out, framed', async () => {
  const seen = recording(echo)
  const { host, port } = await listening(seen)
  expect(host).toBe('127.0.0.1')
  const peer = await plainPeer(port)
  peer.write(framed('MSH|1'))
  await until(() => peer.heard === framed('MSH|1'))
  expect(seen.connections[0]?.peer).toBe(`127.0.0.1:${peer.localPort}`)
  peer.end()
  await until(() => seen.events.includes('close'))
  expect(seen.events).toEqual(['open', 'message', 'close'])
})

test('several messages in flight are handed on in order, however they are cut', async () => {
  const seen = recording(echo)
  const { port } = await listening(seen)
  const peer = await plainPeer(port)
  const messages = Array.from({ length: 50 }, (_, n) => `MSH|${n}|${'x'.repeat(n * 40)}`)
  const bytes = messages.map(framed).join('')
  for (let at = 0; at < bytes.length; at += 997) {
    peer.write(bytes.slice(at, at + 997))
    if (at % 5 === 0) await sleep(1)
  }
  await until(() => peer.heard.length === bytes.length)
  expect(seen.messages).toEqual(messages)
  expect(peer.heard).toBe(bytes)
})

test('what is sent in one turn leaves together', async () => {
  const seen = recording()
  const { port } = await listening(seen)
  const peer = await plainPeer(port)
  let chunks = 0
  peer.on('data', () => chunks++)
  await until(() => seen.connections.length === 1)
  for (let n = 0; n < 20; n++) seen.connections[0]?.send(Buffer.from(`MSH|${n}`))
  await until(() => peer.heard.endsWith(framed('MSH|19')))
  expect(chunks).toBe(1)
})

test('garbage is reported and the message behind it is taken', async () => {
  const seen = recording()
  const { port } = await listening(seen)
  const peer = await plainPeer(port)
  peer.write(`MSH|no frame\r${framed('MSH|1')}`)
  await until(() => seen.messages.length === 1)
  expect(seen.troubles).toEqual([
    { code: 'garbage-between-frames', text: expect.stringContaining('looks like HL7 without MLLP') },
  ])
})

test('a message that is too large is reported with its head; the connection goes on', async () => {
  const seen = recording(echo)
  const { port } = await listening(seen, { maxMessage_bytes: 1000 })
  const peer = await plainPeer(port)
  peer.write(framed(`MSH|${'Testpatient'.repeat(1000)}`) + framed('MSH|next'))
  await until(() => peer.heard === framed('MSH|next'))
  expect(seen.troubles).toMatchObject([{ code: 'frame-too-large', text: expect.not.stringContaining('Testpatient') }])
  expect(Buffer.from(seen.troubles[0]?.head ?? []).toString()).toMatch(/^MSH\|Testpatient/)
})

test('a message that the end of the connection cuts short is reported with its head', async () => {
  const seen = recording()
  const { port } = await listening(seen)
  const peer = await plainPeer(port)
  peer.write('\vMSH|half')
  await sleep(20)
  peer.resetAndDestroy()
  await until(() => seen.events.includes('close'))
  expect(seen.events).toEqual(['open', 'frame-cut-short', 'close'])
  expect(Buffer.from(seen.troubles[0]?.head ?? []).toString()).toBe('MSH|half')
})

test('a sender that ends its messages with FS alone gets its answers after a moment, and is told about once', async () => {
  const seen = recording(echo)
  const { port } = await listening(seen)
  const peer = await plainPeer(port)
  for (const body of ['MSH|1\r', 'MSH|2\r']) {
    peer.write(`\v${body}\x1c`)
    await until(() => peer.heard.endsWith(framed(body)))
  }
  peer.write('\r\vMSH|half\x1c')
  await sleep(1200)
  expect(seen.messages).toEqual(['MSH|1\r', 'MSH|2\r'])
  expect(seen.troubles).toEqual([{ code: 'frame-without-cr', text: expect.stringContaining('FS') }])
  peer.destroy()
})

test('a peer that ends its side after its messages still gets the answers', async () => {
  const seen = recording((connection, message) => void setTimeout(() => connection.send(message), 60))
  const { port } = await listening(seen)
  const peer = await plainPeer(port)
  peer.end(framed('MSH|1') + framed('MSH|2'))
  await until(() => peer.ended)
  expect(peer.heard).toBe(framed('MSH|1') + framed('MSH|2'))
  await until(() => seen.events.includes('close'))
})

test('a peer that is not on the list is turned away before it can say anything', async () => {
  const seen = recording()
  const { port } = await listening(seen, { allow: ['10.0.0.0/8'] })
  const peer = await plainPeer(port)
  peer.write(framed('MSH|1'))
  await until(() => peer.closed || peer.ended)
  expect(seen.events).toEqual(['peer-refused'])
  expect(seen.troubles[0]?.text).toContain(`127.0.0.1:${peer.localPort ?? ''}`)
})

test('an IPv4 peer of a socket on both versions is known by its IPv4 address', async () => {
  const seen = recording()
  const { port } = await listening(seen, { host: '::', allow: ['127.0.0.1'] })
  const peer = await plainPeer(port)
  peer.write(framed('MSH|1'))
  await until(() => seen.messages.length === 1)
  expect(seen.connections[0]?.peer).toMatch(/^127\.0\.0\.1:/)
})

test('a connection without a byte is closed as half open, one that speaks is not, nor one that we do not read', async () => {
  const seen = recording((connection, message) => {
    if (message.length === 1) connection.pause()
  })
  const { port } = await listening(seen, { idle_ms: 1000 })
  const [silent, speaking, paused] = await Promise.all([plainPeer(port), plainPeer(port), plainPeer(port)])
  paused.write(framed('P'))
  const talk = setInterval(() => speaking.write(framed('MSH|1')), 30)
  await until(() => silent.closed || silent.ended)
  await sleep(200)
  clearInterval(talk)
  expect([speaking.ended, paused.ended]).toEqual([false, false])
  expect(seen.troubles).toMatchObject([{ code: 'idle' }])
})

test('pause stops the peer, resume lets it go on, and nothing is lost', async () => {
  const seen = recording()
  const { port } = await listening(seen)
  const peer = await plainPeer(port)
  await until(() => seen.connections.length === 1)
  const [connection] = seen.connections
  connection?.pause()
  const text = `MSH|${'x'.repeat(50_000)}`
  let count = 0
  while (peer.writableLength < 1_000_000 && count < 1000) {
    peer.write(framed(text))
    count++
    await sleep(0)
  }
  expect(count).toBeLessThan(1000) // the sender feels it
  expect(seen.messages.length).toBeLessThan(3)
  connection?.resume()
  await until(() => seen.messages.length === count)
})

test('a peer that does not read its answers is told apart by send, is not read from, and is told about by onDrain', async () => {
  const accepted: boolean[] = []
  const seen = recording((connection) => void accepted.push(connection.send(Buffer.alloc(200_000, 'a'))))
  const { port } = await listening(seen)
  const peer = await plainPeer(port)
  peer.pause()
  const timer = setInterval(() => peer.write(framed('MSH|1')), 1)
  await until(() => accepted.includes(false))
  await sleep(50)
  const before = seen.messages.length
  await sleep(100)
  expect(seen.messages.length).toBe(before)
  clearInterval(timer)
  peer.resume()
  await until(() => seen.events.includes('drain') && seen.messages.length > before)
  await until(() => peer.heard.length === seen.messages.length * 200_003)
  peer.write(framed('MSH|last'))
  await until(() => accepted.at(-1) === true)
})

test('close writes what waits, ends the connections and takes no new ones', async () => {
  const seen = recording(echo)
  const listener = await listening(seen)
  const peer = await plainPeer(listener.port)
  await until(() => seen.connections.length === 1)
  peer.on('end', () => peer.end())
  seen.connections[0]?.send(Buffer.alloc(300_000, 'a'))
  await listener.close(5000)
  await until(() => peer.ended)
  expect(peer.heard.length).toBe(300_003)
  expect(seen.events.at(-1)).toBe('close')
  await expect(refusedAt(listener.port)).resolves.toBe('ECONNREFUSED')
})

test('close does not wait longer than its grace for a peer that neither reads nor ends', async () => {
  const seen = recording()
  const listener = await listening(seen)
  const peer = await plainPeer(listener.port)
  peer.pause()
  await until(() => seen.connections.length === 1)
  seen.connections[0]?.send(Buffer.alloc(20_000_000, 'a'))
  const start = performance.now()
  await listener.close(200)
  expect(performance.now() - start).toBeGreaterThan(150)
  expect(performance.now() - start).toBeLessThan(2000)
  peer.destroy()
})

test('what comes after close was decided is not handed on, so that it is not acknowledged', async () => {
  const seen = recording((connection) => connection.close())
  const { port } = await listening(seen)
  const peer = await plainPeer(port)
  peer.write(framed('MSH|1') + framed('MSH|2'))
  await until(() => peer.ended)
  expect(seen.messages).toEqual(['MSH|1'])
  peer.end()
})

test('a port that is taken, an address that this machine does not have and a list that is wrong are refused by name', async () => {
  const taken = createServer()
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
  const address = taken.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  await expect(network.listen(endpoint(port), recording())).rejects.toMatchObject({
    code: 'port-taken',
    place: `127.0.0.1:${port}`,
  })
  taken.close()
  const elsewhere = endpoint(0, { host: '192.0.2.1' })
  await expect(network.listen(elsewhere, recording())).rejects.toMatchObject({ code: 'address-not-available' })
  const wrong = endpoint(0, { allow: ['the LIS'] })
  await expect(network.listen(wrong, recording())).rejects.toMatchObject({ code: 'site-address' })
})

async function refusedAt(port: number): Promise<string> {
  const { connect } = await import('node:net')
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
    socket.on('connect', () => resolve('connected'))
  })
}
