// Plays one world of a storm and judges it. The one thing to know: what comes back is small; frames and books are gone once
// it is judged, and a world that failed is played again from its seed by whoever wants to see it.
import type { EngineOptions } from '../../engine/engine.ts'
import type { Turn } from '../../engine/simulation/clock.ts'
import type { StepFunctions } from '../../mapping/index.ts'
import { agreeing } from '../../site/counted.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { ZoneRules } from '../../site/time-zone.ts'
import { docketOf } from '../checkers/docket.ts'
import { excuseWith } from '../checkers/excuse.ts'
import type { Handle } from '../play/act.ts'
import { type Checker, type Evidence, notAtRest, type Violation } from '../play/evidence.ts'
import { play } from '../play/play.ts'
import { openWorld } from '../world/world.ts'
import type { WorldStore } from '../world/world-store.ts'
import { digestOf } from './digest.ts'
import { type Figures, figuresOf } from './figures.ts'
import type { StormMenu } from './storm-menu.ts'
import { playOf, type StormPlay, stormPlay, type WorldPlan } from './storm-play.ts'

/** What all worlds of a storm have in common. */
export type StormSetting = {
  readonly site: Site
  readonly functions: StepFunctions
  readonly zone: (name: string) => ZoneRules
  readonly turn: Turn
  readonly menu: StormMenu
  readonly checkers: readonly Checker[]
  /** An empty store. */
  store(): WorldStore
  /** Breaks the engine, to try the judges. */
  readonly broken?: (options: EngineOptions) => EngineOptions
}

/** How an order of a story ended in Labloop. `unseen`: Labloop never heard of it. */
export type Ending = 'proven' | 'agreed' | 'owned' | 'dormant' | 'on-course' | 'adrift' | 'unseen'

export type WorldResult = {
  readonly index: number
  readonly orders: number
  readonly events: number
  readonly virtualDays: number
  /** Orders by how they ended. */
  readonly endings: Readonly<Record<Ending, number>>
  /** Orders ever found adrift. */
  readonly adrift: number
  readonly violations: readonly Violation[]
  readonly digest: string
  /** Orders that did not end agreed, by cause; and all orders by the story that they belong to. */
  readonly causes: Readonly<Record<string, number>>
  readonly stories: Readonly<Record<string, Readonly<Partial<Record<Ending, number>>>>>
  readonly figures: Figures
}

/** Plays the world of a plan. */
export function runStormWorld(plan: WorldPlan, setting: StormSetting): Promise<WorldResult> {
  return runStories(plan, stormPlay(plan, setting.menu), setting)
}

/** Plays these stories under these faults. */
export async function runStories(plan: WorldPlan, told: StormPlay, setting: StormSetting): Promise<WorldResult> {
  const { evidence, events } = await playStories(plan, told, setting)
  const violations = [...setting.checkers.flatMap((checker) => checker.check(evidence)), ...restless(evidence)]
  const endings = endingsOf(told, evidence)
  return {
    index: plan.index,
    orders: endings.size,
    events,
    virtualDays: (evidence.end - evidence.start) / 86_400_000,
    endings: counted([...endings.values()]),
    adrift: evidence.everAdrift.length,
    violations,
    digest: digestOf(evidence),
    ...explained(told, endings, evidence),
    figures: figuresOf(evidence),
  }
}

/** A culture for mycobacteria that nobody ends is missed only after eight weeks. */
export const restWithin_ms = 70 * 86_400_000

/** Plays these stories and gives all that they leave. */
export async function playStories(
  plan: Pick<WorldPlan, 'seed' | 'index' | 'start'>,
  told: StormPlay,
  setting: StormSetting,
): Promise<{ readonly evidence: Evidence; readonly events: number }> {
  const { site, functions, zone, turn, broken } = setting
  const { patients, acts } = playOf(told)
  const seed = `${plan.seed}/${plan.index}`
  const history = acts.some(({ act }) => act.do === 'restore')
  const common = { site, functions, zone, turn, patients, seed, start: plan.start, store: setting.store(), history }
  const world = await openWorld(broken ? { ...common, broken } : common)
  const planted = new Map(told.stories.flatMap((story) => [...story.planted]))
  const excused = (left: Omit<Evidence, 'excused'>) => excuseWith(planted, left)
  const evidence = await play(world, { acts }, { seed, restWithin_ms, excuse: excused })
  const { events } = world
  await world.close()
  return { evidence, events }
}

/** All orders are at rest at the end. */
function restless(evidence: Evidence): Violation[] {
  const moving = notAtRest(evidence)
  if (moving.length === 0) return []
  const text = `${moving.length} ${agreeing(moving.length, 'order is', 'orders are')} not at rest at the end, the first of them order ${moving[0]!.order.id}.`
  return [{ checker: 'at-rest', subject: '', text, at: null }]
}

const severity: readonly Ending[] = ['adrift', 'on-course', 'owned', 'dormant', 'agreed', 'proven']

function endingsOf({ stories }: StormPlay, evidence: Evidence): ReadonlyMap<Handle, Ending> {
  const docket = docketOf(evidence)
  const endings = new Map<Handle, Ending>()
  for (const { orders } of stories) {
    for (const handle of orders) {
      const key = evidence.keys.get(handle)
      const found = key === undefined ? [] : docket.ordersOf(key)
      const each = found.map(({ loop, proven }): Ending => (loop === 'agreed' && proven ? 'proven' : loop))
      endings.set(handle, severity.find((ending) => each.includes(ending)) ?? 'unseen')
    }
  }
  return endings
}

function counted(endings: readonly Ending[]): Record<Ending, number> {
  const counts = { proven: 0, agreed: 0, owned: 0, dormant: 0, 'on-course': 0, adrift: 0, unseen: 0 }
  for (const ending of endings) counts[ending]++
  return counts
}

function explained({ stories }: StormPlay, endings: ReadonlyMap<Handle, Ending>, { excused, keys }: Evidence) {
  const causes: Record<string, number> = {}
  const byStory: Record<string, Partial<Record<Ending, number>>> = {}
  for (const { name, orders } of stories) {
    byStory[name] ??= {}
    const own = byStory[name]
    for (const handle of orders) {
      const ending = endings.get(handle)!
      own[ending] = (own[ending] ?? 0) + 1
      if (ending === 'agreed' || ending === 'proven') continue
      const cause =
        excused.get(keys.get(handle) ?? '') ?? (ending === 'unseen' ? 'never told to Labloop' : 'unexplained')
      causes[`${ending}: ${cause}`] = (causes[`${ending}: ${cause}`] ?? 0) + 1
    }
  }
  return { causes, stories: byStory }
}
