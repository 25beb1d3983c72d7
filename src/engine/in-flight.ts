// What was sent and not answered, in order of sending, and since when each has waited. The one thing to know: only an answer
// to an earlier message starts the wait of a later one anew. So a peer that answers in order and slowly has all the time that
// it needs, and one message that it never answers is found, whatever else it says.
import type { Entry } from './lane-queue.ts'
import type { Instant } from './ports/clock.ts'

export type Overdue = {
  /** Those that have waited for too long. */
  readonly found: readonly Entry[]
  /** Whether nothing was answered while one of them waited: then it is not that message alone. */
  readonly isSilent: boolean
  /** When the next of the others will have waited for too long. */
  readonly next: Instant
}

export class InFlight {
  #first: Entry | null = null
  #last: Entry | null = null
  #size = 0
  #lastAnsweredAt: Instant = 0

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

  #has(entry: Entry): boolean {
    return entry === this.#first || entry.before !== null
  }

  /**
   * It was answered, in flight or not. Gives how long that took; null where nobody can say. `isHere`: on the line as it is now;
   * an answer on a connection that was given up says nothing of the one that took its place.
   */
  answered(entry: Entry, now: Instant, isHere: boolean): number | null {
    const flies = this.#has(entry)
    const isFirst = entry === this.#first
    const earlier = entry.timeouts > 0 ? (flies ? entry.sentBeforeAt : entry.sentAt) : 0
    const ownTurn = isFirst ? Math.max(entry.sentAt, entry.turnAt) : 0
    const since = flies && isHere ? ownTurn : earlier
    if (flies && isHere) this.#lastAnsweredAt = now
    this.remove(entry, isHere ? now : 0)
    return since > 0 ? now - since : null
  }

  /** Out of flight. `answeredAt`: those behind it wait anew from then; 0 where it was not answered here. */
  remove(entry: Entry, answeredAt: Instant = 0): void {
    if (!this.#has(entry)) return
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

  /** What has waited for too long. `patience`: how long each may wait, in milliseconds. */
  overdue(now: Instant, patience: (entry: Entry) => number): Overdue {
    const found: Entry[] = []
    let isSilent = false
    let next = Number.POSITIVE_INFINITY
    let turnAt = 0
    for (let entry = this.#first; entry; entry = entry.behind) {
      turnAt = Math.max(turnAt, entry.turnAt)
      const since = Math.max(entry.sentAt, turnAt)
      const due = since + patience(entry)
      if (due > now) next = Math.min(next, due)
      else {
        found.push(entry)
        if (since >= this.#lastAnsweredAt) isSilent = true
      }
    }
    return { found, isSilent, next }
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
