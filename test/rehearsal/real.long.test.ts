// The contract between virtual time and the real parts: each scenario of the catalog that sockets and a database can play
// leaves the same chart over MLLP and PostgreSQL as in memory. The one thing to know: what differs is the network, the
// store and what they take of time; the engine, the two systems and the story are the same.
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { builtInScenarios, readScenarioFiles } from '../../src/adapters/file/scenario-folder.ts'
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import { realStage } from '../../src/cli/real-stage.ts'
import { loadScenarios } from '../../src/rehearsal/scenario/load.ts'
import { type Prepared, prepare } from '../../src/rehearsal/scenario/prepare.ts'
import { type Outcome, runScenario } from '../../src/rehearsal/scenario/run.ts'
import { virtualOnly } from '../../src/rehearsal/world/world.ts'
import { schema, testStores } from '../stores/databases.ts'

const { site, functions } = await requireSite(join(import.meta.dirname, '../../examples/riverside'), 'unlimited')
const { scenarios } = loadScenarios(readScenarioFiles(builtInScenarios))
const prepared = scenarios.flatMap((scenario): Prepared[] => {
  const preparation = prepare(scenario, site, zoneRules(site.time_zone))
  return preparation.applies ? [preparation.prepared] : []
})

/** Thousands of orders say no more about sockets than a few, and take minutes. */
const most = 200
const isSmall = ({ orders }: Prepared) => orders.size <= most
const playable = prepared.filter(({ play }) => !play.acts.some(virtualOnly))
const real = playable.filter(isSmall)

test('only what real sockets cannot do, and what is large, is left to virtual time', () => {
  expect(playable.length).toBeGreaterThanOrEqual(prepared.length - 6)
  expect(real.length).toBeGreaterThanOrEqual(playable.length - 8)
  expect(new Set(real.map(({ scenario }) => scenario.family)).size).toBeGreaterThanOrEqual(57)
})

test.each(real.map((one) => [one.scenario.name, one] as const))(
  'over sockets and PostgreSQL, %s leaves the chart that it leaves in virtual time',
  async (name, one) => {
    const virtual = await runScenario(one, { functions, store: memoryWorldStore(), turn, zone: zoneRules })
    const database = await testStores(`real ${name}`)
    onTestFinished(() => database.drop())
    const stage = realStage({ url: database.url, schema }, functions, one.play)
    const played = await runScenario(one, stage).finally(() => stage.close())
    expect({ failures: played.failures, violations: played.violations }).toEqual({ failures: [], violations: [] })
    expect(chart(played)).toEqual(chart(virtual))
  },
  180_000,
)

/** What a clinician can see: every order with its patient, its status, and every version of every component. */
function chart({ evidence: { ehr } }: Outcome) {
  return [...ehr.chart.orders.values()].map(({ placer, mrn, status, reason, components }) => ({
    ...{ placer, mrn, status, reason },
    components: components.map(({ component, subId, versions }) => ({
      ...{ component, subId },
      versions: versions.map(({ value, unit, range, flags, status, note }) => ({
        value,
        unit,
        range,
        flags,
        status,
        note,
      })),
    })),
  }))
}
