// Words that a command does not take, told in our words: every command of the list, with what is near and where the help is.
import { expect, test } from 'vitest'
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

const names = [...(await labloop('help')).stdout.matchAll(/^ {2}([a-z][a-z-]*) {2,}/gm)].map(([, name]) => name!)

test('the commands are found in the help', () => {
  expect(names).toContain('conformance')
  expect(names.length).toBeGreaterThan(25)
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
  expect(code).toBe(1)
  expect(stderr).toContain(`This is no site folder. At ${import.meta.dirname}. Given: a folder without site.yaml.`)
  expect(stderr).toContain('--site DIR')
  expect(stderr).not.toContain('ownership.yaml')
})

test.each([
  [['check', 'nowhere', '--json'], 1, 'site-folder-missing'],
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
