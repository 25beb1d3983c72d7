// What was sent and settled a while ago, so that a second answer to it is known for what it is. The one thing to know: it
// is bounded; an answer that comes later than that is foreign, kept and shown, and credited to nothing.
import type { Entry } from './lane-queue.ts'

export type Sent = Pick<Entry, 'id' | 'flow' | 'messageId' | 'orderIds' | 'attempts'> & {
  /** MSA-1 of the answer that counted; empty where none has yet. */
  code: string
}

export class RecentlySent {
  readonly #most: number
  readonly #byControlId = new Map<string, Sent>()

  constructor(most: number) {
    this.#most = most
  }

  add(entry: Entry, code: string): void {
    const { id, flow, messageId, orderIds, attempts } = entry
    this.#byControlId.delete(entry.controlId)
    this.#byControlId.set(entry.controlId, { id, flow, messageId, orderIds, attempts, code })
    if (this.#byControlId.size <= this.#most) return
    const [oldest] = this.#byControlId.keys()
    if (oldest !== undefined) this.#byControlId.delete(oldest)
  }

  find(controlId: string): Sent | undefined {
    return this.#byControlId.get(controlId)
  }
}
