// One segment, read where it lies. The one thing to know: nothing is cut up before it is asked for; a read goes on from
// the field that was read last, and a segment that is read again and again from the front gets an index.
import type { Buffer } from 'node:buffer'
import { type Context, charsetOf, decodeText } from './context.ts'
import { type DelimiterCodes, usual } from './delimiters.ts'
import { Hl7Error } from './errors.ts'
import { bytesIn, cut, find, type Source } from './source.ts'

/** The HL7 null: the field was deleted, which is neither absent nor empty (HL7 v2.5.1 §2.5.3). */
export const hl7Null = '""'

/** Whether a value is the HL7 null. */
export function isNull(value: string | undefined): boolean {
  return value === hl7Null
}

/** A segment in its message: read-only, and cheap to hold. Read it with value(), repetitions() and raw(). */
export interface Segment {
  /** Three characters, or '' where the line does not begin with a segment name. */
  readonly name: string
  /** Bytes from the start of the input to the segment; 0 where it was made or changed. */
  readonly start: number
}

/** The segment as it is kept; other folders see the interface. */
export class SegmentView implements Segment {
  readonly context: Context
  readonly source: Source
  /** Where the line begins, where it ends before its CR or LF, and where the next line begins. */
  readonly start: number
  readonly end: number
  readonly next: number
  /** The name as a number, 0 where the line begins with none. */
  readonly code: number
  /** 1 in MSH, FHS and BHS, whose first field is the separator itself. */
  readonly shift: number
  // Where the last read found its field, how often a read had to start again, and then the start of every field.
  lastField = 0
  lastStart: number
  restarts = 0
  index: number[] | undefined = undefined

  constructor(context: Context, source: Source, start: number, end: number, next: number, code: number) {
    this.context = context
    this.source = source
    this.start = start
    this.end = end
    this.next = next
    this.code = code
    this.shift = isHeaderCode(code) ? 1 : 0
    this.lastStart = start
  }

  get name(): string {
    return this.code === 0 ? '' : nameOf(this.code)
  }
}

/** A segment name as one number. */
export function nameCode(name: string): number {
  return (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2)
}

/** The segment name for a number. */
export function nameOf(code: number): string {
  return String.fromCharCode(code >> 16, (code >> 8) & 0xff, code & 0xff)
}

export const mshCode = nameCode('MSH')
export const fhsCode = nameCode('FHS')
export const bhsCode = nameCode('BHS')
export const btsCode = nameCode('BTS')
export const ftsCode = nameCode('FTS')

/** MSH, FHS and BHS: the segments that declare delimiters. */
export function isHeaderCode(code: number): boolean {
  return code === mshCode || code === fhsCode || code === bhsCode
}

// What a byte can be in a segment name: 2 a letter, which may come first, 1 a digit.
const nameBytes = new Uint8Array(256)
nameBytes.fill(2, 0x41, 0x5b)
nameBytes.fill(1, 0x30, 0x3a)

/** The name that a line begins with as a number; 0 where it begins with none. */
export function nameCodeAt(bytes: Buffer, start: number, end: number, fieldCode: number): number {
  const length = end - start
  if (length !== 3 && (length < 3 || bytes[start + 3] !== fieldCode)) return 0
  const first = bytes[start]!
  const second = bytes[start + 1]!
  const third = bytes[start + 2]!
  if (nameBytes[first] !== 2 || nameBytes[second] === 0 || nameBytes[third] === 0) return 0
  return (first << 16) | (second << 8) | third
}

// As far as this a byte is looked at by hand; from there on the runtime searches.
const near_bytes = 256

/** Where a field begins, or -1 where the segment is shorter. */
function startOf(s: SegmentView, field: number): number {
  const target = field - s.shift
  if (s.index !== undefined) return s.index[target] ?? -1
  let at = s.lastStart
  let count = s.lastField
  if (target < count) {
    if (target < 0) return -1
    if (++s.restarts > 8) return indexed(s)[target] ?? -1
    at = s.start
    count = 0
  }
  const bytes = bytesIn(s.source)
  const { fieldCode } = s.context.delimiters
  const { end } = s
  const near = end - at > near_bytes ? at + near_bytes : end
  while (count < target && at < near) if (bytes[at++] === fieldCode) count++
  while (count < target) {
    at = find(bytes, fieldCode, at, end)
    if (at === end) return -1
    at++
    count++
  }
  s.lastField = target
  s.lastStart = at
  return at
}

/** Notes where every field begins. */
function indexed(s: SegmentView): number[] {
  const bytes = bytesIn(s.source)
  const code = s.context.delimiters.fieldCode
  const starts = [s.start]
  for (let at = find(bytes, code, s.start, s.end); at < s.end; at = find(bytes, code, at + 1, s.end))
    starts.push(at + 1)
  s.index = starts
  return starts
}

// The span found last, as two numbers: the reading path allocates nothing.
let spanFrom = 0
let spanTo = 0

/**
 * Finds a field, repetition, component or subcomponent and leaves its bounds in spanFrom and spanTo. Zero means not
 * named: the whole field, the whole repetition, the whole component; but a component is one of the first repetition.
 */
function locate(s: SegmentView, field: number, repetition: number, component: number, subcomponent: number): boolean {
  const start = startOf(s, field)
  if (start < 0) return false
  const bytes = bytesIn(s.source)
  const { delimiters } = s.context
  spanFrom = start
  spanTo = find(bytes, delimiters.fieldCode, start, s.end)
  if (field <= s.shift + s.shift) return locateDelimiters(s, field, repetition, component, subcomponent)
  if (repetition !== 0) {
    if (!narrow(bytes, delimiters.repetitionCode, repetition)) return false
  } else if (component !== 0) narrow(bytes, delimiters.repetitionCode, 1)
  if (component === 0) return true
  if (!narrow(bytes, delimiters.componentCode, component)) return false
  return subcomponent === 0 || narrow(bytes, delimiters.subcomponentCode, subcomponent)
}

/** MSH-1 is the separator after the name, and MSH-2 has no parts. */
function locateDelimiters(s: SegmentView, field: number, repetition: number, component: number, sub: number): boolean {
  if (field === 1) {
    spanFrom = s.start + 3
    spanTo = s.start + 4
  }
  return repetition <= 1 && component <= 1 && sub <= 1
}

/** Narrows the span to its nth part. */
function narrow(bytes: Buffer, code: number, nth: number): boolean {
  if (code < 0) return nth === 1
  const to = spanTo
  let from = spanFrom
  let end = find(bytes, code, from, to)
  for (let count = 1; count < nth; count++) {
    if (end === to) return false
    from = end + 1
    end = find(bytes, code, from, to)
  }
  spanFrom = from
  spanTo = end
  return true
}

/**
 * The value of a field as text: decoded and unescaped. Numbers count from 1; 0 is "not named". Without a component it
 * is the whole repetition, and without both the whole field, delimiters as they stand, so that free text with a stray
 * & or ~ loses nothing. A component without a repetition is one of the first. Component 1 of a field that has none is
 * the field. undefined where absent, '' where empty, '""' for the HL7 null.
 */
export function value(
  segment: Segment,
  field: number,
  component = 0,
  subcomponent = 0,
  repetition = 0,
): string | undefined {
  const s = segment as SegmentView
  if (repetition === 0 && subcomponent === 0 && field > s.shift + s.shift) return simpleValue(s, field, component)
  if (!locate(s, field, repetition, component, subcomponent)) return undefined
  return field <= s.shift + s.shift ? cut(s.source, spanFrom, spanTo) : textOf(s, spanFrom, spanTo)
}

/** value() for a field or a component of its first repetition, in one pass where it is plain. */
function simpleValue(s: SegmentView, field: number, component: number): string | undefined {
  const start = startOf(s, field)
  if (start < 0) return undefined
  if (s.end - start <= near_bytes) {
    const found = plainValue(s.source, s.context.delimiters, start, s.end, component)
    if (found !== notPlain) return found
  }
  return locate(s, field, 0, component, 0) ? textOf(s, spanFrom, spanTo) : undefined
}

/** What plainValue() gives where there is something to decode. */
export const notPlain = null

/**
 * The field that begins at `start`, or a component of its first repetition; undefined where it has fewer components,
 * notPlain at the first escape or byte above 0x7F.
 */
export function plainValue(
  source: Source,
  delimiters: DelimiterCodes,
  start: number,
  end: number,
  component: number,
): string | undefined | null {
  const bytes = bytesIn(source)
  const { fieldCode, repetitionCode, componentCode, escapeCode } = delimiters
  let at = start
  if (component === 0) {
    for (; at < end; at = (at + 1) | 0) {
      const byte = bytes[at]!
      if (byte === fieldCode) break
      if (byte > 0x7f || byte === escapeCode) return notPlain
    }
    return cut(source, start, at)
  }
  let from = start
  let left = component
  for (; at < end; at = (at + 1) | 0) {
    const byte = bytes[at]!
    if (byte === fieldCode || byte === repetitionCode) break
    if (byte > 0x7f || byte === escapeCode) return notPlain
    if (byte === componentCode) {
      if (left === 1) break
      left = (left - 1) | 0
      from = (at + 1) | 0
    }
  }
  return left > 1 ? undefined : cut(source, from, at)
}

function textOf(s: SegmentView, from: number, to: number): string {
  const { source, context } = s
  const bytes = bytesIn(source)
  const { escapeCode } = context.delimiters
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!
    if (byte > 0x7f || byte === escapeCode) return decodeText(context, cut(source, from, to))
  }
  return cut(source, from, to)
}

/**
 * A field as it stands, with its delimiters and escapes, only decoded from its character set: for copying whole fields.
 * Numbers as in value(). undefined where absent.
 */
export function raw(segment: Segment, field: number, component = 0, sub = 0, repetition = 0): string | undefined {
  const bytes = rawBytes(segment, field, component, sub, repetition)
  return bytes && charsetOf((segment as SegmentView).context).decode(bytes)
}

/**
 * A field as it stands, as byte text, where its message has the usual delimiters (|^~\\&); else, and where it is absent,
 * undefined. For those who know many fields by heart: one in plain ASCII without an escape reads the same in every message.
 */
export function usualField(segment: Segment, field: number): string | undefined {
  const s = segment as SegmentView
  return s.context.delimiters === usual ? rawBytes(s, field) : undefined
}

/** Whether the message of a segment has the usual delimiters (|^~\\&). */
export function hasUsualDelimiters(segment: Segment): boolean {
  return (segment as SegmentView).context.delimiters === usual
}

/** As raw(), but byte text: one character a byte. */
export function rawBytes(segment: Segment, field: number, component = 0, sub = 0, repetition = 0): string | undefined {
  const s = segment as SegmentView
  return locate(s, field, repetition, component, sub) ? cut(s.source, spanFrom, spanTo) : undefined
}

/** How often a field repeats: 0 where it is absent, 1 where it is empty. */
export function countRepetitions(segment: Segment, field: number): number {
  const s = segment as SegmentView
  if (!locate(s, field, 0, 0, 0)) return 0
  const { repetitionCode } = s.context.delimiters
  if (field <= s.shift + s.shift || repetitionCode < 0) return 1
  const bytes = bytesIn(s.source)
  let count = 1
  for (let at = find(bytes, repetitionCode, spanFrom, spanTo); at < spanTo; count++) {
    at = find(bytes, repetitionCode, at + 1, spanTo)
  }
  return count
}

/** The repetitions of a field, each as its whole text; none where the field is absent. */
export function repetitions(segment: Segment, field: number): string[] {
  const s = segment as SegmentView
  if (!locate(s, field, 0, 0, 0)) return []
  const { repetitionCode } = s.context.delimiters
  if (field <= s.shift + s.shift || repetitionCode < 0) return [value(segment, field)!]
  const bytes = bytesIn(s.source)
  const to = spanTo
  const texts: string[] = []
  for (let from = spanFrom; from <= to; ) {
    const end = find(bytes, repetitionCode, from, to)
    texts.push(textOf(s, from, end))
    from = end + 1
  }
  return texts
}

/** The number of the last field that is there; 0 for a bare name. */
export function countFields(segment: Segment): number {
  const s = segment as SegmentView
  return (s.index ?? indexed(s)).length - 1 + s.shift
}

/** A part of a segment: from where to where in its source. */
export type Span = { readonly from: number; readonly to: number }

/** Where a field, repetition or component lies in the segment's source; undefined where absent. */
export function spanOf(s: SegmentView, field: number, repetition = 0, component = 0, sub = 0): Span | undefined {
  return locate(s, field, repetition, component, sub) ? { from: spanFrom, to: spanTo } : undefined
}

/** The whole line as byte text, without its line end. */
export function lineBytes(s: SegmentView): string {
  return cut(s.source, s.start, s.end)
}

/** The whole line as byte text, with its line end and the blank lines after it. */
export function segmentText(s: SegmentView): string {
  return cut(s.source, s.start, s.next)
}

/** @throws Hl7Error hl7-segment-name */
export function requireName(name: string): string {
  const isName =
    name.length === 3 &&
    nameBytes[name.charCodeAt(0)] === 2 &&
    isNameByte(name.charCodeAt(1)) &&
    isNameByte(name.charCodeAt(2))
  if (!isName) throw new Hl7Error('hl7-segment-name')
  return name
}

function isNameByte(code: number): boolean {
  return code < 256 && nameBytes[code] !== 0
}
