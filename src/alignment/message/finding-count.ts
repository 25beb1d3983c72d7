// What live messages showed of one finding, counted. The one thing to know: it is what the store keeps; one row stands for
// every message that shows the same thing, and examples lead to a few of them.
import type { Severity, Subject } from '../finding.ts'

export type FindingCount = {
  /** The key of the finding. */
  readonly key: string
  readonly rule: string
  readonly severity: Severity
  readonly subject: Subject
  readonly counterpart: Subject | null
  readonly variant: string
  readonly says: string
  /** As a change: how often it was seen anew. As read: how often in all. */
  readonly count: number
  /** When the first and the last of these messages were processed, milliseconds. */
  readonly firstAt: number
  readonly lastAt: number
  /** Ids of messages that show it, the first few. */
  readonly examples: readonly number[]
}

/** Examples kept of one finding. */
export const most_kept = 5

type Words = Omit<FindingCount, 'count' | 'firstAt' | 'lastAt' | 'examples'>

/** A finding that one message showed. */
export function firstSeen(words: Words, at: number, messageId: number): FindingCount {
  return { ...words, count: 1, firstAt: at, lastAt: at, examples: [messageId] }
}

/** The count with one message more, in its words. */
export function addSeen(known: FindingCount, words: Words, at: number, messageId: number): FindingCount {
  const examples = known.examples.length < most_kept ? [...known.examples, messageId] : known.examples
  return { ...words, count: known.count + 1, firstAt: known.firstAt, lastAt: at, examples }
}

/** Two counts of one finding as one; the words of the later one. */
export function addCounts(known: FindingCount, more: FindingCount): FindingCount {
  return {
    ...more,
    count: known.count + more.count,
    firstAt: known.firstAt,
    examples: [...known.examples, ...more.examples].slice(0, most_kept),
  }
}
