// The package as others get it: packed, installed into an empty folder, its command run, its codec imported.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = dirname(dirname(import.meta.dirname))
let folder = ''

function npm(words: string[], cwd: string): string {
  const settings = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts=false']
  return execFileSync('npm', [...words, ...settings], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'labloop-pack-'))
  npm(['pack', '--pack-destination', folder], root)
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!
  writeFileSync(join(folder, 'package.json'), '{"name":"hospital","private":true,"type":"module"}')
  npm(['install', '--ignore-scripts', `./${tarball}`], folder)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function labloop(...words: string[]): string {
  return execFileSync(join(folder, 'node_modules', '.bin', 'labloop'), words, { cwd: folder, encoding: 'utf8' })
}

test('the installed command runs, and knows its version and its commands', () => {
  expect(labloop('--version')).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(labloop('help')).toContain('labloop COMMAND')
})

test('the installed package checks a site that it brings', () => {
  expect(labloop('check', join(folder, 'node_modules', 'labloop', 'examples', 'riverside'))).toBeTypeOf('string')
})

test('nothing that only tests need is in the package', () => {
  const files = readdirSync(join(folder, 'node_modules', 'labloop'), { recursive: true, encoding: 'utf8' })
  expect(files.filter((name) => /(^|[\\/.])(testing|test)([\\/.]|$)/.test(name))).toEqual([])
  expect(files.filter((name) => name.startsWith('dist')).length).toBeGreaterThan(400)
  expect(files).toContain(join('examples', 'riverside', 'steps', 'callback.ts'))
})

test('the codec is imported by its public name', () => {
  writeFileSync(
    join(folder, 'use.js'),
    `import { get, messages, parse } from 'labloop/hl7'
const [message] = messages(parse('MSH|^~\\\\&|LIS|RIV|EHR|RIV|20261122||ORU^R01|42|P|2.5.1\\rPID|1||100001\\r'))
console.log(get(message, 'PID-3.1'))`,
  )
  expect(execFileSync(process.execPath, ['use.js'], { cwd: folder, encoding: 'utf8' })).toBe('100001\n')
})

test('its types serve a strict project, also one without the types of Node that checks those of its libraries', () => {
  writeFileSync(
    join(folder, 'use.ts'),
    `import { type Acknowledgment, acknowledge, describe, get, groups, messages, parse, set, write } from 'labloop/hl7'
import type { StepFunction } from 'labloop/step'
export const step: StepFunction = (message, { hl7 }) => hl7.set(message, 'MSH-6', 'RIV')
const answer: Acknowledgment = { code: 'AA', controlId: '1', time: 0 }
export const written: readonly Uint8Array[] = messages(parse(new Uint8Array())).flatMap((message) => [
  acknowledge(message, answer),
  write(set(message, 'PID-3', get(message, 'PID-3.1') ?? String(describe(message).length + groups(message).segments.length))),
])`,
  )
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--skipLibCheck', 'false']
  for (const resolution of ['nodenext', 'bundler']) {
    const module = resolution === 'bundler' ? 'esnext' : resolution
    const words = ['--noEmit', ...strict, '--types', '', '--target', 'es2023', '--module', module]
    const all = [compiler, ...words, '--moduleResolution', resolution, 'use.ts']
    const { stdout } = spawnSync(process.execPath, all, { cwd: folder, encoding: 'utf8' })
    expect(stdout, resolution).toBe('')
  }
})

test('an installed Labloop runs its demo to the end', () => {
  const figures = JSON.parse(labloop('demo', '--orders', '20', '--exit', '--json'))
  expect(figures).toMatchObject({ orders: 20, adrift: 0, lost: 0, onCourse: 0 })
}, 120_000)

test('an installed Labloop rehearses: the built-in scenarios lie in the package, and a storm has its threads', () => {
  const site = join(folder, 'node_modules', 'labloop', 'examples', 'riverside')
  const one = JSON.parse(labloop('rehearse', site, '--scenario', 'routine-panel', '--json'))
  expect(one.scenarios).toMatchObject([{ name: 'routine-panel', passed: true }])
  expect(labloop('rehearse', site, '--explain').split('\n').length).toBeGreaterThan(500)
  const storm = JSON.parse(labloop('rehearse', site, '--storm', '200', '--seed', '7', '--json'))
  expect(storm).toMatchObject({ orders: 200, violations: 0, adrift: 0 })
  // The same seed gives the same digest from the sources and from the package.
  const words = ['rehearse', join(root, 'examples', 'riverside'), '--storm', '200', '--seed', '7', '--json']
  const source = execFileSync(process.execPath, [join(root, 'bin', 'labloop'), ...words], { encoding: 'utf8' })
  expect(storm.digest).toBe(JSON.parse(source).digest)
}, 180_000)

test('an installed Labloop writes the interface specification of a site', () => {
  const site = join(folder, 'node_modules', 'labloop', 'examples', 'riverside')
  expect(labloop('spec', site)).toMatch(/^# Interface specification/)
})
