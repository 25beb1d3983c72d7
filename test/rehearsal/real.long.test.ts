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
import { onFreePorts, realStage } from '../../src/cli/real-stage.ts'
import { loadScenarios } from '../../src/rehearsal/scenario/load.ts'
import { type Prepared, prepare } from '../../src/rehearsal/scenario/prepare.ts'
import { type Outcome, runScenario } from '../../src/rehearsal/scenario/run.ts'
import { virtualOnly } from '../../src/rehearsal/world/world.ts'
import { schema, testStores } from '../stores/databases.ts'

const { site, functions } = await requireSite(join(import.meta.dirname, '../../examples/riverside'), 'unlimited')
const { scenarios } = loadScenarios(readScenarioFiles(builtInScenarios))
/** More orders than these take minutes. */
const most = 600
const prepared = scenarios.flatMap((scenario): Prepared[] => {
  const preparation = prepare(scenario, site, zoneRules(site.time_zone))
  return preparation.applies ? [preparation.prepared] : []
})

/** What sockets cannot do: they neither cut a frame at a byte of one's choosing nor leave one end of a connection without the other. */
const onlyInMemory: Readonly<Record<string, string>> = {
  'frames-in-pieces':
    'the machine alone says which bytes come together; the framing has tests of its own on real sockets',
  'truncated-message':
    'the machine alone says where a frame is cut off; the framing has tests of its own on real sockets',
  'half-open-connection': 'a connection of the loopback cannot be made half open',
}
/** What would take minutes and says no more about sockets and tables than its smaller sisters. */
const tooLarge: Readonly<Record<string, string>> = {
  'ten-mornings-at-once': '1,000 orders; morning-run has the same story',
}

const real = prepared.filter(({ scenario: { name } }) => !(name in onlyInMemory) && !(name in tooLarge))

test('every scenario is played over sockets and PostgreSQL, but for those that are named here with the reason', () => {
  const names = (list: readonly Prepared[]) => list.map(({ scenario }) => scenario.name).sort()
  expect(prepared).toHaveLength(scenarios.length)
  expect(names(prepared.filter(({ play }) => play.acts.some(virtualOnly)))).toEqual(Object.keys(onlyInMemory).sort())
  expect(names(prepared.filter(({ orders }) => orders.size > most))).toEqual(Object.keys(tooLarge).sort())
  expect(new Set(real.map(({ scenario }) => scenario.family)).size).toBe(63)
})

test.each(real.map((one) => [one.scenario.name, one] as const))(
  'over sockets and PostgreSQL, %s leaves the chart that it leaves in virtual time',
  async (name, one) => {
    const virtual = await runScenario(one, { functions, store: memoryWorldStore(), turn, zone: zoneRules })
    const database = await testStores(`real ${name}`)
    onTestFinished(() => database.drop())
    const stage = realStage({ url: database.url, schema }, functions, one.play)
    const played = await runScenario(await onFreePorts(one), stage).finally(() => stage.close())
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
