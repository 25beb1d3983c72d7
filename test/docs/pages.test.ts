// The commands of the README and of the pages that everybody follows, run as a reader would who has a database; the long
// test runs all pages without one.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../src/adapters/postgres/embedded/testing.ts'
import { blocks, type Document, readDocument } from './markdown.ts'
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
  expect(wrong).toEqual([expect.stringContaining('page.md:2 "labloop check nowhere" ends with 2')])
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

test('a page may leave a revision out, and no other word', async () => {
  const says = ['```sh', 'printf "on revision 62ebf4408dd4.\\n"', '```', '```text']
  expect(await follow(page(...says, 'on revision ….', '```'), session)).toEqual([])
  expect(await follow(page(...says, 'on … 62ebf4408dd4.', '```'), session)).toHaveLength(1)
})

test('a command that never becomes ready is found', async () => {
  const wrong = await follow(page('```sh', 'labloop listen --port 99999', '```'), session)
  expect(wrong).toEqual([expect.stringContaining('page.md:2 "labloop listen --port 99999" ends with 2')])
})

test('our stand-in for openssl makes the certificates of the page about TLS, and refuses other words', async () => {
  const bare = await Session.open({ url: database.url, isSet: true }, true)
  onTestFinished(() => bare.close())
  const made = blocks(readDocument('docs/guide/tls.md')).slice(0, 3)
  for (const { text } of made) {
    const { code, output } = await bare.run(text.replace(/^rm .*$/m, ''))
    expect({ code, output }).toEqual({ code: 0, output: '' })
  }
  const read = (path: string) => readFileSync(join(bare.folder, path))
  const authority = new X509Certificate(read('hospital/certificates/authority.pem'))
  expect([authority.ca, authority.subject, authority.verify(authority.publicKey)]).toEqual([
    true,
    'CN=Sample authority',
    true,
  ])
  for (const [name, subject] of [
    ['hospital/certificates/labloop', 'Labloop'],
    ['lis/lis', 'Labrador LIS'],
  ] as const) {
    const certificate = new X509Certificate(read(`${name}.pem`))
    expect(certificate.subject).toBe(`CN=${subject}`)
    expect(certificate.verify(authority.publicKey) && certificate.checkIssued(authority)).toBe(true)
    expect(certificate.checkPrivateKey(createPrivateKey(read(`${name}.key.pem`)))).toBe(true)
    expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1')
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
    expect(certificate.validToDate.getTime() - Date.now()).toBeGreaterThan(396 * 86_400_000)
  }
  const { text: last } = made[2]!
  expect((await bare.run(/^rm .*$/m.exec(last)![0])).code).toBe(0)
  expect(readdirSync(join(bare.folder, 'hospital/certificates')).sort()).toEqual([
    'authority.pem',
    'labloop.key.pem',
    'labloop.pem',
  ])
  expect((await bare.run('labloop check hospital')).output).toContain('no errors, no warnings')
  expect((await bare.run('openssl req -x509 -newkey rsa:2048 -subj /CN=X -out x.pem')).code).not.toBe(0)
})
