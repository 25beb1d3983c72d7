// The machine's clock as a world goes by it: letting time pass means waiting. The one thing to know: nothing is hurried, so
// that a person at a real system can keep up.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import { systemClock } from './clock.ts'

export type RealTime = Clock & { runUntil(until: Instant): Promise<void>; readonly events: number }

/** Real time; of its events nothing is known. */
export function realTime(): RealTime {
  const clock = systemClock()
  return {
    ...clock,
    events: 0,
    async runUntil(until) {
      while (clock.now() < until) await sleep(until - clock.now())
    },
  }
}
