import { describe, expect, test } from 'vitest'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { explain } from '../../src/rehearsal/scenario/explain.ts'
import { groups } from '../../src/rehearsal/scenario/shape.ts'
import { everyScenario, preparedAt, rehearsed } from './catalog.ts'

/** One story of each group here; all of them in the long tests. */
const sample = [
  'routine-panel',
  'reflex-child',
  'corrected-twice',
  'other-patient-on-the-report',
  'slow-receiver',
  'killed-while-at-work',
  'code-retired-in-flight',
  'rejected-an-hour-later',
]

test('the catalog holds each of the 63 families, and every file says why and who asks for it', () => {
  const families = new Set(everyScenario.map(({ family }) => family))
  expect([...families].sort((one, other) => one - other)).toEqual(Array.from({ length: 63 }, (_, index) => index + 1))
  for (const { why, asked_by, title } of everyScenario) {
    expect(why.length).toBeGreaterThan(60)
    expect(asked_by.every((source) => source.length > 5)).toBe(true)
    expect(title.length).toBeLessThan(110)
  }
  expect(new Set(everyScenario.map(({ group }) => group))).toEqual(new Set(groups))
})

test('a file lies in the folder of its group and is called by its family and its name', () => {
  const paths = everyScenario.map(
    ({ group, family, name }) => `${group}/${String(family).padStart(2, '0')}-${name}.yaml`,
  )
  expect(everyScenario.map(({ file }) => file)).toEqual(paths)
})

test('every scenario applies at Riverside, and can be told in plain words', () => {
  for (const scenario of everyScenario) {
    const prepared = preparedAt(scenario)
    expect(explain(prepared, zoneRules(prepared.site.time_zone))).not.toMatch(/undefined|\[object|NaN/)
  }
})

describe('one of each group', () => {
  test.each(sample)('%s', async (name) => {
    expect(await rehearsed(name)).toEqual([])
  })
})

test('a scenario that expects something else fails, and says what was expected and what was found', async () => {
  const failures = await rehearsed('routine-panel', (scenario) => ({
    ...scenario,
    expect: {
      ...scenario.expect,
      chart: {
        panel: {
          status: 'cancelled',
          rest: 'as the lab said',
          shows: { K: { value: 9.9, label: 'corrected', earlier: [1.1], flag: 'HH', unit: 'stone' }, Na: 'nothing' },
        },
      },
      labloop: { panel: { loop: 'owned', proven: false, state: 'corrected' } },
      lab: { panel: { state: 'cancelled', priority: 'stat' } },
      exceptions: [{ kind: 'late-version', is: 'open', about: 'panel' }],
      messages: [{ on: 'labloop to ehr', type: 'results', about: 'panel', times: 7 }],
    },
  }))
  for (const expected of [
    'chart, panel status: expected cancelled (CA), but found CM',
    'chart, panel K: expected 9.9, but found 4.1',
    'chart, panel K: expected labelled corrected, but found final',
    'chart, panel K: expected before it 1.1, but found nothing',
    'chart, panel K: expected flag HI!, but found NORM',
    'chart, panel K: expected unit stone, but found mmol/L',
    'chart, panel Na: expected nothing, but found 140',
    'Labloop, panel: expected not proven, but found the opposite',
    'Labloop, panel: expected state corrected, but found final',
    'lab, panel: expected cancelled, but found final',
    'lab, panel: expected priority S, but found R',
    'exceptions, late-version: expected at least one (on panel, open), but found 0',
    'wire, labloop to ehr, results: expected 7 about panel, but found 1 of 4 messages on that line',
  ])
    expect(failures).toContain(expected)
})
