// Changing fields. The one thing to know: an edit rewrites the one part it names and keeps every other byte of the
// segment and of the message; the message that it was made from stays as it was.
import { charsetNamed, isAsciiText } from './charset.ts'
import { type Context, charsetOf } from './context.ts'
import type { Delimiters } from './delimiters.ts'
import { Hl7Error } from './errors.ts'
import { escapeText } from './escape.ts'
import { type Message, MessageView } from './message.ts'
import { type Path, path } from './path.ts'
import { lineBytes, mshCode, SegmentView, type Span, spanOf } from './segment.ts'
import { cut, sourceOfText } from './source.ts'

/** One change: where, and the text that shall stand there. */
export type Edit = readonly [where: string | Path, text: string]

/**
 * Sets one value: escaped, and encoded in the message's character set. Missing fields, repetitions and components in
 * front of it are made, empty. Without repetition and component the whole field is replaced; '""' is the HL7 null.
 * @throws Hl7Error hl7-path, hl7-no-segment, hl7-character, hl7-no-delimiter, hl7-delimiters-fixed
 */
export function set(message: Message, where: string | Path, text: string): Message {
  return setMany(message, [[where, text]])
}

/** Sets many values, in order, at the price of one new message. @throws Hl7Error as set() */
export function setMany(message: Message, edits: Iterable<Edit>): Message {
  const view = message as MessageView
  return change(view, edits, (segment, at, text) => {
    guardHeader(view, segment, at, text)
    return encodeText(segment.context, escapeText(text, segment.context.delimiters), at)
  })
}

/**
 * Sets a field, repetition or component from text that is already written with the message's delimiters and escapes, as
 * getRaw() gives it. Line ends in it are escaped, and so is a delimiter that would reach beyond the part that is set.
 * @throws Hl7Error as set()
 */
export function setRaw(message: Message, where: string | Path, text: string): Message {
  const view = message as MessageView
  return change(view, [[where, text]], (segment, at, given) => {
    guardHeader(view, segment, at, given)
    return encodeText(segment.context, contained(given, at, segment.context.delimiters), at)
  })
}

/** Escapes what would end the part of the segment that a path names. */
function contained(text: string, at: Path, delimiters: Delimiters): string {
  const outer = [delimiters.field]
  if (at.repetition > 0 || at.component > 0) outer.push(delimiters.repetition)
  if (at.component > 0) outer.push(delimiters.component)
  if (at.subcomponent > 0) outer.push(delimiters.subcomponent)
  let out = ''
  for (const character of text) {
    const ends = character < ' ' || outer.includes(character)
    out += ends ? escapeText(character, delimiters) : character
  }
  return out
}

/**
 * Empties a field or component. A path that names a repetition takes the repetition out, and the later ones move up.
 * What is absent stays absent.
 * @throws Hl7Error hl7-path, hl7-delimiters-fixed
 */
export function remove(message: Message, where: string | Path): Message {
  const view = message as MessageView
  const at = typeof where === 'string' ? path(where) : where
  const index = view.find(at.code, at.nth)
  if (index < 0) return message
  const segment = view.at(index)
  const span = spanOf(segment, at.field, at.repetition || (at.component ? 1 : 0), at.component, at.subcomponent)
  if (!span) return message
  guardHeader(view, segment, at, '')
  const views = view.views?.slice() ?? new Array<SegmentView | undefined>(view.count)
  views[index] = renewed(segment, without(segment, at, span))
  return changed(view, views)
}

/** The line without a span; of a repetition also without its delimiter. */
function without(segment: SegmentView, at: Path, span: Span): string {
  const line = lineBytes(segment)
  let from = span.from - segment.start
  let to = span.to - segment.start
  const { repetition } = segment.context.delimiters
  if (at.repetition > 0 && at.component === 0 && repetition !== '') {
    if (line.charAt(to) === repetition) to++
    else if (line.charAt(from - 1) === repetition) from--
  }
  return line.slice(0, from) + line.slice(to)
}

type Encode = (segment: SegmentView, at: Path, text: string) => string

function change(view: MessageView, edits: Iterable<Edit>, encode: Encode): Message {
  const views = view.views?.slice() ?? new Array<SegmentView | undefined>(view.count)
  for (const [where, text] of edits) {
    const at = typeof where === 'string' ? path(where) : where
    const index = view.find(at.code, at.nth)
    if (index < 0) throw new Hl7Error('hl7-no-segment', { segment: at.segment, given: `${at.segment}[${at.nth}]` })
    const segment = views[index] ?? view.at(index)
    views[index] = rewritten(segment, at, encode(segment, at, text))
  }
  return changed(view, views)
}

/** The message with some segments changed: same lines, no longer the bytes that came in. */
function changed(view: MessageView, views: (SegmentView | undefined)[]): MessageView {
  return new MessageView(view.context, view.source, view.lead, view.lines, views, undefined)
}

/** The segment with other bytes at a path. What is there is exchanged in place; what is missing must be made. */
function rewritten(segment: SegmentView, at: Path, bytes: string): SegmentView {
  const span = spanOf(segment, at.field, at.repetition, at.component, at.subcomponent)
  if (!span) return renewed(segment, lineWith(segment, at, bytes))
  const { source, context, start, end, next, code } = segment
  const text = cut(source, start, span.from) + bytes + cut(source, span.to, next)
  return new SegmentView(context, sourceOfText(text), 0, text.length - (next - end), text.length, code)
}

/** The segment with another line, keeping its line end. */
function renewed(segment: SegmentView, line: string): SegmentView {
  const source = sourceOfText(line + cut(segment.source, segment.end, segment.next))
  return new SegmentView(segment.context, source, 0, line.length, source.text!.length, segment.code)
}

/** MSH-1 and MSH-2 cannot be set, and MSH-18 only to the name of the set in use. */
function guardHeader(view: MessageView, segment: SegmentView, at: Path, text: string): void {
  if (segment.shift === 0) return
  if (at.field <= 2) throw new Hl7Error('hl7-delimiters-fixed', { segment: at.segment, field: at.field })
  if (segment.code !== mshCode || at.field !== 18 || at.repetition > 1) return
  if (charsetNamed(text) !== charsetOf(view.context))
    throw new Hl7Error('hl7-character-set-fixed', { segment: 'MSH', field: 18 })
}

/** Text to byte text in the message's character set. @throws Hl7Error hl7-character */
export function encodeText(context: Context, text: string, at?: Path): string {
  if (isAsciiText(text)) return text
  const charset = charsetOf(context)
  const bytes = charset.encode(text)
  if (bytes === undefined) {
    const place = at ? { segment: at.segment, field: at.field } : {}
    throw new Hl7Error('hl7-character', { ...place, allowed: `characters of ${charset.name}` })
  }
  return bytes
}

/** The line of a segment with other bytes at a path. */
export function lineWith(segment: SegmentView, at: Path, bytes: string): string {
  const line = lineBytes(segment)
  const { delimiters } = segment.context
  const { field, repetition, component, subcomponent } = delimiters
  const inComponent = (part: string) =>
    at.subcomponent ? withPart(part, subcomponent, at.subcomponent, () => bytes) : bytes
  const inRepetition = (part: string) => (at.component ? withPart(part, component, at.component, inComponent) : bytes)
  const inField = (part: string) =>
    at.repetition || at.component ? withPart(part, repetition, at.repetition || 1, inRepetition) : bytes
  return withPart(line, field, at.field + 1 - segment.shift, inField)
}

/** A text with its nth part changed; parts that are missing are made, empty. */
function withPart(text: string, delimiter: string, nth: number, changed: (part: string) => string): string {
  if (delimiter === '') {
    if (nth > 1) throw new Hl7Error('hl7-no-delimiter')
    return changed(text)
  }
  let from = 0
  for (let count = 1; count < nth; count++) {
    const found = text.indexOf(delimiter, from)
    // A null that gets a second part is no null any more.
    if (found < 0) return (text === '""' ? '' : text) + delimiter.repeat(nth - count) + changed('')
    from = found + 1
  }
  const found = text.indexOf(delimiter, from)
  const to = found < 0 ? text.length : found
  return text.slice(0, from) + changed(text.slice(from, to)) + text.slice(to)
}
