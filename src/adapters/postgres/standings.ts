// How orders stood when this store last wrote them, so that the counts of a batch can be kept without reading what they
// were. The one thing to know: an entry is used only with the version that the database demands for the write, and each
// write makes another version; so it is never out of date, whoever else writes.
import type { LoopStatus } from '../../ledger/order.ts'

/** What the counts and the calendar need to know of an order as it is stored. */
export type Standing = {
  readonly version: number
  readonly loop: LoopStatus
  readonly proven: boolean
  readonly restless: boolean
  readonly nextDue: number | null
}

/** Orders change most soon after they changed: an acknowledgement follows the result. */
const MOST = 20_000

export class Standings {
  #young = new Map<number, Standing>()
  #old = new Map<number, Standing>()

  /** As stored under this version, or null where that is not known. */
  get(id: number, version: number): Standing | null {
    const found = this.#young.get(id) ?? this.#old.get(id)
    return found?.version === version ? found : null
  }

  /** Remembers how an order stands now. One at rest is forgotten: it seldom changes again. */
  note(id: number, standing: Standing): void {
    if (!standing.restless) {
      this.#young.delete(id)
      this.#old.delete(id)
      return
    }
    if (this.#young.size >= MOST / 2) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(id, standing)
  }
}
