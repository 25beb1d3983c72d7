import { Client } from 'pg'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stopOwnTestServer } from '../../src/adapters/postgres/embedded/testing.ts'
import { postgresQuery, type Query } from '../../src/adapters/postgres/query.ts'
import type { PostgresStore } from '../../src/adapters/postgres/store.ts'
import type { Changes, Incoming } from '../../src/engine/ports/store.ts'
import { hashOf } from '../../src/ledger/reading/observation.ts'
import { schema, type TestStores, testStores } from './databases.ts'
import * as sample from './samples.ts'

const { bytes, changes, day_ms, delivery, exception, incoming, morning, outcome } = sample

let database: TestStores
let store: PostgresStore
let query: Query

beforeEach(async () => {
  database = await testStores('maintain')
  store = database.open()
  query = postgresQuery({ url: database.url, schema })
})
afterEach(async () => {
  await query.close()
  await database.drop()
})
afterAll(stopOwnTestServer)

async function receive(...batch: Incoming[]) {
  return store.receive((await store.lease('receiver', 'node-1', 60_000, morning))!, batch)
}

async function commit(given: Partial<Changes>): Promise<void> {
  await store.commit([(await store.lease('processor', 'node-1', 60_000, morning))!], changes(given))
}

async function sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query(`SET search_path TO ${schema}`)
  const { rows } = await client.query(text, values)
  await client.end()
  return rows
}

test('messages of a month without a partition are kept all the same, and move once it is made', async () => {
  await receive(incoming({ controlId: 'A' }), incoming({ controlId: 'B', receivedAt: morning + 40 * day_ms }))
  const where = 'SELECT tableoid::regclass::text AS at FROM message_groups ORDER BY first_id'
  expect(await sql(where)).toEqual([{ at: 'message_groups_default' }, { at: 'message_groups_default' }])
  await store.maintain(morning)
  expect(await sql(where)).toEqual([{ at: 'message_groups_2026_03' }, { at: 'message_groups_2026_04' }])
  expect((await store.messagesAfter(0, 10)).map(({ controlId }) => controlId)).toEqual(['A', 'B'])
  await store.maintain(morning)
})

test('months are made while messages come in, and none is refused', async () => {
  const maintaining = store.maintain(morning)
  for (let n = 0; n < 20; n++) await receive(incoming({ controlId: `C${n}` }))
  await maintaining
  expect(await store.messagesAfter(0, 100)).toHaveLength(20)
})

test('a month is dropped once nothing in it is needed, and ids go on', async () => {
  await store.maintain(morning)
  await receive(incoming({ controlId: 'A' }), incoming({ controlId: 'B' }))
  expect(await store.dropMonth('message_groups', morning)).toEqual({
    neededFor: 'a message that is not processed yet',
  })
  await commit({ processedThrough: 2, deliveries: [delivery(1, { messageId: 2 })] })
  expect(await store.dropMonth('message_groups', morning)).toEqual({
    neededFor: 'a message that is not delivered, or held',
  })
  await commit({ outcomes: [outcome(1, { state: 'held' })] })
  expect(await store.dropMonth('message_groups', morning)).toHaveProperty('neededFor')
  expect(await store.dropMonth('delivery_groups', morning)).toHaveProperty('neededFor')
  await commit({ outcomes: [outcome(1)], exceptions: [exception(1, { messageId: null, deliveryId: 1 })] })
  for (const table of ['message_groups', 'delivery_groups'] as const) {
    expect(await store.dropMonth(table, morning)).toEqual({ neededFor: 'a message in an open exception' })
  }
  await commit({ exceptions: [exception(1, { messageId: 1, deliveryId: null })] })
  expect(await store.dropMonth('message_groups', morning)).toHaveProperty('neededFor')
  await commit({ exceptions: [exception(1, { messageId: 1, deliveryId: null, status: 'closed' })] })
  expect(await store.dropMonth('message_groups', morning)).toBe('dropped')
  expect(await store.dropMonth('message_groups', morning)).toBe('absent')
  expect(await store.dropMonth('delivery_groups', morning)).toBe('dropped')
  expect(await store.messagesAfter(0, 10)).toEqual([])
  expect(await store.marks()).toMatchObject({ lastMessageId: 2, lastDeliveryId: 1 })
  const again = database.open()
  const lease = (await again.lease('receiver', 'node-1', 60_000, morning))!
  expect(await again.receive(lease, [incoming({ controlId: 'C' })])).toMatchObject([{ id: 3 }])
})

test('a message that is gone with its month cannot be repeated: its control id is free', async () => {
  await store.maintain(morning)
  await receive(incoming())
  await commit({ processedThrough: 1 })
  await store.dropMonth('message_groups', morning)
  expect(await receive(incoming({ receivedAt: morning + 40 * day_ms, window_ms: 60 * day_ms }))).toEqual([
    { kind: 'new', id: 2, controlIdReused: false },
  ])
})

test('a value over 4 KB is read from its message, and outlives it', async () => {
  const report = 'long text '.repeat(1000)
  const text = `MSH|^~\\&|LIS|LAB|EHR|HOSP|20260314||ORU^R01|C1|P|2.5.1\rOBX|1|TX|PATH^Report^L||${report}||||||F\r`
  await store.maintain(morning)
  await receive(incoming({ text }))
  const version = { value: '', valueHash: hashOf(report), messageId: 1, n: 0 }
  const observation = { key: 'PATH', code: { code: 'PATH', name: '', system: '' }, subId: '', valueType: 'TX' }
  const rest = { unit: '', range: '', flags: '', status: 'F', observedAt: '', performedBy: '', note: '', seenAt: 0 }
  const order = sample.order(1, { observations: [{ ...observation, versions: [{ ...version, ...rest }] }] })
  await commit({ processedThrough: 1, orders: [sample.change(order)] })
  expect(await query.document(hashOf(report))).toBe(report)
  expect(await query.document(hashOf('another'))).toBeNull()
  expect(await query.document("'")).toBeNull()
  expect(await store.dropMonth('message_groups', morning)).toBe('dropped')
  expect(await query.document(hashOf(report))).toBe(report)
})

test('control ids are forgotten a day after their window, and no sooner', async () => {
  await receive(
    incoming({ controlId: 'old', window_ms: day_ms }),
    incoming({ controlId: 'kept', system: 'ehr', window_ms: 30 * day_ms }),
  )
  await receive(incoming({ controlId: 'used again', window_ms: day_ms, text: 'one' }))
  await receive(incoming({ controlId: 'used again', window_ms: day_ms, text: 'two' }))
  const count = 'SELECT (SELECT count(*)::int FROM control_ids) + (SELECT count(*)::int FROM control_ids_earlier) AS n'
  await store.maintain(morning + 1.9 * day_ms)
  expect(await sql(count)).toEqual([{ n: 4 }])
  await store.maintain(morning + 2.1 * day_ms)
  expect(await sql(count)).toEqual([{ n: 1 }])
})

test('a few deliveries that stay open do not keep the mark of their destination back', async () => {
  const ids = Array.from({ length: 45_000 }, (_, at) => at + 1)
  for (let from = 0; from < ids.length; from += 5000) {
    const part = ids.slice(from, from + 5000)
    await commit({ deliveries: part.map((id) => delivery(id, { body: bytes('') })) })
    await commit({ outcomes: part.filter((id) => id !== 2).map((id) => outcome(id, { answer: bytes('') })) })
  }
  await store.maintain(morning)
  const [mark] = await sql('SELECT settled_through::int AS through FROM destinations')
  expect(mark).toEqual({ through: 45_000 })
  expect(await sql('SELECT delivery_id::int AS id FROM waiting')).toEqual([{ id: 2 }])
  expect((await store.undelivered('ehr-out', 0, 10)).map(({ id }) => id)).toEqual([2])
  await commit({ outcomes: [outcome(2)] })
  expect(await sql('SELECT delivery_id FROM waiting')).toEqual([])
})

test('a delivery that opens again while its destination is maintained is not left below the mark', async () => {
  const opensAgain = { outcomes: [outcome(1, { state: 'queued' as const })], exceptions: [exception(1)] }
  await commit({ deliveries: [1, 2].map((id) => delivery(id)) })
  await commit(opensAgain) // so that its statements are prepared
  await commit({ outcomes: [1, 2].map((id) => outcome(id)) })
  const other = new Client({ connectionString: database.url })
  await other.connect()
  await other.query(`BEGIN; LOCK TABLE ${schema}.exceptions IN EXCLUSIVE MODE`)
  // The commit has written the outcome, and waits for the table of exceptions.
  const committing = commit(opensAgain)
  const waits = "SELECT FROM pg_stat_activity WHERE application_name = 'labloop commit' AND wait_event_type = 'Lock'"
  await vi.waitFor(async () => expect(await sql(waits)).toHaveLength(1), 10_000)
  const maintaining = store.maintain(morning)
  await Promise.race([maintaining, new Promise((resolve) => setTimeout(resolve, 1000))])
  await other.query('COMMIT')
  await other.end()
  await Promise.all([committing, maintaining])
  expect((await store.undelivered('ehr-out', 0, 10)).map(({ id }) => id)).toEqual([1])
})

test('the audit trail is sealed in a chain, and every later change of it is noticed', async () => {
  const entry = (who: string) => ({ at: morning, who, what: 'closed exception 1', about: 'order 1' })
  await commit({ audit: [entry('ida'), entry('noah')] })
  await commit({ audit: [entry('mia\0')] })
  expect(await store.verifyAudit()).toMatchObject({ sound: true, seals: 0, sealed: 0, unsealed: 2 })
  expect(await store.sealAudit(morning)).toBe(2)
  await commit({ audit: [entry('late')] })
  expect(await store.sealAudit(morning)).toBe(1)
  expect(await store.sealAudit(morning)).toBe(0)
  const sound = await store.verifyAudit()
  expect(sound).toMatchObject({ sound: true, seals: 2, sealed: 3, unsealed: 0, brokenAt: null })
  expect(sound.head).toMatch(/^[0-9a-f]{64}$/)
  const changed: [string, string, number][] = [
    ["UPDATE audit_groups SET entries = replace(entries, 'ida', 'eva')", 'an entry was changed', 1],
    ["UPDATE audit_groups SET entries = replace(entries, 'eva', 'ida')", 'and changed back', 0],
    ["INSERT INTO audit_groups (seal, entries) VALUES (2, '[]')", 'an entry was put in', 2],
    ["DELETE FROM audit_groups WHERE entries = '[]'", 'and taken out', 0],
    ['UPDATE audit_seals SET n = 5 WHERE n = 1', 'a seal was taken out', 2],
    ['UPDATE audit_seals SET n = 1 WHERE n = 5', 'and put back', 0],
    ["INSERT INTO audit_groups (seal, entries) VALUES (9, '[]')", 'an entry hides under a seal that is not there', 3],
    ['DELETE FROM audit_groups WHERE seal = 9', 'and is gone', 0],
    ['DELETE FROM audit_groups WHERE seal = 1', 'the first entries were removed', 1],
  ]
  for (const [change, what, brokenAt] of changed) {
    await sql(change)
    expect(await store.verifyAudit(), what).toMatchObject({ sound: brokenAt === 0, brokenAt: brokenAt || null })
  }
})

test('two sealers at once seal every entry once', async () => {
  for (let n = 0; n < 10; n++) await commit({ audit: [{ at: morning, who: `user ${n}`, what: 'looked', about: '' }] })
  const other = database.open()
  await Promise.all([store.sealAudit(morning), other.sealAudit(morning), store.sealAudit(morning)])
  expect(await store.verifyAudit()).toMatchObject({ sound: true, sealed: 10, unsealed: 0 })
})
