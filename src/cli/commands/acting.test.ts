// People act on a running Labloop: real processes, real sockets, a real database.
import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../adapters/postgres/embedded/testing.ts'
import { exitCodes } from '../../errors.ts'
import type { Command } from '../command.ts'
import { readControlFiles } from '../control-file.ts'
import { riverside } from '../demo-run.ts'
import { cancel } from './cancel.ts'
import { close } from './close.ts'
import { exceptions } from './exceptions.ts'
import { held } from './held.ts'
import { hold } from './hold.ts'
import { listen } from './listen.ts'
import { pause } from './pause.ts'
import { release } from './release.ts'
import { resume } from './resume.ts'
import { send } from './send.ts'
import { take } from './take.ts'
import { run, start, testFolder, until } from './testing/run.ts'
import { up } from './testing/up.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const guide = join(root, 'docs', 'guide')
const order = join(guide, 'order.hl7')
const result = readFileSync(join(guide, 'result.hl7'), 'latin1')
const ada = ['--by', 'Ada Ward, lab shift lead']
const why = ['--why', 'Registration corrected the birth date.']

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('acting')
})
afterAll(() => database.drop())

/** `labloop up` on a copy of Riverside, with its control file in a folder of the test. */
async function upAtRiverside(receivers: { ehr: number; lis: number }) {
  const folder = testFolder()
  const site = join(folder, 'site')
  cpSync(riverside, site, { recursive: true })
  const outward = [`ehr-results=127.0.0.1:${receivers.ehr}`, `lis-orders=127.0.0.1:${receivers.lis}`]
  const inward = ['ehr-orders=127.0.0.1:0', 'lis-results=127.0.0.1:0']
  const env = { DATABASE_URL: database.url, LABLOOP_DATA: join(folder, 'data') }
  return { data: join(folder, 'data', 'riverside'), ...(await up(site, [...outward, ...inward], env)) }
}

/** A terminal that plays a receiver. */
async function receiver() {
  const running = start(listen, ['--port', '0', '--json'])
  const port = await until(() => Number(/:(\d+)/.exec(running.stderr() + running.stdout())?.[1] ?? 0))
  return { port, text: running.stdout }
}

async function both() {
  const [ehr, lis] = [await receiver(), await receiver()]
  const labloop = await upAtRiverside({ ehr: ehr.port, lis: lis.port })
  const at = ['--data', labloop.data]
  return { ehr, lis, labloop, ask: (command: Command, ...words: string[]) => run(command, [...words, ...at]) }
}

async function sent(port: number, text: string) {
  expect((await run(send, ['--to', `127.0.0.1:${port}`, '--timeout', '120', '-'], { stdin: text })).code).toBe(0)
}

async function audit(): Promise<string> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query('SELECT entries::text AS entries FROM labloop_riverside.audit_groups ORDER BY id')
  await client.end()
  return rows.map(({ entries }) => entries).join('\n')
}

test('a result in doubt is listed, taken, and released by two people; what was asked is in the audit trail', async () => {
  const { ehr, lis, labloop, ask } = await both()
  await sent(labloop.ports['ehr-orders']!, readFileSync(order, 'latin1'))
  await until(() => lis.text().includes('900000001'))
  await sent(labloop.ports['lis-results']!, result.replace('19800101', '19810101'))
  const list = await until(async () => {
    const rows = JSON.parse((await ask(held, '--json')).stdout)
    return rows.length > 0 && rows
  })
  expect(list).toMatchObject([{ flow: 'results', destination: 'ehr-results', attempts: 0 }])
  const [{ id, exceptions: open }] = list
  expect((await ask(held)).stdout).toContain(`${id}  results to ehr-results: identity`)

  expect(await ask(take, String(open[0].id), ...ada)).toMatchObject({ code: 0, stderr: '' })
  expect((await ask(exceptions)).stdout).toContain('taken by Ada Ward, lab shift lead')
  const stillHeld = await ask(close, String(open[0].id), ...ada, ...why)
  expect(stillHeld).toMatchObject({ code: exitCodes.wrong, stderr: expect.stringContaining('still held') })

  const alone = await ask(release, String(id), ...ada, ...why)
  expect(alone).toMatchObject({ code: exitCodes.wrong, stderr: expect.stringContaining('--second') })
  expect((await ask(release, String(id), ...ada, ...why, '--second', ada[1]!)).code).toBe(exitCodes.wrong)
  expect(ehr.text()).toBe('')
  expect((await ask(release, String(id), ...ada, ...why, '--second', 'Ben Lim')).code).toBe(0)
  await until(() => ehr.text().includes('900000001'))
  expect((await ask(held)).stdout).toBe('Nothing is held.\n')
  expect(await ask(release, String(id), ...ada, ...why)).toMatchObject({ code: exitCodes.wrong })

  const trail = await audit()
  expect(trail).toContain('Ada Ward, lab shift lead; second person: Ben Lim')
  expect(trail).toContain('Registration corrected the birth date.')
}, 180_000)

test('a paused destination sends nothing until it is resumed, and says who must resume it', async () => {
  const { ehr, labloop, ask } = await both()
  expect((await ask(pause, 'ehr-results', ...ada, '--why', 'Upgrade')).code).toBe(0)
  await sent(labloop.ports['lis-results']!, result.replaceAll('9000000', '9100000').replaceAll('326-0000', '326-0009'))
  const open = await until(async () => {
    const { stdout } = await ask(exceptions, '--json')
    return stdout.includes('unsolicited-result') && stdout
  })
  const [paused] = JSON.parse(open).filter(({ switched }: { switched: string }) => switched === 'ehr-results')
  expect(paused).toMatchObject({ kind: 'operator-hold', severity: 'low' })
  expect(ehr.text()).toBe('')
  expect((await ask(close, String(paused.id), ...ada, ...why)).stderr).toContain('labloop resume')
  expect((await ask(resume, 'ehr-results', ...ada, '--why', 'Done')).code).toBe(0)
  await until(() => ehr.text().includes('910000001'))
  expect((await ask(exceptions, '--json')).stdout).not.toContain('operator-hold')
}, 180_000)

test('a flow can be held by its name, and a name that is neither flow nor destination is told with those that are', async () => {
  const { ask } = await both()
  expect((await ask(hold, 'results', ...ada, '--why', 'Wrong units')).stdout).toContain('flow results: on hold')
  const wrong = await ask(pause, 'reslts', ...ada, '--why', 'x')
  expect(wrong).toMatchObject({ code: exitCodes.usage, stderr: expect.stringContaining('ehr-results') })
  expect((await ask(resume, 'results', ...ada, '--why', 'Right again')).code).toBe(0)
}, 180_000)

test('the control file is for this user alone, the password of the database is not told, and both end with the process', async () => {
  const { labloop, ask } = await both()
  const [file] = readdirSync(labloop.data)
  expect(statSync(join(labloop.data, file!)).mode & 0o777).toBe(0o600)
  expect(labloop.line).not.toContain(new URL(database.url).password || 'no password')
  const [entry] = readControlFiles(labloop.data)
  const url = `${entry!.url}/exceptions`
  const right = { authorization: `Bearer ${entry!.secret}` }
  expect((await fetch(url, { headers: right })).status).toBe(200)
  expect((await fetch(url)).status).toBe(403)
  expect((await fetch(url, { headers: { authorization: `Bearer ${entry!.secret}x` } })).status).toBe(403)
  const guess = `Bearer ${'A'.repeat(entry!.secret.length)}`
  expect((await fetch(url, { headers: { authorization: guess } })).status).toBe(403)
  expect((await fetch(url, { headers: { ...right, origin: entry!.url } })).status).toBe(403)
  expect((await fetch(`${entry!.url}/command`, { method: 'POST', headers: right, body: '{' })).status).toBe(400)
  const big = 'x'.repeat(100_000)
  expect((await fetch(`${entry!.url}/command`, { method: 'POST', headers: right, body: big })).status).toBe(400)

  labloop.child.kill('SIGTERM')
  await once(labloop.child, 'exit')
  expect(readdirSync(labloop.data)).toEqual([])
  const gone = await ask(exceptions)
  expect(gone).toMatchObject({ code: exitCodes.unavailable, stderr: expect.stringContaining('labloop up') })
}, 180_000)

test('a process that was killed leaves nothing that is asked', async () => {
  const { labloop, ask } = await both()
  labloop.child.kill('SIGKILL')
  await once(labloop.child, 'exit')
  expect(readdirSync(labloop.data)).toHaveLength(1)
  expect((await ask(held)).code).toBe(exitCodes.unavailable)
}, 180_000)

test('who and why must be said, and numbers be numbers', async () => {
  for (const words of [['12'], ['12', '--by', ' '], ['--by', 'Ada'], ['twelve', ...ada], ['12', '13x', ...ada]]) {
    expect((await run(take, words)).code, words.join(' ')).toBe(exitCodes.usage)
  }
  expect((await run(take, ['twelve', ...ada])).stderr).toContain('the number of an exception, as in 12')
  expect(await run(cancel, ['12', ...ada])).toMatchObject({ code: 2, stderr: expect.stringContaining('--why') })
  expect((await run(pause, ['orders', ...ada])).code).toBe(exitCodes.usage)
  expect((await run(exceptions, ['--data', testFolder()])).code).toBe(exitCodes.unavailable)
})
