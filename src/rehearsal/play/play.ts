// Plays a play in a world: its acts in time, then all faults are taken away, everything must drain, and every order must
// come to rest. The one thing to know: the player knows nothing of what ought to happen; it leaves the evidence, and the
// judges read it.
import type { Instant } from '../../engine/ports/clock.ts'
import type { World } from '../world/world.ts'
import type { Act, Play, TimedAct } from './act.ts'
import type { Evidence } from './evidence.ts'

export type PlayOptions = {
  readonly seed: string
  /** How long after its last act the faults go on. */
  readonly healAfter_ms?: number
  /** How long draining, and coming to rest, may take. */
  readonly drainWithin_ms?: number
  readonly restWithin_ms?: number
  /** Orders that faults and planted causes excuse, told from what was played. */
  excuse?(evidence: Omit<Evidence, 'excused'>): ReadonlyMap<string, string>
  /** Hears how far it has come, 0 to 1 of the acts. */
  onProgress?(share: number): void
}

const minute_ms = 60_000
const hour_ms = 3_600_000
const usual = { healAfter_ms: 5 * minute_ms, drainWithin_ms: 6 * hour_ms, restWithin_ms: 8 * 24 * hour_ms }

/** Plays it to the end, and gives what it leaves. The world goes on existing; its caller closes it. */
export async function play(world: World, { acts }: Pick<Play, 'acts'>, options: PlayOptions): Promise<Evidence> {
  const { seed, healAfter_ms, drainWithin_ms, restWithin_ms } = { ...usual, ...options }
  const played = await perform(world, acts, options.onProgress)
  await world.run(world.now() + healAfter_ms)
  world.heal()
  const healedAt = world.now()
  const drainedAt = await drain(world, healedAt + drainWithin_ms)
  await rest(world, healedAt + restWithin_ms)
  const left = { ...(await world.evidence()), seed, acts: played, healedAt, drainedAt }
  return { ...left, excused: options.excuse?.(left) ?? new Map() }
}

async function perform(world: World, acts: readonly TimedAct[], onProgress?: (share: number) => void) {
  const played: { at: Instant; act: Act }[] = []
  const inOrder = acts.toSorted((one, other) => one.at_ms - other.at_ms)
  for (const { at_ms, ...act } of inOrder) {
    const at = world.start + at_ms
    if (at > world.now()) await world.run(at)
    world.perform(act)
    played.push({ at: world.now(), act })
    onProgress?.(played.length / inOrder.length)
  }
  return played
}

/** When nothing was under way any more; null where that never came. */
async function drain(world: World, until: Instant): Promise<Instant | null> {
  for (let wait_ms = 1000; ; wait_ms = Math.min(minute_ms, wait_ms * 2)) {
    await world.run(world.now() + wait_ms)
    const { pending } = await world.unfinished()
    if (pending === 0) return world.now()
    if (world.now() >= until) return null
  }
}

/** Until no order is in progress and nothing is on its way, or time is up. */
async function rest(world: World, until: Instant): Promise<void> {
  for (let wait_ms = minute_ms; world.now() < until; wait_ms = Math.min(hour_ms, wait_ms * 2)) {
    const { pending, restless } = await world.unfinished()
    if (pending === 0 && restless === 0) return
    await world.run(Math.min(until, world.now() + wait_ms))
  }
}
