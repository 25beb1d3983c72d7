// What was sent, by the control ids that an answer may name: what waits for an answer, and what was settled a while ago, so
// that a second answer to it is known for what it is. The one thing to know: the settled ones are bounded; an answer that
// comes later than that, or that names nothing, is foreign, kept and shown, and credited to nothing.
import { apart } from '../hl7/index.ts'
import type { Entry } from './lane-queue.ts'
import { ReleasingMap } from './releasing-map.ts'
import { nameByText } from './sent-control-id.ts'

/** A control id as it was written, one character a byte, and as text. */
export type ControlIdSaid = { readonly written: string; readonly controlId: string }

export type Sent = Pick<Entry, 'id' | 'flow' | 'messageId' | 'orderIds' | 'attempts' | 'sentAt'> & {
  /** MSA-1 of the answer that counted; empty where none has yet. */
  code: string
  /** Whether it was held when it was settled. */
  readonly held: boolean
  /** A refusal that counted until an answer said that it was taken: it says nothing new. */
  outweighed: string
}

/** Sent at least once and not settled. */
export class Awaited {
  readonly #byName = new ReleasingMap<string, Entry>()

  add(entry: Entry): void {
    this.#byName.set(entry.written, entry)
    const text = nameByText(entry.controlId)
    if (text !== entry.written) this.#byName.set(text, entry)
  }

  delete(entry: Entry): void {
    this.#byName.delete(entry.written)
    const text = nameByText(entry.controlId)
    if (text !== entry.written) this.#byName.delete(text)
  }

  find(said: ControlIdSaid): Entry | undefined {
    return findIn(this.#byName, said)
  }
}

export class RecentlySent {
  readonly #most: number
  readonly #byName = new ReleasingMap<string, Sent>()
  /** The names in order, in a ring: looking for the oldest in a map costs more the more was deleted from it. */
  readonly #ring: string[] = []
  #at = 0

  constructor(most: number) {
    this.#most = most
  }

  add(entry: Omit<Sent, 'code' | 'held' | 'outweighed'> & ControlIdSaid, code: string, held: boolean): void {
    const { id, flow, messageId, orderIds, attempts, sentAt, written, controlId } = entry
    const sent = { id, flow, messageId, orderIds, attempts, sentAt, code, held, outweighed: '' }
    this.#put(written, sent)
    const text = nameByText(controlId)
    if (text !== written) this.#put(text, sent)
  }

  #put(given: string, sent: Sent): void {
    if (given === '') return
    // Not a part that was cut out of the message, which would keep the whole of it.
    const name = apart(given)
    const known = this.#byName.has(name)
    this.#byName.set(name, sent)
    if (known) return
    const oldest = this.#ring[this.#at]
    if (oldest !== undefined) this.#byName.delete(oldest)
    this.#ring[this.#at] = name
    this.#at = (this.#at + 1) % this.#most
  }

  find(said: ControlIdSaid): Sent | undefined {
    return findIn(this.#byName, said)
  }
}

function findIn<Item extends object>(
  byName: ReleasingMap<string, Item>,
  { written, controlId }: ControlIdSaid,
): Item | undefined {
  if (written === '') return undefined
  const found = byName.get(written)
  return found || written === controlId ? found : byName.get(nameByText(controlId))
}
