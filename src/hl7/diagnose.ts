// What is odd about a message and was tolerated.
import type { MessageView } from './message.ts'

/** A remark on a message that was read all the same. Holds no values of it. */
export type Note = {
  readonly code: string
  /** The name of the segment, '' where the line has none. */
  readonly segment: string
  /** The line's place among the message's segments, from 1. */
  readonly line: number
  /** Bytes from the start of the input. */
  readonly offset: number
  readonly message: string
  readonly hint: string
}

/** All remarks on a message, in order of place. */
export function diagnose(_message: MessageView): Note[] {
  return []
}
