// `labloop conformance` on what a real run left in a database: a scenario over sockets, read as their site's own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zoneRules } from '../../adapters/clock/zone.ts'
import { requireSite } from '../../adapters/file/open-site.ts'
import { type TestDatabase, testDatabase } from '../../adapters/postgres/embedded/testing.ts'
import { migrate, schemaOf } from '../../adapters/postgres/migrate.ts'
import { prepare } from '../../rehearsal/scenario/prepare.ts'
import { runScenario } from '../../rehearsal/scenario/run.ts'
import { riverside } from '../demo-run.ts'
import { onFreePorts, realStage } from '../real-stage.ts'
import { everyScenario } from '../rehearse/scenarios.ts'
import { conformance } from './conformance.ts'
import { run, testFolder } from './testing/run.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('conformance')
  const { site, functions } = await requireSite(riverside, 'unlimited')
  const schema = schemaOf(site.name)
  await migrate(database.url, schema, 0)
  const scenario = everyScenario({ folder: riverside, site }).find(({ name }) => name === 'corrected-twice')!
  const preparation = prepare(scenario, site, zoneRules(site.time_zone))
  if (!preparation.applies) throw new Error(preparation.why)
  const stage = realStage({ url: database.url, schema }, functions, preparation.prepared.play)
  const { passed } = await runScenario(await onFreePorts(preparation.prepared), stage).finally(() => stage.close())
  expect(passed).toBe(true)
}, 120_000)
afterAll(() => database.drop())

const since = ['--since', '2020-01-01T00:00:00Z']
function conform(words: string[], cwd = testFolder()) {
  return run(conformance, [riverside, ...words], { cwd, env: { DATABASE_URL: database.url } })
}

test('a result that was corrected is on the designed path, with its corrections as loops of it', async () => {
  const { code, stdout } = await conform([...since, '--json'])
  expect(code).toBe(0)
  const { orders, workflows, traffic } = JSON.parse(stdout)
  expect({ orders, traffic }).toEqual({ orders: 1, traffic: [] })
  const [only] = workflows
  expect(only).toMatchObject({ orders: 1, asDesigned: 1, deviations: [] })
  expect(only.variants[0].path.join(' ')).toContain('correction')
})

test('people read it on the terminal, as Markdown and as one HTML file', async () => {
  const cwd = testFolder()
  expect((await conform(since)).stdout).toMatch(/1 order/)
  expect((await conform([...since, '--markdown'])).stdout).toMatch(/^# /)
  const { stdout } = await conform([...since, '--html', 'paths.html'], cwd)
  expect(stdout).toBe('')
  expect(readFileSync(join(cwd, 'paths.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*Riverside/i)
})

test('a span in which nothing began says so', async () => {
  const { code, stdout } = await conform(['--since', '2100-01-01T00:00:00Z', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ orders: 0 })
})

test('wrong words are told before a database is asked: the span, the number, two folders, a file that cannot be written', async () => {
  const told = async (...words: string[]) => {
    const { code, stderr } = await run(conformance, [riverside, ...words], {
      env: { DATABASE_URL: 'postgres://127.0.0.1:1/none' },
    })
    return `${code} ${stderr.split('\n')[0]}`
  }
  expect(await told('--since', 'lately')).toMatch(/^2 .*--since. Given: lately/)
  expect(await told('--limit', '0')).toMatch(/^2 .*--limit. Given: 0/)
  expect(await told(riverside)).toMatch(/^2 .*2 folders/)
  expect(await told('--html', 'not/there.html')).toMatch(/^3 .*cannot be written/)
  expect(await told()).toMatch(/^3 .*database cannot be reached/i)
})
