// Bytes to messages. The one thing to know: only lines are found, nothing more; and every byte of the input is kept in
// some line, so that writing gives it back.
import type { Buffer } from 'node:buffer'
import { type Charset, charsetRequired } from './charset.ts'
import { contextFor, declareFrom } from './context.ts'
import { type DelimiterCodes, delimitersOf, isSeparator, readDelimiters } from './delimiters.ts'
import { Hl7Error } from './errors.ts'
import { inputBytes } from './input.ts'
import { type Lines, lineEnd, type Message, MessageView } from './message.ts'
import { btsCode, ftsCode, isHeaderCode, mshCode, nameCodeAt, type Segment, SegmentView } from './segment.ts'
import { cut, find, type Source, smallText, sourceOfBytes } from './source.ts'

/** How an input is to be read. */
export type ParseOptions = {
  /** The character set of messages whose MSH-18 is empty; without it UTF-8, or Latin-1 where the bytes are not UTF-8. */
  readonly encoding?: string
  /** 32 MiB unless told; never more than 256 MiB. */
  readonly maxSize_bytes?: number
  /** In the whole input; 1,000,000 unless told. */
  readonly maxSegments?: number
  /** In one segment; 10,000 unless told. */
  readonly maxFields?: number
}

/** One part of an input, in order: a message, or a line of the batch or file around the messages. */
export type Part = { readonly message: Message } | { readonly segment: Segment }

/** What an input holds: one message alone, which is nearly always so, or parts. */
export type Contents = {
  readonly bytes: Buffer
  readonly message: Message | undefined
  readonly parts: readonly Part[]
}

const defaults = { maxSize_bytes: 32 * 1024 * 1024, maxSegments: 1_000_000, maxFields: 10_000 }
// The runtime has no string of more than half a GiB, and a changed message is put together as one.
const mostSize_bytes = 256 * 1024 * 1024

/**
 * Reads exactly one message. The bytes are not copied: do not change them afterwards.
 * @throws Hl7Error as parse(), and hl7-several-messages
 */
export function parseMessage(input: Uint8Array | string, options: ParseOptions = {}): Message {
  const { message, parts } = readContents(input, options)
  if (message) return message
  throw severalParts(parts)
}

function severalParts(parts: readonly Part[]): Hl7Error {
  const [first, second] = parts
  if (first && 'segment' in first) {
    const { name, start } = first.segment
    return new Hl7Error(name === 'BHS' || name === 'FHS' ? 'hl7-several-messages' : 'hl7-no-header', { offset: start })
  }
  const next = second && 'segment' in second ? second.segment : second?.message.segments[0]
  return new Hl7Error('hl7-several-messages', { segment: next?.name ?? '', offset: next?.start ?? 0 })
}

/** The message or the parts of an input. @throws Hl7Error as parse() */
export function readContents(input: Uint8Array | string, options: ParseOptions): Contents {
  const bytes = inputBytes(input, options.encoding)
  if (bytes.length === 0) throw new Hl7Error('hl7-empty')
  const max = Math.min(options.maxSize_bytes ?? defaults.maxSize_bytes, mostSize_bytes)
  if (bytes.length > max) throw new Hl7Error('hl7-too-large', { given: `${bytes.length} bytes`, allowed: `${max}` })
  refuseWideText(bytes)
  const source = sourceOfBytes(bytes)
  const assumed = options.encoding === undefined ? undefined : charsetRequired(options.encoding)
  const start = skipLead(bytes)
  const delimiters = startsWithHeader(bytes, start) ? readDelimiters(bytes, start) : delimitersOf('|', '')
  const { lines, isOne } = findLines(source, start, delimiters.fieldCode, options)
  if (isOne) return { bytes, message: messageOf(source, lines, 0, delimiters, assumed), parts: [] }
  return { bytes, message: undefined, parts: partsOf(source, lines, assumed) }
}

/** UTF-16 and UTF-32 show themselves by a byte order mark, or by a NUL beside the first letter. */
export function refuseWideText(bytes: Buffer): void {
  const first = bytes[0]
  const second = bytes[1]
  const isMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (isMark || first === 0 || second === 0) throw new Hl7Error('hl7-utf-16', { offset: 0 })
}

/** Where the text begins: after a byte order mark and blank lines. */
export function skipLead(bytes: Buffer): number {
  return skipBlank(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)
}

/** Past line ends, and past the MLLP frame characters that a captured file still holds between its messages. */
function skipBlank(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && isBlank(bytes[at]!)) at++
  return at
}

function isBlank(byte: number): boolean {
  return byte === 13 || byte === 10 || byte === 11 || byte === 28
}

/**
 * Finds all lines, and says whether they are one message: MSH first, and no other header or trailer. The hot loop of this
 * folder: `| 0` keeps the numbers whole for the compiler, which otherwise makes them floating (a tenth of the time).
 */
function findLines(source: Source, start: number, fieldCode: number, options: ParseOptions) {
  const maxNumbers = 2 * (options.maxSegments ?? defaults.maxSegments)
  const maxFields = options.maxFields ?? defaults.maxFields
  const bytes = source.bytes!
  const text = smallText(source)
  const size = bytes.length | 0
  const lines: number[] = []
  let isOne = false
  let at = start | 0
  let cr = -1
  let lf = seek(bytes, text, 10, 0, size) === size ? size : -1
  while (at < size) {
    if (cr < at) cr = seek(bytes, text, 13, at, size)
    if (lf < at) lf = seek(bytes, text, 10, at, size)
    const end = cr < lf ? cr : lf
    let next = (end + 1) | 0
    if (next >= size) next = size
    else if (bytes[next]! < 29) next = skipBlank(bytes, next)
    if (lines.length >= maxNumbers) throw tooMany('hl7-too-many-segments', at, maxNumbers / 2)
    if (end - at > maxFields) limitFields(bytes, at, end, maxFields)
    const code = nameCodeAt(bytes, at, end, fieldCode)
    if (lines.length === 0) isOne = code === mshCode
    else if (isOne && isSurrounding(bytes, at, end, code)) isOne = false
    lines.push(at, code)
    at = next
  }
  lines.push(size)
  return { lines, isOne }
}

/** Where a CR or LF is; in text where there is one, since that is the faster search. */
function seek(bytes: Buffer, text: string | undefined, code: 10 | 13, from: number, size: number): number {
  const found = text === undefined ? bytes.indexOf(code, from) : text.indexOf(code === 13 ? '\r' : '\n', from)
  return found < 0 ? size : found
}

function tooMany(code: 'hl7-too-many-segments' | 'hl7-too-many-fields', offset: number, allowed: number): Hl7Error {
  return new Hl7Error(code, { offset, allowed: `${allowed}` })
}

/** Only a line that is longer than the limit can have too many fields; its fourth byte separates them, if any does. */
function limitFields(bytes: Buffer, from: number, to: number, max: number): void {
  const code = bytes[from + 3]!
  if (!isSeparator(code)) return
  let count = 0
  for (let at = find(bytes, code, from, to); at < to && count <= max; at = find(bytes, code, at + 1, to)) count++
  if (count > max) throw tooMany('hl7-too-many-fields', from, max)
}

/** Whether a line in a message ends it: another header, or the trailer of a batch or file. */
function isSurrounding(bytes: Buffer, at: number, end: number, code: number): boolean {
  const first = bytes[at]
  if (first !== 0x4d && first !== 0x42 && first !== 0x46) return false
  return code === btsCode || code === ftsCode || isHeaderAt(bytes, at, end)
}

function startsWithHeader(bytes: Buffer, at: number): boolean {
  return isHeaderCode((bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!)
}

/** MSH, BHS or FHS, a separator, and something that no running text has there. */
function isHeaderAt(bytes: Buffer, at: number, end: number): boolean {
  if (end - at < 4 || !startsWithHeader(bytes, at) || !isSeparator(bytes[at + 3]!)) return false
  return end - at === 4 || isSeparator(bytes[at + 4]!)
}

/** A message of these lines, in an input or a piece of it that begins at `from`. */
function messageOf(
  source: Source,
  lines: Lines,
  from: number,
  delimiters: DelimiterCodes,
  assumed: Charset | undefined,
): MessageView {
  const bytes = source.bytes!
  const start = lines[0]!
  const to = lines[lines.length - 1]!
  const context = contextFor(delimiters, assumed, source, from, to)
  const messageType = declareFrom(context, bytes, start, lineEnd(bytes, lines[2]!))
  const lead = from === start ? '' : cut(source, from, start)
  const original = from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to)
  const view = new MessageView(context, source, lead, lines, undefined, original)
  if (messageType >= 0) view.readFrom(0, 8, messageType)
  return view
}

/** Lines to messages, and to the lines of batches and files around them. Every header declares its own delimiters. */
function partsOf(source: Source, all: Lines, assumed: Charset | undefined): Part[] {
  const bytes = source.bytes!
  const parts: Part[] = []
  let delimiters = delimitersOf('|', '')
  let lines: number[] | undefined
  let from = 0
  const close = (to: number) => {
    if (lines) parts.push({ message: messageOf(source, [...lines, to], from, delimiters, assumed) })
    lines = undefined
  }
  for (let index = 0; index + 2 < all.length; index += 2) {
    const at = all[index]!
    const next = all[index + 2]!
    const end = lineEnd(bytes, next)
    const isHeader = parts.length === 0 && !lines ? startsWithHeader(bytes, at) : isHeaderAt(bytes, at, end)
    const code = nameCodeAt(bytes, at, end, isHeader ? bytes[at + 3]! : delimiters.fieldCode)
    if (isHeader || code === btsCode || code === ftsCode) close(at)
    if (isHeader) delimiters = readDelimiters(bytes, at)
    if (isHeader && code === mshCode) {
      lines = [at, code]
      from = parts.length === 0 ? 0 : at
    } else if (lines) lines.push(at, code)
    else {
      const context = contextFor(delimiters, assumed, source, at, end)
      parts.push({ segment: new SegmentView(context, source, at, end, next, code) })
    }
  }
  close(bytes.length)
  return withHeader(parts)
}

/** @throws Hl7Error hl7-no-header where nothing in the input is a header */
function withHeader(parts: Part[]): Part[] {
  const isHeader = (part: Part) => 'message' in part || part.segment.name === 'BHS' || part.segment.name === 'FHS'
  if (parts.some(isHeader)) return parts
  const [first] = parts
  throw new Hl7Error('hl7-no-header', { offset: first && 'segment' in first ? first.segment.start : 0 })
}
