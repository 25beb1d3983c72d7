// Where the bytes of a segment lie. The one thing to know: bytes are also held as "byte text", a string with one
// character a byte, since cutting a string is cheaper than cutting a buffer; an offset means the same place in both.
import { Buffer } from 'node:buffer'

/** Bytes, byte text, or both; what is missing is made when it is needed. At least one is there. */
export type Source = { bytes: Buffer | undefined; text: string | undefined }

/** Above this the text of the whole is never made: only what is read. */
const wholeText_bytes = 64 * 1024

export function sourceOfBytes(bytes: Buffer): Source {
  return { bytes, text: undefined }
}

export function sourceOfText(text: string): Source {
  return { bytes: undefined, text }
}

/** The bytes of a source. */
export function bytesIn(source: Source): Buffer {
  source.bytes ??= Buffer.from(source.text!, 'latin1')
  return source.bytes
}

/** Byte text from one place to another. */
export function cut(source: Source, from: number, to: number): string {
  if (source.text !== undefined) return source.text.slice(from, to)
  const bytes = source.bytes!
  if (bytes.length > wholeText_bytes) return bytes.toString('latin1', from, to)
  source.text = bytes.toString('latin1')
  return source.text.slice(from, to)
}

/**
 * A copy of a piece that is kept longer than its message: the runtime keeps the whole text that a piece was cut out of for as
 * long as the piece.
 */
export function apart(piece: string): string {
  return ` ${piece}`.slice(1)
}

/** The byte text of the whole where it is small enough to be kept, else undefined. */
export function smallText(source: Source): string | undefined {
  if (source.text === undefined && source.bytes!.length <= wholeText_bytes)
    source.text = source.bytes!.toString('latin1')
  return source.text
}

/**
 * Where a byte occurs in [from, to), or `to`. Short distances by hand; a long one (a document in OBX-5) by the runtime,
 * on a slice, so that the search never leaves the segment and time stays linear.
 */
export function find(bytes: Buffer, code: number, from: number, to: number): number {
  const near = to - from > 96 ? from + 96 : to
  for (let at = from; at < near; at++) if (bytes[at] === code) return at
  if (near === to || code < 0) return to
  const found = bytes.subarray(near, to).indexOf(code)
  return found < 0 ? to : near + found
}
