// Reading what comes next while the store is busy with what came before: parsing needs nothing that a commit could change.
// The one thing to know: it begins only once the store has been given its work, so that both really run at once.
import type { Clock } from './ports/clock.ts'
import type { StoredMessage } from './ports/store.ts'
import { type Prepared, prepare } from './prepare.ts'
import { ReleasingMap } from './releasing-map.ts'
import type { Rules } from './rules.ts'

export class ReadAhead {
  readonly #rules: Rules
  readonly #clock: Clock
  /** The messages that come next, without taking them. */
  readonly #upcoming: () => readonly StoredMessage[]
  readonly #prepared = new ReleasingMap<number, Prepared>()
  #storing = false
  #later = false

  constructor(rules: Rules, clock: Clock, upcoming: () => readonly StoredMessage[]) {
    this.#rules = rules
    this.#clock = clock
    this.#upcoming = upcoming
  }

  /** Does work of the store, and reads ahead meanwhile. */
  async during(work: () => Promise<void>): Promise<void> {
    this.#storing = true
    this.more()
    try {
      await work()
    } finally {
      this.#storing = false
    }
  }

  /** There may be more to read. */
  more(): void {
    if (this.#later || !this.#storing) return
    this.#later = true
    this.#clock.at(this.#clock.now(), () => {
      this.#later = false
      if (this.#storing) this.#read()
    })
  }

  #read(): void {
    for (const stored of this.#upcoming()) {
      if (this.#prepared.has(stored.id)) continue
      try {
        this.#prepared.set(stored.id, prepare(stored, this.#rules))
      } catch {
        return // It fails again in its turn, and is set aside then.
      }
    }
  }

  /** The message, parsed and read, whether that was done ahead or not. Throws what reading throws: a defect of ours. */
  take(stored: StoredMessage): Prepared {
    const ahead = this.#prepared.get(stored.id)
    this.#prepared.delete(stored.id)
    return ahead ?? prepare(stored, this.#rules)
  }
}
