// The load tools judge the engine, so they are judged here first: the sink's books against what was really sent, and a
// sink that answers slowly, negatively, or sees a message twice or out of order.
import { spawn } from 'node:child_process'
import net from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import {
  controlId,
  field,
  frame,
  MllpDecoder,
  omlBuilder,
  oruBuilder,
  parseControlId,
  percentile,
} from './mllp-common.mjs'

const running: { kill(signal?: NodeJS.Signals): boolean }[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const { port } = server.address() as net.AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

/** Starts the sink and gives its ports once it listens. */
async function sink(...options: string[]) {
  const [port, control] = [await freePort(), await freePort()]
  const args = [
    join(import.meta.dirname, 'mllp-sink.mjs'),
    '--port',
    `${port}`,
    '--control-port',
    `${control}`,
    ...options,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  running.push(child)
  await new Promise((done) => child.stderr.once('data', done))
  const books = async (run: string) => (await fetch(`http://127.0.0.1:${control}/stats?run=${run}`)).json()
  return { port, books }
}

/** Runs the load generator and gives what it printed. */
function load(
  ...options: string[]
): Promise<Record<string, never> & { positive: number; ackCodes: Record<string, number> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'mllp-load.mjs'), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  return new Promise((done) => child.on('close', () => done(JSON.parse(text))))
}

test('the sink has once and in order what the load generator sent over several connections', async () => {
  const { port, books } = await sink()
  const sent = await load(
    '--port',
    `${port}`,
    '--connections',
    '4',
    '--window',
    '3',
    '--messages',
    '200',
    '--run',
    'abc',
  )
  expect(sent.positive).toBe(200)
  expect(await books('abc')).toMatchObject({ unique: 200, duplicates: 0, outOfOrder: 0, sendingConnections: 4 })
})

test('negative answers are counted as such', async () => {
  const { port } = await sink('--answer', 'AE')
  const sent = await load('--port', `${port}`, '--messages', '5')
  expect(sent).toMatchObject({ positive: 0, ackCodes: { AE: 5 } })
})

test('the sink counts a repeat and a message that comes after a later one', async () => {
  const { port, books } = await sink()
  const build = oruBuilder(1)
  const socket = net.connect(port, '127.0.0.1')
  for (const sequence of [0, 2, 1, 2]) socket.write(frame(build(controlId('xyz', 0, sequence), 7)))
  let answers = 0
  const decoder = new MllpDecoder()
  await new Promise<void>((done) =>
    socket.on('data', (chunk) => {
      answers += decoder.push(chunk).length
      if (answers === 4) done()
    }),
  )
  socket.destroy()
  expect(await books('xyz')).toMatchObject({ received: 4, unique: 3, duplicates: 1, outOfOrder: 1 })
})

test('an order and the result of the same patient number share patient, placer number and test', () => {
  const [order, result] = [omlBuilder()('A', 42), oruBuilder(2)('B', 42)]
  for (const [segment, place] of [
    ['PID', 3],
    ['ORC', 2],
    ['OBR', 2],
    ['OBR', 4],
    ['OBR', 16],
  ] as const) {
    expect(field(order, segment, place)).toBe(field(result, segment, place))
  }
  expect(field(order, 'MSH', 9)).toBe('OML^O21^OML_O21')
})

test('a result says in OBR-22, OBR-24 and OBR-25 when it was made, in which section, and that it is final', () => {
  const result = oruBuilder(1)('B', 42)
  expect(field(result, 'OBR', 22)).toMatch(/^\d{14}$/)
  expect(field(result, 'OBR', 24)).toBe('CH')
  expect(field(result, 'OBR', 25)).toBe('F')
})

test('control ids are read back, and percentiles are by nearest rank', () => {
  expect(parseControlId(controlId('run1', 35, 12))).toEqual({ run: 'run1', connection: 35, sequence: 12 })
  expect(parseControlId('MSG0001')).toBeNull()
  expect([50, 99, 100].map((p) => percentile([1, 2, 3, 4], p))).toEqual([2, 4, 4])
})
