// What comes in over real sockets, through the whole engine: a message that is too large, one whose frame seems to end in its
// middle, senders that end their side and wait. The store is in memory; the frames and the pauses are real.
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MemoryStore, memoryStore } from '../../src/adapters/memory/store.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { silent } from '../../src/engine/ports/log.ts'
import { receiver } from '../../src/engine/receive.ts'
import { storeError } from '../../src/engine/simulation/store.ts'
import { answerOf, oru } from '../../src/engine/testing/messages.ts'
import { testSite } from '../../src/engine/testing/site.ts'
import { frame } from '../../src/hl7/mllp.ts'
import type { Exception } from '../../src/ownership/exception.ts'
import { fixedOffset } from '../../src/site/time-zone.ts'
import { withPorts } from '../../src/site/with-ports.ts'
import { clock, network, random, sink, until } from './systems.ts'

const one = { placer: 'P1' }
const limit = 1 << 20
let store: MemoryStore
/** What the store does not do while it is away. */
let away: 'receive' | 'commit' | null
let engine: Engine
let port: number
let systems: Awaited<ReturnType<typeof sink>>[]

beforeEach(async () => {
  systems = [await sink(), await sink()]
  const local = (at: number) => ({ host: '127.0.0.1', port: at })
  const [toEhr, toLis] = systems.map(({ listener }) => local(listener.port))
  const site = withPorts(testSite({ maxMessage: '1MB', flows: { results: { unsolicited: 'accept' } } }), {
    ...{ 'ehr-in': local(0), 'lis-in': local(0), 'ehr-out': toEhr!, 'lis-out': toLis! },
  })
  store = memoryStore()
  away = null
  const { commit } = store
  store.commit = (...given) => (away === 'commit' ? Promise.reject(storeError('disk-full')) : commit(...given))
  const tls = () => undefined
  const receive: MemoryStore['receive'] = async (lease, batch) => {
    await sleep(5) // as long as a disk takes
    if (away === 'receive') throw storeError('disk-full')
    return store.receive(lease, batch)
  }
  engine = createEngine({
    ...{ site, functions: new Map(), zone: () => fixedOffset(0), node: 'node', log: silent },
    ...{ store, network, clock, random, tls },
    reception: (of) => receiver(of, { store: { receive }, network, clock, random, tls }),
  })
  port = (await engine.start()).find(({ connection }) => connection === 'lis-in')!.port
})

afterEach(async () => {
  await engine.stop(2000)
  await Promise.all(systems.map(({ listener }) => listener.close(0)))
})

type Peer = Socket & { readonly answers: string[]; readonly closed: boolean }

/** A plain sender; `answers` are `AA M1`, in order. */
async function peer(): Promise<Peer> {
  const answers: string[] = []
  const socket = Object.assign(connect({ port, host: '127.0.0.1', allowHalfOpen: true }), { answers })
  let waiting = ''
  socket.on('data', (chunk) => {
    const parts = (waiting + chunk.toString('latin1')).split('\x1c\r')
    waiting = parts.pop()!
    for (const part of parts) answers.push(answerOf(Buffer.from(part.slice(1), 'latin1')))
  })
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket as Peer
}

function open(): Exception[] {
  return [...store.books.open].map((id) => store.books.exceptions.get(id)!)
}

test('a message that is too large is kept as far as the limit allows, and its exception says how far', async () => {
  const lis = await peer()
  const large = Buffer.concat([oru(one, 'x'.repeat(1_100_000)), Buffer.from('NTE|1||the end\r')])
  lis.write(frame(large))
  await until(() => open().length === 1)
  expect(lis.answers).toEqual(['AE M1'])
  expect(Buffer.from(store.books.messages[0]!.body).equals(large.subarray(0, limit))).toBe(true)
  const [{ text }] = open() as [Exception]
  expect(text).toContain(`a message of ${large.length} bytes, where max_message allows ${limit}`)
  expect(text).toContain(`Its first ${limit} bytes are kept as message 1;`)
  expect(text).not.toContain('kept as it came')
  lis.write(frame(large))
  await until(() => lis.answers.length === 2)
  expect(store.books.messages).toHaveLength(1)
  lis.destroy()
})

test('a message that broke off is kept as far as it came', async () => {
  const lis = await peer()
  const head = oru(one, 'x'.repeat(50_000)).subarray(0, 40_000)
  lis.end(Buffer.concat([Buffer.from('\v'), head]))
  await until(() => open().length === 1)
  expect(Buffer.from(store.books.messages[0]!.body).equals(head)).toBe(true)
  expect(open()[0]!.text).toContain('broke off after 40000 bytes. What came of it is kept as message 1.')
})

test('a sender that ends its side behind a batch hears of every message of it, and then the end', async () => {
  const lis = await peer()
  const ids = Array.from({ length: 1300 }, (_, n) => `B${n}`)
  const batch = ids.map((id, n) => oru({ placer: `P${n}` }, '4.1', { id }))
  lis.end(frame(Buffer.concat([Buffer.from('BHS|^~\\&|LIS|TEST\r'), ...batch, Buffer.from('BTS|1300\r')])))
  await until(() => lis.closed)
  expect(lis.answers).toEqual(ids.map((id) => `AA ${id}`))
})

test('a sender that ends its side in enhanced mode hears the commit acknowledgement and the verdict', async () => {
  const lis = await peer()
  lis.end(frame(oru(one, '4.1', { accept: 'AL', application: 'AL' })))
  await until(() => lis.closed)
  expect(lis.answers).toEqual(['CA M1', 'AA M1'])
})

test('a sender that is owed nothing more is not kept waiting for the end', async () => {
  const [quiet, told] = [await peer(), await peer()]
  quiet.end()
  const since = performance.now()
  told.end(frame(oru(one, '4.1', { accept: 'NE', application: 'ER' })))
  await until(() => quiet.closed && told.closed)
  expect(performance.now() - since).toBeLessThan(5000)
  expect(told.answers).toEqual([])
})

test('what follows a frame that seemed to end in its middle is kept, and owned with the order of what was taken', async () => {
  const lis = await peer()
  const whole = oru(one, '4.1').toString('latin1')
  const cut = whole.indexOf('OBX')
  lis.write(`\v${whole.slice(0, cut)}\x1c`)
  await until(() => lis.answers.length === 1)
  await until(() => store.books.orders.size === 1)
  lis.write(`${whole.slice(cut)}\x1c\r`)
  await until(() => open().some(({ kind }) => kind === 'malformed-message'))
  expect(Buffer.from(store.books.messages[1]!.body).toString('latin1')).toBe(whole.slice(cut))
  const raised = open().filter(({ kind }) => kind === 'malformed-message')
  expect(raised).toMatchObject([{ messageId: 1, orderIds: [1], severity: 'high', team: 'lab' }])
  expect(raised[0]!.text).toMatch(
    /^frame-went-on: message 1: .* What followed may belong to it: .* kept as message 2\./,
  )
  expect(store.books.orders.get(1)!.loop).toBe('owned')
  lis.write(frame(oru({ placer: 'P2' }, '4.2', { id: 'M2' })))
  await until(() => lis.answers.includes('AA M2'))
  lis.destroy()
})

test('what follows such a frame while the store fails is kept once it works again: its sender will not send it again', async () => {
  const lis = await peer()
  const whole = oru(one, '4.1').toString('latin1')
  const cut = whole.indexOf('OBX')
  lis.write(`\v${whole.slice(0, cut)}\x1c`)
  await until(() => lis.answers.length === 1 && store.books.orders.size === 1)
  away = 'receive'
  lis.write(`${whole.slice(cut)}\x1c\r`)
  await until(() => open().some(({ kind }) => kind === 'not-stored'))
  away = null
  await until(() => open().some(({ kind }) => kind === 'malformed-message'))
  expect(Buffer.from(store.books.messages[1]!.body).toString('latin1')).toBe(whole.slice(cut))
  expect(open().find(({ kind }) => kind === 'malformed-message')).toMatchObject({ messageId: 1, orderIds: [1] })
  expect(lis.answers).toEqual(['AA M1'])
  lis.destroy()
})

test('what follows such a frame is owned with the order of what was taken, though both are decided together', async () => {
  const lis = await peer()
  const whole = oru(one, '4.1').toString('latin1')
  const cut = whole.indexOf('OBX')
  away = 'commit'
  lis.write(frame(oru({ placer: 'P0' }, '4.0', { id: 'M0' })))
  await until(() => store.books.messages.length === 1)
  lis.write(`\v${whole.slice(0, cut)}\x1c`)
  await until(() => lis.answers.includes('AA M1'))
  lis.write(`${whole.slice(cut)}\x1c\r`)
  await until(() => store.books.messages.length === 3)
  away = null
  await until(() => open().some(({ kind }) => kind === 'malformed-message'))
  expect(open().find(({ kind }) => kind === 'malformed-message')).toMatchObject({ messageId: 2, orderIds: [2] })
  expect(store.books.orders.get(2)!.loop).toBe('owned')
  lis.destroy()
})

test('a stranger whose frame lacks its CR has longer to send it than one who is known to leave it out', async () => {
  const taken_ms = async (lis: Peer, id: string) => {
    const [since, before] = [performance.now(), lis.answers.length]
    lis.write(`\v${oru({ placer: id }, '4.1', { id })}\x1c`)
    await until(() => lis.answers.length > before)
    return performance.now() - since
  }
  const lis = await peer()
  expect(await taken_ms(lis, 'M1')).toBeGreaterThan(4000)
  expect(await taken_ms(lis, 'M2')).toBeLessThan(2500)
  lis.end()
  const again = await peer()
  expect(await taken_ms(again, 'M3')).toBeLessThan(2500)
  const whole = oru(one, '4.1', { id: 'M4' }).toString('latin1')
  const cut = whole.indexOf('OBX')
  again.write(`\v${whole.slice(0, cut)}\x1c`)
  await until(() => again.answers.length === 2)
  again.write(`${whole.slice(cut)}\x1c\r`)
  await until(() => open().length === 1)
  const third = oru(one, '4.2', { id: 'M5' }).toString('latin1')
  again.write(`\v${third.slice(0, cut)}\x1c`)
  await sleep(1500)
  again.write(`${third.slice(cut)}\x1c\r`)
  await until(() => again.answers.length === 3)
  expect(Buffer.from(store.books.messages.at(-1)!.body).toString('latin1')).toBe(
    `${third.slice(0, cut)}\x1c${third.slice(cut)}`,
  )
  again.destroy()
})
