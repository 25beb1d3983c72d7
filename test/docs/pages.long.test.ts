// Every page of the guide and the README, run from beginning to end by a reader who has no database: Labloop makes its own.
import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../src/adapters/postgres/embedded/testing.ts'
import { blocks, type Document, documents } from './markdown.ts'
import { commandsIn, follow } from './page.ts'
import { Session } from './session.ts'

let database: TestDatabase
let session: Session
beforeEach(async () => {
  database = await testDatabase('docs')
  session = await Session.open({ url: database.url, isSet: false }, lacksOpenssl)
})
afterEach(async () => {
  await session.close()
  await database.drop()
})

const pages = documents()
  .filter(({ path }) => path === 'README.md' || path.startsWith('docs/guide/'))
  .filter((page) => blocks(page).some(({ language }) => language === 'sh'))

/** Where a machine has no OpenSSL 3, a program of ours stands in for it; every machine tries that program itself. */
const lacksOpenssl = !spawnSync('openssl', ['version']).stdout?.toString().startsWith('OpenSSL 3')
const how = (page: Document) =>
  lacksOpenssl && page.text.includes('\nopenssl ') ? ', with our own program for openssl' : ''

test.each(pages.map((page) => [page.path, how(page), page] as const))(
  'all of %s works on a fresh machine%s',
  async (_, __, page) => {
    expect(await follow(page, session, true)).toEqual([])
  },
  300_000,
)

test('the pages have commands to run', () => {
  expect(pages.length).toBeGreaterThan(5)
  expect(pages.flatMap((page) => blocks(page).flatMap(commandsIn)).length).toBeGreaterThan(40)
})
