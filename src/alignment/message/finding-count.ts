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

/** Two counts of one finding as one; the words of the later one. */
export function addCounts(known: FindingCount, more: FindingCount): FindingCount {
  return {
    ...more,
    count: known.count + more.count,
    firstAt: known.firstAt,
    // Mostly there are enough: then the list is left as it is.
    examples:
      known.examples.length >= most_kept ? known.examples : [...known.examples, ...more.examples].slice(0, most_kept),
  }
}
