// A message: its segments in order, over the bytes it came in. The one thing to know: it is never changed; an edit
// makes another message that shares every segment that it did not touch.
import { Buffer } from 'node:buffer'
import { type Context, charsetOf } from './context.ts'
import type { Delimiters } from './delimiters.ts'
import { diagnose, type Note } from './diagnose.ts'
import type { Segment, SegmentView } from './segment.ts'

/** One HL7 v2 message, read-only. */
export interface Message {
  /** All lines in order, MSH first; a line that does not begin with a segment name has the name ''. */
  readonly segments: readonly Segment[]
  readonly delimiters: Delimiters
  /** The character set in use, as it is written in MSH-18. */
  readonly charset: string
  /** What is odd about the message and was tolerated, worked out when first asked. */
  readonly notes: readonly Note[]
}

/** The message as it is kept; other folders see the interface. */
export class MessageView implements Message {
  readonly context: Context
  readonly segments: readonly SegmentView[]
  /** Byte text before the first segment: a byte order mark, blank lines. */
  readonly lead: string
  /** The very bytes, where the message is as it came. */
  readonly original: Buffer | undefined
  #notes: readonly Note[] | undefined

  constructor(context: Context, segments: readonly SegmentView[], lead: string, original: Buffer | undefined) {
    this.context = context
    this.segments = segments
    this.lead = lead
    this.original = original
  }

  get delimiters(): Delimiters {
    return this.context.delimiters
  }

  get charset(): string {
    return charsetOf(this.context).name
  }

  get notes(): readonly Note[] {
    this.#notes ??= diagnose(this)
    return this.#notes
  }
}

/** The byte text of a message. Neighbours that lie together in one source are taken in one piece. */
export function messageText(message: MessageView): string {
  let text = message.lead
  let source = ''
  let from = 0
  let to = 0
  for (const segment of message.segments) {
    if (segment.source === source && segment.start === to) to = segment.next
    else {
      text += source.slice(from, to)
      source = segment.source
      from = segment.start
      to = segment.next
    }
  }
  return text + source.slice(from, to)
}

/** The bytes of a message: the very bytes it came in where nothing was changed. */
export function messageBytes(message: MessageView): Buffer {
  return message.original ?? Buffer.from(messageText(message), 'latin1')
}

/** All segments of this name, in order. */
export function segmentsNamed(message: Message, name: string): Segment[] {
  return message.segments.filter((segment) => segment.name === name)
}

/** The nth segment of this name, counted from 1; undefined where there are fewer. */
export function segmentNamed(message: Message, name: string, nth = 1): Segment | undefined {
  let count = 0
  for (const segment of message.segments) if (segment.name === name && ++count === nth) return segment
  return undefined
}
