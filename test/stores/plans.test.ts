// By which way PostgreSQL looks things up in tables that were filled a moment ago. The one thing to know: nothing is analysed
// here on purpose, since a plan must be good before the server has found the time for it.
import { Client } from 'pg'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { stopOwnTestServer } from '../../src/adapters/postgres/embedded/testing.ts'
import type { Step } from '../../src/adapters/postgres/pipeline.ts'
import { Session } from '../../src/adapters/postgres/session.ts'
import { findOrdersOfMessage } from '../../src/adapters/postgres/statements/find-orders-of-message.ts'
import { readCarriers } from '../../src/adapters/postgres/statements/read-carriers.ts'
import { readDeliveries } from '../../src/adapters/postgres/statements/read-deliveries.ts'
import { schema, type TestStores, testStores } from './databases.ts'

let database: TestStores
let session: Session

beforeEach(async () => {
  database = await testStores('plans')
  session = new Session({ url: database.url, schema, name: 'plans', connect_ms: 30_000, answer_ms: 60_000 })
})
afterEach(async () => {
  await session.close()
  await database.drop()
})
afterAll(stopOwnTestServer)

const filled = [
  `INSERT INTO facts (message_id, order_id, seen_at, n, kind, verdict, system, detail)
    SELECT id, id, id, 0, 1, 1, 1, '{}' FROM generate_series(1, 20000) AS id`,
  `INSERT INTO deliveries (id, message_id, queued_at, destination, flow, order_ids, state, attempts, code, why)
    SELECT id, id, id, 1, 1, ARRAY[id], 'delivered', 1, '', '' FROM generate_series(1, 20000) AS id`,
]

async function fill(): Promise<void> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query(`SET search_path TO ${schema}`)
  for (const text of filled) await client.query(text)
  await client.end()
}

async function planOf({ statement, values }: Step): Promise<string> {
  const explained = { name: `plan-${statement.name}`, text: `EXPLAIN ${statement.text}` }
  const [rows] = await session.run([{ statement: explained, values }])
  return rows!.map(([line]) => line).join('\n')
}

test.each([
  ['facts', findOrdersOfMessage(500), 'facts_message_id'],
  ['deliveries', readDeliveries([500, 900, 1500]), 'deliveries_message_id'],
  ['deliveries', readCarriers([500, 900, 1500].map((id) => [id, id])), 'deliveries_message_id'],
] as const)('the %s of a message are found by its index, before there are any statistics', async (_, step, index) => {
  await fill()
  const plan = await planOf(step)
  expect(plan).toContain(`Bitmap Index Scan on ${index}`)
  expect(plan).not.toContain('deliveries_pkey')
})
