// Bytes to messages and back. The one thing to know: lines are found, nothing more; and every byte of the input is
// kept in some line, so that writing gives it back.
import { Buffer } from 'node:buffer'
import { type Charset, charsetRequired } from './charset.ts'
import { contextOf } from './context.ts'
import { type DelimiterCodes, delimitersOf, readDelimiters } from './delimiters.ts'
import { Hl7Error } from './errors.ts'
import { type Message, MessageView, messageBytes, messageText } from './message.ts'
import { btsCode, find, ftsCode, mshCode, rawBytes, type Segment, SegmentView } from './segment.ts'

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

/** Something wrong with a batch or file around its messages, which are readable all the same. */
export type Problem = {
  readonly code: string
  readonly segment: string
  readonly offset: number
  readonly message: string
  readonly hint: string
}

/** One part of an input, in order: a message, or a line of the batch or file around the messages. */
export type Part = { readonly message: Message } | { readonly segment: Segment }

/** What an input holds. */
export type Parsed = {
  readonly parts: readonly Part[]
  readonly problems: readonly Problem[]
}

const limits = { maxSize_bytes: 32 * 1024 * 1024, maxSegments: 1_000_000, maxFields: 10_000 }

/**
 * Reads a message, several messages, a batch or a file. The bytes are not copied: do not change them afterwards.
 * @throws Hl7Error where there is no header, a limit is passed, or the character set is refused
 */
export function parse(input: Uint8Array | string, options: ParseOptions = {}): Parsed {
  const bytes = bytesOf(input)
  return { parts: [...readParts(bytes, options)], problems: [] }
}

/** The messages of an input, in order. */
export function messages(parsed: Parsed): readonly Message[] {
  return parsed.parts.flatMap((part) => ('message' in part ? [part.message] : []))
}

/**
 * Reads exactly one message.
 * @throws Hl7Error as parse(), and hl7-several-messages
 */
export function parseMessage(input: Uint8Array | string, options: ParseOptions = {}): Message {
  const parts = readParts(bytesOf(input), options)
  const [first] = parts
  if (parts.length !== 1 || !first || !('message' in first)) throw new Hl7Error('hl7-several-messages')
  return first.message
}

/** The bytes of a message or of a whole input: the very bytes that came in where nothing was changed. */
export function write(what: Parsed | Message): Uint8Array {
  if (what instanceof MessageView) return messageBytes(what)
  const parts = (what as Parsed).parts.map((part) =>
    'message' in part
      ? messageText(part.message as MessageView)
      : part.segment.source.slice(part.segment.start, part.segment.next),
  )
  return Buffer.from(parts.join(''), 'latin1')
}

function bytesOf(input: Uint8Array | string): Buffer {
  if (typeof input !== 'string') {
    return Buffer.isBuffer(input) ? input : Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  }
  return Buffer.from(input, 'utf8')
}

function readParts(bytes: Buffer, options: ParseOptions): Part[] {
  if (bytes.length === 0) throw new Hl7Error('hl7-empty')
  const max = options.maxSize_bytes ?? limits.maxSize_bytes
  if (bytes.length > max) throw new Hl7Error('hl7-too-large', { given: `${bytes.length} bytes`, allowed: `${max}` })
  const text = bytes.toString('latin1')
  refuseWideText(text)
  const assumed = options.encoding === undefined ? undefined : charsetRequired(options.encoding)
  const parts = group(bytes, text, readLines(text, options), assumed)
  if (parts.length === 0 || !parts.some((part) => 'message' in part || isEnvelope(part.segment))) {
    throw new Hl7Error('hl7-no-header', { offset: 0 })
  }
  return parts
}

function isEnvelope(segment: Segment): boolean {
  return segment.name === 'BHS' || segment.name === 'FHS'
}

/** UTF-16 and UTF-32 show themselves by a byte order mark, or by a NUL beside the first letter. */
function refuseWideText(text: string): void {
  if (/^(?:\xff\xfe|\xfe\xff|\0|[A-Z]\0)/.test(text)) throw new Hl7Error('hl7-utf-16', { offset: 0 })
}

/** Where each line begins, ends, and where the next one begins: three numbers a line. */
function readLines(text: string, options: ParseOptions): number[] {
  const size = text.length
  const maxLines = 3 * (options.maxSegments ?? limits.maxSegments)
  const maxFields = options.maxFields ?? limits.maxFields
  const lines: number[] = []
  const onlyCr = text.indexOf('\n') < 0
  let at = skipBlank(text, text.startsWith('\xef\xbb\xbf') ? 3 : 0)
  let cr = -1
  let lf = onlyCr ? size : -1
  while (at < size) {
    if (cr < at) cr = after(text.indexOf('\r', at), size)
    if (lf < at) lf = after(text.indexOf('\n', at), size)
    const end = cr < lf ? cr : lf
    const next = skipBlank(text, end)
    if (lines.length >= maxLines)
      throw new Hl7Error('hl7-too-many-segments', { offset: at, allowed: `${maxLines / 3}` })
    if (end - at > maxFields) limitFields(text, at, end, maxFields)
    lines.push(at, end, next)
    at = next
  }
  return lines
}

function after(found: number, size: number): number {
  return found < 0 ? size : found
}

/** Past line ends, and past the MLLP frame characters that a captured file still holds between its messages. */
function skipBlank(text: string, from: number): number {
  let at = from
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== 13 && code !== 10 && code !== 11 && code !== 28) break
  }
  return at
}

/** Only a line that is long enough can have too many fields; it is the fourth character that separates them, if any. */
function limitFields(text: string, from: number, to: number, max: number): void {
  const code = text.charCodeAt(from + 3)
  let count = 0
  for (let at = find(text, code, from, to); at < to; at = find(text, code, at + 1, to)) count++
  if (count > max) throw new Hl7Error('hl7-too-many-fields', { offset: from, allowed: `${max}` })
}

/** Lines to messages, and to the batch and file lines around them. */
function group(bytes: Buffer, text: string, lines: readonly number[], assumed: Charset | undefined): Part[] {
  const parts: Part[] = []
  let delimiters: DelimiterCodes = delimitersOf('|', '')
  let open: SegmentView[] | undefined
  const close = (to: number) => {
    if (open) parts.push({ message: messageOf(bytes, text, open, to, assumed, parts.length === 0) })
    open = undefined
  }
  for (let index = 0; index < lines.length; index += 3) {
    const [start, end, next] = [lines[index]!, lines[index + 1]!, lines[index + 2]!]
    const header = headerAt(text, start, end)
    if (header) {
      close(start)
      delimiters = readDelimiters(text, start, end)
    }
    const segment = new SegmentView(
      { delimiters, declared: undefined, unknownName: false, charset: assumed, sample: '' },
      text,
      start,
      end,
      next,
    )
    const trailer = segment.code === btsCode || segment.code === ftsCode
    if (trailer) close(start)
    if (segment.code === mshCode) open = [segment]
    else if (open) open.push(segment)
    else parts.push({ segment })
  }
  close(text.length)
  return parts
}

function headerAt(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start)
  if (first !== 0x4d && first !== 0x42 && first !== 0x46) return false
  const name = text.slice(start, start + 3)
  return end - start >= 4 && (name === 'MSH' || name === 'BHS' || name === 'FHS')
}

function messageOf(
  bytes: Buffer,
  text: string,
  open: SegmentView[],
  to: number,
  assumed: Charset | undefined,
  first: boolean,
): Message {
  const [msh] = open
  const from = first ? 0 : msh!.start
  const whole = from === 0 && to === text.length
  const sample = whole ? text : text.slice(from, to)
  const name = rawBytes(msh!, 18, 0, 0, 1) ?? ''
  const context = contextOf(msh!.context.delimiters, name, assumed, sample)
  const segments = open.map((s) => new SegmentView(context, text, s.start, s.end, s.next))
  return new MessageView(context, segments, text.slice(from, msh!.start), whole ? bytes : bytes.subarray(from, to))
}
