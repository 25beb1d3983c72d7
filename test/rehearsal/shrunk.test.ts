// What a storm that failed leaves behind: a scenario file that is read back, judged as the storm was, fails by the same judge
// with the broken engine, and passes with a sound one: what a story planted is no failure of the mended engine.
import { expect, test } from 'vitest'
import { failsAgain, scenarioText, shrunk } from '../../src/cli/rehearse/storm-failure.ts'
import { planOf } from '../../src/cli/rehearse/storm-task.ts'
import { seededRandom } from '../../src/engine/random.ts'
import { makePerson } from '../../src/rehearsal/people.ts'
import { codesOf } from '../../src/rehearsal/scenario/codes.ts'
import { loadScenarios } from '../../src/rehearsal/scenario/load.ts'
import { type Prepared, prepare } from '../../src/rehearsal/scenario/prepare.ts'
import { type Outcome, runScenario } from '../../src/rehearsal/scenario/run.ts'
import { Pen } from '../../src/rehearsal/storm/pen.ts'
import { runStories, runStormWorld } from '../../src/rehearsal/storm/run-world.ts'
import { planted } from '../../src/rehearsal/storm/stories/planted.ts'
import type { StormPlay } from '../../src/rehearsal/storm/storm-play.ts'
import { setting } from '../../src/rehearsal/storm/testing/setting.ts'
import { problemText } from '../../src/site/problem.ts'
import { mutants } from './mutants/index.ts'
import type { Broken } from './mutants/mutant.ts'

const zone = setting.zone(setting.site.time_zone)
const plan = planOf({ seed: 'shrunk', faults: true }, { index: 0, orders: 24 })

function mutant(wanted: string) {
  const found = mutants.find(({ name }) => name === wanted)!
  /** Anew in each world, since some count. */
  const broken: Broken = (options) => found.make()(options)
  return { ...found, broken }
}

function read(text: string): Prepared {
  const { scenarios, problems } = loadScenarios(new Map([['scenarios/storm.yaml', text]]), true, codesOf(setting.site))
  expect(problems.map(problemText)).toEqual([])
  const preparation = prepare(scenarios[0]!, setting.site, zone)
  if (!preparation.applies) throw new Error(preparation.why)
  return preparation.prepared
}

function played(text: string, broken?: Broken): Promise<Outcome> {
  return runScenario(
    read(text),
    { ...setting, store: setting.store(), ...(broken ? { broken } : {}) },
    setting.checkers,
  )
}

const judges = ({ violations }: Outcome) => violations.map(({ checker }) => checker)

/** One story alone, as a storm tells it. */
function toldAlone(kind: string): StormPlay {
  const random = seededRandom(`alone/${kind}`)
  const pen = new Pen({
    ...{ name: kind, index: 0, random, menu: setting.menu, at_ms: 300_000, today: plan.start },
    makePerson: (nth) => makePerson(random, nth, 2026),
  })
  planted.find(({ name }) => name === kind)!.tell(pen)
  return { stories: [pen.written()], faults: [] }
}

test('the shrunk scenario of a storm fails by the same judge with the broken engine, and passes with a sound one', async () => {
  const { broken, caughtBy } = mutant('acknowledges and forgets')
  const { violations } = await runStormWorld(plan, { ...setting, broken })
  expect(violations.map(({ checker }) => checker)).toContain(caughtBy)

  const small = await shrunk(plan, { ...setting, broken }, caughtBy, { isTerminal: false, stderr: () => {} })
  const text = scenarioText(plan, small, caughtBy, zone)
  const failed = await played(text, broken)
  expect(failed.passed).toBe(false)
  expect(judges(failed)).toContain(caughtBy)
  const { failures, violations: left, passed } = await played(text)
  expect({ failures, left, passed }).toEqual({ failures: [], left: [], passed: true })
  expect(read(text).play.acts.length).toBeLessThan(20)
  expect(await failsAgain(text, { ...setting, broken }, caughtBy)).toBe(true)
  expect(await failsAgain(text, setting, caughtBy)).toBe(false)
}, 180_000)

test('what a story planted may end owned in its scenario too, and what nobody planted may not', async () => {
  const told = toldAlone('unsolicited')
  const text = scenarioText(plan, told, 'owned-for-a-reason', zone)
  expect(text).toMatch(/cannot_agree:\n +o0: a result without an order/)
  expect((await played(text)).passed).toBe(true)
  const { broken } = mutant('asks a person about everything')
  const harmless = await shrunk(plan, { ...setting, broken }, 'owned-for-a-reason', { isTerminal: false, stderr() {} })
  const asked = scenarioText(plan, harmless, 'owned-for-a-reason', zone)
  expect(judges(await played(asked, broken))).toContain('owned-for-a-reason')
  expect((await played(asked)).passed).toBe(true)
}, 180_000)

/** A culture for mycobacteria that the lab receives and never reports: it is missed after eight weeks. */
function slowCulture(): StormPlay {
  const { stories, faults } = toldAlone('unsolicited')
  const [{ patients }] = stories as [StormPlay['stories'][0]]
  const [patient] = Object.keys(patients)
  const ask = { order: 'o0', test: setting.menu.cultures.find(({ lab }) => lab === 'AFB')!.ehr }
  const acts = [
    { at_ms: 60_000, who: 'ehr', act: { do: 'register', patient: patient! } },
    { at_ms: 120_000, who: 'ehr', act: { do: 'order', patient: patient!, asks: [ask] } },
    { at_ms: 600_000, who: 'lab', act: { do: 'receive', order: 'o0' } },
  ] as const
  return { stories: [{ ...stories[0]!, name: 'slow culture', orders: ['o0'], acts, planted: new Map() }], faults }
}

test('the scenario waits for rest as long as the storm does, also for what is missed only after weeks', async () => {
  const told = slowCulture()
  expect((await runStories(plan, told, setting)).violations).toEqual([])
  const text = scenarioText(plan, told, 'at-rest', zone)
  expect((await played(text)).passed).toBe(true)
  const hurried = await played(text.replace(/^rests: .*$/m, 'rests: 8d'))
  expect(hurried.failures).toMatchObject([{ where: 'Labloop', expected: 'every order at rest' }])

  const { broken } = mutant('never looks at what is overdue')
  const storm = await runStories(plan, told, { ...setting, broken })
  const scenario = await played(text, broken)
  expect(storm.violations.length).toBeGreaterThan(0)
  expect(scenario.passed).toBe(false)
  expect(new Set(judges(scenario))).toEqual(
    new Set(storm.violations.map(({ checker }) => checker).filter((checker) => checker !== 'at-rest')),
  )
}, 180_000)

test('acts about orders that no act opens any more are left out of the scenario, which can be read', () => {
  const told = slowCulture()
  const [story] = told.stories
  const without = { ...told, stories: [{ ...story!, acts: story!.acts.filter(({ act }) => act.do !== 'order') }] }
  const { play } = read(scenarioText(plan, without, 'at-rest', zone))
  expect(play.acts.map(({ act }) => act.do)).toEqual(['habits', 'register'])
})

test('a scenario of a storm begins at the moment of its world, whatever the site’s zone', () => {
  const text = scenarioText(plan, slowCulture(), 'at-rest', zone)
  expect(read(text).start).toBe(plan.start)
  expect(scenarioText(plan, slowCulture(), 'at-rest', () => 330)).toContain('begins: 2026-11-23 17:30')
})
