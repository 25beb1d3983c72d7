// `npm test` and `npm run test:all`: lint, types, import directions, then the tests, each as a step that passes or
// fails. The last line is `N passed, N failed`, counting the steps and every single test.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

interface Assertion {
  fullName: string
  status: string
  failureMessages: string[]
}

const root = dirname(import.meta.dirname)
const all = process.argv.includes('--all')
const rest = process.argv.slice(2).filter((word) => word !== '--all')
const require = createRequire(import.meta.url)
let passed = 0
let failed = 0
const failures: string[] = []

/** The script behind a tool's command, so that it runs with this Node and needs no shell. */
function tool(name: string, command: string): string {
  const manifest = require.resolve(`${name}/package.json`)
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'))
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[command])
}

function run(args: string[], env: Record<string, string> = {}): number {
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
  return result.status ?? 1
}

function step(name: string, args: string[]): void {
  process.stdout.write(`\n== ${name}\n`)
  if (run(args) === 0) {
    passed++
  } else {
    failed++
    failures.push(name)
  }
}

/** What failed, a line each: the file, the test, and the first lines of what it said (of a law: seed and counterexample). */
function failedTests(files: { name: string; message: string; assertionResults: Assertion[] }[]): string[] {
  return files.flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name)
    const broken = assertionResults.filter(({ status }) => status === 'failed')
    if (broken.length === 0 && message !== '') return [`${file}: ${firstLines(message)}`]
    return broken.map(
      ({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLines(failureMessages[0] ?? '')}`,
    )
  })
}

function firstLines(text: string): string {
  return text.split('\n').slice(0, 3).join(' | ')
}

/** Runs Vitest and adds its counts; a run that ends badly without a failed test counts as one failure. */
function tests(kind: 'quick' | 'long'): void {
  process.stdout.write(`\n== tests (${kind})\n`)
  const folder = mkdtempSync(join(tmpdir(), 'labloop-test-'))
  const report = join(folder, 'report.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...rest]
  const status = run([tool('vitest', 'vitest'), ...args], { LABLOOP_TEST: kind })
  const before = failed
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8'))
    passed += counts.numPassedTests
    failed += counts.numFailedTests
    failures.push(...failedTests(counts.testResults))
  } catch {
    process.stderr.write('The tests ended without a report.\n')
  }
  if (status !== 0 && failed === before) failed++
  rmSync(folder, { recursive: true, force: true })
}

const started = Date.now()
if (all) {
  tests('long')
} else {
  if (rest.length === 0) {
    step('lint', [tool('@biomejs/biome', 'biome'), 'check', '--error-on-warnings'])
    step('import directions', ['scripts/imports.ts'])
    step('types', [tool('typescript', 'tsc'), '--noEmit'])
  }
  tests('quick')
}
for (const line of failures) process.stdout.write(`failed: ${line}\n`)
process.stdout.write(`\n${Math.round((Date.now() - started) / 1000)} s\n${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 ? 0 : 1)
