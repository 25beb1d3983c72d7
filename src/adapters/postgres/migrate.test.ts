import { Client } from 'pg'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { stopOwnTestServer, type TestDatabase, testDatabase } from './embedded/testing.ts'
import { migrate, migrations, schemaOf } from './migrate.ts'

const march = Date.UTC(2026, 2, 14)
let database: TestDatabase

beforeEach(async () => {
  database = await testDatabase('migrate')
})
afterEach(() => database.drop())
afterAll(stopOwnTestServer)

async function names(text: string): Promise<string[]> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(text)
  await client.end()
  return rows.map(({ name }) => name)
}

const tablesOf = (schema: string) =>
  names(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
  )

test('migrations are numbered without a gap, and a second run finds nothing to do', async () => {
  expect(migrations().map(({ number }) => number)).toEqual(migrations().map((_, at) => at + 1))
  expect(await migrate(database.url, 'labloop_a', march)).toEqual(migrations().map(({ name }) => name))
  expect(await migrate(database.url, 'labloop_a', march)).toEqual([])
})

test('the months to come have their partitions', async () => {
  await migrate(database.url, 'labloop_a', march)
  const months = (await tablesOf('labloop_a')).filter((name) => /^message_groups_\d/.test(name))
  expect(months.sort()).toEqual(['03', '04', '05', '06'].map((month) => `message_groups_2026_${month}`))
})

test('each site has tables of its own in its schema', async () => {
  await migrate(database.url, schemaOf('north-side'), march)
  await migrate(database.url, schemaOf('riverside'), march)
  expect(await tablesOf('labloop_north_side')).toEqual(await tablesOf('labloop_riverside'))
  expect(await names("SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'labloop%' ORDER BY 1")).toEqual([
    'labloop_north_side',
    'labloop_riverside',
  ])
})

test('several processes that start at once migrate once', async () => {
  const ran = await Promise.all([1, 2, 3].map(() => migrate(database.url, 'labloop_a', march)))
  expect(ran.flat()).toEqual(migrations().map(({ name }) => name))
})

test('a schema whose name is none is refused before anything is done', async () => {
  await expect(migrate(database.url, 'a"; DROP SCHEMA public; --', march)).rejects.toMatchObject({ code: 'internal' })
})
