// How long it takes to find an order or a message by each kind of identifier among millions. The data set is made by SQL
// and COPY with numbers as hospitals write them and short bodies. Run it: npm run -s bench -- search --json, or
// node test/bench/search.ts --messages 1000000 --orders 100000
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { pack } from '../../src/adapters/postgres/bundle.ts'
import { CopyRows } from '../../src/adapters/postgres/copy.ts'
import { temporaryPostgres } from '../../src/adapters/postgres/embedded/index.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { postgresQuery, type Query } from '../../src/adapters/postgres/query.ts'
import { Session } from '../../src/adapters/postgres/session.ts'
import { writeBody, writeHead } from '../../src/adapters/postgres/snapshot.ts'
import * as sample from '../stores/samples.ts'

const schema = 'labloop_bench'
const GROUP = 128
/** Look-ups of each kind, after some that are not counted. */
const LOOKUPS = 250
const WARM_UP = 20
const SHOWN = 20

export type SearchBench = {
  readonly messages: number
  readonly orders: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** p95 of each kind of identifier, milliseconds. */
  readonly kinds: Readonly<Record<string, number>>
  readonly load_seconds: number
  readonly database_gb: number
}

export async function searchBench(options: { messages?: string; orders?: string } = {}): Promise<SearchBench> {
  const messages = Number(options.messages ?? 10_000_000)
  const orders = Number(options.orders ?? 1_000_000)
  const started = performance.now()
  const server = await temporaryPostgres({ fsync: false, settings: { maintenance_work_mem: '512MB' } })
  try {
    await migrate(server.url, schema, sample.morning)
    await load(server.url, messages, orders)
    const load_seconds = Math.round((performance.now() - started) / 1000)
    const query = postgresQuery({ url: server.url, schema })
    const kinds = await lookUp(query, messages, orders)
    await query.close()
    const all = Object.values(kinds).flat().sort(ascending)
    return {
      ...{ messages, orders, p50: percentile(all, 50), p95: percentile(all, 95), p99: percentile(all, 99) },
      kinds: Object.fromEntries(Object.entries(kinds).map(([kind, times]) => [kind, percentile(times, 95)])),
      ...{ load_seconds, database_gb: await size_gb(server.url) },
    }
  } finally {
    await server.stop()
  }
}

// --- the numbers of the n-th order, patient and message (from 1), alike in SQL and here

const numbers = {
  placer: (n: number) => `${900_000_000 + n * 7}`,
  filler: (n: number) => `26-${String(n).padStart(8, '0')}`,
  accession: (n: number) => `A26R${n * 3}`,
  group: (n: number) => `REQ${Math.floor(n / 3)}`,
  record: (patient: number) => `E${1_000_000 + patient}`,
  controlId: (message: number) => (message % 2 === 0 ? `${40_000_000 + message}` : `LAB${message}`),
}
/** 64,000 family names of three syllables. */
const syllables =
  'al ber cor dan el far gar han is jor kal lan mar nor ol par quin ros san tor ul var wil xan yor zim bel car dor fen gil hol jan kir lin mor nel pet ran sto'.split(
    ' ',
  )
const given = ['Ida', 'Noah', 'Mia', 'Liam', 'Ella', 'Omar', 'Ruth', 'Hugo']
const systems = { ehr: 1, lis: 2 }

function familyName(patient: number): string {
  const at = (power: number) => syllables[Math.floor(patient / power) % syllables.length]!
  return at(1) + at(40) + at(1600)
}

// --- loading

async function load(url: string, messages: number, orders: number): Promise<void> {
  const client = await connect(url)
  const session = new Session({ url, schema, name: 'load', connect_ms: 5000, answer_ms: 600_000 })
  await client.query(`INSERT INTO names (name) VALUES ('ehr'), ('lis'), ('result-reported'), ('accepted'),
    ('ehr-out'), ('lis-results')`)
  const indexes = await dropIndexes(client)
  await Promise.all([loadTables(client, messages, orders), loadMessages(session, messages)])
  for (const index of indexes) await client.query(index)
  await client.query('VACUUM (ANALYZE, FREEZE)')
  await client.query('CHECKPOINT')
  await session.close()
  await client.end()
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`SET search_path TO ${schema}`)
  return client
}

const bulkTables = [
  'control_ids',
  'orders',
  'order_bodies',
  'order_keys',
  'patients',
  'patient_keys',
  'facts',
  'deliveries',
]

/** An index that is made once at the end costs a fifth of one that grows with the rows. Gives what makes them again. */
async function dropIndexes(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ drop: string; make: string }>(
    `SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname AS drop,
       'ALTER TABLE ' || conrelid::regclass || ' ADD ' || pg_get_constraintdef(oid) AS make
     FROM pg_constraint WHERE contype = 'p' AND conrelid = ANY ($1::regclass[])
     UNION ALL
     SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
     FROM pg_index WHERE NOT indisprimary AND indrelid = ANY ($1::regclass[])`,
    [bulkTables],
  )
  for (const { drop } of rows) await client.query(drop)
  return rows.map(({ make }) => make)
}

async function loadTables(client: Client, messages: number, orders: number): Promise<void> {
  const patients = Math.ceil(orders / 3)
  const perOrder = Math.max(1, Math.floor(messages / orders))
  const orderOf = `least((m - 1) / ${perOrder} + 1, ${orders})`
  await client.query(`SET synchronous_commit TO off`)
  await client.query(
    `INSERT INTO control_ids SELECT CASE m % 2 WHEN 0 THEN ${systems.ehr} ELSE ${systems.lis} END,
       convert_to(CASE m % 2 WHEN 0 THEN (40000000 + m)::text ELSE 'LAB' || m END, 'UTF8'), m
     FROM generate_series(1, ${messages}) AS m`,
  )
  await client.query(
    `INSERT INTO facts (message_id, order_id, seen_at, n, kind, verdict, system, detail)
     SELECT m, ${orderOf}, ${sample.morning} + m, 0, 3, 4, 2, '{"side":"filler","status":"F"}'
     FROM generate_series(1, ${messages}) AS m`,
  )
  await client.query(
    `INSERT INTO deliveries (id, message_id, queued_at, settled_at, attempts, destination, flow, state, order_ids, code, why)
     SELECT m, m, ${sample.morning} + m, ${sample.morning} + m + 20, 1, 5, 6, 'delivered', ARRAY[${orderOf}]::bigint[], 'AA', ''
     FROM generate_series(1, ${messages}) AS m`,
  )
  await loadOrders(client, orders, patients)
  await loadPatients(client, patients)
}

/** A snapshot of ours with marks in the places that differ from order to order. */
const mark = { id: 987_654_321, placer: 'PLACER', filler: 'FILLER' }

async function loadOrders(client: Client, orders: number, patients: number): Promise<void> {
  const order = sample.order(mark.id, {
    state: 'final',
    test: { code: 'BMP', name: 'Basic metabolic panel', system: 'L' },
    patient: { ...sample.order(1).patient, patientId: mark.id, familyName: 'Testpatient' },
    items: [
      { system: 'ehr', side: 'placer', numbers: [{ number: mark.placer, authority: 'EPC' }], test: null },
      { system: 'lis', side: 'filler', numbers: [{ number: mark.filler, authority: 'LAB' }], test: null },
    ],
    words: [sample.word({ messageId: mark.id, level: 'filed', by: 'census' })],
  })
  await client.query(
    `INSERT INTO orders (id, version, untaken, proven, restless, patient_id, state, loop, head)
     SELECT n, 9, 0, true, false, n % ${patients} + 1, 'final', 'agreed', replace($1, '${mark.id}', (n * 10)::text)
     FROM generate_series(1, ${orders}) AS n`,
    [writeHead(order)],
  )
  await client.query(
    `INSERT INTO order_bodies (order_id, shape, body)
     SELECT n, 1, replace(replace(replace($1, '${mark.id}', n::text), '${mark.placer}', (900000000 + n * 7)::text),
       '${mark.filler}', '26-' || lpad(n::text, 8, '0'))
     FROM generate_series(1, ${orders}) AS n`,
    [writeBody(order)],
  )
  await client.query(
    `INSERT INTO order_keys SELECT convert_to(key, 'UTF8'), n FROM generate_series(1, ${orders}) AS n CROSS JOIN LATERAL (
       VALUES ('p:' || (900000000 + n * 7)), ('f:26-' || lpad(n::text, 8, '0')), ('a:A26R' || n * 3), ('g:REQ' || n / 3)
     ) AS keys (key)`,
  )
  await client.query(
    `INSERT INTO order_blocks SELECT n >> 10, 0, 0, 0, count(*), 0, count(*), 0
     FROM generate_series(1, ${orders}) AS n GROUP BY 1`,
  )
}

async function loadPatients(client: Client, patients: number): Promise<void> {
  await client.query(
    `INSERT INTO patients (id, version, name, body)
     SELECT n, 1, lower(family || ' ' || given), json_build_array(json_build_array(json_build_object('number',
       'E' || 1000000 + n, 'authority', 'HOSP', 'type', 'MR')), family, given, '19700102', 'F', '[]'::json, '[]'::json)
     FROM generate_series(1, ${patients}) AS n CROSS JOIN LATERAL (SELECT
       ($1::text[])[n % 40 + 1] || ($1::text[])[n / 40 % 40 + 1] || ($1::text[])[n / 1600 % 40 + 1] AS family,
       ($2::text[])[n % 8 + 1] AS given) AS name`,
    [syllables, given],
  )
  await client.query(
    `INSERT INTO patient_keys SELECT convert_to('m:E' || 1000000 + n, 'UTF8'), n FROM generate_series(1, ${patients}) AS n`,
  )
}

/** Messages in their bundles, as the receiver writes them. */
async function loadMessages(session: Session, messages: number): Promise<void> {
  const text = 'COPY message_groups (first_id, last_id, received_at, content) FROM STDIN (FORMAT binary)'
  for (let from = 1; from <= messages; ) {
    const copy = new CopyRows()
    for (let groups = 0; groups < 64 && from <= messages; groups++) {
      const last = Math.min(from + GROUP - 1, messages)
      copy
        .row(4)
        .bigint(from)
        .bigint(last)
        .bigint(sample.morning + from)
        .bytes(bundleOf(from, last))
      from = last + 1
    }
    await session.run([{ statement: { name: 'copy', text }, values: [], copy: copy.end() }])
  }
}

function bundleOf(first: number, last: number): Buffer {
  const hash = Buffer.alloc(16)
  const answer = Buffer.from('MSA|AA|')
  return pack(
    Array.from({ length: last - first + 1 }, (_, at) => {
      const n = first + at
      const [system, connection] = n % 2 === 0 ? ['ehr', 'ehr-in'] : ['lis', 'lis-in']
      const controlId = numbers.controlId(n)
      const head = [sample.morning + n, 30 * sample.day_ms, connection, system, controlId, 'ORU^R01', '', 0]
      const body = Buffer.from(
        `MSH|^~\\&|LIS|LAB|EHR|HOSP|20260314090000||ORU^R01|${controlId}|P|2.5.1\rPID|||E${n}\rOBR|1|${n}|${n}\r`,
      )
      return { head, parts: [hash, answer, body] }
    }),
  )
}

// --- looking up

async function lookUp(query: Query, messages: number, orders: number): Promise<Record<string, number[]>> {
  const patients = Math.ceil(orders / 3)
  const chance = chanceFrom(7)
  const anyOrder = () => 1 + chance(orders)
  const kinds: Record<string, { ask(): string; found: 'orders' | 'messages' }> = {
    placer: { ask: () => numbers.placer(anyOrder()), found: 'orders' },
    placerWithAuthority: { ask: () => `${numbers.placer(anyOrder())}^EPC`, found: 'orders' },
    filler: { ask: () => numbers.filler(anyOrder()), found: 'orders' },
    accession: { ask: () => numbers.accession(anyOrder()), found: 'orders' },
    group: { ask: () => numbers.group(anyOrder()), found: 'orders' },
    recordNumber: { ask: () => numbers.record(1 + chance(patients)), found: 'orders' },
    name: { ask: () => familyName(1 + chance(patients)), found: 'orders' },
    nameBeginning: { ask: () => familyName(1 + chance(patients)).slice(0, 2 + chance(4)), found: 'orders' },
    controlId: { ask: () => numbers.controlId(1 + chance(messages)), found: 'messages' },
    messageNumber: { ask: () => String(1 + chance(messages)), found: 'messages' },
  }
  const times: Record<string, number[]> = {}
  for (const [kind, { ask, found }] of Object.entries(kinds)) {
    times[kind] = await timed(kind, async () => {
      const asked = ask()
      const result = await query.search(asked, SHOWN)
      if (result[found].length === 0) throw new Error(`nothing found by ${kind}`)
    })
  }
  times.orderWhole = await timed('orderWhole', async () => {
    if ((await query.order(anyOrder())) === null) throw new Error('an order is not there')
  })
  times.messageWhole = await timed('messageWhole', async () => {
    if ((await query.message(1 + chance(messages))) === null) throw new Error('a message is not there')
  })
  return times
}

async function timed(kind: string, look: () => Promise<void>): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < WARM_UP + LOOKUPS; n++) {
    const started = performance.now()
    await look()
    if (n >= WARM_UP) times.push(performance.now() - started)
  }
  times.sort(ascending)
  process.stderr.write(`${kind.padEnd(20)} p50 ${percentile(times, 50)} ms  p95 ${percentile(times, 95)} ms\n`)
  return times
}

/** Park and Miller's minimal standard generator: the same look-ups each time. */
function chanceFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

async function size_gb(url: string): Promise<number> {
  const client = await connect(url)
  const { rows } = await client.query('SELECT pg_database_size(current_database())::float8 / 1e9 AS size')
  await client.end()
  return Number(rows[0].size.toFixed(2))
}

function percentile(sorted: readonly number[], part: number): number {
  const at = Math.min(sorted.length - 1, Math.ceil((part / 100) * sorted.length) - 1)
  return Number(sorted[at]!.toFixed(2))
}

function ascending(left: number, right: number): number {
  return left - right
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { messages: { type: 'string' }, orders: { type: 'string' } } })
  process.stdout.write(`${JSON.stringify(await searchBench(values), null, 2)}\n`)
}
