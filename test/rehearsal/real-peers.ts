// Real systems for live runs in tests: an EHR or a laboratory of its own behind real sockets, outside the world, with numbers
// of its own, that does the next step when a person is asked for it. The one thing to know: it shares nothing with the run but
// the site's ports, so what the run knows of it came over the wire.
import { join } from 'node:path'
import { assert, onTestFinished, vi } from 'vitest'
import { systemRandom } from '../../src/adapters/clock/random.ts'
import { realTime } from '../../src/adapters/clock/real-time.ts'
import { turn } from '../../src/adapters/clock/turn.ts'
import { zoneRules } from '../../src/adapters/clock/zone.ts'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { builtInScenarios, readScenarioFiles } from '../../src/adapters/file/scenario-folder.ts'
import { memoryWorldStore } from '../../src/adapters/memory/world-store.ts'
import { mllpNetwork } from '../../src/adapters/mllp/network.ts'
import { onFreePorts } from '../../src/cli/real-stage.ts'
import { openLiveWorld } from '../../src/cli/rehearse/live.ts'
import type { CensusPage } from '../../src/engine/ports/census.ts'
import { type LiveOutcome, playLive, type Said } from '../../src/rehearsal/live/live.ts'
import { liveReport } from '../../src/rehearsal/live/live-report.ts'
import type { Act } from '../../src/rehearsal/play/act.ts'
import { openCast, openCounter } from '../../src/rehearsal/play/cast.ts'
import { loadScenarios } from '../../src/rehearsal/scenario/load.ts'
import { type Prepared, prepare } from '../../src/rehearsal/scenario/prepare.ts'
import type { Scenario } from '../../src/rehearsal/scenario/scenario.ts'
import { wholeCensus } from '../../src/rehearsal/whole-census.ts'
import { openPair, type Pair } from '../../src/rehearsal/world/pair.ts'

export const opened = await requireSite(join(import.meta.dirname, '../../examples/riverside'), 'unlimited')
const { scenarios } = loadScenarios(readScenarioFiles(builtInScenarios))

/** Riverside on free ports, and a scenario there. */
async function at(name: string, change: (scenario: Scenario) => Scenario): Promise<Prepared> {
  const { site } = opened
  const scenario = change(scenarios.find((one) => one.name === name)!)
  const preparation = prepare(scenario, site, zoneRules(site.time_zone))
  if (!preparation.applies) throw new Error(preparation.why)
  return onFreePorts(preparation.prepared)
}

/** A real system: it hears Labloop on ports of its own, and does its steps one after the other. */
export type RealPeer = {
  readonly pair: Pair
  readonly ports: Readonly<Record<string, { readonly port: number }>>
  /** Does its next step of the scenario; a laboratory, once it has an order. */
  doNext(): Promise<void>
  /** Its whole census, where it is an EHR. */
  census(since: string): Promise<CensusPage>
  /** Goes away: it neither listens nor speaks any more. */
  leave(): Promise<void>
}

async function peerOf(prepared: Prepared, real: 'ehr' | 'lab'): Promise<RealPeer> {
  const { site, play, seed } = prepared
  const clock = realTime()
  const cast = openCast({ patients: strangers(prepared, real), seed: `${seed}/real`, start: clock.now(), first: 4001 })
  if (real === 'lab')
    for (const { handle, patient, test } of prepared.orders.values()) cast.awaits(handle, patient, test.lab)
  const pair = await openPair({
    ...{ site, clock, cast, counter: openCounter(), run: real === 'ehr' ? 'V' : 'L', timeScale: 1 },
    networks: { ehr: mllpNetwork(clock, systemRandom(4)), lab: mllpNetwork(clock, systemRandom(3)) },
  })
  onTestFinished(() => pair.close(0))
  pair.connect({}, [real])
  const steps = play.acts.filter(({ who }) => who === real) as Act[]
  const role = real === 'ehr' ? 'ehr' : 'lis'
  const own = site.systems.find((system) => system.role === role)?.connections.map(({ id }) => id) ?? []
  return {
    pair,
    ports: Object.fromEntries(Object.entries(pair.ports).filter(([id]) => own.includes(id))),
    census: async (since) => pair.ehr.census(since, 1),
    async doNext() {
      if (real === 'lab') await vi.waitFor(() => assert(pair.lab.book.size > 0), { timeout: 20_000, interval: 20 })
      // A laboratory knows its orders by the numbers that came with them.
      for (const { order } of pair.lab.book.values()) {
        const { placer, filler, test, patient } = order
        cast.met({ placer: placer.number, filler: filler.number, test, patient })
      }
      const next = steps.shift()
      if (next?.who === 'lab') pair.lab.perform(next.act, cast)
      if (next?.who === 'ehr') pair.ehr.perform(next.act, cast)
    },
    leave: () => pair.close(0),
  }
}

/** An EHR registers people under record numbers of its own. */
function strangers({ play: { patients } }: Prepared, real: 'ehr' | 'lab') {
  if (real === 'lab') return patients
  return Object.fromEntries(
    Object.entries(patients).map(([handle, person]) => [handle, { ...person, mrn: `Q${person.mrn.slice(1)}` }]),
  )
}

export type Answers = (kind: 'step' | 'question', text: string, peer: RealPeer) => Said | Promise<Said>

export type LiveRun = {
  readonly outcome: LiveOutcome
  readonly asked: readonly { readonly kind: 'step' | 'question'; readonly text: string }[]
  readonly told: readonly string[]
  readonly prepared: Prepared
  readonly peer: RealPeer
}

export type LiveRunWish = {
  readonly answers: Answers
  readonly real?: 'ehr' | 'lab'
  /** Whether the real EHR shows its census. */
  readonly census?: boolean
  readonly change?: (scenario: Scenario) => Scenario
  readonly shownWithin_ms?: number
  readonly settleWithin_ms?: number
}

/** Plays a scenario with a real system: what a person is asked for is done there when they say yes. */
export async function liveRun(name: string, wish: LiveRunWish): Promise<LiveRun> {
  const { answers, real = 'lab', census = false, change = (same) => same } = wish
  const { shownWithin_ms = 20_000, settleWithin_ms = 40_000 } = wish
  const prepared = await at(name, change)
  const peer = await peerOf(prepared, real)
  const stage = { functions: opened.functions, zone: zoneRules, turn, store: memoryWorldStore }
  const read = { census: (_: string, since: string) => peer.census(since) }
  const world = await openLiveWorld(stage, prepared, { real, ports: peer.ports, ...(census ? read : {}) })
  onTestFinished(() => world.close())
  const asked: { kind: 'step' | 'question'; text: string }[] = []
  const told: string[] = []
  const outcome = await playLive(prepared, world, {
    ...{ played: real === 'lab' ? 'ehr' : 'lab', pace_ms: 300, shownWithin_ms, settleWithin_ms },
    tell: (text) => void told.push(text),
    ask: async (kind, text) => {
      asked.push({ kind, text })
      const said = await answers(kind, text, peer)
      if (kind === 'step' && said === 'yes') await peer.doNext()
      return said
    },
    ...(census ? { census: () => wholeCensus(read.census, 'ehr') } : {}),
  })
  return { outcome, asked, told, prepared, peer }
}

export function reportOf({ prepared, outcome }: Pick<LiveRun, 'prepared' | 'outcome'>) {
  const { site } = opened
  return liveReport({ prepared, outcome, site, zone: zoneRules(site.time_zone), startedAt: 0, endedAt: 1 })
}
