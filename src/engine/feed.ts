// Stored messages in the order of their ids, for the processor: from the store where this node has just started or missed
// some, else as receiving hands them on. The one thing to know: no message is ever passed over or taken twice.
import type { Store, StoredMessage } from './ports/store.ts'

export class MessageFeed {
  readonly #store: Pick<Store, 'messagesAfter'>
  #next: number
  /** The newest message that is known to be stored. */
  #last: number
  #arrived: StoredMessage[] = []

  /** Goes on after `processedThrough`; `last` is the newest message in the store. */
  constructor(store: Pick<Store, 'messagesAfter'>, processedThrough: number, last: number) {
    this.#store = store
    this.#next = processedThrough + 1
    this.#last = last
  }

  /** Messages from receiving. Gives those that were taken from the store already. */
  add(batch: readonly StoredMessage[]): readonly StoredMessage[] {
    const early = batch.filter(({ id }) => id < this.#next)
    for (const message of batch) {
      if (message.id < this.#next) continue
      this.#arrived.push(message)
      this.#last = Math.max(this.#last, message.id)
    }
    return early
  }

  /** How many wait, as far as is known. */
  get waiting(): number {
    return Math.max(0, this.#last - this.#next + 1)
  }

  /** The next messages, at most so many; none where nothing waits. */
  async take(limit: number): Promise<readonly StoredMessage[]> {
    while (this.#next <= this.#last) {
      const ready = this.#contiguous(limit)
      if (ready.length > 0) return ready
      const before = this.#arrived[0]?.id ?? this.#last + 1
      const rows = await this.#store.messagesAfter(this.#next - 1, limit)
      const missed = rows.filter(({ id }) => id < before)
      this.#next = missed.length > 0 ? missed[missed.length - 1]!.id + 1 : before
      if (missed.length > 0) return missed
    }
    return []
  }

  /** The next messages as far as they are in memory, without taking them. */
  upcoming(limit: number): readonly StoredMessage[] {
    let count = 0
    while (count < limit && this.#arrived[count]?.id === this.#next + count) count++
    return this.#arrived.slice(0, count)
  }

  #contiguous(limit: number): readonly StoredMessage[] {
    const ready = this.upcoming(limit)
    this.#next += ready.length
    this.#arrived.splice(0, ready.length)
    return ready
  }
}
