// Bytes to messages and back. The one thing to know: lines are found, nothing more; and every byte of the input is
// kept in some line, so that writing gives it back.
import type { Buffer } from 'node:buffer'
import { type Charset, charsetRequired } from './charset.ts'
import { type Context, contextFor } from './context.ts'
import { type DelimiterCodes, delimitersOf, isSeparator, readDelimiters } from './delimiters.ts'
import { Hl7Error } from './errors.ts'
import { inputBytes } from './input.ts'
import { type Message, MessageView } from './message.ts'
import {
  btsCode,
  declareCharset,
  ftsCode,
  isHeaderCode,
  mshCode,
  nameCodeAt,
  type Segment,
  SegmentView,
} from './segment.ts'
import { cut, find, type Source, smallText, sourceOfBytes } from './source.ts'

/** How an input is to be read. */
export type ParseOptions = {
  /** The character set of messages whose MSH-18 is empty; without it UTF-8, or Latin-1 where the bytes are not UTF-8. */
  readonly encoding?: string
  /** 32 MiB unless told. */
  readonly maxSize_bytes?: number
  /** In the whole input; 1,000,000 unless told. */
  readonly maxSegments?: number
  /** In one segment; 10,000 unless told. */
  readonly maxFields?: number
}

/** One part of an input, in order: a message, or a line of the batch or file around the messages. */
export type Part = { readonly message: Message } | { readonly segment: Segment }

type Limits = { readonly maxSegments: number; readonly maxFields: number; readonly assumed: Charset | undefined }

const defaults = { maxSize_bytes: 32 * 1024 * 1024, maxSegments: 1_000_000, maxFields: 10_000 }

/**
 * Reads exactly one message. The bytes are not copied: do not change them afterwards.
 * @throws Hl7Error as parse(), and hl7-several-messages
 */
export function parseMessage(input: Uint8Array | string, options: ParseOptions = {}): Message {
  const { parts } = readContents(input, options)
  const [first] = parts
  if (first && 'message' in first && parts.length === 1) return first.message
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

/** What an input holds, and its bytes. @throws Hl7Error as parse() */
export type Contents = { readonly parts: readonly Part[]; readonly bytes: Buffer }

/** The parts of an input. @throws Hl7Error as parse() */
export function readContents(input: Uint8Array | string, options: ParseOptions): Contents {
  const bytes = inputBytes(input, options.encoding)
  if (bytes.length === 0) throw new Hl7Error('hl7-empty')
  const max = options.maxSize_bytes ?? defaults.maxSize_bytes
  if (bytes.length > max) throw new Hl7Error('hl7-too-large', { given: `${bytes.length} bytes`, allowed: `${max}` })
  refuseWideText(bytes)
  const parts = partsOf(sourceOfBytes(bytes), {
    maxSegments: options.maxSegments ?? defaults.maxSegments,
    maxFields: options.maxFields ?? defaults.maxFields,
    assumed: options.encoding === undefined ? undefined : charsetRequired(options.encoding),
  })
  return { parts, bytes }
}

/** UTF-16 and UTF-32 show themselves by a byte order mark, or by a NUL beside the first letter. */
export function refuseWideText(bytes: Buffer): void {
  const first = bytes[0]
  const second = bytes[1]
  const isMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (isMark || first === 0 || second === 0) throw new Hl7Error('hl7-utf-16', { offset: 0 })
}

/** Past line ends, and past the MLLP frame characters that a captured file still holds between its messages. */
export function skipBlank(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at]! <= 28 && isBlank(bytes[at]!)) at++
  return at
}

function isBlank(byte: number): boolean {
  return byte === 13 || byte === 10 || byte === 11 || byte === 28
}

/** Where the text begins: after a byte order mark and blank lines. */
export function skipLead(bytes: Buffer): number {
  return skipBlank(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0)
}

/** A message or the surroundings of messages, while lines are being found. */
type Reading = {
  readonly source: Source
  readonly limits: Limits
  readonly parts: Part[]
  delimiters: DelimiterCodes
  /** The message that is open: its lines, and its context. */
  lines: number[] | undefined
  context: Context | undefined
  msh: SegmentView | undefined
}

/** Finds the lines, one after the other; the ordinary line of an open message costs no more than finding its end. */
function partsOf(source: Source, limits: Limits): Part[] {
  const bytes = source.bytes!
  const text = smallText(source)
  const size = bytes.length
  const reading = begin(source, limits)
  let { lines } = reading
  let { fieldCode } = reading.delimiters
  let at = skipLead(bytes)
  let cr = -1
  let lf = seek(bytes, text, 10, 0) === size ? size : -1
  for (let count = 1; at < size; count++) {
    if (cr < at) cr = seek(bytes, text, 13, at)
    if (lf < at) lf = seek(bytes, text, 10, at)
    const end = cr < lf ? cr : lf
    let next = end + 1
    if (next >= size) next = size
    else if (bytes[next]! < 29) next = skipBlank(bytes, next)
    if (count > limits.maxSegments) throw tooMany('hl7-too-many-segments', at, limits.maxSegments)
    if (end - at > limits.maxFields) limitFields(bytes, at, end, limits.maxFields)
    const code = nameCodeAt(bytes, at, end, fieldCode)
    if (lines === undefined || isSurrounding(bytes, at, end, code)) {
      takeLine(reading, at, end, next, code)
      lines = reading.lines
      fieldCode = reading.delimiters.fieldCode
    } else lines.push(at, code)
    at = next
  }
  close(reading, size)
  return finished(reading.parts)
}

function begin(source: Source, limits: Limits): Reading {
  const delimiters = delimitersOf('|', '')
  return { source, limits, parts: [], delimiters, lines: undefined, context: undefined, msh: undefined }
}

function seek(bytes: Buffer, text: string | undefined, code: 10 | 13, from: number): number {
  const found = text === undefined ? bytes.indexOf(code, from) : text.indexOf(code === 13 ? '\r' : '\n', from)
  return found < 0 ? bytes.length : found
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

/** MSH, BHS or FHS, a separator, and something that no running text has there. */
function isHeaderAt(bytes: Buffer, at: number, end: number): boolean {
  const code = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
  if (end - at < 4 || !isHeaderCode(code) || !isSeparator(bytes[at + 3]!)) return false
  return end - at === 4 || isSeparator(bytes[at + 4]!)
}

/** A line outside a message, or one that ends it. */
function takeLine(reading: Reading, at: number, end: number, next: number, code: number): void {
  const { source, limits } = reading
  const bytes = source.bytes!
  close(reading, at)
  const isFirst = reading.parts.length === 0 && startsWithHeader(bytes, at)
  if (!isFirst && !isHeaderAt(bytes, at, end)) {
    const context = contextFor(reading.delimiters, limits.assumed, source, at)
    context.to = end
    reading.parts.push({ segment: new SegmentView(context, source, at, end, next, code) })
    return
  }
  reading.delimiters = readDelimiters(bytes, at, end)
  const own = nameCodeAt(bytes, at, end, reading.delimiters.fieldCode)
  const context = contextFor(reading.delimiters, limits.assumed, source, reading.parts.length === 0 ? 0 : at)
  context.to = end
  const header = new SegmentView(context, source, at, end, next, own)
  if (own === mshCode) declareCharset(header)
  if (own !== mshCode) reading.parts.push({ segment: header })
  else {
    reading.lines = [at, own]
    reading.context = context
    reading.msh = header
  }
}

function startsWithHeader(bytes: Buffer, at: number): boolean {
  return isHeaderCode((bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!)
}

/** Makes a message of the lines since the last MSH. */
function close(reading: Reading, to: number): void {
  const { source, lines, context, msh, parts } = reading
  if (lines === undefined || context === undefined) return
  context.to = to
  lines.push(to)
  const bytes = source.bytes!
  const { from } = context
  const views = new Array<SegmentView | undefined>(lines.length >> 1)
  views[0] = msh
  const lead = from === lines[0] ? '' : cut(source, from, lines[0]!)
  const original = from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to)
  parts.push({ message: new MessageView(context, source, lead, lines, views, original) })
  reading.lines = undefined
}

/** @throws Hl7Error hl7-no-header where nothing in the input is a header */
function finished(parts: Part[]): Part[] {
  const isHeader = (part: Part) => 'message' in part || part.segment.name === 'BHS' || part.segment.name === 'FHS'
  if (parts.length === 1 ? isHeader(parts[0]!) : parts.some(isHeader)) return parts
  const [first] = parts
  throw new Hl7Error('hl7-no-header', { offset: first && 'segment' in first ? first.segment.start : 0 })
}
