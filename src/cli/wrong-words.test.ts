// Words that a command does not take, told in our words: every command of the list, with what is near and where the help is.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { main } from './main.ts'

async function labloop(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', '']
  const code = await main(words, {
    stdout: (text) => {
      stdout += text
    },
    stderr: (text) => {
      stderr += text
    },
    stdin: async () => new Uint8Array(),
    lines: async function* () {},
    stopped: new Promise(() => {}),
    onStop: () => () => {},
    unread: new Promise(() => {}),
    env: {},
    cwd: import.meta.dirname,
    isTerminal: false,
  })
  return { code, stdout, stderr }
}

/** A site with errors, in a folder of the test's own. */
const folder = mkdtempSync(join(tmpdir(), 'labloop-words-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const wrongSite = join(folder, 'site')
mkdirSync(wrongSite)
writeFileSync(join(wrongSite, 'site.yaml'), 'name: x\n')
const order = join(import.meta.dirname, '../../docs/guide/order.hl7')

const names = [...(await labloop('help')).stdout.matchAll(/^ {2}([a-z][a-z-]*) {2,}/gm)].map(([, name]) => name!)

test('the commands are found in the help', () => {
  expect(names).toContain('conformance')
  expect(names.length).toBeGreaterThan(25)
})

test('a command that is misspelt is told with the nearest, and with all that there are, in order', async () => {
  const { code, stderr } = await labloop('chekc')
  expect(code).toBe(2)
  expect(stderr).toContain('The nearest is check.')
  const [, list = ''] = /Allowed: (.*?)\.\s+See/.exec(stderr)!
  expect(list.split(', ')).toEqual(names.toSorted())
  expect((await labloop('fetch-everything')).stderr).not.toContain('nearest')
})

test.each(names)('%s tells an option that it does not have, and where the help is', async (name) => {
  const { code, stderr } = await labloop(name, '--no-such-option')
  expect(code).toBe(2)
  expect(stderr).toContain(`labloop ${name}: The command was used wrongly. Given: --no-such-option, which is no option`)
  expect(stderr).toContain(`See "labloop ${name} --help".`)
  expect(stderr).not.toMatch(/Unknown option|positional/)
})

test.each([
  [['shift-sheet', '--jsn'], 'The nearest is --json.'],
  [['conformance', '--sitte', 'x'], 'The nearest is --site.'],
  [['align', '-site', 'x'], 'Given: -s, which is no option of this command'],
  [['shift-sheet', 'hospital'], 'A site folder is named with --site.'],
  [['shift-sheet', '--site'], 'Given: --site without a value. Allowed: --site and its value.'],
  [['shift-sheet', '--site', '--json'], 'Given: --site without a value.'],
  [['shift-sheet', '--json=yes'], 'Given: --json with a value. Allowed: --json alone.'],
])('%j: %s', async (words, told) => {
  const { code, stdout, stderr } = await labloop(...words)
  expect(code).toBe(2)
  if (!words.includes('--json')) expect(stdout).toBe('')
  expect(stderr).toContain(told)
  expect(stderr).not.toMatch(/Unknown option|positional|ambiguous|forget/)
})

const byPosition = [['conformance'], ['align'], ['check'], ['spec'], ['rehearse'], ['up'], ['catalog', 'draft']]

test.each(byPosition)('%s %s takes the site with --site as well, and not two of them', async (...words) => {
  const missing = await labloop(...words, '--site', 'no-such-site')
  expect(missing.stderr).toMatch(/The site folder is not there or cannot be read\. At .*no-such-site/)
  const two = await labloop(...words, 'one', '--site', 'other')
  expect(two.code).toBe(2)
  expect(two.stderr).toContain('Given: 2 folders. Allowed: one site folder.')
})

// Each would else go on with the current folder, which is this one.
const bySite = [
  ['exceptions'],
  ['held'],
  ['shift-sheet'],
  ['explain', '17'],
  ['pause', 'orders', '--by', 'T. Analyst', '--why', 'a test'],
  ['take', '1', '--by', 'T. Analyst'],
  ['migrate'],
  ['conformance'],
  ['align'],
  ['up'],
  ['spec'],
  ['rehearse'],
]

test.each(bySite)('%s outside a site says that this is none, and how to name one', async (...words) => {
  const { code, stderr } = await labloop(...words)
  expect(code).toBe(2)
  expect(stderr).toContain(`This is no site folder. At ${import.meta.dirname}. Given: a folder without site.yaml.`)
  expect(stderr).toContain('--site DIR')
  expect(stderr).not.toContain('ownership.yaml')
})

const who = ['--by', 'T. Analyst', '--why', 'a test']

/** Words of every command that works on a site, without the site. A command that has no line here takes none. */
const onSite: Readonly<Record<string, readonly string[]>> = {
  ...{ up: [], check: [], spec: [], conformance: [], rehearse: [], align: [], migrate: [] },
  ...{ exceptions: [], held: [], 'shift-sheet': [], explain: ['17'], catalog: ['draft'] },
  ...{ take: ['1', ...who], close: ['1', ...who], release: ['1', ...who], resend: ['1', ...who], skip: ['1', ...who] },
  ...{ cancel: ['1', ...who], pause: ['orders', ...who], hold: ['orders', ...who], resume: ['orders', ...who] },
  replay: [order, '--i-know', '--as-scenario', join(folder, 'made.yaml')],
  learn: ['--system', 'lis'],
}

test.each(names)('the exit codes of %s are those of its help', async (name) => {
  const { stdout } = await labloop(name, '--help')
  const exits = /\bExit codes: [\s\S]*?\.\n(?=\n|$)/.exec(stdout)?.[0] ?? ''
  expect(exits).toMatch(/\b0 /)
  expect(exits).toMatch(/\b2 wrong\s+words/)
  const words = onSite[name]
  expect(words !== undefined, 'whether it works on a site').toBe(/--site\b/.test(stdout))
  if (!words) return
  for (const site of ['nowhere', import.meta.dirname, wrongSite, join(wrongSite, 'site.yaml')]) {
    const { code, stderr } = await labloop(name, ...words, '--site', site)
    const isAnswer = name === 'check' && site !== 'nowhere' && !site.endsWith('.yaml')
    expect([site, code, stderr]).toEqual([site, isAnswer ? 1 : 2, expect.stringMatching(/\(site-[a-z-]+\)/)])
  }
  expect(exits).toMatch(name === 'check' ? /no site folder/ : /a\s+wrong\s+site/)
})

test.each(['parse', 'learn', 'deidentify', 'replay', 'catalog'])(
  '%s refuses a character set that there is not as a wrong word',
  async (name) => {
    const words = name === 'catalog' ? ['catalog', 'import'] : [name]
    const { code, stdout, stderr } = await labloop(...words, order, '--encoding', 'klingon')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('At --encoding. Given: klingon. Allowed: ASCII')
  },
)

test.each([
  [['check', 'nowhere', '--json'], 2, 'site-folder-missing'],
  [['nosuch', '--json'], 2, 'usage'],
  [['send', '--json', '--to', '127.0.0.1:1', 'nowhere.hl7'], 2, 'usage'],
  [['parse', '--json', 'nowhere.hl7'], 2, 'usage'],
  [['migrate', '--json', '--nope'], 2, 'usage'],
  [['shift-sheet', '--json', '--hours', 'x'], 2, 'usage'],
])('%j gives its error as JSON on standard output', async (words, exit, error) => {
  const { code, stdout, stderr } = await labloop(...words)
  expect(code).toBe(exit)
  const said = JSON.parse(stdout) as { error: { code: string; message: string; remedy: string } }
  expect(said.error.code).toBe(error)
  expect(stderr).toContain(said.error.message)
  expect(said.error.remedy).not.toBe('')
})

test.each([
  [['up', 'hospital', '--data', ''], '--data with nothing behind it'],
  [['up', 'hospital', '--data='], '--data with nothing behind it'],
  [['explain', 'R1', '--site', ''], '--site with nothing behind it'],
  [['check', ''], 'an empty word'],
])(
  'an empty word, as of a variable that is not set, is refused rather than taken for the current folder: %j',
  async (words, given) => {
    expect(await labloop(...words)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(`Given: ${given}.`),
    })
  },
)
