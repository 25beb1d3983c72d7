// The storm of conversion.test.ts at length: a Riverside whose EHR wants SI units, under the default faults.
import { afterAll, expect, test } from 'vitest'
import { planOf, settingOf } from '../../src/cli/rehearse/storm-task.ts'
import { failureText } from '../../src/rehearsal/scenario/judge.ts'
import { prepare } from '../../src/rehearsal/scenario/prepare.ts'
import { runScenario } from '../../src/rehearsal/scenario/run.ts'
import { runStormWorld } from '../../src/rehearsal/storm/run-world.ts'
import { everyScenario } from './catalog.ts'
import { convertingSite } from './converting.ts'

const { folder, drop } = convertingSite()
afterAll(drop)
const setting = await settingOf(folder)

test.each(['si-1', 'si-2'])('1,000 orders under faults, seed %s: nothing wrong, none adrift', async (seed) => {
  const result = await runStormWorld(planOf({ seed, faults: true }, { index: 0, orders: 1000 }), setting)
  expect(result.violations).toEqual([])
  expect(result.adrift).toBe(0)
})

/** The one story that lets a wrong unit pass to the chart, which no flow can where its conversion is signed. */
const passing = 'unit-that-others-use-passes'
const others = everyScenario.map(({ name }) => name).filter((name) => name !== passing)

test.each(others)('%s', async (name) => {
  const { failures, violations } = await played(name)
  expect([...failures.map(failureText), ...violations.map(({ checker, text }) => `${checker}: ${text}`)]).toEqual([])
})

test('a flow that lets doubtful units pass still holds what a conversion was signed for', async () => {
  const { failures, violations } = await played(passing)
  expect(violations).toEqual([])
  const told = failures.map(failureText)
  for (const order of ['first', 'second'])
    expect(told).toContain(`chart, ${order} creatinine: expected it in the chart, but found nothing`)
  expect(told.filter((text) => text.startsWith('exceptions, value-conversion'))).toHaveLength(2)
})

async function played(name: string) {
  const scenario = everyScenario.find((each) => each.name === name)!
  const preparation = prepare(scenario, setting.site, setting.zone(setting.site.time_zone))
  if (!preparation.applies) throw new Error(preparation.why)
  const stage = { ...setting, store: setting.store() }
  return runScenario(preparation.prepared, stage, setting.checkers)
}
