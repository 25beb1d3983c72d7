// Writing a message with other delimiters or in another character set. The one thing to know: every value keeps its
// meaning, and what cannot keep it is refused, never replaced by a question mark.
import { type Charset, charsetRequired, isAsciiText } from './charset.ts'
import { type Context, charsetOf, contextFor } from './context.ts'
import { type Delimiters, delimitersGiven, encodingCharacters } from './delimiters.ts'
import { encodeText, lineWith } from './edit.ts'
import { Hl7Error } from './errors.ts'
import { decodedPieces, type EscapePiece, escapeText, hexText } from './escape.ts'
import { type Message, MessageView } from './message.ts'
import { path } from './path.ts'
import { isHeaderCode, lineBytes, nameCodeAt, SegmentView } from './segment.ts'
import { bytesIn, cut, sourceOfText } from './source.ts'

/**
 * The same message with other delimiters, or in another character set, which MSH-18 then names. What is not said stays.
 * @throws Hl7Error hl7-character where a character does not exist in the new set, hl7-bytes-invalid where bytes have no
 * meaning in the old one, hl7-no-delimiter where a delimiter is in use that the new ones leave out, or MSH-2 cannot say
 * the new ones
 */
export function recode(
  message: Message,
  to: { readonly encoding?: string; readonly delimiters?: Delimiters },
): Message {
  const view = message as MessageView
  const { context } = view
  const delimiters = to.delimiters ? delimitersGiven(to.delimiters) : context.delimiters
  const charset = to.encoding === undefined ? charsetOf(context) : charsetRequired(to.encoding)
  const declared = to.encoding === undefined ? context.declared : charset
  const target: Context = { ...contextFor(delimiters, charset, sourceOfText(''), 0, 0), declared }
  const views = view.segments.map((segment, index) => {
    if (index > 0) return recoded(segment, target)
    const made = rewritten(segment, target, isUnchanged(segment, target))
    return to.encoding === undefined ? made : withLine(made, lineWith(made, path('MSH-18'), charset.name))
  })
  const lines = views.flatMap((segment) => [0, segment.code])
  const lead = charset.name === 'UNICODE UTF-8' ? view.lead : view.lead.replace(byteOrderMark, '')
  return new MessageView(target, target.source, lead, [...lines, 0], views, undefined)
}

/** EF BB BF, which only says something in UTF-8. */
const byteOrderMark = '\xef\xbb\xbf'

/**
 * A segment behind the header as it must stand in another context; its line end stays.
 * @throws Hl7Error as recode(), hl7-several-messages for a line that only looks like a header, as it could become one,
 * hl7-segment-name for a torn line that would become a segment
 */
export function recoded(segment: SegmentView, to: Context): SegmentView {
  const isSame = isUnchanged(segment, to)
  if (!isSame) refuseHeader(segment)
  const made = rewritten(segment, to, isSame)
  if (!isSame && segment.code === 0) refuseName(made, segment.start)
  return made
}

/** A torn line that begins with O\X42\X| must not come out as a segment, nor as nothing. @throws Hl7Error hl7-segment-name */
function refuseName(made: SegmentView, offset: number): void {
  const bytes = bytesIn(made.source)
  const { fieldCode } = made.context.delimiters
  const isHeader = /^(?:MSH|BHS|FHS)[!-/:-@[-`{-~](?:[!-/:-@[-`{-~]|$)/.test(lineBytes(made))
  if (made.end === 0 || isHeader || nameCodeAt(bytes, 0, made.end, fieldCode) !== 0)
    throw new Hl7Error('hl7-segment-name', { offset })
}

/** @throws Hl7Error hl7-several-messages for MSH, BHS and FHS, which would begin another message where they are put */
export function refuseHeader(segment: SegmentView): void {
  if (!isHeaderCode(segment.code)) return
  throw new Hl7Error('hl7-several-messages', { segment: segment.name, offset: segment.start })
}

function rewritten(segment: SegmentView, to: Context, isSame: boolean): SegmentView {
  const line = lineBytes(segment)
  return withLine(
    new SegmentView(to, segment.source, segment.start, segment.end, segment.next, segment.code),
    isSame ? line : recodedLine(line, segment.code, segment.context, to),
  )
}

function isUnchanged(segment: SegmentView, to: Context): boolean {
  const { context } = segment
  return context.delimiters === to.delimiters && isAlike(lineBytes(segment), context, to)
}

/** Whether a line means the same in both: no byte above 0x7F where the sets differ, and no \X..\ whose bytes do. */
function isAlike(line: string, from: Context, to: Context): boolean {
  if (charsetOf(from) !== charsetOf(to) && !isAsciiText(line)) return false
  return from.declared === to.declared || !line.includes(`${from.delimiters.escape}X`)
}

function withLine(segment: SegmentView, line: string): SegmentView {
  const source = sourceOfText(line + cut(segment.source, segment.end, segment.next))
  return new SegmentView(segment.context, source, 0, line.length, source.text!.length, segment.code)
}

/** Leaf by leaf: what stands between delimiters is rewritten, and each delimiter exchanged. */
function recodedLine(line: string, code: number, from: Context, to: Context): string {
  const old = from.delimiters
  const pairs: readonly (readonly [string, string])[] = [
    [old.field, to.delimiters.field],
    [old.component, to.delimiters.component],
    [old.repetition, to.delimiters.repetition],
    [old.subcomponent, to.delimiters.subcomponent],
  ]
  const exchange = new Map(pairs.filter(([mark]) => mark !== ''))
  let out = ''
  let start = 0
  if (isHeaderCode(code)) {
    const second = line.indexOf(old.field, 4)
    start = second < 0 ? line.length : second
    // MSH-2 stays where the delimiters do: ^~A& leaves the escape character out, and ^~& would make one of the &.
    const isSame = old === to.delimiters
    out = isSame ? line.slice(0, start) : line.slice(0, 3) + to.delimiters.field + encodingCharacters(to.delimiters)
  }
  for (let at = start; at <= line.length; at++) {
    const mark = at < line.length ? exchange.get(line.charAt(at)) : ''
    if (mark === undefined) continue
    out += recodedLeaf(line.slice(start, at), from, to)
    if (at < line.length && mark === '') throw new Hl7Error('hl7-no-delimiter', { segment: line.slice(0, 3) })
    out += mark
    start = at + 1
  }
  return out
}

function recodedLeaf(bytes: string, from: Context, to: Context): string {
  if (bytes === '') return ''
  const sets = { charset: charsetOf(from), declared: from.declared }
  const pieces = decodedPieces(bytes, from.delimiters, sets, decodeValid)
  return encodeText(to, pieces.map((piece) => recodedPiece(piece, from, to)).join(''))
}

/** @throws Hl7Error hl7-bytes-invalid where a byte has no meaning */
function decodeValid(charset: Charset, bytes: string): string {
  const text = charset.decode(bytes)
  if (text.includes('\ufffd') && charset.encode(text) !== bytes) throw new Hl7Error('hl7-bytes-invalid')
  return text
}

function recodedPiece(piece: EscapePiece, from: Context, to: Context): string {
  if (piece.kind === 'text' || piece.kind === 'utf-16') return escapeText(piece.text, to.delimiters)
  if (piece.kind === 'hex') {
    const text = hexText(piece.bytes, from.declared)
    if (text !== undefined) return escapeText(text, to.delimiters)
  }
  const body = piece.raw.slice(from.delimiters.escape.length, -from.delimiters.escape.length)
  return to.delimiters.escape + body + to.delimiters.escape
}
