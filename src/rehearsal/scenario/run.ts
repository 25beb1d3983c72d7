// Runs a scenario at a site: opens its world, plays it, and judges what is left, by the scenario and by the judges of every
// run. The one thing to know: an act that could not be played fails the scenario, since a story that was not told proves
// nothing.

import type { EngineOptions } from '../../engine/engine.ts'
import type { EngineLimitsChange } from '../../engine/limits.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Turn } from '../../engine/simulation/clock.ts'
import type { VirtualNetwork } from '../../engine/simulation/network.ts'
import type { StepFunctions } from '../../mapping/index.ts'
import type { ZoneRules } from '../../site/time-zone.ts'
import { excuseWith } from '../checkers/excuse.ts'
import { checkers as everyChecker } from '../checkers/index.ts'
import type { Checker, Evidence, NotPlayed, Violation } from '../play/evidence.ts'
import { play } from '../play/play.ts'
import { openWorld, type World } from '../world/world.ts'
import type { WorldStore } from '../world/world-store.ts'
import { namingOf } from './explain.ts'
import { type Failure, judge } from './judge.ts'
import type { Prepared } from './prepare.ts'
import { tellAct } from './tell-act.ts'
import { weatherOf } from './weather.ts'

/** What a run needs of the machine. */
export type Stage = {
  readonly functions: StepFunctions
  readonly store: WorldStore
  readonly turn: Turn
  readonly zone: (name: string) => ZoneRules
  /** The network, where it is not the one in memory. */
  readonly network?: (clock: Clock) => VirtualNetwork
  /** How often the engine looks by itself, where it should not be as in virtual time. */
  readonly limits?: EngineLimitsChange
  /** Breaks the engine, to try the judges. */
  readonly broken?: (options: EngineOptions) => EngineOptions
}

/** How a scenario ended. */
export type Outcome = {
  readonly name: string
  readonly family: number
  readonly group: string
  readonly title: string
  readonly passed: boolean
  readonly failures: readonly Failure[]
  readonly violations: readonly Violation[]
  readonly events: number
  readonly orders: number
  readonly evidence: Evidence
}

/** Plays a scenario in virtual time, in its weather, and says how it ended. */
export async function runScenario(
  prepared: Prepared,
  stage: Stage,
  checkers: readonly Checker[] = everyChecker,
): Promise<Outcome> {
  const { site, revisions, start, seed } = prepared
  const { functions } = stage
  const world = await openWorld({
    ...{ ...stage, site, seed, start, patients: prepared.play.patients },
    history: prepared.play.acts.some(({ act }) => act.do === 'restore'),
    revisions: Object.fromEntries([...revisions].map(([name, revision]) => [name, { site: revision, functions }])),
  })
  try {
    const acts = [...weatherOf(prepared), ...prepared.play.acts]
    return await playIn(world, { ...prepared, play: { ...prepared.play, acts } }, checkers)
  } finally {
    await world.close()
  }
}

/** Plays a prepared scenario in a world that is open, virtual or real; the world goes on existing. */
export async function playIn(world: World, prepared: Prepared, checkers: readonly Checker[]): Promise<Outcome> {
  const { seed, lasts_ms, rests_ms } = prepared
  const left = await play(world, prepared.play, {
    seed,
    ...(lasts_ms === null ? {} : { healAfter_ms: lasts_ms }),
    ...(rests_ms === null ? {} : { restWithin_ms: rests_ms }),
    excuse: (left) => excused(prepared, left),
  })
  const evidence = { ...left, keys: numbered(prepared, left.keys) }
  // In a storm faults keep some of it from being done.
  const undone = prepared.scenario.expect.judged === 'as a storm' ? [] : evidence.notPlayed
  const failures = [...notPlayed(prepared, undone), ...judge(prepared, evidence)]
  const violations = askedBy(prepared, checkers).flatMap((checker) => checker.check(evidence))
  const { name, family, group, title } = prepared.scenario
  return {
    ...{ name, family, group, title, failures, violations, evidence },
    passed: failures.length === 0 && violations.length === 0,
    events: world.events,
    orders: prepared.orders.size,
  }
}

/** Orders that may end owned, because the scenario says so or what was played explains it. */
export function excused(prepared: Prepared, left: Omit<Evidence, 'excused'>): ReadonlyMap<string, string> {
  const { expect } = prepared.scenario
  const planted = new Map(
    Object.entries(expect.cannot_agree).flatMap(([name, why]) => prepared.members(name).map((each) => [each, why])),
  )
  return new Map([...expectedOwned(prepared, numbered(prepared, left.keys)), ...excuseWith(planted, left)])
}

/**
 * The checkers that have something to ask of a scenario: one that lists its exceptions says of each open one whether it
 * belongs there, and nothing is left to ask a reason of.
 */
export function askedBy({ scenario }: Prepared, checkers: readonly Checker[]): readonly Checker[] {
  const { exceptions, judged } = scenario.expect
  const hasList = exceptions.length > 0 && judged === 'order by order'
  return checkers.filter(({ name }) => !(hasList && name === 'owned-for-a-reason'))
}

/** With the numbers of orders that no act opened, but a message that was sent as it was written. */
export function numbered({ scenario, orders }: Prepared, keys: Evidence['keys']): Evidence['keys'] {
  const own = [...orders.values()].flatMap(({ handle, name }) => {
    const { number } = scenario.orders[name] ?? {}
    return number === undefined ? [] : [[handle, number] as const]
  })
  return own.length === 0 ? keys : new Map([...keys, ...own])
}

export function notPlayed(prepared: Prepared, acts: readonly NotPlayed[]): readonly Failure[] {
  return acts.map(({ act, why }) => ({
    subject: tellAct(act, namingOf(prepared)),
    where: 'run',
    expected: 'that it can be done',
    shown: why,
  }))
}

/** Orders that the scenario itself expects to end owned are no surprise to the judge who asks why an order is owned. */
function expectedOwned({ scenario: { expect }, orders }: Prepared, keys: Evidence['keys']): Map<string, string> {
  const about = new Set(expect.exceptions.flatMap((raised) => (raised.about === undefined ? [] : [raised.about])))
  const isOwned = (name: string) => {
    const held = expect.labloop[name]
    return about.has(name) || held === 'owned' || (typeof held === 'object' && held.loop === 'owned')
  }
  const owned = [...orders.values()].filter(({ handle, name }) => isOwned(name) || isOwned(handle))
  return new Map(
    owned.flatMap(({ handle }) => (keys.get(handle) ? [[keys.get(handle)!, 'the scenario expects it']] : [])),
  )
}
