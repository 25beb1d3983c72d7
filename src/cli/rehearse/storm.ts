// `labloop rehearse SITE --storm N`: plays the worlds, shows how far they have come, and says what they came to.
import { LabloopError } from '../../errors.ts'
import { NotHere, siteWords } from '../../rehearsal/scenario/site-words.ts'
import { faultLines } from '../../rehearsal/storm/faults.ts'
import { stormMenuOf } from '../../rehearsal/storm/storm-menu.ts'
import { type Tally, tallyOf } from '../../rehearsal/storm/tally.ts'
import { counted } from '../../site/counted.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { Io } from '../command.ts'
import { progressBar } from '../progress.ts'
import { openStage } from './stage.ts'
import { runPool } from './storm-pool.ts'
import { faultsOf, type StormJob, tasksOf } from './storm-task.ts'

export type StormWish = {
  readonly folder: string
  readonly orders: number
  readonly seed: string
  readonly faults: boolean
  readonly workers: number
  /** Only this world, as it is in the whole storm. */
  readonly world: number | null
}

/** What a storm came to, with time and memory. */
export type StormDone = {
  readonly site: string
  readonly title: string
  readonly revision: string
  readonly tally: Tally
  readonly seconds: number
  readonly peakRssMb: number
}

/** Runs a storm. Says the rates of its faults first. @throws LabloopError site-folder-missing, site-invalid */
export async function runStorm(wish: StormWish, io: Io): Promise<StormDone> {
  const { folder, seed, faults, orders, world } = wish
  const started = Date.now()
  const { site } = await openStage(folder)
  mustHaveStories(site)
  const job: StormJob = { folder, seed, faults }
  const all = tasksOf(orders)
  const tasks = world === null ? all : all.filter(({ index }) => index === world)
  if (tasks.length === 0)
    throw new LabloopError('usage', { place: '--world', given: String(world), allowed: `0 to ${all.length - 1}` })
  io.stderr(`seed ${seed}\n`)
  for (const line of faultLines(faultsOf(job))) io.stderr(`${line}\n`)
  const bar = progressBar(io.stderr, io.isTerminal, Date.now)
  const wanted = tasks.reduce((sum, task) => sum + task.orders, 0)
  let done = 0
  let wrong = 0
  try {
    const results = await runPool(job, tasks, {
      workers: wish.workers,
      revision: site.revision,
      onDone: (result) => {
        done += result.orders
        wrong += result.violations.length
        bar.show(done, wanted, `orders, ${counted(wrong, 'violation')}`)
      },
    })
    const seconds = (Date.now() - started) / 1000
    const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024)
    const { name, title, revision } = site
    return { site: name, title, revision, tally: tallyOf(results), seconds, peakRssMb }
  } finally {
    bar.end()
  }
}

/** A storm needs two sides that order and report, and tests that both know. @throws LabloopError usage */
function mustHaveStories(site: Site): void {
  const lacks = (given: string) =>
    new LabloopError('usage', {
      place: '--storm',
      given: `a site in which ${given}`,
      allowed: 'a site with catalogs of its EHR and its LIS, and a map of the tests between them',
      remedy: 'Fill catalogs and maps ("labloop learn" makes catalogs of recorded messages), or play the example site.',
    })
  try {
    const words = siteWords(site)
    for (const kind of ['orders', 'results'] as const) words.flowOf(kind)
  } catch (error) {
    throw error instanceof NotHere ? lacks(error.message) : error
  }
  if (stormMenuOf(site).all.length === 0) throw lacks('no test is known to both sides')
}

/** The figures as `--json` prints them. */
export function stormFigures({ tally, seconds, peakRssMb }: StormDone): Readonly<Record<string, number | string>> {
  const { orders, worlds, events, virtualDays, agreed, proven, owned, adrift, violations, digest } = tally
  return { orders, worlds, events, virtualDays, agreed, proven, owned, adrift, violations, digest, seconds, peakRssMb }
}
