// A scenario with a real system at the other end of real sockets: here a laboratory of its own, outside the world, worked
// by whoever is asked to do the steps.
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemRandom } from '../../src/adapters/clock/random.ts'
import { realTime } from '../../src/adapters/clock/real-time.ts'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { builtInScenarios, readScenarioFiles } from '../../src/adapters/file/scenario-folder.ts'
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import { mllpNetwork } from '../../src/adapters/mllp/network.ts'
import { openLiveWorld } from '../../src/cli/rehearse/live.ts'
import { type LiveOutcome, playLive, type Said } from '../../src/rehearsal/live/live.ts'
import { liveReport } from '../../src/rehearsal/live/live-report.ts'
import { openCast, openCounter } from '../../src/rehearsal/play/cast.ts'
import { mergedCoverage, provenOn } from '../../src/rehearsal/report/coverage.ts'
import { loadScenarios } from '../../src/rehearsal/scenario/load.ts'
import { type Prepared, prepare } from '../../src/rehearsal/scenario/prepare.ts'
import { openPair } from '../../src/rehearsal/world/pair.ts'
import { withPorts } from '../../src/site/with-ports.ts'

const opened = await requireSite(join(import.meta.dirname, '../../examples/riverside'), 'unlimited')
const { scenarios } = loadScenarios(readScenarioFiles(builtInScenarios))

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}

/** Riverside on free ports, and a scenario there. */
async function at(name: string): Promise<Prepared> {
  const inbound = opened.site.systems.flatMap(({ connections }) =>
    connections.filter(({ direction }) => direction === 'in'),
  )
  const ports = await Promise.all(inbound.map(async ({ id }) => [id, { port: await freePort() }] as const))
  const site = withPorts(opened.site, Object.fromEntries(ports))
  const preparation = prepare(scenarios.find((one) => one.name === name)!, site, zoneRules(site.time_zone))
  if (!preparation.applies) throw new Error(preparation.why)
  return preparation.prepared
}

/** The real laboratory: it hears Labloop on a port of its own, and does a step when a person is asked for it. */
async function realLab({ site, play, seed }: Prepared) {
  const clock = realTime()
  const network = mllpNetwork(clock, systemRandom(3))
  const cast = openCast({ patients: play.patients, seed, start: clock.now() })
  // It knows its orders by the numbers that the EHR gives, which follow from the order in which it places them.
  for (const { who, act } of play.acts) {
    if (who !== 'ehr' || act.do !== 'order') continue
    for (const { order } of act.asks) cast.place(order, act.patient)
  }
  const pair = await openPair({
    ...{ site, clock, cast, counter: openCounter(), run: 'L', timeScale: 1 },
    networks: { ehr: mllpNetwork(clock, systemRandom(4)), lab: network },
  })
  onTestFinished(() => pair.close(0))
  pair.connect()
  const steps = play.acts.filter(({ who }) => who === 'lab')
  return {
    outside: Object.fromEntries(
      Object.entries(pair.ports).filter(([id]) =>
        site.systems.some((one) => one.role === 'lis' && one.connections.some((each) => each.id === id)),
      ),
    ),
    doNext() {
      const next = steps.shift()
      if (next?.who === 'lab') pair.lab.perform(next.act, cast)
    },
  }
}

async function liveRun(name: string, answers: (kind: 'step' | 'question', text: string) => Said) {
  const prepared = await at(name)
  const lab = await realLab(prepared)
  const stage = { functions: opened.functions, zone: zoneRules, turn, store: memoryWorldStore }
  const world = await openLiveWorld(stage, prepared, 'lis', lab.outside)
  onTestFinished(() => world.close())
  const asked: string[] = []
  const outcome = await playLive(prepared, world, {
    ...{ played: 'ehr', pace_ms: 300, settleWithin_ms: 10_000, tell: () => {} },
    ask: async (kind, text) => {
      asked.push(text)
      const said = answers(kind, text)
      if (kind === 'step' && said === 'yes') lab.doNext()
      return said
    },
  })
  return { outcome, asked, prepared }
}

function reportOf(prepared: Prepared, outcome: LiveOutcome) {
  const { site } = opened
  return liveReport({ prepared, outcome, site, zone: zoneRules(site.time_zone), startedAt: 0, endedAt: 1 })
}

test('with the virtual EHR and a real laboratory, each step there is asked for, done and timed, and the chart is judged', async () => {
  const { outcome, asked, prepared } = await liveRun('routine-panel', () => 'yes')
  expect(outcome.failures).toEqual([])
  expect(outcome).toMatchObject({ passed: true, stopped: false })
  const persons = outcome.steps.filter(({ by }) => by === 'person')
  expect(persons.length).toBeGreaterThanOrEqual(2)
  expect(persons.every(({ seconds }) => seconds !== null && seconds >= 0)).toBe(true)
  expect(asked[0]).toMatch(/^The lab .*\(9\d{8}\)/)
  // What it leaves for readiness is evidence of a test system, of the revision that is rehearsed.
  const { scenarios: reports, coverage } = reportOf(prepared, outcome)
  expect(reports).toMatchObject([{ name: 'routine-panel', outcome: 'passed', failures: [] }])
  expect(coverage.length).toBeGreaterThan(0)
  const wanted = { revision: opened.site.revision, label: 'test system', story: 'routine-panel' } as const
  expect(provenOn(coverage, wanted)).toEqual(mergedCoverage(coverage))
  expect(provenOn(coverage, { ...wanted, label: 'witnessed' })).toEqual([])
})

test('a step that cannot be done there, and a display that shows something else, fail the scenario', async () => {
  const { outcome } = await liveRun('routine-panel', (kind) => (kind === 'step' ? 'yes' : 'no'))
  expect(outcome.witnessed.some(({ holds }) => !holds) || outcome.witnessed.length === 0).toBe(true)
  const undone = await liveRun('routine-panel', () => 'no')
  expect(undone.outcome.passed).toBe(false)
  expect(undone.outcome.steps.some(({ done }) => !done)).toBe(true)
  const { scenarios: reports, coverage } = reportOf(undone.prepared, undone.outcome)
  expect(reports[0]!.failures.map(({ shown }) => shown)).toContain('it was not done at the real system')
  expect(coverage.every(({ passed }) => !passed)).toBe(true)
})

test('a person who stops ends it, and nothing more is asked', async () => {
  const { outcome, asked, prepared } = await liveRun('routine-panel', () => 'stop')
  expect(outcome).toMatchObject({ passed: false, stopped: true })
  expect(asked).toHaveLength(1)
  expect(reportOf(prepared, outcome)).toMatchObject({ scenarios: [{ outcome: 'failed' }], coverage: [] })
})
