// Inserting, replacing, dropping and copying segments. The one thing to know: a segment that comes from another message
// is rewritten with the delimiters and in the character set of the one that it goes into.
import { type Message, type MessageView, messageWith } from './message.ts'
import { lineBytes, type Segment, SegmentView } from './segment.ts'
import { cut, sourceOfText } from './source.ts'

/**
 * Puts segments into a message before the segment at `index` (0 is MSH; the length appends).
 * @throws Hl7Error hl7-character where one does not fit into the character set
 */
export function insertSegments(message: Message, index: number, ...segments: readonly Segment[]): Message {
  const view = message as MessageView
  const list = view.segments.slice()
  const end = lineEnd(view)
  const at = Math.max(1, Math.min(index, list.length))
  list.splice(at, 0, ...segments.map((segment) => adopt(view, segment, end)))
  return messageWith(view, list)
}

/** Puts another segment in the place of one of the message. @throws Hl7Error as insertSegments() */
export function replaceSegment(message: Message, old: Segment, other: Segment): Message {
  const view = message as MessageView
  const list = view.segments.map((segment) => (segment === old ? adopt(view, other, lineEnd(view)) : segment))
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

function lineEnd(view: MessageView): string {
  const [first] = view.segments
  const end = first ? cut(first.source, first.end, first.next) : ''
  return end.startsWith('\r\n') ? '\r\n' : end.charAt(0) || '\r'
}

function adopt(view: MessageView, segment: Segment, end: string): SegmentView {
  const given = segment as SegmentView
  const line = lineBytes(given)
  return new SegmentView(view.context, sourceOfText(line + end), 0, line.length, line.length + end.length, given.code)
}
