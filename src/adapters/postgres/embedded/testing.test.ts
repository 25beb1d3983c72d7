import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { stopOwnTestServer, type Template, testDatabase } from './testing.ts'

afterAll(stopOwnTestServer)

async function run(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('a template is built once, and each database cloned from it is its own', async () => {
  let built = 0
  const template: Template = {
    name: `testing-test-${process.pid}`,
    build: async (url) => {
      built++
      await run(url, 'CREATE TABLE seen (what text)')
    },
  }
  const [one, two] = await Promise.all([testDatabase('one', template), testDatabase('two', template)])
  await run(one.url, `INSERT INTO seen VALUES ('one')`)
  expect(await run(two.url, 'SELECT what FROM seen')).toEqual([])
  expect(await run(one.url, 'SELECT what FROM seen')).toEqual([{ what: 'one' }])
  expect(built).toBe(1)
  await Promise.all([one.drop(), two.drop()])
  await expect(run(one.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
})

test('a template that fails to build is not taken for whole by the next', async () => {
  let fail = true
  const template: Template = {
    name: `testing-fail-${process.pid}`,
    build: async (url) => {
      await run(url, 'CREATE TABLE half (what text)')
      if (fail) throw new Error('stopped half way')
      await run(url, 'CREATE TABLE whole (what text)')
    },
  }
  await expect(testDatabase('first', template)).rejects.toThrow('stopped half way')
  fail = false
  const database = await testDatabase('second', template)
  expect(await run(database.url, `SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'`)).toEqual([
    { tables: 2 },
  ])
  await database.drop()
})
