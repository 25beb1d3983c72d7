// The clock of the machine as the engine's Clock port. The one thing to know: it never goes back. It shows what the
// system's clock shows; when that was set back, it goes on at half speed until the two agree again.
import type { Clock, Instant } from '../../engine/ports/clock.ts'

/** Where the clock reads: wall time, and time that only ever passes. Both in milliseconds; a test gives its own. */
export type TimeSource = { readonly wall: () => number; readonly elapsed: () => number }

const machine: TimeSource = { wall: () => Date.now(), elapsed: () => performance.now() }

/** The wall clock may be this far behind by rounding alone. */
const ROUNDING_MS = 2
/** An alarm looks at the clock at least this often: the machine may sleep, or its clock be set. */
const LOOK_MS = 60_000

/**
 * `now` is whole milliseconds and never less than before. `at` calls back when `now` has reached the moment, also one that is
 * months away; a step of the system's clock forward is noticed within a minute.
 */
export function systemClock(source: TimeSource = machine): Clock {
  let shown = source.wall()
  let lastElapsed = source.elapsed()

  const now = (): Instant => {
    const elapsed = source.elapsed()
    const passed_ms = Math.max(0, elapsed - lastElapsed)
    const wall = source.wall()
    const setBack = shown + passed_ms - wall > ROUNDING_MS
    shown = setBack ? shown + passed_ms / 2 : Math.max(shown, wall)
    lastElapsed = elapsed
    return Math.floor(shown)
  }
  return { now, at: (when, call) => alarm(now, when, call) }
}

function alarm(now: () => Instant, when: Instant, call: () => void): () => void {
  let timer: NodeJS.Timeout
  const wait = () => {
    timer = setTimeout(look, Math.min(Math.max(0, when - now()), LOOK_MS))
  }
  const look = () => {
    if (now() < when) wait()
    else call()
  }
  wait()
  return () => clearTimeout(timer)
}
