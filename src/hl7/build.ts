// Making messages and segments from values. The one thing to know: element n of a segment is its field n, so that
// ['OBX', '1', 'NM'] reads like the standard; text is escaped, structure is given as arrays.
import { charsetRequired } from './charset.ts'
import { type Context, contextFor, declare } from './context.ts'
import {
  type DelimiterCodes,
  type Delimiters,
  defaultDelimiters,
  delimitersGiven,
  encodingCharacters,
} from './delimiters.ts'
import { encodeText } from './edit.ts'
import { Hl7Error } from './errors.ts'
import { escapeText } from './escape.ts'
import { type Message, MessageView } from './message.ts'
import { nameCode, requireName, type Segment, SegmentView } from './segment.ts'
import { type Source, sourceOfText } from './source.ts'

/** A component: text, or its subcomponents. */
export type ComponentInput = string | undefined | readonly (string | undefined)[]

/** A field: text, its components, its repetitions, or text that is already written as HL7. */
export type FieldInput =
  | string
  | number
  | undefined
  | readonly ComponentInput[]
  | { readonly repetitions: readonly FieldInput[] }
  | { readonly raw: string }

/** A segment: its name, then its fields from 1. In MSH the first two (the delimiters) are filled in: give undefined. */
export type SegmentInput = readonly [name: string, ...fields: FieldInput[]]

export type BuildOptions = {
  readonly delimiters?: Delimiters
  /** The name for MSH-18, where the MSH given has none. Without either, what is not ASCII is written as UTF-8. */
  readonly encoding?: string
}

/**
 * Makes a message; every line ends in CR.
 * @param segments MSH first
 * @throws Hl7Error hl7-no-header, hl7-segment-name, hl7-character, hl7-no-delimiter, hl7-character-set-refused
 */
export function build(segments: readonly SegmentInput[], options: BuildOptions = {}): Message {
  const delimiters = delimitersGiven(options.delimiters ?? defaultDelimiters)
  const [msh] = segments
  if (msh?.[0] !== 'MSH') throw new Hl7Error('hl7-no-header')
  const source = sourceOfText('')
  const context = contextOf(msh, delimiters, options.encoding, source)
  const made = withCharset(msh, options.encoding)
  const lines: number[] = []
  let text = ''
  for (const segment of segments) {
    const start = text.length
    text += lineOf(segment === msh ? made : segment, context)
    lines.push(start, nameCode(segment[0]))
    text += '\r'
  }
  lines.push(text.length)
  source.text = text
  return new MessageView(context, source, '', lines, undefined, undefined)
}

/**
 * Makes a segment that fits into a message: its delimiters, its character set.
 * @throws Hl7Error hl7-segment-name, hl7-character, hl7-no-delimiter
 */
export function segmentFor(message: Message, segment: SegmentInput): Segment {
  const { context } = message as MessageView
  const line = lineOf(segment, context)
  return new SegmentView(context, sourceOfText(`${line}\r`), 0, line.length, line.length + 1, nameCode(segment[0]))
}

function contextOf(
  msh: SegmentInput,
  delimiters: DelimiterCodes,
  encoding: string | undefined,
  source: Source,
): Context {
  const context = contextFor(delimiters, undefined, source, 0, 0)
  declare(context, firstText(msh[18] as FieldInput) || (encoding ?? ''), 0)
  context.charset ??= charsetRequired(encoding ?? 'UTF-8')
  return context
}

/** The text of a field's first repetition and component, as MSH-18 is read. */
function firstText(field: FieldInput): string {
  if (field === undefined) return ''
  if (typeof field === 'string' || typeof field === 'number') return String(field)
  if (isComponents(field)) return typeof field[0] === 'string' ? field[0] : ''
  return 'raw' in field ? field.raw : firstText(field.repetitions[0])
}

function withCharset(msh: SegmentInput, encoding: string | undefined): SegmentInput {
  if (encoding === undefined || firstText(msh[18] as FieldInput) !== '') return msh
  const fields = [...msh] as [string, ...FieldInput[]]
  while (fields.length < 18) fields.push(undefined)
  fields[18] = charsetRequired(encoding).name
  return fields
}

/** The line of a segment as byte text. */
export function lineOf(segment: SegmentInput, context: Context): string {
  const { delimiters } = context
  const name = requireName(segment[0])
  const isHeader = name === 'MSH' || name === 'BHS' || name === 'FHS'
  let line = isHeader ? name + delimiters.field + encodingCharacters(delimiters) : name
  for (let field = isHeader ? 3 : 1; field < segment.length; field++) {
    line += delimiters.field + fieldText(segment[field] as FieldInput, delimiters)
  }
  return encodeText(context, line)
}

function fieldText(field: FieldInput, delimiters: DelimiterCodes): string {
  if (field === undefined) return ''
  if (typeof field === 'string') return escapeText(field, delimiters)
  if (typeof field === 'number') return String(field)
  if (isComponents(field)) {
    return joined(field, delimiters.component, (part) => componentText(part, delimiters))
  }
  if ('raw' in field) return field.raw
  return joined(field.repetitions, delimiters.repetition, (part) => fieldText(part, delimiters))
}

function isComponents(field: object): field is readonly ComponentInput[] {
  return Array.isArray(field)
}

function componentText(part: ComponentInput, delimiters: DelimiterCodes): string {
  if (part === undefined) return ''
  if (typeof part === 'string') return escapeText(part, delimiters)
  return joined(part, delimiters.subcomponent, (text) => escapeText(text ?? '', delimiters))
}

function joined<Part>(parts: readonly Part[], delimiter: string, text: (part: Part) => string): string {
  if (delimiter === '' && parts.length > 1) throw new Hl7Error('hl7-no-delimiter')
  let all = ''
  for (let at = 0; at < parts.length; at++) all += at === 0 ? text(parts[at]!) : delimiter + text(parts[at]!)
  return all
}
