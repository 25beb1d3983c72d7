// The commands of the README and of the pages that everybody follows, run as a reader would who has a database; the long
// test runs all pages without one.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../src/adapters/postgres/embedded/testing.ts'
import { type Document, readDocument } from './markdown.ts'
import { follow } from './page.ts'
import { Session } from './session.ts'

let database: TestDatabase
let session: Session
beforeEach(async () => {
  database = await testDatabase('docs')
  session = await Session.open({ url: database.url, isSet: true })
})
afterEach(async () => {
  await session.close()
  await database.drop()
})

const pages = ['README.md', 'docs/guide/installing.md', 'docs/guide/connecting.md', 'docs/guide/levels.md']

test.each(pages)(
  'what %s tells a reader to type works',
  async (path) => {
    expect(await follow(readDocument(path), session)).toEqual([])
  },
  120_000,
)

/** A page of these lines. */
function page(...lines: string[]): Document {
  return { path: 'page.md', text: lines.join('\n') }
}

test('a command that fails is found', async () => {
  const wrong = await follow(page('```sh', 'labloop check nowhere', '```'), session)
  expect(wrong).toEqual([expect.stringContaining('page.md:2 "labloop check nowhere" ends with 1')])
})

test('a command that ends otherwise than the page says is found', async () => {
  const wrong = await follow(page('<!-- test: exit 1 -->', '```sh', 'labloop --version', '```'), session)
  expect(wrong).toEqual([expect.stringContaining('ends with 0')])
})

test('output that does not come is found, and numbers may differ', async () => {
  const shown = ['```sh', 'printf "one 1\\ntwo 22\\n"', '```']
  expect(await follow(page(...shown, '```text', 'one 7', '...', 'two 8', '```'), session)).toEqual([])
  const wrong = await follow(page(...shown, '```text', 'two 8', 'one 7', '```'), session)
  expect(wrong).toEqual([expect.stringContaining('"one 7" does not come out')])
})

test('a command that never becomes ready is found', async () => {
  const wrong = await follow(page('```sh', 'labloop listen --port 99999', '```'), session)
  expect(wrong).toEqual([expect.stringContaining('page.md:2 "labloop listen --port 99999" ends with 2')])
})
