// The book of coverage: what was added is read again, and stays as it is.
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresCoverage } from '../../src/adapters/postgres/coverage-book.ts'
import { stopOwnTestServer } from '../../src/adapters/postgres/embedded/testing.ts'
import type { Coverage, CoverageBook } from '../../src/rehearsal/report/coverage.ts'
import { schema, type TestStores, testStores } from './databases.ts'

let database: TestStores
beforeAll(async () => {
  database = await testStores('coverage')
})
afterAll(async () => {
  await database.drop()
  await stopOwnTestServer()
})

const row = (given: Partial<Coverage> = {}): Coverage => ({
  ...{ story: 'routine-panel', family: 1, test: 'LAB15', flow: 'results', revision: 'r1', label: 'simulated' },
  ...{ passed: true, seed: 'monday', at: 1_764_000_000_000, ...given },
})

const open = (): CoverageBook => postgresCoverage({ url: database.url, schema })

test('what was added is read again in its order, by revision', async () => {
  const book = open()
  const rows = [row(), row({ passed: false, at: 1_764_000_000_001 }), row({ label: 'test system', test: 'Ä "1"' })]
  await book.add(rows)
  await book.add([row({ revision: 'r2' })])
  await book.add([])
  expect(await book.on('r1')).toEqual(rows)
  expect(await book.on('r2')).toEqual([row({ revision: 'r2' })])
  expect(await book.on('r3')).toEqual([])
  await book.close()
})

test('more rows than a page are all there', async () => {
  const book = open()
  const rows = Array.from({ length: 12_345 }, (_, at) => row({ revision: 'many', at }))
  await book.add(rows)
  expect(await book.on('many')).toEqual(rows)
  await book.close()
})

test('the table of PostgreSQL lets nobody change or remove what was found', async () => {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    for (const words of ['UPDATE coverage SET passed = true', 'DELETE FROM coverage', 'TRUNCATE coverage']) {
      await client.query(`SET search_path TO "${schema}"`)
      await expect(client.query(words), words).rejects.toThrow(/coverage is evidence/)
    }
  } finally {
    await client.end()
  }
})

test('a row of no known kind of evidence is refused, and nothing of its run is kept', async () => {
  const book = postgresCoverage({ url: database.url, schema })
  const bad = row({ revision: 'bad', label: 'hearsay' as Coverage['label'] })
  await expect(book.add([row({ revision: 'bad' }), bad])).rejects.toThrow()
  expect(await book.on('bad')).toEqual([])
  await book.close()
})
