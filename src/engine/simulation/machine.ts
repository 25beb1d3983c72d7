// The clock of one machine in a simulation, which may be set while the world's own time goes on. The one thing to know: it
// behaves as src/adapters/clock/clock.ts does: set forward it follows at once, set back it goes on at half speed until both
// agree; and it belongs to an incarnation, so that no timer of a process that has crashed ever calls.
import type { Clock, Instant } from '../ports/clock.ts'

type Pending = { readonly when: Instant; readonly call: () => void; cancel: () => void }

export type Machine = {
  /** What its clock shows. */
  now(): Instant
  /** Sets the clock by so much; all timers follow. */
  step(by_ms: number): void
  /** The clock as one process sees it. */
  incarnation(): { readonly clock: Clock; crash(): void }
}

/** A machine whose clock agrees with the world's. */
export function machine(world: Clock): Machine {
  let offset_ms = 0
  /** Since when it goes at half speed because it was set back. */
  let slow: { readonly shown: Instant; readonly since: Instant } | null = null
  const pending = new Set<Pending>()

  function now(): Instant {
    const wall = world.now() + offset_ms
    return slow ? Math.max(wall, Math.floor(slow.shown + (world.now() - slow.since) / 2)) : wall
  }
  /** The moment of the world at which this clock shows `when`. */
  function worldTimeOf(when: Instant): Instant {
    const wall = when - offset_ms
    return slow ? Math.min(wall, slow.since + 2 * (when - slow.shown)) : wall
  }
  function arm(timer: Pending): void {
    timer.cancel = world.at(Math.max(world.now(), worldTimeOf(timer.when)), () => {
      pending.delete(timer)
      timer.call()
    })
  }
  return {
    now,
    step(by_ms) {
      const shown = now()
      offset_ms += by_ms
      slow = world.now() + offset_ms < shown ? { shown, since: world.now() } : null
      for (const timer of pending) {
        timer.cancel()
        arm(timer)
      }
    },
    incarnation() {
      let alive = true
      const own = new Set<Pending>()
      const clock: Clock = {
        now,
        at(when, call) {
          if (!alive) throw new Error('the clock was used after a crash')
          const timer: Pending = {
            when,
            cancel: () => {},
            call: () => {
              own.delete(timer)
              call()
            },
          }
          own.add(timer)
          pending.add(timer)
          arm(timer)
          return () => {
            own.delete(timer)
            pending.delete(timer)
            timer.cancel()
          }
        },
      }
      const crash = () => {
        alive = false
        for (const timer of own) {
          pending.delete(timer)
          timer.cancel()
        }
        own.clear()
      }
      return { clock, crash }
    },
  }
}
