// What all segments of one message share: its delimiters and its character set. The one thing to know: the character
// set is worked out at the first byte above 0x7F that is read, since most messages have none.
import { type Charset, charsetNamed, guessCharset, isAsciiText, refusedCharset } from './charset.ts'
import type { DelimiterCodes } from './delimiters.ts'
import { Hl7Error } from './errors.ts'
import { unescapeText } from './escape.ts'

/** Shared by the segments of a message, and by the messages that edits make of it. */
export type Context = {
  readonly delimiters: DelimiterCodes
  /** What MSH-18 names, undefined where it is empty or names nothing known. */
  readonly declared: Charset | undefined
  /** Whether MSH-18 has a value that is no known name. */
  readonly unknownName: boolean
  /** The character set in use; undefined until it is needed. */
  charset: Charset | undefined
  /** Where the charset is guessed: the byte text of the message, one character a byte. */
  readonly sample: string
}

/**
 * The context of a message.
 * @param name the first repetition of MSH-18
 * @param assumed the site's setting for messages that declare nothing
 * @throws Hl7Error hl7-character-set-refused
 */
export function contextOf(
  delimiters: DelimiterCodes,
  name: string,
  assumed: Charset | undefined,
  sample: string,
): Context {
  if (name === '') return { delimiters, declared: undefined, unknownName: false, charset: assumed, sample }
  const declared = charsetNamed(name)
  if (declared) return { delimiters, declared, unknownName: false, charset: declared, sample }
  const given = refusedCharset(name)
  if (given) throw new Hl7Error('hl7-character-set-refused', { segment: 'MSH', field: 18, given })
  return { delimiters, declared: undefined, unknownName: true, charset: assumed, sample }
}

/** The character set in which this message is read and written. */
export function charsetOf(context: Context): Charset {
  context.charset ??= guessCharset(context.sample)
  return context.charset
}

/** Byte text of a field to the text that people mean: character set, then escapes. */
export function decodeText(context: Context, bytes: string): string {
  const text = isAsciiText(bytes) ? bytes : charsetOf(context).decode(bytes)
  return unescapeText(text, context.delimiters, context.declared)
}
