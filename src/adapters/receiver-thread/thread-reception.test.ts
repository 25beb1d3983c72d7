import { once } from 'node:events'
import net from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BoundPort, Notice, Reception } from '../../engine/ports/reception.ts'
import type { Lease, StoredMessage } from '../../engine/ports/store.ts'
import { ack, answerOf, orm, oru } from '../../engine/testing/messages.ts'
import { testSite } from '../../engine/testing/site.ts'
import { frame } from '../../hl7/mllp.ts'
import { withPorts } from '../../site/with-ports.ts'
import { numberingOf } from './numbering.ts'
import { packStored, unpackStored } from './packing.ts'
import { threadReception } from './thread-reception.ts'

const wiring = new URL('./testing/memory-wiring.ts', import.meta.url).href
const lease: Lease = { name: 'receiver', holder: 'node', epoch: 1, expiresAt: Number.MAX_SAFE_INTEGER }
const anyPort = { host: '127.0.0.1', port: 0 }
const site = (acknowledge: 'stored' | 'decided' = 'stored') =>
  withPorts(testSite({ flows: { results: { acknowledge } } }), { 'ehr-in': anyPort, 'lis-in': anyPort })

type Bench = {
  readonly reception: Reception
  readonly bound: readonly BoundPort[]
  readonly stored: StoredMessage[]
  readonly notices: Notice[]
  readonly lost: Error[]
}

async function bench(of = site()): Promise<Bench> {
  const reception = threadReception(of, wiring, {})
  const made = { reception, stored: [] as StoredMessage[], notices: [] as Notice[], lost: [] as Error[] }
  const bound = await reception.start(lease, {
    onStored: (batch) => made.stored.push(...batch),
    onNotice: (notice) => made.notices.push(notice),
    onConnections: () => {},
    onLost: (error) => made.lost.push(error),
  })
  return { ...made, bound }
}

/** Sends over a socket and gives what comes back, frame by frame. */
async function peer({ bound }: Bench, connection: string) {
  const { port } = bound.find((one) => one.connection === connection)!
  const socket = net.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const heard: string[] = []
  socket.on('data', (chunk) => {
    for (const part of chunk.toString('latin1').split('\x1c\r'))
      if (part) heard.push(answerOf(Buffer.from(part.slice(1))))
  })
  const answers = async (count: number) => {
    while (heard.length < count) await once(socket, 'data')
    return heard
  }
  return { socket, answers, send: (message: Uint8Array) => socket.write(frame(message)) }
}

test('messages come through the thread as they were, in order, after they were stored and acknowledged', async () => {
  const on = await bench()
  const lis = await peer(on, 'lis-in')
  const sent = Array.from({ length: 50 }, (_, n) => oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
  for (const message of sent) lis.send(message)
  expect(await lis.answers(50)).toEqual(sent.map((_, n) => `AA M${n}`))
  while (on.stored.length < 50) await new Promise((done) => setTimeout(done, 5))
  expect(on.stored.map(({ id }) => id)).toEqual(sent.map((_, n) => n + 1))
  expect(on.stored.map(({ body }) => Buffer.from(body).toString('latin1'))).toEqual(sent.map(String))
  expect(on.stored[7]).toMatchObject({ connection: 'lis-in', system: 'lis', controlId: 'M7', messageType: 'ORU^R01' })
  lis.socket.destroy()
  await on.reception.close(100)
})

test('a verdict given on this side reaches the sender that waits on the other', async () => {
  const on = await bench(site('decided'))
  const lis = await peer(on, 'lis-in')
  lis.send(oru({ placer: 'P1' }, '4.1'))
  while (on.stored.length < 1) await new Promise((done) => setTimeout(done, 5))
  on.reception.answer([{ messageId: 1, answer: ack('M1', 'AE') }])
  expect(await lis.answers(1)).toEqual(['AE M1'])
  lis.socket.destroy()
  await on.reception.close(100)
})

test('an answer kept from a line is stored over there and told of over here', async () => {
  const on = await bench()
  const kept = new Promise<number>((resolve) => {
    on.reception.keep({ connection: 'lis-out', body: ack('X'), refused: '', onKept: resolve })
  })
  expect(await kept).toBe(1)
  while (on.stored.length < 1) await new Promise((done) => setTimeout(done, 5))
  expect(on.stored[0]).toMatchObject({ connection: 'lis-out', messageType: 'ACK^R01' })
  await on.reception.close(100)
})

test('draining resolves once what was read is stored, and closing once the sockets are closed', async () => {
  const on = await bench()
  const ehr = await peer(on, 'ehr-in')
  ehr.send(orm({ placer: 'P1' }))
  await ehr.answers(1)
  await on.reception.drain()
  expect(on.stored).toHaveLength(1)
  const closed = once(ehr.socket, 'close')
  await on.reception.close(100)
  await closed
})

test('a port that is taken, and a thread that cannot get its database, are told as errors of the start', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as net.AddressInfo
  const blocked = withPorts(site(), { 'lis-in': { host: '127.0.0.1', port } })
  await expect(bench(blocked)).rejects.toMatchObject({ code: 'port-taken', remedy: expect.any(String) })
  taken.close()
  const handlers = { onStored() {}, onNotice() {}, onConnections() {}, onLost() {} }
  await expect(threadReception(site(), wiring, { broken: true }).start(lease, handlers)).rejects.toThrow('no database')
})

test('what is packed is unpacked as it was', () => {
  const numbers = numberingOf(testSite())
  const bytes = fc.uint8Array({ maxLength: 300 })
  const text = fc.string({ maxLength: 50, unit: 'binary' })
  const message = fc.record({
    id: fc.nat(),
    receivedAt: fc.nat(),
    connection: fc.constant('lis-in'),
    system: fc.constant('lis'),
    controlId: text,
    messageType: text,
    body: bytes,
    hash: bytes,
    answer: bytes,
    refused: text,
    window_ms: fc.nat(),
    controlIdReused: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), (batch) => {
      const back = unpackStored(packStored(batch, numbers), numbers)
      const plain = (one: StoredMessage) => ({
        ...one,
        body: [...one.body],
        hash: [...one.hash],
        answer: [...one.answer],
      })
      expect(back.map(plain)).toEqual(batch.map(plain))
    }),
  )
})
