// What a storm that failed leaves behind: a scenario file that is read back and played shows the same judge the same thing,
// with the broken engine, and nothing with a sound one.
import { expect, test } from 'vitest'
import { scenarioText, shrunk } from '../../src/cli/rehearse/storm-failure.ts'
import { planOf } from '../../src/cli/rehearse/storm-task.ts'
import { codesOf } from '../../src/rehearsal/scenario/codes.ts'
import { loadScenarios } from '../../src/rehearsal/scenario/load.ts'
import { type Prepared, prepare } from '../../src/rehearsal/scenario/prepare.ts'
import { playIn } from '../../src/rehearsal/scenario/run.ts'
import { runStormWorld } from '../../src/rehearsal/storm/run-world.ts'
import { setting } from '../../src/rehearsal/storm/testing/setting.ts'
import { openWorld } from '../../src/rehearsal/world/world.ts'
import { problemText } from '../../src/site/problem.ts'
import { mutants } from './mutants/index.ts'
import type { Broken } from './mutants/mutant.ts'

const mutant = mutants.find(({ name }) => name === 'acknowledges and forgets')!
/** Anew in each world, since it counts. */
const forgetful: Broken = (options) => mutant.make()(options)

/** Judges that speak of a prepared scenario, with this engine. */
async function judgesOf({ site, start, seed, play, ...prepared }: Prepared, broken?: Broken): Promise<Set<string>> {
  const { functions, zone, turn } = setting
  const common = { site, functions, zone, turn, start, seed, patients: play.patients, store: setting.store() }
  const history = play.acts.some(({ act }) => act.do === 'restore')
  const world = await openWorld({ ...common, history, ...(broken ? { broken } : {}) })
  const { violations } = await playIn(world, { site, start, seed, play, ...prepared }, setting.checkers)
  await world.close()
  return new Set(violations.map(({ checker }) => checker))
}

test('the shrunk scenario of a storm is read back and fails by the same judge, and only with the broken engine', async () => {
  const plan = planOf({ seed: 'shrunk', faults: true }, { index: 0, orders: 24 })
  const broken = { ...setting, broken: forgetful }
  const { violations } = await runStormWorld(plan, broken)
  expect(violations.map(({ checker }) => checker)).toContain(mutant.caughtBy)

  const small = await shrunk(plan, broken, mutant.caughtBy, { isTerminal: false, stderr: () => {} })
  const text = scenarioText(plan, small, mutant.caughtBy)
  const { scenarios, problems } = loadScenarios(new Map([['scenarios/storm.yaml', text]]), true, codesOf(setting.site))
  expect(problems.map(problemText)).toEqual([])
  const preparation = prepare(scenarios[0]!, setting.site, setting.zone(setting.site.time_zone))
  if (!preparation.applies) throw new Error(preparation.why)

  expect(await judgesOf(preparation.prepared, forgetful)).toContain(mutant.caughtBy)
  expect([...(await judgesOf(preparation.prepared))]).toEqual([])
  expect(preparation.prepared.play.acts.length).toBeLessThan(20)
}, 180_000)
