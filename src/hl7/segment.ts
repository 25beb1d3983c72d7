// One segment, read where it lies. The one thing to know: nothing is cut up before it is asked for; the places of the
// field separators are found from left to right, once, as far as somebody reads.
import { type Context, charsetOf, decodeText } from './context.ts'
import { Hl7Error } from './errors.ts'

/** The HL7 null: the field was deleted, which is neither absent nor empty (HL7 v2.5.1 §2.5.3). */
export const hl7Null = '""'

/** Whether a value is the HL7 null. */
export function isNull(value: string | undefined): boolean {
  return value === hl7Null
}

/** A segment in its message: read-only, and cheap to hold. Offsets count bytes from the start of the input. */
export interface Segment {
  /** Three characters, or '' where the line does not begin with a segment name. */
  readonly name: string
  /** Where the line begins in `source`. */
  readonly start: number
  /** Where the line ends, before its CR or LF. */
  readonly end: number
  /** Where the next line begins. */
  readonly next: number
  /** The byte text in which it lies, one character a byte. */
  readonly source: string
  readonly context: Context
}

/** The segment as it is kept; other folders see the interface. */
export class SegmentView implements Segment {
  readonly source: string
  readonly start: number
  readonly end: number
  readonly next: number
  readonly context: Context
  /** The name as a number, 0 where it is none: compared instead of text. */
  readonly code: number
  /** fields[n] is where field n begins; one more entry once the end is known. */
  readonly fields: number[]
  /** Whether the name is a header's, whose first field is the separator itself. */
  readonly shift: number

  constructor(context: Context, source: string, start: number, end: number, next: number) {
    this.context = context
    this.source = source
    this.start = start
    this.end = end
    this.next = next
    this.code = nameCodeAt(source, start, end, context.delimiters.fieldCode)
    this.shift = isHeaderCode(this.code) ? 1 : 0
    this.fields = [start]
  }

  get name(): string {
    return this.code === 0 ? '' : this.source.slice(this.start, this.start + 3)
  }
}

/** A segment name as one number. */
export function nameCode(name: string): number {
  return name.charCodeAt(0) * 65536 + name.charCodeAt(1) * 256 + name.charCodeAt(2)
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

/** The name that a line begins with as a number; 0 where it begins with none. */
export function nameCodeAt(source: string, start: number, end: number, fieldCode: number): number {
  if (end - start < 3) return 0
  const first = source.charCodeAt(start)
  const second = source.charCodeAt(start + 1)
  const third = source.charCodeAt(start + 2)
  if (first < 0x41 || first > 0x5a || !isNameCode(second) || !isNameCode(third)) return 0
  if (end - start > 3 && source.charCodeAt(start + 3) !== fieldCode) return 0
  return first * 65536 + second * 256 + third
}

function isNameCode(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39)
}

/**
 * Where a character occurs in [from, to), or `to`. Short distances by hand; a long one (a document in OBX-5) by the
 * runtime, on a slice, so that the search never leaves the segment and time stays linear.
 */
export function find(source: string, code: number, from: number, to: number): number {
  const near = to - from > 96 ? from + 96 : to
  for (let at = from; at < near; at++) if (source.charCodeAt(at) === code) return at
  if (near === to || code < 0) return to
  const found = source.slice(near, to).indexOf(String.fromCharCode(code))
  return found < 0 ? to : near + found
}

/** Where field `field` begins, or -1 where the segment is shorter. Its end is endOf(). */
function startOf(segment: SegmentView, field: number): number {
  const { fields } = segment
  const index = field - segment.shift
  if (index < fields.length) return index < 0 ? -1 : fields[index]! > segment.end ? -1 : fields[index]!
  const { source, end } = segment
  const code = segment.context.delimiters.fieldCode
  let at = fields[fields.length - 1]!
  while (fields.length <= index) {
    if (at > end) return -1
    at = find(source, code, at, end) + 1
    fields.push(at)
  }
  return at > end ? -1 : at
}

/** Where field `field`, which begins at `start`, ends. */
function endOf(segment: SegmentView, field: number, start: number): number {
  const { fields } = segment
  const index = field - segment.shift + 1
  if (index < fields.length) return fields[index]! - 1
  const at = find(segment.source, segment.context.delimiters.fieldCode, start, segment.end)
  if (index === fields.length) fields.push(at + 1)
  return at
}

/** A part of a segment: from where to where in its source. */
export type Span = { readonly from: number; readonly to: number }

// The last span found, as two numbers: the reading path allocates nothing.
let spanFrom = 0
let spanTo = 0

/**
 * Finds a field, repetition, component or subcomponent and leaves its bounds in spanFrom and spanTo. Zero means the
 * whole: component 0 is the whole repetition, repetition 0 the whole field.
 */
function locate(s: SegmentView, field: number, repetition: number, component: number, subcomponent: number): boolean {
  const start = startOf(s, field)
  if (start < 0) return false
  spanFrom = start
  spanTo = endOf(s, field, start)
  if (field - s.shift === 0 || (s.shift === 1 && field === 2))
    return repetition <= 1 && component <= 1 && subcomponent <= 1
  const { delimiters } = s.context
  if (repetition !== 0 && !narrow(s.source, delimiters.repetitionCode, repetition)) return false
  if (component === 0) return true
  if (!narrow(s.source, delimiters.componentCode, component)) return false
  return subcomponent === 0 || narrow(s.source, delimiters.subcomponentCode, subcomponent)
}

/** Narrows the span to its nth part. */
function narrow(source: string, code: number, nth: number): boolean {
  if (code < 0) return nth === 1
  const to = spanTo
  let from = spanFrom
  let end = find(source, code, from, to)
  for (let count = 1; count < nth; count++) {
    if (end === to) return false
    from = end + 1
    end = find(source, code, from, to)
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
  if (s.shift === 1 && field === 1) return s.source.slice(s.start + 3, s.start + 4)
  if (!locate(s, field, component > 0 && repetition === 0 ? 1 : repetition, component, subcomponent)) return undefined
  if (s.shift === 1 && field === 2) return s.source.slice(spanFrom, spanTo)
  return textOf(s, spanFrom, spanTo)
}

function textOf(s: SegmentView, from: number, to: number): string {
  const { source, context } = s
  const { escapeCode } = context.delimiters
  for (let at = from; at < to; at++) {
    const code = source.charCodeAt(at)
    if (code > 0x7f || code === escapeCode) return decodeText(context, source.slice(from, to))
  }
  return source.slice(from, to)
}

/**
 * A field as it stands, with its delimiters and escapes, in the character set's text but otherwise undecoded: for
 * copying whole fields. Repetition 0 or none is the whole field. undefined where absent.
 */
export function raw(
  segment: Segment,
  field: number,
  component = 0,
  subcomponent = 0,
  repetition = 0,
): string | undefined {
  const bytes = rawBytes(segment, field, component, subcomponent, repetition)
  return bytes === undefined ? undefined : charsetOf(segment.context).decode(bytes)
}

/** As raw(), but byte text: one character a byte. */
export function rawBytes(
  segment: Segment,
  field: number,
  component = 0,
  subcomponent = 0,
  repetition = 0,
): string | undefined {
  const s = segment as SegmentView
  if (s.shift === 1 && field === 1) return s.source.slice(s.start + 3, s.start + 4)
  const whole = component > 0 && repetition === 0 ? 1 : repetition
  return locate(s, field, whole, component, subcomponent) ? s.source.slice(spanFrom, spanTo) : undefined
}

/** How often a field repeats: 0 where it is absent, 1 where it is empty. */
export function countRepetitions(segment: Segment, field: number): number {
  const s = segment as SegmentView
  if (!locate(s, field, 0, 0, 0)) return 0
  if (s.shift === 1 && field <= 2) return 1
  return countParts(s.source, s.context.delimiters.repetitionCode)
}

function countParts(source: string, code: number): number {
  let count = 1
  if (code < 0) return count
  for (let at = find(source, code, spanFrom, spanTo); at < spanTo; at = find(source, code, at + 1, spanTo)) count++
  return count
}

/** The repetitions of a field, each as its whole text; none where the field is absent. */
export function repetitions(segment: Segment, field: number): string[] {
  const s = segment as SegmentView
  if (!locate(s, field, 0, 0, 0)) return []
  const { repetitionCode } = s.context.delimiters
  if ((s.shift === 1 && field <= 2) || repetitionCode < 0) return [value(segment, field)!]
  const to = spanTo
  const texts: string[] = []
  for (let from = spanFrom; from <= to; ) {
    const end = find(s.source, repetitionCode, from, to)
    texts.push(textOf(s, from, end))
    from = end + 1
  }
  return texts
}

/** The number of the last field that is there; 0 for a bare name. */
export function countFields(segment: Segment): number {
  const s = segment as SegmentView
  let field = s.shift
  while (startOf(s, field + 1) >= 0) field++
  return field
}

/** Where a field, repetition or component lies in the segment's source; undefined where absent. */
export function spanOf(segment: Segment, field: number, repetition = 0, component = 0, sub = 0): Span | undefined {
  if (!locate(segment as SegmentView, field, repetition, component, sub)) return undefined
  return { from: spanFrom, to: spanTo }
}

/** The whole line as byte text, without its line end. */
export function lineBytes(segment: Segment): string {
  return segment.source.slice(segment.start, segment.end)
}

/** @throws Hl7Error hl7-segment-name */
export function requireName(name: string): string {
  if (!/^[A-Z][A-Z0-9]{2}$/.test(name)) throw new Hl7Error('hl7-segment-name')
  return name
}
