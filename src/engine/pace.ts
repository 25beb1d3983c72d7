// When a destination may send next: at most so many a second, and with growing waits after failures in a row. The one thing
// to know: failures in a row, whatever the messages, are the peer's; one message that fails again and again is its own.
import type { Instant } from './ports/clock.ts'

export type Backoff = { readonly first: number; readonly most: number }

/** A throttled line may catch up on what it missed while timers were late, by this much. */
const burst_ms = 20

export class Pace {
  readonly #interval_ms: number
  readonly #backoff: Backoff
  #throttledUntil = 0
  #backedOffUntil = 0
  /** Failures since the last success. */
  #failures = 0

  /** `perSecond` 0: as fast as it goes. */
  constructor(perSecond: number, backoff: Backoff) {
    this.#interval_ms = perSecond > 0 ? 1000 / perSecond : 0
    this.#backoff = backoff
  }

  get failures(): number {
    return this.#failures
  }

  /** Nothing is to be sent before this moment. */
  get notBefore(): Instant {
    return Math.max(this.#throttledUntil, this.#backedOffUntil)
  }

  sent(now: Instant): void {
    this.#throttledUntil = Math.max(this.#throttledUntil, now - burst_ms) + this.#interval_ms
  }

  succeeded(): void {
    this.#failures = 0
    this.#backedOffUntil = 0
  }

  failed(now: Instant): void {
    this.#failures++
    if (this.#failures >= 3) this.#backedOffUntil = now + waitAfter(this.#failures - 3, this.#backoff)
  }
}

/** How long to wait after this many failures before: doubling from the first, up to the most. */
export function waitAfter(times: number, { first, most }: Backoff): number {
  return Math.min(most, first * 2 ** Math.min(20, times))
}
