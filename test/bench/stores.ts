// The PostgreSQL store alone, without the engine: receive, commit what processing a message gives (a new order with its
// numbers, a new patient, a fact, a delivery), commit what its acknowledgement gives. Says what a message costs the server
// and the driver, and how many bytes it takes in each table. Run it: node test/bench/stores.ts [--messages WARM_UP0]
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { temporaryPostgres } from '../../src/adapters/postgres/embedded/index.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { type PostgresStore, postgresStore } from '../../src/adapters/postgres/store.ts'
import type { Changes, Incoming, Lease } from '../../src/engine/ports/store.ts'
import type { Order } from '../../src/ledger/order.ts'
import { oruBuilder } from '../load/mllp-common.mjs'
import * as sample from '../stores/samples.ts'

/** What a flush and a batch hold under load from 16 connections. */
const GROUP = 24
const BATCH = 96
const WARM_UP = 60 * BATCH
const schema = 'labloop_bench'

export type StoresBench = {
  readonly messages: number
  readonly perSecond: number
  /** CPU time a message: of all processes of the server, and of ours less what making the messages takes. */
  readonly server_us: number
  readonly driver_us: number
  readonly driver_kernel_us: number
  readonly receive_ms: { readonly p50: number; readonly p99: number }
  readonly commit_ms: { readonly p50: number; readonly p99: number }
  readonly flushes: number
  readonly bytesPerMessage: number
  readonly wal_bytes: number
  readonly tables: Readonly<Record<string, number>>
}

export async function storesBench(options: { messages?: string } = {}): Promise<StoresBench> {
  const messages = Math.ceil(Number(options.messages ?? 60_000) / BATCH) * BATCH
  const server = await temporaryPostgres()
  try {
    await migrate(server.url, schema, sample.morning)
    const store = postgresStore({ url: server.url, schema })
    await run(store, 0, WARM_UP)
    const making = await costOfMaking(messages)
    const before = await measure(server.url, server.pid)
    const timings = await run(store, WARM_UP, messages)
    const after = await measure(server.url, server.pid)
    const tables = await sizes(server.url, messages + WARM_UP)
    await store.close()
    return {
      messages,
      perSecond: Math.round((messages * 1000) / (after.at - before.at)),
      server_us: round((after.server_us - before.server_us) / messages),
      driver_us: round((after.own.user + after.own.system - before.own.user - before.own.system) / messages - making),
      driver_kernel_us: round((after.own.system - before.own.system) / messages),
      receive_ms: percentiles(timings.receive),
      commit_ms: percentiles(timings.commit),
      flushes: timings.receive.length + timings.commit.length,
      bytesPerMessage: Math.round(Object.values(tables).reduce((sum, bytes) => sum + bytes, 0)),
      wal_bytes: Math.round((after.wal_bytes - before.wal_bytes) / messages),
      tables,
    }
  } finally {
    await server.stop()
  }
}

/** CPU time that the bench itself takes to make a message and what it changes, in microseconds. */
async function costOfMaking(messages: number): Promise<number> {
  let last = 0
  const nothing = {
    lease: async (name: string, holder: string) => ({ name, holder, epoch: 1, expiresAt: 0 }),
    receive: async (_: Lease, batch: readonly Incoming[]) =>
      batch.map(() => ({ kind: 'new' as const, id: ++last, controlIdReused: false })),
    commit: async () => {},
  }
  const before = process.cpuUsage()
  await run(nothing, 0, messages)
  const used = process.cpuUsage(before)
  return (used.user + used.system) / messages
}

type Timings = { readonly receive: number[]; readonly commit: number[] }

/** Receives ahead, one batch at most, while the processor commits; acknowledgements ride in the commit after next. */
async function run(
  store: Pick<PostgresStore, 'lease' | 'receive' | 'commit'>,
  from: number,
  messages: number,
): Promise<Timings> {
  const receiver = (await store.lease('receiver', 'bench', 3_600_000, from))!
  const processor = (await store.lease('processor', 'bench', 3_600_000, from))!
  const timings: Timings = { receive: [], commit: [] }
  const build = oruBuilder(10)
  const orders = new Map<number, Order>()
  let next = receiveBatch(store, receiver, build, from, timings)
  for (let at = from; at < from + messages + BATCH; at += BATCH) {
    const batch = await next
    if (at + BATCH < from + messages) next = receiveBatch(store, receiver, build, at + BATCH, timings)
    const changes = changesOf(at < from + messages ? batch : [], at, orders)
    const started = performance.now()
    await store.commit([processor], changes)
    timings.commit.push(performance.now() - started)
  }
  return timings
}

async function receiveBatch(
  store: Pick<PostgresStore, 'receive'>,
  lease: Lease,
  build: (id: string, patient: number) => string,
  from: number,
  timings: Timings,
): Promise<Incoming[]> {
  const batch = Array.from({ length: BATCH }, (_, at) => messageOf(build, from + at))
  for (let at = 0; at < BATCH; at += GROUP) {
    const started = performance.now()
    const received = await store.receive(lease, batch.slice(at, at + GROUP))
    timings.receive.push(performance.now() - started)
    if (received[0]!.id !== from + at + 1) throw new Error('a message came out of order')
  }
  return batch
}

export function messageOf(build: (id: string, patient: number) => string, n: number): Incoming {
  const controlId = `bench-${String(n % 16).padStart(2, '0')}-${String(n >> 4).padStart(7, '0')}`
  const body = Buffer.from(build(controlId, 100_000 + n), 'latin1')
  const answer = Buffer.from(
    `MSH|^~\\&|RECV|HOSP|LIS|LAB1|20260314090000||ACK^R01^ACK|A${n}|P|2.5.1\rMSA|AA|${controlId}\r`,
  )
  return sample.incoming({ controlId, body, answer, receivedAt: sample.morning + n })
}

/** What the engine commits for a batch: its new orders, and the acknowledgements of the batch before. */
export function changesOf(batch: readonly Incoming[], from: number, orders: Map<number, Order>): Changes {
  const ids = batch.map((_, at) => from + at + 1)
  const earlier = [...orders.values()]
  orders.clear()
  for (const id of ids) orders.set(id, orderOf(id))
  const acknowledged = earlier.map((order) => ({
    ...order,
    version: 2,
    words: order.words.map((word) => ({ ...word, level: 'received' as const, by: 'AA' })),
    expectations: [],
  }))
  return sample.changes({
    processedThrough: from + batch.length,
    orders: [
      ...[...orders.values()].map((order) => sample.change(order, 'on-course')),
      ...acknowledged.map((order) => sample.change(order, 'agreed', { bodyChanged: false })),
    ],
    orderKeys: ids.flatMap((id) => [
      { key: `p:P${100_000 + id}`, orderId: id },
      { key: `f:F${100_000 + id}`, orderId: id },
    ]),
    patients: ids.map(patientOf),
    patientKeys: ids.map((id) => ({ key: `m:${100_000 + id}`, patientId: id })),
    facts: [
      ...ids.map((id) => ({ fact: sample.resultFact(id), orderId: id, verdict: 'accepted' })),
      ...earlier.map(({ id }) => ({ fact: sample.takenFact(id, id), orderId: id, verdict: 'accepted' })),
    ],
    deliveries: ids.map((id, at) =>
      sample.delivery(id, {
        messageId: id,
        controlId: batch[at]!.controlId,
        lanes: [id, -id],
        orderIds: [id],
        body: batch[at]!.body,
      }),
    ),
    outcomes: earlier.map(({ id }) =>
      sample.outcome(id, { answer: sample.bytes(`MSH|^~\\&|ACK${id}\rMSA|AA|${id}\r`) }),
    ),
  })
}

const analytes = ['Glucose', 'Urea nitrogen', 'Creatinine', 'Sodium', 'Potassium', 'Chloride', 'Carbon dioxide']

function orderOf(id: number): Order {
  const seenAt = sample.morning + id
  return sample.order(id, {
    state: 'final',
    test: { code: 'BMP', name: 'Basic metabolic panel', system: 'L' },
    patient: {
      ...{ patientId: id, number: String(100_000 + id), authority: 'LAB1', familyName: 'Testpatient' },
      ...{ givenName: 'Ida', birthDate: '19700102', sex: 'F' },
    },
    items: [
      {
        ...{ system: 'lis', side: 'filler', test: { code: 'BMP', name: 'Basic metabolic panel', system: 'L' } },
        numbers: [
          { number: `P${100_000 + id}`, authority: '' },
          { number: `F${100_000 + id}`, authority: '' },
        ],
      },
    ],
    words: [sample.word({ messageId: id, level: 'sent', seenAt, since: seenAt })],
    report: {
      messageId: id,
      status: 'F',
      collectedAt: '20260314090000',
      saidAt: seenAt,
      note: '',
      rejected: false,
      collection: null,
    },
    observations: Array.from({ length: 10 }, (_, at) => ({
      key: `L${at}`,
      code: { code: `L${at}`, name: analytes[at % analytes.length]!, system: 'L' },
      ...{ subId: '', valueType: 'NM' },
      versions: [
        {
          ...{ messageId: id, n: 0, value: '4.2', valueHash: '', unit: 'mmol/L^^UCUM', range: '3.5-5.1', flags: 'N' },
          ...{ status: 'F', observedAt: '20260314090000', performedBy: 'LAB1', note: '', seenAt },
        },
      ],
    })),
    expectations: [{ step: 'answered', due: seenAt + 900_000 }],
    ...{ firstSeenAt: seenAt, lastSeenAt: seenAt },
  })
}

function patientOf(id: number) {
  return sample.patient(id, { identifiers: [{ number: String(100_000 + id), authority: 'LAB1', type: 'MR' }] })
}

type Measured = {
  readonly at: number
  readonly server_us: number
  readonly own: NodeJS.CpuUsage
  readonly wal_bytes: number
}

async function measure(url: string, postmaster: number): Promise<Measured> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query("SELECT pg_current_wal_lsn() - '0/0' AS bytes")
  await client.end()
  return {
    at: performance.now(),
    server_us: serverCpu_us(postmaster),
    own: process.cpuUsage(),
    wal_bytes: Number(rows[0].bytes),
  }
}

/** Time that the server and all its processes have used, also those that ended (Linux, proc(5)). */
function serverCpu_us(postmaster: number): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statOf(pid) ?? [])
  const own = stats.filter(({ pid, parent }) => pid === postmaster || parent === postmaster)
  return (
    own.reduce((sum, { ticks, childTicks, pid }) => sum + ticks + (pid === postmaster ? childTicks : 0), 0) * 10_000
  )
}

function statOf(pid: string): { pid: number; parent: number; ticks: number; childTicks: number } | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ').map(Number)
    return {
      pid: Number(pid),
      parent: fields[1]!,
      ticks: fields[11]! + fields[12]!,
      childTicks: fields[13]! + fields[14]!,
    }
  } catch {
    return null
  }
}

/** Bytes a message in each table, with its indexes and what lies out of line. */
async function sizes(url: string, messages: number): Promise<Record<string, number>> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string; bytes: string }>(
    `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
     WHERE relnamespace = $1::regnamespace AND relkind = 'r' ORDER BY 2 DESC`,
    [schema],
  )
  await client.end()
  return Object.fromEntries(
    rows
      .filter(({ bytes }) => Number(bytes) > messages)
      .map(({ name, bytes }) => [name, round(Number(bytes) / messages)]),
  )
}

function percentiles(times: readonly number[]): { p50: number; p99: number } {
  const sorted = [...times].sort((left, right) => left - right)
  const at = (part: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
  return { p50: at(0.5), p99: at(0.99) }
}

function round(value: number): number {
  return Number(value.toFixed(2))
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { messages: { type: 'string' } } })
  const { messages } = values
  process.stdout.write(`${JSON.stringify(await storesBench(messages ? { messages } : {}), null, 2)}\n`)
}
