// What is said between a storm and its threads, and how a thread plays a world. The one thing to know: a thread opens the site
// by itself and plays a world from a few numbers, so nothing but results crosses.
import { seededRandom } from '../../engine/random.ts'
import { checkers } from '../../rehearsal/checkers/index.ts'
import { drawFaults, type FaultPlan, noFaults } from '../../rehearsal/storm/faults.ts'
import type { StormSetting, WorldResult } from '../../rehearsal/storm/run-world.ts'
import { stormMenuOf } from '../../rehearsal/storm/storm-menu.ts'
import type { WorldPlan } from '../../rehearsal/storm/storm-play.ts'
import { openStage } from './stage.ts'

/** What a thread is started with. */
export type StormJob = { readonly folder: string; readonly seed: string; readonly faults: boolean }
/** One world of it. */
export type StormTask = { readonly index: number; readonly orders: number }
export type FromWorker =
  | { readonly say: 'ready'; readonly revision: string }
  | { readonly say: 'done'; readonly result: WorldResult }
  | { readonly say: 'failed'; readonly index: number; readonly error: string }

/** When every world begins: on a Monday morning, the same one always, so that a seed means the same for ever. */
export const stormStart = Date.UTC(2026, 10, 23, 12)

/** The rates of a storm, drawn from its seed. */
export function faultsOf({ seed, faults }: Pick<StormJob, 'seed' | 'faults'>): FaultPlan {
  return faults ? drawFaults(seededRandom(`${seed}/faults`)) : noFaults
}

/** The plan of one world. */
export function planOf(job: Pick<StormJob, 'seed' | 'faults'>, { index, orders }: StormTask): WorldPlan {
  return { seed: job.seed, index, orders, faults: faultsOf(job), start: stormStart }
}

/** What the worlds of a storm are played with. */
export async function settingOf(folder: string): Promise<StormSetting> {
  const stage = await openStage(folder)
  return { ...stage, menu: stormMenuOf(stage.site), checkers }
}

/** The worlds of a storm: of about so many orders each. */
export function tasksOf(orders: number, perWorld = 1000): readonly StormTask[] {
  const worlds = Math.max(1, Math.round(orders / perWorld))
  const least = Math.floor(orders / worlds)
  return Array.from({ length: worlds }, (_, index) => ({ index, orders: least + (index < orders % worlds ? 1 : 0) }))
}
