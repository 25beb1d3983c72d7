// `labloop rehearse --live` as a person meets it: refusals before anything begins, a real EHR behind the command, and a person
// who goes away.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { freePorts } from '../../adapters/mllp/free-ports.ts'
import { rehearse } from '../commands/rehearse.ts'
import { run, testFolder } from '../commands/testing/run.ts'

// What goes over real sockets takes as long as the machine lets it.
vi.setConfig({ testTimeout: 90_000 })

const riverside = join(import.meta.dirname, '../../../examples/riverside')

/** Riverside with free ports in place of its own. */
async function siteHere(): Promise<string> {
  const site = join(testFolder(), 'site')
  cpSync(riverside, site, { recursive: true })
  for (const file of ['ehr.yaml', 'lis.yaml'].map((name) => join(site, 'systems', name))) {
    const ports = new Map<string, number>()
    for (const [, port] of readFileSync(file, 'utf8').matchAll(/port: (70[78]\d)/g))
      ports.set(port!, (await freePorts(1))[0]!)
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/port: (70[78]\d)/g, (_, port: string) => `port: ${ports.get(port)}`),
    )
  }
  return site
}

const live = (site: string, ...more: readonly string[]) => [
  site,
  ...['--live', '--scenario', 'routine-panel', '--to', '127.0.0.1:9', '--pace', '1', '--wait', '1', ...more],
]

test('a step that no real system can do is told before anybody works at it', async () => {
  const { code, stderr } = await run(rehearse, [
    ...[riverside, '--live', '--scenario', 'truncated-message', '--as', 'ehr', '--to', '127.0.0.1:9'],
  ])
  expect(code).toBe(2)
  expect(stderr).toMatch(/truncated-message.*a step that cannot be done with a real system/s)
})

test.each([
  [['--as', 'ehr', '--census', 'http://127.0.0.1:1/census'], /At --census\. Given: --as ehr/],
  [['--as', 'lab', '--census', 'here'], /At --census\. Given: here/],
  [['--as', 'doctor'], /At --as\. Given: doctor/],
] as const)('%j is refused', async (words, message) => {
  const { code, stderr } = await run(rehearse, live(riverside, ...words))
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
})

test('nobody at the real system: every step is named of which nothing came, and the run ends with exit code 1', async () => {
  const site = await siteHere()
  const { code, stdout, stderr } = await run(rehearse, live(site, '--as', 'lab'), { stdin: '\n\nn\n' })
  expect(code).toBe(1)
  expect(stderr).toMatch(/Meridian EHR is the real system here. It sends to 127\.0\.0\.1:\d+/)
  expect(stderr).toMatch(/It shows no census here/)
  expect(stderr.match(/TO DO: /g)).toHaveLength(2)
  expect(stderr.match(/Nothing has come of that within 1 s/g)).toHaveLength(2)
  expect(stdout).toMatch(/^routine-panel: failed\n/)
  expect(stdout).toMatch(/The EHR orders panel .*NOTHING CAME/)
  expect(stdout).toMatch(/NO {3}panel: the chart shows/)
  expect(stdout).toMatch(/last-word, not at all: only the display of the real EHR/)
}, 120_000)

test('a port that somebody else has is told before anybody works', async () => {
  const site = await siteHere()
  const port = Number(/port: (\d+)/.exec(readFileSync(join(site, 'systems', 'ehr.yaml'), 'utf8'))?.[1])
  const server = createServer()
  await new Promise<void>((bound) => server.listen(port, '127.0.0.1', bound))
  onTestFinished(() => void server.close())
  const { code, stderr } = await run(rehearse, live(site, '--as', 'lab'), { stdin: '\n' })
  expect(code).toBe(3)
  expect(stderr).toContain(`127.0.0.1:${port}`)
  expect(stderr).not.toContain('TO DO')
})

test('the end of the input stops it, and nothing is proven', async () => {
  const site = await siteHere()
  const { code, stdout } = await run(rehearse, live(site, '--as', 'ehr', '--json'), { stdin: '' })
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ scenario: 'routine-panel', stopped: true, passed: false, judges: [] })
}, 60_000)
