// A hospital whose EHR wants other units than its laboratory reports in: stories, built-in scenarios and a storm, with all
// the checkers. The one thing to know: the judges know the conversion by arithmetic of their own.
import { afterAll, describe, expect, test } from 'vitest'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { alignCatalogs, alignedSite } from '../../src/alignment/align.ts'
import { planOf, settingOf } from '../../src/cli/rehearse/storm-task.ts'
import { failureText } from '../../src/rehearsal/scenario/judge.ts'
import { loadScenarios } from '../../src/rehearsal/scenario/load.ts'
import { prepare } from '../../src/rehearsal/scenario/prepare.ts'
import { runScenario } from '../../src/rehearsal/scenario/run.ts'
import type { Scenario } from '../../src/rehearsal/scenario/scenario.ts'
import { runStormWorld } from '../../src/rehearsal/storm/run-world.ts'
import { problemText } from '../../src/site/problem.ts'
import type { Conversion } from '../../src/site/shapes/site.ts'
import { everyScenario } from './catalog.ts'
import { convertingSite, wanted } from './converting.ts'
import type { Broken } from './mutants/mutant.ts'

const { folder, drop } = convertingSite()
afterAll(drop)
const { site } = await requireSite(folder)
const setting = await settingOf(folder)

/** Everything that was wrong with a story there. */
async function played(scenario: Scenario): Promise<readonly string[]> {
  const preparation = prepare(scenario, site, setting.zone(site.time_zone))
  if (!preparation.applies) throw new Error(preparation.why)
  const stage = { ...setting, store: setting.store() }
  const { failures, violations } = await runScenario(preparation.prepared, stage, setting.checkers)
  return [...failures.map(failureText), ...violations.map(({ checker, text }) => `${checker}: ${text}`)]
}

function told(text: string): Scenario {
  const { scenarios, problems } = loadScenarios(new Map([['scenarios/own.yaml', text]]), true)
  expect(problems.map(problemText)).toEqual([])
  return scenarios[0]!
}

const head = (name: string) => `
name: ${name}
family: 144
group: catalog
title: Glucose goes to an EHR that wants it in mmol/L
why: A number that arrives under the wrong unit is believed, and insulin is given by it; so it arrives converted or not at all.
asked_by: [the laboratory director who signed the conversion]
names: { glucose: 2345-7 }
patients: { ida: { sex: F, born: 1970-01-02 } }
orders: { sugar: { for: ida, test: { with: [glucose] } } }
steps:
  - at: 0m
    ehr: { registers: ida }
  - at: 1m
    ehr: { orders: sugar }
`

test('the site passes its check, and alignment finds nothing wrong with the units of what is converted', () => {
  const codes = new Set(Object.keys(wanted))
  const found = alignCatalogs(alignedSite(site)).filter(
    ({ family, subject }) => (family === 'unit' || family === 'range') && codes.has(subject.code),
  )
  expect(found.map(({ rule, subject }) => `${rule} ${subject.code}`)).toEqual([])
})

describe('stories of one converted result', () => {
  test('final and corrected stand in the chart in the EHR’s unit, the first value readable behind the second', async () => {
    const story = `${head('converted-and-corrected')}
  - at: 1h
    lab: { reports: sugar, as: final, values: { glucose: 95 } }
  - at: 2h
    lab: { corrects: sugar, to: { glucose: 132 } }
expect:
  chart: { sugar: { shows: { glucose: { value: 132, unit: mmol/L, range: 3.9-5.5, label: corrected, earlier: [95], flag: H, note: "Reported by the laboratory: 132 mg/dL" } } } }
  labloop: { sugar: { loop: agreed, proven: true, state: corrected } }
`
    expect(await played(told(story))).toEqual([])
  })

  test('a result in the other unit is held, the laboratory owns it, and the chart shows nothing', async () => {
    const story = `${head('already-in-the-other-unit')}
  - at: 1h
    lab: { reports: sugar, as: final, values: { glucose: 5.3 }, other: { unit: mmol/L, range: 3.9-5.5 } }
expect:
  chart: { sugar: no result }
  labloop: { sugar: owned }
  exceptions:
    - { kind: value-conversion, about: sugar, is: open, severity: critical, owner: lab }
    - { kind: alignment-finding, owner: lab, severity: critical, is: open }
`
    expect(await played(told(story))).toEqual([])
  })

  test('a story that expects another number fails', async () => {
    const story = `${head('wrongly-expected')}
  - at: 1h
    lab: { reports: sugar, as: final, values: { glucose: 95 } }
expect:
  chart: { sugar: { shows: { glucose: 99 } } }
`
    expect(await played(told(story))).toEqual([expect.stringContaining('expected 99, but found 5.3')])
  })
})

describe('built-in scenarios', () => {
  const names = [
    'routine-panel',
    'corrected-twice',
    'critical-read-back',
    'bmp-and-cmp-share-a-specimen',
    'duplicates',
    'result-before-registration',
  ]
  test.each(names)('%s', async (name) => {
    expect(await played(everyScenario.find((each) => each.name === name)!)).toEqual([])
  })
})

describe('storms', () => {
  const plan = planOf({ seed: 'si', faults: true }, { index: 0, orders: 60 })

  test('under faults nothing is wrong and none is adrift', async () => {
    const result = await runStormWorld(plan, setting)
    expect(result.violations).toEqual([])
    expect(result.adrift).toBe(0)
  })

  test('an engine that passes values as they came, and one that converts by another factor, are caught', async () => {
    // Without its alignment, which would hold them by itself.
    const flows = site.flows.map(({ alignment: _, ...flow }) => flow)
    for (const change of [{ signedBy: '', signedOn: '' }, { factor: '0.06' }]) {
      const maps = withConversions(change)
      const broken: Broken = (options) => ({ ...options, site: { ...options.site, flows, maps } })
      const { violations } = await runStormWorld({ ...plan, orders: 40 }, { ...setting, broken })
      expect(violations.map(({ checker }) => checker)).toContain('nothing-invented')
      expect(violations.map(({ text }) => text).join(' ')).toContain('has a value that its source does not have')
    }
  })
})

/** The maps with every conversion changed. */
function withConversions(change: Partial<Conversion>) {
  return site.maps.map((map) => ({
    ...map,
    rows: map.rows.map((row) => (row.conversion ? { ...row, conversion: { ...row.conversion, ...change } } : row)),
  }))
}
