// The error queue behind the EHR's AA: messages that its interface took and its application refused. The one thing to know:
// nobody tells the sender; whoever wants to know reads this queue, with the census or beside it.
import type { Instant } from '../../engine/ports/clock.ts'

/** A message that was acknowledged with AA and then refused by the application behind it. */
export type QueuedError = {
  /** MSH-10 of the message. */
  readonly controlId: string
  /** Why, in words without a value of the message. */
  readonly why: string
  readonly at: Instant
  /** The order's number; empty where the application found none. */
  readonly placer: string
  /** HL7 table 0357, or empty. */
  readonly code: string
}

export type ErrorQueue = {
  /** Oldest first. */
  readonly waiting: readonly QueuedError[]
  add(error: QueuedError): void
}

/** An empty queue. */
export function openErrorQueue(): ErrorQueue {
  const waiting: QueuedError[] = []
  return { waiting, add: (error) => void waiting.push(error) }
}
