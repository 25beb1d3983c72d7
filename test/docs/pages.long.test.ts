// Every page of the guide and the README, run from beginning to end by a reader who has no database: Labloop makes its own.
import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../src/adapters/postgres/embedded/testing.ts'
import { blocks, documents } from './markdown.ts'
import { commandsIn, follow } from './page.ts'
import { Session } from './session.ts'

let database: TestDatabase
let session: Session
beforeEach(async () => {
  database = await testDatabase('docs')
  session = await Session.open({ url: database.url, isSet: false })
})
afterEach(async () => {
  await session.close()
  await database.drop()
})

const pages = documents()
  .filter(({ path }) => path === 'README.md' || path.startsWith('docs/guide/'))
  .filter((page) => blocks(page).some(({ language }) => language === 'sh'))

/** What a page needs that a bare machine may lack, with how to see whether it is there. */
const needs: Readonly<Record<string, readonly [program: string, ...words: string[]]>> = {
  'docs/guide/tls.md': ['openssl', 'req', '-help'],
}

function isLacking(path: string): boolean {
  const [program, ...words] = needs[path] ?? []
  return program !== undefined && spawnSync(program, words).status !== 0
}

const [able, unable] = [pages.filter(({ path }) => !isLacking(path)), pages.filter(({ path }) => isLacking(path))]

test.skip.each(unable)('$path is not tried: this machine lacks a program that it needs', () => {})

test.each(able.map((page) => [page.path, page] as const))(
  'all of %s works on a fresh machine',
  async (_, page) => {
    expect(await follow(page, session, true)).toEqual([])
  },
  300_000,
)

test('the pages have commands to run', () => {
  expect(pages.length).toBeGreaterThan(5)
  expect(pages.flatMap((page) => blocks(page).flatMap(commandsIn)).length).toBeGreaterThan(40)
})
