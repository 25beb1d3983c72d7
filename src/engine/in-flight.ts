// What was sent and not answered, in order of sending, and since when each has waited. The one thing to know: only an answer
// to an earlier message starts the wait of a later one anew. So a peer that answers in order and slowly has all the time that
// it needs, and one message that it never answers is found, whatever else it says.
import type { Entry } from './lane-queue.ts'
import type { Instant } from './ports/clock.ts'

/** An entry whose answer is overdue, and since when it was waited for. */
export type Overdue = { readonly entry: Entry; readonly since: Instant }

export class InFlight {
  #first: Entry | null = null
  #last: Entry | null = null
  #size = 0

  get size(): number {
    return this.#size
  }

  add(entry: Entry): void {
    entry.before = this.#last
    entry.turnAt = 0
    if (this.#last) this.#last.behind = entry
    else this.#first = entry
    this.#last = entry
    this.#size++
  }

  has(entry: Entry): boolean {
    return entry === this.#first || entry.before !== null
  }

  /** Out of flight. `answeredAt`: those behind it wait anew from then; 0 where it was not answered here. */
  remove(entry: Entry, answeredAt: Instant = 0): void {
    if (!this.has(entry)) return
    const { before, behind } = entry
    if (before) before.behind = behind
    else this.#first = behind
    if (behind) {
      behind.before = before
      behind.turnAt = Math.max(behind.turnAt, entry.turnAt, answeredAt)
    } else this.#last = before
    entry.before = null
    entry.behind = null
    this.#size--
  }

  /** Since when the oldest has waited; null where this entry is not the oldest, whose turn may not have come. */
  waitsSince(entry: Entry): Instant | null {
    return entry === this.#first ? Math.max(entry.sentAt, entry.turnAt) : null
  }

  /** Those that have waited for too long, and when the next of the others will have. `patience`: how long each may wait. */
  overdue(now: Instant, patience: (entry: Entry) => number): { readonly found: Overdue[]; readonly next: Instant } {
    const found: Overdue[] = []
    let next = Number.POSITIVE_INFINITY
    let turnAt = 0
    for (let entry = this.#first; entry; entry = entry.behind) {
      turnAt = Math.max(turnAt, entry.turnAt)
      const since = Math.max(entry.sentAt, turnAt)
      const due = since + patience(entry)
      if (due <= now) found.push({ entry, since })
      else next = Math.min(next, due)
    }
    return { found, next }
  }

  /** Everything, in order of sending; nothing is left in flight. */
  takeAll(): Entry[] {
    const all: Entry[] = []
    while (this.#first) {
      all.push(this.#first)
      this.remove(this.#first)
    }
    return all
  }
}
