// bin/labloop as it is started: in folders of any name, and with a Node that is too old. A copy of it runs a program of
// the test in place of Labloop, so that only the start is tried.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = dirname(dirname(import.meta.dirname))
let base = ''
let folder = ''

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'labloop-command-'))
  folder = join(base, 'Größe #1, 100% of it?')
  mkdirSync(join(folder, 'bin'), { recursive: true })
  mkdirSync(join(folder, 'src', 'cli'), { recursive: true })
  copyFileSync(join(root, 'bin', 'labloop'), join(folder, 'bin', 'labloop'))
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(
    join(folder, 'src', 'cli', 'start.ts'),
    `const [what] = process.argv.slice(2) as string[]
process.stdout.write(\`Node \${process.versions.node} \${process.argv.slice(2).join('+')}\`)
if (what === 'die') process.kill(process.pid, 'SIGTERM')
else process.exitCode = 3`,
  )
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** Runs the command; `old` makes it believe that its Node is of that version. */
function run(words: readonly string[], old?: string) {
  const versions = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${old}' } })`
  const options = old === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(versions)}`]
  return spawnSync(process.execPath, [...options, join(folder, 'bin', 'labloop'), ...words], { encoding: 'utf8' })
}

test('it runs in a folder of any name, with its words and its exit code', () => {
  expect(run(['a', 'b c'])).toMatchObject({ status: 3, stdout: `Node ${process.versions.node} a+b c`, stderr: '' })
})

test('with an old Node it runs the pinned one, with its words and its exit code', () => {
  expect(run(['a', 'b c'], '20.20.2')).toMatchObject({
    status: 3,
    stdout: expect.stringMatching(/^Node 2\d.* a\+b c$/),
  })
})

test('started by its name or through an old Node, it gets the same settings of the collector', () => {
  const [first = '', ...rest] = readFileSync(join(root, 'bin', 'labloop'), 'utf8').split('\n')
  const flags = first.split(' ').slice(3)
  expect(flags).toHaveLength(1)
  expect(rest.join('\n')).toContain(`const flags = ['${flags[0]}']`)
  expect(readFileSync(join(root, 'package.json'), 'utf8')).toContain(`"node ${flags[0]} bin/labloop demo"`)
})

test('a program that a signal ended is not called well', () => {
  expect(run(['die'], '20.20.2')).toMatchObject({ status: null, signal: 'SIGTERM' })
})
