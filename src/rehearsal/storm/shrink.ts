// Makes a storm's world that failed small: stories, faults and acts are left out for as long as the same judge still finds
// something. The one thing to know: it tries halves before pieces, and stops when its time is up with the smallest so far.
import type { TimedAct } from '../play/act.ts'
import type { Written } from './pen.ts'
import type { StormPlay } from './storm-play.ts'

export type ShrinkOptions = {
  /** Whether the failure is still there. */
  stillFails(told: StormPlay): Promise<boolean>
  /** Whether no more is to be tried. */
  timeIsUp(): boolean
  /** Hears how many stories and faults are left. */
  onSmaller?(told: StormPlay): void
}

/** The smallest play found that still fails. The given one is known to fail. */
export async function shrink(told: StormPlay, options: ShrinkOptions): Promise<StormPlay> {
  let best = told
  const accept = (smaller: StormPlay) => {
    best = smaller
    options.onSmaller?.(best)
  }
  const attempt = async (smaller: StormPlay) => {
    if (!(await options.stillFails(smaller))) return false
    accept(smaller)
    return true
  }
  await fewer(best.stories, options, (stories) => attempt({ ...best, stories }))
  if (best.faults.length > 0 && !options.timeIsUp() && !(await attempt({ ...best, faults: [] }))) {
    await fewer(best.faults, options, (faults) => attempt({ ...best, faults }))
  }
  for (const { acts } of best.stories) {
    const at = best.stories.findIndex((story) => story.acts === acts)
    const story = best.stories[at]
    if (!story || options.timeIsUp()) continue
    const withActs = (left: readonly TimedAct[]): Written => ({ ...story, acts: left })
    await fewer(acts, options, (left) => attempt({ ...best, stories: best.stories.with(at, withActs(left)) }))
  }
  return best
}

/** Leaves out parts of a list: halves, then quarters, down to single items, as long as the rest is accepted. */
async function fewer<Item>(
  items: readonly Item[],
  { timeIsUp }: Pick<ShrinkOptions, 'timeIsUp'>,
  attempt: (left: readonly Item[]) => Promise<boolean>,
): Promise<void> {
  let left = items
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < left.length && left.length > 1; ) {
      if (timeIsUp()) return
      const without = [...left.slice(0, from), ...left.slice(from + size)]
      if (without.length > 0 && (await attempt(without))) left = without
      else from += size
    }
  }
}
