// labloop align as a person runs it: on sites, on recordings, on what was learned, and on what a running Labloop has counted.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { casesFolder, casesNote } from '../../../test/cases.ts'
import { testDatabase } from '../../adapters/postgres/embedded/testing.ts'
import { exitCodes } from '../../errors.ts'
import { riverside } from '../demo-run.ts'
import { align } from './align.ts'
import { learn } from './learn.ts'
import { listen } from './listen.ts'
import { send } from './send.ts'
import { run, start, testFolder, until } from './testing/run.ts'
import { up } from './testing/up.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const misaligned = join(root, 'examples', 'riverside-misaligned')
const result = readFileSync(join(root, 'docs', 'guide', 'result.hl7'), 'latin1')

test.each([
  [['--family', 'units'], 'code, loinc, unit'],
  [['--rule', 'unit-size'], 'unit-magnitude'],
  [['--at-least', 'grave'], 'critical, high, normal, low'],
  [['--day', 'tomorrow'], 'a day such as 2026-12-31'],
  [['--day', '2026-02-31'], 'a day such as 2026-12-31'],
  [['--explain', 'unit-size'], 'a rule, or all'],
  [['--traffic', 'x', '--no-traffic'], 'one of them'],
  [['one', 'two'], 'one site folder'],
])('wrong words say what is allowed: align %j', async (words, allowed) => {
  expect(await run(align, words)).toMatchObject({ code: exitCodes.usage, stderr: expect.stringContaining(allowed) })
})

test('a site on which only accepted differences are left is done; --accepted says by whom, why, and until when', async () => {
  const day = ['--day', '2026-11-22']
  const { code, stdout } = await run(align, [riverside, ...day])
  expect([code, stdout]).toEqual([
    exitCodes.done,
    expect.stringMatching(/^riverside on 2026-11-22: nothing open; \d+ acc/),
  ])
  const accepted = (await run(align, [riverside, '--accepted', ...day])).stdout
  expect(accepted).toContain('accepted by Laboratory director on 2026-09-14 until 2027-09-14')
})

test('what was accepted is open again when its day is over, and says so', async () => {
  const { code, stdout } = await run(align, [riverside, '--day', '2027-09-15'])
  expect(code).toBe(exitCodes.wrong)
  expect(stdout).toContain('was accepted by Laboratory director until 2027-09-14; that is over')
})

test('an acceptance that has not begun yet says so', async () => {
  const { code, stdout } = await run(align, [riverside, '--day', '2026-09-13'])
  expect(code).toBe(exitCodes.wrong)
  expect(stdout).toContain('is accepted by Laboratory director from 2026-09-14 on; that is still to come')
  expect(stdout).not.toContain('that is over')
})

test('an acceptance of what only messages show is not called needless until messages were looked at', async () => {
  const folder = riversideAccepting('report-laboratory-address', 'TACRO')
  const notFound = 'Accepted and not found any more: report-laboratory-address of lis TACRO'
  expect((await run(align, [folder, '--no-traffic'])).stdout).not.toContain('not found any more')
  writeFileSync(join(folder, 'one.hl7'), result)
  expect((await run(align, [folder, '--traffic', join(folder, 'one.hl7')])).stdout).not.toContain('not found any more')
  const ofCatalogs = riversideAccepting('code-target-inactive', 'TACRO')
  const { stdout } = await run(align, [ofCatalogs, '--no-traffic'])
  expect(stdout).toContain(notFound.replace('report-laboratory-address', 'code-target-inactive'))
})

/** Riverside with one more acceptance. */
function riversideAccepting(rule: string, code: string): string {
  const folder = join(testFolder(), 'site')
  cpSync(riverside, folder, { recursive: true })
  const more = [
    `\n  - rule: ${rule}\n    system: lis\n    codes: [${code}]\n    reason: The receiver keeps it by itself.`,
    '    by: Laboratory director\n    on: "2026-09-14"\n    until: "2099-09-14"\n',
  ]
  const file = join(folder, 'alignment.yaml')
  writeFileSync(file, readFileSync(file, 'utf8') + more.join('\n'))
  return folder
}

test('a recording that cannot be read leaves the look unfinished, and the exit code says so', async () => {
  const folder = testFolder()
  writeFileSync(join(folder, 'torn.hl7'), 'no message at all')
  writeFileSync(join(folder, 'whole.hl7'), result)
  const { code, stdout, stderr } = await run(align, [riverside, '--traffic', folder, '--family', 'aoe'])
  expect(code).toBe(exitCodes.wrong)
  expect(stderr).toContain('torn.hl7')
  expect(stdout).toContain('1 recorded message was looked at')
  expect(stdout).toContain('1 recording could not be read')
})

test('messages of no system of the site are told, also where there are no others', async () => {
  const folder = testFolder()
  writeFileSync(join(folder, 'other.hl7'), result.replaceAll('LABRADOR', 'ANOTHER'))
  const { code, stdout } = await run(align, [riverside, '--traffic', folder])
  expect(stdout).toContain(
    'No recorded message was looked at.\n1 recorded message was not looked at: no system of this site',
  )
  expect(stdout).toContain('(1 of ANOTHER at RIVERSIDE LAB). Set `header` in systems/ID.yaml')
  expect(code).toBe(exitCodes.wrong)
})

test('a message of a system of the site that no flow takes is told apart from one of a sender that is not known', async () => {
  const folder = testFolder()
  writeFileSync(join(folder, 'both.hl7'), `${result}${result.replaceAll('ORU^R01^ORU_R01', 'SSU^U03^SSU_U03')}`)
  const { stdout } = await run(align, [riverside, '--traffic', folder])
  expect(stdout).toContain('1 recorded message was looked at; 1 is of no flow of this site.')
  expect(stdout).not.toContain('Set `header`')
})

/** A site without catalogs, whose systems have no name in MSH-3. */
const bare = join(root, 'examples', 'bench')

test('where there is nothing to compare no all-clear is given', async () => {
  const { code, stdout } = await run(align, [bare])
  expect(stdout).toContain('nothing was compared: the site has no catalogs and no recorded message was looked at.')
  expect(stdout).not.toContain('nothing open')
  expect(code).toBe(exitCodes.wrong)
  const told = JSON.parse((await run(align, [bare, '--json'])).stdout)
  expect(told).toMatchObject({ open: 0, catalogs: 0, messages: 0 })
})

test('of systems without a name in MSH-3 the one whose flows alone take a message is its sender', async () => {
  const folder = testFolder()
  writeFileSync(join(folder, 'one.hl7'), result)
  const { stdout } = await run(align, [bare, '--traffic', folder])
  expect(stdout).toContain('1 recorded message was looked at.')
  expect(stdout).not.toMatch(/not looked at|nothing was compared/)
  writeFileSync(join(folder, 'one.hl7'), result.replaceAll('ORU^R01^ORU_R01', 'SSU^U03^SSU_U03'))
  const other = await run(align, [bare, '--traffic', folder])
  expect(other.stdout).toContain('1 recorded message was not looked at: no system of this site is known to write')
})

test('findings come gravest and commonest first, with the rows to mend, and can be asked for by rule', async () => {
  const { code, stdout } = await run(align, [misaligned, '--json'])
  expect(code).toBe(exitCodes.wrong)
  const { findings } = JSON.parse(stdout) as { findings: { rank: number; risk: number; volume: number }[] }
  const ranks = findings.map(({ rank }) => rank)
  expect(ranks).toEqual(ranks.toSorted((a, b) => b - a))
  for (const { rank, risk, volume } of findings) expect(rank).toBe(risk * volume)
  const some = await run(align, [misaligned, '--rule', 'unit-renamed'])
  expect(some.stdout).toMatch(/critical unit-renamed .*\n.*maps\/units\.csv leads .*\n.*maps\/units\.csv:\d+/)
  expect(some.stdout).not.toContain('unit-magnitude')
})

test('rules of which there are many are named at the end with how many, so that one cause is seen as one', async () => {
  const { stdout } = await run(align, [misaligned, '--no-traffic'])
  const { findings } = JSON.parse((await run(align, [misaligned, '--no-traffic', '--json'])).stdout) as {
    findings: { rule: string; state: string }[]
  }
  const open = findings.filter(({ state }) => state !== 'accepted')
  const many = [...Map.groupBy(open, ({ rule }) => rule)].filter(([, own]) => own.length >= 5)
  const line = stdout.split('\n').find((text) => text.startsWith('Many of one rule')) ?? ''
  expect(many.length).toBeGreaterThan(0)
  expect(line.match(/\d+ [a-z]+-[a-z-]+/g)?.toSorted()).toEqual(
    many.map(([rule, own]) => `${own.length} ${rule}`).toSorted(),
  )
  const few = await run(align, [misaligned, '--rule', 'unit-magnitude'])
  expect(few.stdout).not.toContain('Many of one rule')
})

test('a rule is explained: what it finds, why it matters, an example, what to do', async () => {
  const { stdout } = await run(align, ['--explain', 'flag-contradicts'])
  for (const words of ['Finds:', 'Why:', 'As:', 'Do:', 'never holds a result']) expect(stdout).toContain(words)
})

test('a recording is judged as it would pass, and the finding leads to its line', async () => {
  const folder = testFolder()
  writeFileSync(join(folder, 'one.hl7'), result.replace('5.4|mEq/L', '5400|umol/L'))
  const given = ['--traffic', join(folder, 'one.hl7'), '--rule', 'unit-magnitude']
  const { code, stdout } = await run(align, [riverside, ...given])
  expect(code).toBe(exitCodes.wrong)
  expect(stdout).toContain('OBX-6 came as umol/L; the catalog has mEq/L for K')
  expect(stdout).toContain('one.hl7:1')
  expect(stdout).toContain('seen once in recorded messages')
  expect(stdout).not.toContain('5400')
})

test('a place is a file that is there, seen from where the user is: of the site, or of recordings beside it', async () => {
  const cwd = testFolder()
  cpSync(misaligned, join(cwd, 'hospital'), { recursive: true })
  mkdirSync(join(cwd, 'recorded'))
  writeFileSync(join(cwd, 'recorded', '2.hl7'), result.replace('5.4|mEq/L', '5400|umol/L'))
  const { stdout } = await run(align, ['hospital', '--traffic', 'recorded'], { cwd })
  const places = stdout
    .match(/^ {4}\S+:\d+(?= |$)|(?<=:\d+ {2})\S+:\d+/gm)!
    .map((place) => place.trim().replace(/:\d+$/, ''))
  const files = [...new Set(places)]
  expect(files.filter((file) => !existsSync(join(cwd, file)))).toEqual([])
  expect(files).toContain('recorded/2.hl7')
  expect(files.some((file) => file.startsWith('hospital/maps/'))).toBe(true)
  const fromInside = await run(align, ['.', '--traffic', '../recorded', '--at-least', 'high'], {
    cwd: join(cwd, 'hospital'),
  })
  expect(fromInside.stdout).toMatch(/^ {4}\.\.\/recorded\/2\.hl7:1$/m)
})

test('what was learned from messages is looked at alone: units, ranges and flags that no one can be sure of', async () => {
  const cwd = testFolder()
  mkdirSync(join(cwd, 'in'))
  const other = result.replace('5.4|mEq/L|3.5-5.1|H', '5400|umol/L|see below|#').replace('GUIDE0002', 'GUIDE0003')
  writeFileSync(join(cwd, 'in', 'both.hl7'), result + other)
  expect((await run(learn, ['in', '--system', 'lis', '--out', 'learned'], { cwd })).code).toBe(exitCodes.done)
  const { code, stdout } = await run(align, ['--learned', 'learned', '--json'], { cwd })
  expect(code).toBe(exitCodes.wrong)
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; subject: { code: string } }[] }
  const told = findings.map(({ rule, subject }) => `${rule} ${subject.code}`)
  expect(told).toEqual(['unit-magnitude K', 'flag-unknown #'])
  const elsewhere = await run(align, ['no-site-here', '--learned', 'learned', '--rule', 'unit-magnitude'], { cwd })
  expect(elsewhere.stdout).toMatch(/^ {4}learned\/lis-components\.csv:\d+/m)
})

test('a mistyped LOINC code that the catalog has and messages bring is one finding', async () => {
  const cwd = testFolder()
  writeFileSync(join(cwd, 'one.hl7'), result.replace('K^POTASSIUM^L', 'K^POTASSIUM^L^2823-4^Potassium^LN'))
  await run(learn, ['one.hl7', '--system', 'lis', '--out', 'learned'], { cwd })
  const { stdout } = await run(align, ['--learned', 'learned', '--rule', 'code-loinc-invalid', '--json'], { cwd })
  const { findings } = JSON.parse(stdout) as { findings: { subject: { code: string } }[] }
  expect(findings.map(({ subject }) => subject.code)).toEqual(['K'])
})

test.skipIf(!casesFolder)(`what is learned of others’ messages of results can be aligned${casesNote}`, async () => {
  const cwd = testFolder()
  const learned = ['--system', 'lis', '--out', 'learned']
  expect((await run(learn, [join(casesFolder!, 'messages'), ...learned], { cwd })).stdout).toContain('components')
  const { code, stdout, stderr } = await run(align, ['--learned', 'learned', '--json'], { cwd })
  expect([code, stderr]).toEqual([exitCodes.wrong, ''])
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; family: string; volume: number }[] }
  expect(new Set(findings.map(({ family }) => family)).size).toBeGreaterThan(2)
  for (const { volume } of findings) expect(volume).toBeGreaterThan(0)
})

test('a running Labloop counts what its messages show; align --live lists it, and its page shows it', async () => {
  const database = await testDatabase('align-live')
  onTestFinished(() => database.drop())
  const folder = testFolder()
  const site = join(folder, 'site')
  cpSync(riverside, site, { recursive: true })
  const env = { DATABASE_URL: database.url, LABLOOP_DATA: join(folder, 'data') }
  const ehr = start(listen, ['--port', '0', '--json'])
  const ehrPort = await until(() => Number(/:(\d+)/.exec(ehr.stderr() + ehr.stdout())?.[1] ?? 0))
  const out = ['ehr-results', 'lis-orders'].map((id) => `${id}=127.0.0.1:${ehrPort}`)
  const inward = ['ehr-orders', 'lis-results'].map((id) => `${id}=127.0.0.1:0`)
  const { page: address, ports } = await up(site, [...out, ...inward], env)
  const port = ports['lis-results']!
  const wrong = result.replace('5.4|mEq/L', '5400|umol/L')
  expect((await run(send, ['--to', `127.0.0.1:${port}`, '--timeout', '120', '-'], { stdin: wrong })).code).toBe(0)
  const live = [site, '--no-traffic', '--live', '--rule', 'unit-magnitude']
  const { stdout } = await until(async () => {
    const asked = await run(align, live, { env })
    return asked.code === exitCodes.wrong && asked
  })
  expect(stdout).toContain('OBX-6 came as umol/L; the catalog has mEq/L for K')
  expect(stdout).toMatch(/seen once on live messages, on \d{4}-\d\d-\d\d; as message 1/)
  expect(stdout).toContain('(volume 1)')
  const page = await (await fetch(`${address}/alignment`)).text()
  expect(page).toContain('OBX-6 came as umol/L; the catalog has mEq/L for K')
  expect(page).toContain('href="/messages/1"')
})
