// Reading and changing a message line by line as byte text, for those who change many fields of many messages (the steps of
// a flow). The one thing to know: byte text is one character a byte, in the delimiters and the character set of its message;
// nothing here escapes or decodes but decodeBytes() and encodeBytes().
import { decodeText } from './context.ts'
import { encodeText } from './edit.ts'
import { escapeText } from './escape.ts'
import { type Message, MessageView, messageWith } from './message.ts'
import { lineBytes as bytesOfLine, nameCode, rawBytes, type Segment, SegmentView, spanOf } from './segment.ts'
import { bytesIn, cut, smallText, sourceOfText } from './source.ts'

/** A field to be written: its number from 1, and the whole field as byte text. */
export type FieldEdit = { readonly field: number; bytes: string }

/** How many lines a message has. */
export function countLines(message: Message): number {
  return (message as MessageView).count
}

/** The name of a line as nameCode() has it, 0 where it begins with none; `index` from 0. Does not read the line. */
export function lineCode(message: Message, index: number): number {
  return (message as MessageView).codeOf(index)
}

/** The segment of a line; `index` from 0. */
export function lineSegment(message: Message, index: number): Segment {
  return (message as MessageView).at(index)
}

/** The name of a segment as nameCode() has it, 0 for a line without a name. */
export function segmentCode(segment: Segment): number {
  return (segment as SegmentView).code
}

/** The line of a segment as byte text, without its line end. */
export function lineBytes(segment: Segment): string {
  return bytesOfLine(segment as SegmentView)
}

/** The bytes that the line of a segment lies in, and from where to where: to be read without being cut out. */
export function lineWithin(segment: Segment): {
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
} {
  const { source, start, end } = segment as SegmentView
  return { bytes: bytesIn(source), from: start, to: end }
}

/** The byte text of the whole that the line of a segment lies in, which a large message does not have, with the same places. */
export function lineTextWithin(segment: Segment): {
  readonly text: string | undefined
  readonly from: number
  readonly to: number
} {
  const { source, start, end } = segment as SegmentView
  return { text: smallText(source), from: start, to: end }
}

/** What stands there from one place to another, as byte text; places as `lineWithin` has them. */
export function textWithin(segment: Segment, from: number, to: number): string {
  return cut((segment as SegmentView).source, from, to)
}

/** The line end of a segment, with the blank lines after it: '' where the message broke off behind it. */
export function lineEndBytes(segment: Segment): string {
  const { source, end, next } = segment as SegmentView
  return cut(source, end, next)
}

/** A whole field as byte text; undefined where absent. */
export function fieldBytes(segment: Segment, field: number): string | undefined {
  return rawBytes(segment, field)
}

/**
 * A segment of a message from byte text: `line` is written in the message's own delimiters and character set and holds no
 * line end, which is `end`.
 */
export function segmentFromBytes(message: Message, line: string, end: string): Segment {
  const { context } = message as MessageView
  const code = nameCode(line.slice(0, 3))
  return new SegmentView(context, sourceOfText(line + end), 0, line.length, line.length + end.length, code)
}

/** The segment with other fields, one edit a field; every other byte stays, and fields missing in front are made, empty. */
export function withFields(segment: Segment, edits: readonly FieldEdit[]): Segment {
  const view = segment as SegmentView
  const inOrder = edits.length > 1 ? edits.toSorted((a, b) => a.field - b.field) : edits
  let text = ''
  let at = view.start
  let last = -1
  for (const { field, bytes } of inOrder) {
    const span = spanOf(view, field)
    if (span) {
      text += cut(view.source, at, span.from) + bytes
      at = span.to
    } else {
      if (last < 0) last = lastField(view)
      text += cut(view.source, at, view.end) + view.context.delimiters.field.repeat(field - last) + bytes
      at = view.end
      last = field
    }
  }
  text += cut(view.source, at, view.end)
  const end = cut(view.source, view.end, view.next)
  return new SegmentView(view.context, sourceOfText(text + end), 0, text.length, text.length + end.length, view.code)
}

function lastField(view: SegmentView): number {
  let field = view.shift
  while (spanOf(view, field + 1)) field++
  return field
}

/** The message with some lines changed, by their place from 0, to segments of the same names; all others stay. */
export function withLines(message: Message, changed: readonly (readonly [index: number, segment: Segment])[]): Message {
  const view = message as MessageView
  const views = view.views?.slice() ?? []
  for (const [index, segment] of changed) views[index] = segment as SegmentView
  return new MessageView(view.context, view.source, view.lead, view.lines, views, undefined)
}

/** The message with these segments and no others, MSH first. They are its own, or written as it is. */
export function withSegments(message: Message, segments: readonly Segment[]): Message {
  return messageWith(message as MessageView, segments as readonly SegmentView[])
}

/** The text that byte text of a message means: decoded and unescaped. */
export function decodeBytes(message: Message, bytes: string): string {
  return decodeText((message as MessageView).context, bytes)
}

/** The byte text of a text in a message: escaped and encoded. @throws Hl7Error hl7-character, hl7-no-delimiter */
export function encodeBytes(message: Message, text: string): string {
  const { context } = message as MessageView
  return encodeText(context, escapeText(text, context.delimiters))
}
