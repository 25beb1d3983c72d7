// One timer that is set again and again for the same purpose: the soonest wish counts.
import type { Clock, Instant } from './ports/clock.ts'

export class Alarm {
  readonly #clock: Clock
  readonly #call: () => void
  #at: Instant = Number.POSITIVE_INFINITY
  #cancel: (() => void) | null = null

  constructor(clock: Clock, call: () => void) {
    this.#clock = clock
    this.#call = call
  }

  get isSet(): boolean {
    return this.#cancel !== null
  }

  /** Calls at this moment, unless it is set for an earlier one. */
  by(at: Instant): void {
    if (at >= this.#at) return
    this.#cancel?.()
    this.#at = at
    this.#cancel = this.#clock.at(at, () => {
      this.cancel()
      this.#call()
    })
  }

  cancel(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#at = Number.POSITIVE_INFINITY
  }
}
