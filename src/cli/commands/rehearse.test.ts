// `labloop rehearse` as it is used: what it refuses before anything runs, what it prints, and the files that it writes.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { riverside } from '../demo-run.ts'
import { rehearse } from './rehearse.ts'
import { run, testFolder } from './testing/run.ts'

// Each opens a site several times, which takes as long as a busy machine lets it.
vi.setConfig({ testTimeout: 120_000 })

function rehearsed(words: string[], cwd = testFolder()) {
  return run(rehearse, [riverside, ...words], { cwd })
}

async function refused(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await rehearsed(words)
  expect({ code, stdout }, words.join(' ')).toEqual({ code: 2, stdout: '' })
  return stderr
}

test('words that do not go together, and numbers that cannot be, are refused before anything runs', async () => {
  expect(await refused('--storm', '100', '--scenario', 'reflex-child')).toMatch(/At --scenario/)
  expect(await refused('--storm', '100', '--explain')).toMatch(/two ways at once/)
  expect(await refused('--storm', '0')).toMatch(/At --storm. Given: 0/)
  expect(await refused('--storm', '100', '--seed', '')).toMatch(/At --seed. Given: nothing/)
  expect(await refused('--storm', 'many')).toMatch(/At --storm. Given: many/)
  expect(await refused('--storm', '3000', '--workers', '0')).toMatch(/At --workers/)
  expect(await refused('--storm', '3000', '--seed', '1', '--world', '3')).toMatch(
    /At --world. Given: 3. Allowed: 0 to 2/,
  )
  expect(await refused('--scenario', 'reflex-chidl')).toMatch(/reflex-child/)
  expect(await refused('--scenario', 'nosuch')).toMatch(/Given: "nosuch"\.\n.*labloop rehearse SITE --list/)
  expect(await refused('--list', '--real')).toMatch(/At --real/)
  expect(await refused('--lie-test', 'nobody', '--virtual')).toMatch(/Allowed: ehr, lis/)
  expect(await refused('--live', '--as', 'ehr', '--scenario', 'routine-panel')).toMatch(/At --to/)
  expect(await refused(riverside)).toMatch(/2 folders/)
})

test('all scenarios are listed by group, as data too, with those that do not apply and why', async () => {
  const text = await rehearsed(['--list'])
  expect(text.code).toBe(0)
  expect(text.stdout).toMatch(/^family, scenario, story; .*\n\nworkflow\n {4}1 {2}routine-panel +\S/)
  expect(text.stdout).toMatch(/amended\n[\s\S]* 20 {2}corrected-twice/)
  expect(text.stdout).toMatch(/\n\d+ scenarios, 0 of the site’s own; all apply here\.\n$/)
  const { stdout } = await run(rehearse, [join(riverside, '../bench'), '--list', '--json'])
  const { scenarios } = JSON.parse(stdout)
  expect(scenarios.length).toBeGreaterThan(120)
  expect(scenarios.find(({ name }: { name: string }) => name === 'corrected-twice')).toMatchObject({
    ...{ family: 20, group: 'amended', own: false, applies: false, reason: expect.stringMatching(/LOINC/) },
  })
})

test('a file that cannot be written is told before anything runs', async () => {
  const nowhere = await rehearsed(['--storm', '10', '--out', '/proc/x'])
  expect(nowhere).toMatchObject({ code: 3, stderr: expect.stringMatching(/cannot be written. At \/proc\/x/) })
  for (const option of ['--html', '--junit']) {
    const { code, stdout, stderr } = await rehearsed([option, 'not/there', '--scenario', 'routine-panel'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/The file cannot be written. At not\/there. Given: the folder is not there/)
  }
})

test('a rehearsal that is refused leaves no report, and the one of before as it was', async () => {
  const cwd = testFolder()
  writeFileSync(join(cwd, 'a.xml'), 'of last week')
  const { code } = await rehearsed(['--html', 'a.html', '--junit', 'a.xml', '--scenario', 'nosuch'], cwd)
  expect(code).toBe(2)
  expect(readdirSync(cwd)).toEqual(['a.xml'])
  expect(readFileSync(join(cwd, 'a.xml'), 'utf8')).toBe('of last week')
})

test('a database in which nothing can be recorded is told before anything is played', async () => {
  const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' }
  for (const words of [
    ['--scenario', 'routine-panel'],
    ['--lie-test', 'ehr', '--virtual'],
    ['--live', '--as', 'lab', '--to', '127.0.0.1:9', '--scenario', 'routine-panel'],
  ]) {
    const { code, stdout, stderr } = await run(rehearse, [riverside, '--record', ...words], { env })
    expect({ code, stdout }, words.join(' ')).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/The database cannot be reached/)
    expect(stderr).not.toMatch(/routine-panel, seed/)
  }
})

test('a full disk costs the file and not what was found', async () => {
  const { code, stdout, stderr } = await rehearsed(['--html', '/dev/full', '--scenario', 'routine-panel'])
  expect(code).toBe(3)
  expect(stdout).toMatch(/Nothing failed: 1 passed/)
  expect(stderr).toMatch(/Given: a disk without space/)
})

test('a scenario that passes is printed as data, and written for build servers and for people', async () => {
  const cwd = testFolder()
  const files = ['--junit', 'a.xml', '--html', 'a.html']
  const { code, stdout } = await rehearsed(['--scenario', 'routine-panel', '--json', ...files], cwd)
  expect(code).toBe(0)
  const found = JSON.parse(stdout)
  expect(found.scenarios).toMatchObject([{ name: 'routine-panel', family: 1, passed: true, failures: [] }])
  const kinds = found.coverage.map(({ label, passed }: Record<string, unknown>) => `${label} ${passed}`)
  expect([...new Set(kinds)]).toEqual(['simulated true'])
  expect(readFileSync(join(cwd, 'a.xml'), 'utf8')).toContain('tests="1" failures="0"')
  expect(readFileSync(join(cwd, 'a.html'), 'utf8')).toContain('routine-panel')
})

test('the timeline of a report tells the story with its own faults; the weather stands above it', async () => {
  const cwd = testFolder()
  const { stdout } = await rehearsed(['--scenario', 'late-acknowledgement', '--json', '--html', 'a.html'], cwd)
  const html = readFileSync(join(cwd, 'a.html'), 'utf8')
  const { weather } = JSON.parse(stdout).scenarios[0]
  for (const line of weather) expect(html).toContain(`<li>${line}</li>`)
  expect(html).toMatch(/The wire from labloop to ehr: delay the next answer/)
  expect(html).not.toMatch(/lose [\d.]+ % of the messages/)
})

/** Riverside with a scenario of its own. */
function siteWith(scenario: string, name = 'own.yaml'): string {
  const site = join(testFolder(), 'site')
  cpSync(riverside, site, { recursive: true })
  mkdirSync(join(site, 'scenarios'), { recursive: true })
  writeFileSync(join(site, 'scenarios', name), scenario)
  return site
}

const own = readFileSync(join(riverside, '../../scenarios/workflow/01-routine-panel.yaml'), 'utf8').replace(
  /^family: \d+$/m,
  'family: 101',
)

test('a scenario that is named tells its seed and weather in short before it is played, as --explain does; --json has every rate', async () => {
  const words = ['--scenario', 'routine-panel']
  const { stderr, stdout } = await rehearsed([...words, '--json'])
  const weather: string[] = JSON.parse(stdout).scenarios[0].weather
  expect(weather).toHaveLength(5)
  const told = stderr.split('\n').slice(0, 3)
  expect(told[0]).toBe('routine-panel, seed routine-panel')
  expect(told[1]).toMatch(/^ {2}weather, by line: messages lost [\d.]+-[\d.]+ %, late .* doubled .*, answers lost /)
  expect(told[2]).toBe(`  ${weather[4]}`)
  const explained = (await rehearsed([...words, '--explain'])).stdout
  for (const line of told.slice(1)) expect(explained).toContain(line)
})

test('a site’s own scenario that expects what does not happen fails, with what is shown and exit code 1', async () => {
  const wrong = own
    .replace(/^name: .*$/m, 'name: ours')
    .replace(/^expect:[\s\S]*/m, 'expect:\n  chart:\n    panel: no result\n')
  const site = siteWith(wrong.replace(/panel: no result/, `${/orders:\n {2}(\w+):/.exec(own)?.[1]}: no result`))
  const { code, stdout } = await run(rehearse, [site, '--scenario', 'ours'])
  expect(code, stdout).toBe(1)
  expect(stdout).toMatch(/✘ FAILED +101 {2}ours/)
  expect(stdout).toMatch(/chart, /)
})

const bench = join(riverside, '../bench')

test('a rehearsal that tries nothing does not pass, with the reasons and what to do', async () => {
  const { code, stdout } = await run(rehearse, [bench])
  expect(code).toBe(1)
  expect(stdout).toMatch(/Nothing was tried: 0 passed, 0 failed, \d+ do not apply here/)
  expect(stdout).toMatch(/\d+ because .*\n[\s\S]*--scenario/)
  const json = await run(rehearse, [bench, '--json'])
  expect(json.code).toBe(1)
  const said = JSON.parse(json.stdout)
  expect(said.passed).toBe(false)
  expect(said.scenarios.some(({ passed }: { passed: boolean }) => passed)).toBe(false)
})

test('a scenario asked for by name that does not apply fails', async () => {
  const { code, stdout } = await run(rehearse, [bench, '--scenario', 'corrected-twice'])
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /✘ FAILED +20 {2}corrected-twice[\s\S]*it does not: [\s\S]*Nothing was tried: 0 passed, 1 failed/,
  )
})

test('a site’s own scenario with a mistyped LOINC code fails instead of not applying', async () => {
  const site = siteWith(
    own.replace(/^name: .*$/m, 'name: ours').replace(/test: \{[^}]*\}/, 'test: { loinc: 9999999-4 }'),
  )
  const { code, stdout } = await run(rehearse, [site, '--scenario', 'ours', '--scenario', 'routine-panel', '--json'])
  expect(code).toBe(1)
  const { scenarios, passed } = JSON.parse(stdout)
  expect(passed).toBe(false)
  expect(scenarios).toMatchObject([
    { name: 'routine-panel', passed: true },
    { name: 'ours', outcome: 'failed', passed: false, reason: expect.stringMatching(/9999999-4/) },
  ])
})

test('a scenario file with mistakes, or with the name of a built-in one, is told by file and line, and nothing runs', async () => {
  const bad = await run(rehearse, [siteWith(own.replace('steps:', 'stesp:').replace(/^name: .*$/m, 'name: ours'))])
  expect(bad.code).toBe(2)
  expect(bad.stderr).toMatch(/scenarios\/own.yaml:\d+:\d+/)
  expect(bad.stdout).toBe('')
  const twin = await run(rehearse, [siteWith(own)])
  expect(twin.code).toBe(2)
  expect(twin.stderr).toMatch(/routine-panel, as in the built-in catalog/)
})

test('a storm prints its seed and rates first, the same figures for the same seed, and world K as it is in the whole', async () => {
  const cwd = testFolder()
  const words = ['--storm', '60', '--seed', 'quick', '--workers', '1', '--json']
  const whole = await rehearsed(words, cwd)
  expect(whole.stderr).toMatch(/^seed quick\nFaults, as shares of the messages/)
  const figures = JSON.parse(whole.stdout)
  expect(figures).toMatchObject({ orders: 60, worlds: 1, violations: 0, adrift: 0 })
  const again = JSON.parse((await rehearsed([...words, '--world', '0'], cwd)).stdout)
  expect(again.digest).toBe(figures.digest)
  expect(readdirSync(cwd)).toEqual([])
}, 60_000)

test('a storm at a site in which no test is known to both sides is refused with what is missing', async () => {
  const { code, stdout, stderr } = await run(rehearse, [bench, '--storm', '20'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/At --storm. Given: a site in which no test is known to both sides/)
})

test('a lie test of the virtual EHR says what its acknowledgement proves', async () => {
  const { code, stdout } = await rehearsed(['--lie-test', 'ehr', '--virtual', '--json'])
  const said = JSON.parse(stdout)
  expect(said).toMatchObject({ system: 'ehr', claimed: 'received', holds: true })
  expect(code).toBe(0)
})
