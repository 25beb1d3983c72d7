// What was sent and settled a while ago, so that a second answer to it is known for what it is. The one thing to know: it
// is bounded; an answer that comes later than that is foreign, kept and shown, and credited to nothing.
import { apart } from '../hl7/index.ts'
import type { Entry } from './lane-queue.ts'
import { ReleasingMap } from './releasing-map.ts'

export type Sent = Pick<Entry, 'id' | 'flow' | 'messageId' | 'orderIds' | 'attempts'> & {
  /** MSA-1 of the answer that counted; empty where none has yet. */
  code: string
  /** Whether it was held: a person decides, whatever is answered later, unless that says that it was taken. */
  readonly held: boolean
}

export class RecentlySent {
  readonly #most: number
  readonly #byControlId = new ReleasingMap<string, Sent>()
  /** The control ids in order, in a ring: looking for the oldest in a map costs more the more was deleted from it. */
  readonly #ring: string[] = []
  #at = 0

  constructor(most: number) {
    this.#most = most
  }

  add(entry: Entry, code: string, held: boolean): void {
    const { id, flow, messageId, orderIds, attempts } = entry
    // Not a part that was cut out of the message, which would keep the whole of it.
    const controlId = apart(entry.controlId)
    const known = this.#byControlId.has(controlId)
    this.#byControlId.set(controlId, { id, flow, messageId, orderIds, attempts, code, held })
    if (known) return
    const oldest = this.#ring[this.#at]
    if (oldest !== undefined) this.#byControlId.delete(oldest)
    this.#ring[this.#at] = controlId
    this.#at = (this.#at + 1) % this.#most
  }

  find(controlId: string): Sent | undefined {
    return this.#byControlId.get(controlId)
  }
}
