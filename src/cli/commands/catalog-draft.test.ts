// A laboratory sends its catalog to a running Labloop: real process, real socket, real database.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../adapters/postgres/embedded/testing.ts'
import type { Command } from '../command.ts'
import { catalog } from './catalog.ts'
import { check } from './check.ts'
import { learn } from './learn.ts'
import { run, testFolder, until } from './testing/run.ts'
import { up } from './testing/up.ts'

const root = join(import.meta.dirname, '..', '..', '..')

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('catalog')
})
afterAll(() => database.drop())

/** The site of the load bench with a flow that only keeps catalog messages. */
function siteIn(folder: string): string {
  const site = join(folder, 'site')
  cpSync(join(root, 'examples', 'bench'), site, { recursive: true })
  mkdirSync(join(site, 'catalogs'))
  writeFileSync(join(site, 'catalogs', 'lis-components.csv'), 'code,name,unit\nGLU,GLUCOSE,mg/dL\nK,POTASSIUM,mEq/L\n')
  // The laboratory writes Latin-2 and does not say so: what is £ in Latin-1 is Ł.
  const lis = join(site, 'systems', 'lis.yaml')
  const dialect = 'dialect:\n'
  writeFileSync(lis, readFileSync(lis, 'utf8').replace(dialect, `${dialect}  encoding: 8859/2\n`))
  const flow = ['id: catalog', 'from: lis', 'to: ehr', 'kind: catalog', 'messages: ["MFN"]', '']
  writeFileSync(join(site, 'flows', 'catalog.yaml'), flow.join('\n'))
  return site
}

/** `labloop up`, and the port on which it hears the LIS. */
async function listening(site: string, folder: string): Promise<number> {
  const env = { DATABASE_URL: database.url, LABLOOP_DATA: join(folder, 'data') }
  return (await up(site, ['ehr-orders=127.0.0.1:0', 'lis-results=127.0.0.1:0'], env)).ports['lis-results']!
}

/** Sends a message over MLLP and gives the answer. */
async function answered(port: number, message: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1')
  socket.write(Buffer.from(`\x0b${message}\x1c\r`, 'latin1'))
  let answer = ''
  for await (const piece of socket) {
    answer += String(piece)
    if (answer.endsWith('\x1c\r')) break
  }
  return answer.slice(1, -2)
}

const mfn = (id: string, ...records: readonly string[]) =>
  [
    `MSH|^~\\&|LIS|LAB|EHR|HOSP|20260801||MFN^M08^MFN_M08|${id}|P|2.5.1`,
    'MFI|OMM^^HL70175||UPD|||AL',
    ...records,
    '',
  ].join('\r')
const changed = ['MFE|MUP|1||GLU^GLUCOSE^L|CWE', 'OM1|1|GLU^GLUCOSE^L|NM|Y|^Lab|||||||N||||||A', 'OM2|1|mmol/L']

test('what a laboratory sends of its catalog is answered by MFK and waits as a draft; the site stays as it is', async () => {
  const folder = testFolder()
  const site = siteIn(folder)
  const asked = (command: Command, ...args: string[]) =>
    run(command, args, { cwd: folder, env: { DATABASE_URL: database.url } })
  expect(await run(check, [site], { cwd: folder })).toMatchObject({ code: 0 })
  const before = readFileSync(join(site, 'catalogs', 'lis-components.csv'), 'utf8')
  const port = await listening(site, folder)
  expect((await asked(catalog, 'draft', 'site')).stdout).toBe('No catalog message waits to be dealt with.\n')

  const answer = await answered(port, mfn('C1', ...changed))
  expect(answer).toMatch(/MFK\^M08\^MFK_M01[\s\S]*MSA\|AA\|C1[\s\S]*MFA\|MUP\|1\|\d+.*\|S\^Successful/)
  await answered(port, mfn('C2', 'MFE|MDC|1||K^POTASSIUM^L|CWE', 'MFE|MDC|2||XYZ^^L|CWE'))
  const protein = ['MFE|MAD|1||PROT^BIA£KO^L|CWE', 'OM1|1|PROT^^L|NM|Y|^Lab|||||||N||||||A', 'OM2|1|g/L']
  await answered(port, mfn('C3', ...protein))

  const draft = await until(async () => {
    const found = await asked(catalog, 'draft', 'site', '--out', 'draft')
    return found.stdout.includes('PROT') && found
  })
  expect(draft).toMatchObject({ code: 1, stderr: expect.stringContaining('draft/lis-components.csv') })
  expect(draft.stdout.split('\n')).toEqual([
    expect.stringMatching(/^~ result GLU GLUCOSE: unit mg\/dL → mmol\/L; /),
    '- result K POTASSIUM: deactivated',
    '+ result PROT BIAŁKO: added',
    expect.stringMatching(/^! message \d+, record 2 \(XYZ\): not taken: the catalog has no XYZ$/),
    '1 added, 1 changed, 1 deactivated; 1 record not taken',
    expect.stringMatching(/^From message \d+, message \d+, message \d+\.$/),
    '',
  ])
  expect(readFileSync(join(site, 'catalogs', 'lis-components.csv'), 'utf8')).toBe(before)
  expect(readFileSync(join(folder, 'draft', 'lis-components.csv'), 'utf8')).toMatch(
    /GLU,GLUCOSE,mmol\/L[\s\S]*PROT,BIAŁKO/,
  )
}, 120_000)

test('a catalog is learned from what a site has received', async () => {
  const folder = testFolder()
  const site = siteIn(folder)
  const port = await listening(site, folder)
  const oru = ['MSH|^~\\&|LIS|LAB|EHR|HOSP|20260801||ORU^R01|R1|P|2.5.1', 'PID|1||R1^^^H^MR||Testpatient^Ida']
  const obx = ['OBR|1|P9|F9|BMP^Basic^L', 'OBX|1|NM|GLU^Glucose^L||98|mg/dL|70-99|N|||F']
  await answered(port, [...oru, ...obx, ''].join('\r'))
  const args = ['--site', 'site', '--system', 'lis', '--json']
  const { code, stdout } = await run(learn, args, { cwd: folder, env: { DATABASE_URL: database.url } })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    system: 'lis',
    messages: 1,
    components: [{ code: 'GLU', count: 1, units: { 'mg/dL': 1 } }],
  })
  expect(
    await run(learn, ['--site', 'site', '--system', 'lsi'], { cwd: folder, env: { DATABASE_URL: database.url } }),
  ).toMatchObject({
    ...{ code: 2, stderr: expect.stringContaining('Allowed: ehr, lis') },
  })
}, 120_000)
