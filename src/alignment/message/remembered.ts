// What was seen before of a patient and of a report, as far as memory goes. The one thing to know: it is bounded, and what is
// forgotten only means that a change is not questioned; nothing is held by it.
import { apart } from '../../hl7/index.ts'
import { Recent } from '../../terminology/recent.ts'
import type { EarlierReport, EarlierValue } from './seen.ts'

type Kept<Value> = { readonly messageId: number; readonly value: Value; readonly before: Value | null }

/**
 * The last of something, told apart by message: a message that is looked at again (its batch was tried twice) is compared
 * with what came before it, not with itself.
 */
export class LastOf<Value> {
  readonly #recent: Recent<string, Kept<Value>>

  constructor(most: number) {
    this.#recent = new Recent(most)
  }

  /** What came before this message; the new one is kept in its place. */
  replace(key: string, messageId: number, value: Value): Value | null {
    const kept = this.#recent.get(key)
    const before = kept ? (kept.messageId === messageId ? kept.before : kept.value) : null
    // A key that was put together of parts of a message keeps the message, as they do.
    this.#recent.set(apart(key), { messageId, value, before })
    return before
  }
}

export type Memory = {
  /** By patient, code and unit. */
  readonly values: LastOf<EarlierValue>
  /** By system and filler number. */
  readonly reports: LastOf<EarlierReport>
}

/** A few days of a large laboratory; about 40 MB when full. */
export function newMemory(): Memory {
  return { values: new LastOf(200_000), reports: new LastOf(25_000) }
}
