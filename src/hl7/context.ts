// What all segments of one message share: its delimiters and its character set. The one thing to know: the character
// set is worked out at the first byte above 0x7F that is read, since most messages have none.
import type { Buffer } from 'node:buffer'
import { type Charset, charsetNamed, guessCharset, isAsciiText, refusedCharset } from './charset.ts'
import type { DelimiterCodes } from './delimiters.ts'
import { Hl7Error } from './errors.ts'
import { decodedPieces, pieceText, unescapeText } from './escape.ts'
import { cut, find, type Source } from './source.ts'

/** Shared by the segments of a message, and by the messages that edits make of it. */
export type Context = {
  readonly delimiters: DelimiterCodes
  /** What MSH-18 names, undefined where it is empty or names nothing known. */
  declared: Charset | undefined
  /** Whether MSH-18 has a value that is no known name. */
  unknownName: boolean
  /** Whether the caller said what to assume where MSH-18 is empty. */
  readonly isAssumed: boolean
  /** The character set in use; undefined until it is needed. */
  charset: Charset | undefined
  /** Where the charset is guessed from: the bytes of the message. */
  readonly source: Source
  readonly from: number
  readonly to: number
}

/** A context in which no character set is declared, for the bytes from one place to another. */
export function contextFor(
  delimiters: DelimiterCodes,
  assumed: Charset | undefined,
  source: Source,
  from: number,
  to: number,
): Context {
  const isAssumed = assumed !== undefined
  return { delimiters, declared: undefined, unknownName: false, isAssumed, charset: assumed, source, from, to }
}

/**
 * Takes the character set that the MSH between `start` and `end` names in the first repetition of MSH-18. Returns where
 * MSH-9 begins, from where most who read a header go on, or -1.
 * @throws Hl7Error hl7-character-set-refused
 */
export function declareFrom(context: Context, bytes: Buffer, start: number, end: number): number {
  const { fieldCode, repetitionCode } = context.delimiters
  let messageType = -1
  let at = start | 0
  // MSH-1 is the first separator itself, so that 8 of them lead to MSH-9 and 17 to MSH-18.
  for (let passed = 0; passed < 17; at = (at + 1) | 0) {
    if (at >= end) return messageType
    if (bytes[at] !== fieldCode) continue
    passed++
    if (passed === 8) messageType = (at + 1) | 0
  }
  let stop = at
  while (stop < end && bytes[stop] !== fieldCode && bytes[stop] !== repetitionCode) stop++
  if (stop > at) declare(context, bytes.toString('latin1', at, stop), at)
  if (stop < end && bytes[stop] === repetitionCode) refuseOthers(context, bytes, stop + 1, end)
  return messageType
}

/**
 * The other repetitions of MSH-18 name sets to which an escape sequence may switch anywhere, as in `~ISO IR87`. One in
 * which a byte of a character can be a delimiter is refused like the first: its values would be cut up in silence.
 */
function refuseOthers(context: Context, bytes: Buffer, start: number, end: number): void {
  const { fieldCode, repetition } = context.delimiters
  let at = start
  for (const name of bytes.toString('latin1', start, find(bytes, fieldCode, start, end)).split(repetition)) {
    refuse(name, at)
    at += name.length + 1
  }
}

/** @throws Hl7Error hl7-character-set-refused */
function refuse(name: string, offset: number): void {
  const given = refusedCharset(name)
  if (given) throw new Hl7Error('hl7-character-set-refused', { segment: 'MSH', field: 18, offset, given })
}

/** Takes the character set of this name. @throws Hl7Error hl7-character-set-refused */
export function declare(context: Context, name: string, offset: number): void {
  if (name === '') return
  const declared = charsetNamed(name)
  if (declared) {
    context.declared = declared
    context.charset = declared
    return
  }
  refuse(name, offset)
  context.unknownName = true
}

/** The character set in which this message is read and written. */
export function charsetOf(context: Context): Charset {
  context.charset ??= guessCharset(cut(context.source, context.from, context.to))
  return context.charset
}

/** Byte text of a field to the text that people mean: character set, then escapes. */
export function decodeText(context: Context, bytes: string): string {
  const { delimiters, declared } = context
  if (isAsciiText(bytes)) return unescapeText(bytes, delimiters, declared)
  const charset = charsetOf(context)
  if (delimiters.escape === '' || !bytes.includes(`${delimiters.escape}C`)) {
    return unescapeText(charset.decode(bytes), delimiters, declared)
  }
  const pieces = decodedPieces(bytes, delimiters, { charset, declared }, (set, part) => set.decode(part))
  return pieces.map((piece) => pieceText(piece, declared)).join('')
}
