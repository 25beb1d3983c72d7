// What the steps need of the codec below its public face: segments as byte text, and new segments from it. The one thing
// to know: this is the only file of the folder that knows how the codec keeps a message.
import { decodeText } from '../hl7/context.ts'
import { encodeText } from '../hl7/edit.ts'
import { escapeText } from '../hl7/escape.ts'
import type { Message, Segment } from '../hl7/index.ts'
import { MessageView, messageWith } from '../hl7/message.ts'
import { lineBytes, nameCode, rawBytes, SegmentView, spanOf } from '../hl7/segment.ts'
import { cut, sourceOfText } from '../hl7/source.ts'

export { nameCode }

/** The name of a segment as a number, 0 for a line without a name. */
export function codeOf(segment: Segment): number {
  return (segment as SegmentView).code
}

/** How many lines a message has. */
export function countLines(message: Message): number {
  return (message as MessageView).count
}

/** The name of a line as a number, without reading the line. */
export function codeAt(message: Message, index: number): number {
  return (message as MessageView).codeOf(index)
}

/** The segment of a line, counted from 0. */
export function segmentAt(message: Message, index: number): Segment {
  return (message as MessageView).at(index)
}

/** A whole field as byte text; undefined where absent. */
export function fieldOf(segment: Segment, field: number): string | undefined {
  return rawBytes(segment, field)
}

/** The line as byte text, without its line end. */
export function lineOf(segment: Segment): string {
  return lineBytes(segment as SegmentView)
}

/** The line end of a segment: '' where the message broke off behind it. */
export function endOf(segment: Segment): string {
  const { source, end, next } = segment as SegmentView
  return cut(source, end, next)
}

/** A segment from byte text that is written in the message's own delimiters and character set. */
export function segmentFrom(message: Message, line: string, end: string): Segment {
  const { context } = message as MessageView
  const code = nameCode(line.slice(0, 3))
  return new SegmentView(context, sourceOfText(line + end), 0, line.length, line.length + end.length, code)
}

export type FieldEdit = { readonly field: number; bytes: string }

/** The segment with other fields; every other byte stays, and fields missing in front are made, empty. */
export function edited(segment: Segment, edits: FieldEdit[]): Segment {
  const view = segment as SegmentView
  edits.sort((a, b) => a.field - b.field)
  let text = ''
  let at = view.start
  let last = -1
  for (const { field, bytes } of edits) {
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

/** The message with some lines changed, by index; all others stay as they lie. */
export function messageWithChanged(message: Message, changed: ReadonlyMap<number, Segment>): Message {
  const view = message as MessageView
  const views = view.views?.slice() ?? []
  for (const [index, segment] of changed) views[index] = segment as SegmentView
  return new MessageView(view.context, view.source, view.lead, view.lines, views, undefined)
}

/** The message with other segments. */
export function messageOf(message: Message, segments: readonly Segment[]): Message {
  return messageWith(message as MessageView, segments as readonly SegmentView[])
}

/** The text that byte text means. */
export function decoded(message: Message, bytes: string): string {
  return decodeText((message as MessageView).context, bytes)
}

/** The byte text of a text. @throws Hl7Error hl7-character */
export function encoded(message: Message, text: string): string {
  const { context } = message as MessageView
  return encodeText(context, escapeText(text, context.delimiters))
}
