// A store that fails, for the log: said when it begins, once a minute while it lasts, and when it is over. The one thing to
// know: the exceptions of such a time cannot be stored either, so the log is the only place that tells of it.
import { errorCodes } from '../errors.ts'
import type { Clock, Instant } from './ports/clock.ts'
import type { Log } from './ports/log.ts'

const again_ms = 60_000

/** What a node was doing when the store failed it. */
export type Doing = 'receiving' | 'processing' | 'standing by'

export class Complaints {
  readonly #log: Log
  readonly #clock: Clock
  readonly #open = new Map<Doing, { readonly code: string; readonly saidAt: Instant }>()

  constructor(log: Log, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  /** It failed with the code of a store's error, and is tried again. */
  failed(doing: Doing, code: string): void {
    const now = this.#clock.now()
    const open = this.#open.get(doing)
    if (open?.code === code && now - open.saidAt < again_ms) return
    this.#open.set(doing, { code, saidAt: now })
    this.#log.error('the store failed', { doing, code, remedy: errorCodes[code]?.remedy ?? '' })
  }

  /** Whether it failed at this, and has not worked since. */
  stands(doing: Doing): boolean {
    return this.#open.has(doing)
  }

  /** It worked. */
  worked(doing: Doing): void {
    if (!this.#open.delete(doing)) return
    this.#log.info('the store works again', { doing })
  }
}
