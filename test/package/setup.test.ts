// scripts/setup.mjs as `npm start` and `npm test` call it, in a folder of its own. In the place of npm stands a script that
// notes how it was called and makes node_modules: what is tried is when it is called, and what becomes of its failures.
import { execFile, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = dirname(dirname(import.meta.dirname))
let folder = ''

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'labloop-setup-')), 'Größe #1')
  mkdirSync(join(folder, 'scripts'), { recursive: true })
  copyFileSync(join(root, 'scripts', 'setup.mjs'), join(folder, 'scripts', 'setup.mjs'))
  for (const file of ['package.json', 'package-lock.json']) writeFileSync(join(folder, file), '{}')
  writeFileSync(
    join(folder, 'npm.js'),
    `const { appendFileSync, mkdirSync } = require('node:fs')
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n')
if (process.env.NPM_FAILS) process.exit(1)
setTimeout(() => mkdirSync('node_modules', { recursive: true }), 500)`,
  )
})
afterEach(() => rmSync(dirname(folder), { recursive: true, force: true }))

const script = () => join(folder, 'scripts', 'setup.mjs')
const environment = (more = {}) => ({ ...process.env, npm_execpath: join(folder, 'npm.js'), ...more })
const setup = (more = {}) => spawnSync(process.execPath, [script()], { env: environment(more), encoding: 'utf8' })
const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')
const mutex = () => join(folder, '.labloop-setup')

test('it installs what the lock names, also for tests, and only when the lock has changed', () => {
  expect(setup().status).toBe(0)
  expect(setup()).toMatchObject({ status: 0, stderr: '' })
  expect(calls()).toEqual([expect.stringMatching(/^ci --include=dev --include=optional --ignore-scripts /)])
  writeFileSync(join(folder, 'package-lock.json'), '{"changed": true}')
  expect(setup().status).toBe(0)
  expect(calls()).toHaveLength(2)
})

test('several at once install once', async () => {
  const run = promisify(execFile)
  await Promise.all([1, 2, 3].map(() => run(process.execPath, [script()], { env: environment() })))
  expect(calls()).toHaveLength(1)
  expect(existsSync(mutex())).toBe(false)
})

test('an installation that fails is told, and tried again the next time', () => {
  expect(setup({ NPM_FAILS: '1' })).toMatchObject({ status: 1, stderr: expect.stringContaining('npm ci failed') })
  expect(setup().status).toBe(0)
  expect(calls()).toHaveLength(2)
})

test('an installation that was broken off does not hold up the next', () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  mkdirSync(mutex())
  writeFileSync(join(mutex(), 'pid'), `${gone} ${hostname()}`)
  const started = Date.now()
  expect(setup().status).toBe(0)
  expect(Date.now() - started).toBeLessThan(20_000)
  expect(existsSync(mutex())).toBe(false)
})

test('what npm itself put there by the lock is taken as it is, and nothing is taken from under a program that runs', () => {
  const own = { version: '1.0.0', integrity: 'sha512-a' }
  const foreign = { version: '1.0.0', optional: true, os: ['none'], cpu: [process.arch] }
  const native = { version: '2.0.0', optional: true, os: [process.platform], cpu: [process.arch] }
  const named = { '': {}, 'node_modules/a': own, 'node_modules/b': foreign, 'node_modules/c': native }
  mkdirSync(join(folder, 'node_modules'))
  const found = (packages: object) =>
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: named }))
  found({ 'node_modules/a': own, 'node_modules/c': native })
  expect(setup()).toMatchObject({ status: 0, stderr: '' })
  expect(existsSync(join(folder, 'calls'))).toBe(false)

  rmSync(join(folder, 'node_modules', '.labloop-lock'))
  found({ 'node_modules/a': { ...own, version: '1.0.1' }, 'node_modules/c': native })
  expect(setup().status).toBe(0)
  expect(calls()).toHaveLength(1)

  rmSync(join(folder, 'node_modules', '.labloop-lock'))
  found({ 'node_modules/a': own })
  expect(setup().status).toBe(0)
  expect(calls()).toHaveLength(2)
})
