// Waiting for a store that fails for a reason that passes. The one thing to know: what it is given is not the reason, so
// nothing is set aside, and order is kept by trying the same again.
import { type Backoff, waitAfter } from './pace.ts'
import type { Clock } from './ports/clock.ts'

/** Failures of the store that are not about what it is given. */
const passing = new Set(['database-unreachable', 'disk-full'])

export function isPassing(code: string): boolean {
  return passing.has(code)
}

export class Patience {
  readonly #clock: Clock
  readonly #backoff: Backoff
  /** Whether it is over: then nothing is tried again. */
  readonly #ended: () => boolean
  readonly #onFailed: (code: string) => void

  constructor(clock: Clock, backoff: Backoff, ended: () => boolean, onFailed: (code: string) => void = () => {}) {
    this.#clock = clock
    this.#backoff = backoff
    this.#ended = ended
    this.#onFailed = onFailed
  }

  /** Tries again for as long as the store fails for a reason that passes. Throws any other. */
  async insist<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let times = 0; ; times++) {
      try {
        return await work()
      } catch (error) {
        if (this.#ended() || !isPassing(codeOf(error))) throw error
        this.#onFailed(codeOf(error))
        await this.wait(times)
      }
    }
  }

  /** Waits as long as after so many failures. */
  wait(times: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.at(this.#clock.now() + waitAfter(times, this.#backoff), resolve)
    })
  }
}

/** The code of an error, or its kind: never its text, which may hold what a message says. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
