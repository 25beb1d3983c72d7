// Inserting, replacing, dropping and copying segments. The one thing to know: a segment that comes from another message
// is rewritten with the delimiters and in the character set of the one that it goes into.
import type { Context } from './context.ts'
import { type Message, type MessageView, messageWith } from './message.ts'
import { recoded, refuseHeader } from './recode.ts'
import { lineBytes, type Segment, SegmentView } from './segment.ts'
import { cut, sourceOfText } from './source.ts'

/**
 * Puts segments into a message before the segment at `index`, counted from 0; MSH stays first, and the number of
 * segments appends. A segment of the message itself is copied.
 * @throws Hl7Error hl7-character, hl7-bytes-invalid, hl7-no-delimiter where one does not fit into the message,
 * hl7-several-messages for a header
 */
export function insertSegments(message: Message, index: number, segments: readonly Segment[]): Message {
  const view = message as MessageView
  const list = view.segments
  const end = lineEndOf(view)
  const at = Math.max(1, Math.min(index, list.length))
  const put = segments.map((segment) => adopted(view.context, segment, end))
  const all = [...list.slice(0, at), ...put, ...list.slice(at)]
  return messageWith(
    view,
    all.map((segment, place) => (place < all.length - 1 ? ended(segment, end) : segment)),
  )
}

/** Puts other segments in the place of one of the message. @throws Hl7Error as insertSegments() */
export function replaceSegment(message: Message, old: Segment, others: readonly Segment[]): Message {
  const view = message as MessageView
  const end = lineEndOf(view)
  const list = view.segments.flatMap((segment, index) =>
    segment === old && index > 0 ? others.map((other) => adopted(view.context, other, end)) : [segment],
  )
  return messageWith(view, list)
}

/** Leaves out every segment for which `drop` is true; MSH stays. */
export function dropSegments(message: Message, drop: (segment: Segment, index: number) => boolean): Message {
  const view = message as MessageView
  return messageWith(
    view,
    view.segments.filter((segment, index) => index === 0 || !drop(segment, index)),
  )
}

/** How lines of this message end: as its MSH does. */
function lineEndOf(view: MessageView): string {
  const msh = view.at(0)
  const end = cut(msh.source, msh.end, msh.next)
  return end.startsWith('\r\n') ? '\r\n' : end.charAt(0) || '\r'
}

/** A segment as it must stand in a message. */
function adopted(context: Context, segment: Segment, end: string): SegmentView {
  refuseHeader(segment as SegmentView)
  return lineOf(recoded(segment as SegmentView, context), end)
}

/** A segment whose line ends, as every one but the last must. */
function ended(segment: SegmentView, end: string): SegmentView {
  return segment.next > segment.end ? segment : lineOf(segment, end)
}

function lineOf(segment: SegmentView, end: string): SegmentView {
  const line = lineBytes(segment)
  return new SegmentView(
    segment.context,
    sourceOfText(line + end),
    0,
    line.length,
    line.length + end.length,
    segment.code,
  )
}
