// A message in words: each value with the name of its field and the meaning of its code. The one thing to know: nothing
// is left out; what the dictionary does not know is shown without a name.
import { charsetOf, decodeText } from './context.ts'
import { parseDateTime } from './date-time.ts'
import {
  type ComponentDefinition,
  codeMeaning,
  type DataTypeDefinition,
  dataTypeDefinition,
  fieldDefinition,
  segmentDefinition,
} from './dictionary/index.ts'
import type { Message, MessageView } from './message.ts'
import { countFields, lineBytes, rawBytes, type SegmentView, value } from './segment.ts'

/** One value of a message, for people. */
export type DescribedValue = {
  /** As in OBX[2]-3.1; '' for a line that is no segment. */
  readonly path: string
  /** The segment's name; '' for a line that is no segment. */
  readonly segment: string
  /** What the segment is called. */
  readonly title: string
  /** The line among the message's segments, from 1. */
  readonly line: number
  /** What the field and its parts are called, from the outside in; empty where the dictionary does not know them. */
  readonly names: readonly string[]
  /** As in NM; '' where it is not known. */
  readonly dataType: string
  readonly value: string
  /** What the code means in its table, or a date and time in the usual writing. */
  readonly meaning: string | undefined
}

/**
 * The values of a message that are not empty, in order. Time and memory grow with what is given back.
 * @param most no more values than this; all of them unless told
 */
export function describe(message: Message, most = Number.POSITIVE_INFINITY): DescribedValue[] {
  const found: DescribedValue[] = []
  for (const described of describedValues(message as MessageView)) {
    if (found.length >= most) break
    if (described.value !== '') found.push(described)
  }
  return found
}

function* describedValues(message: MessageView): Generator<DescribedValue> {
  const counts = new Map<string, number>()
  for (let index = 0; index < message.count; index++) {
    const segment = message.at(index)
    const nth = (counts.get(segment.name) ?? 0) + 1
    counts.set(segment.name, nth)
    if (segment.code === 0) yield tornLine(segment, index + 1)
    else yield* describeSegment(segment, index + 1, nth)
  }
}

function tornLine(segment: SegmentView, line: number): DescribedValue {
  const text = charsetOf(segment.context).decode(lineBytes(segment))
  return {
    path: '',
    segment: '',
    title: 'Not a segment',
    line,
    names: [],
    dataType: '',
    value: text,
    meaning: undefined,
  }
}

/** Where a description stands: what all values of a segment, field or component share. */
type Place = {
  readonly segment: SegmentView
  readonly line: number
  readonly title: string
  readonly path: string
  readonly names: readonly string[]
  readonly field: number
  readonly definition: ComponentDefinition | undefined
  /** The table of a coded field, for its first component. */
  readonly table: string | undefined
}

/** Each field is cut into its parts once: asking for them one by one would go over it again for each. */
function* describeSegment(segment: SegmentView, line: number, nth: number): Generator<DescribedValue> {
  const { name } = segment
  const title = segmentDefinition(name)?.title ?? ''
  const start = nth > 1 ? `${name}[${nth}]` : name
  const last = countFields(segment)
  for (let field = 1; field <= last; field++) {
    const definition = fieldDefinition(name, field)
    const names = definition ? [definition.name] : []
    const place = { segment, line, title, path: `${start}-${field}`, names, field, definition, table: undefined }
    const bytes = rawBytes(segment, field) ?? ''
    const parts = isDelimiters(segment, field) ? [bytes] : cutAt(bytes, segment.context.delimiters.repetition)
    for (const [index, part] of parts.entries()) {
      if (part === '') continue
      yield* describeField(parts.length > 1 ? { ...place, path: `${place.path}[${index + 1}]` } : place, part)
    }
  }
}

/** MSH-1 and MSH-2 say what the delimiters are, and are not read by them. */
function isDelimiters(segment: SegmentView, field: number): boolean {
  return segment.shift === 1 && field <= 2
}

/** The parts of a text; the text alone where the delimiter is not in use. */
function cutAt(bytes: string, delimiter: string): readonly string[] {
  return delimiter === '' ? [bytes] : bytes.split(delimiter)
}

function* describeField(place: Place, bytes: string): Generator<DescribedValue> {
  const { segment, field, definition } = place
  const dataType = dataTypeOf(segment, field, definition)
  const { component, subcomponent } = segment.context.delimiters
  const hasParts =
    (component !== '' && bytes.includes(component)) || (subcomponent !== '' && bytes.includes(subcomponent))
  const type = typeWithParts(dataType, hasParts)
  const isWhole = isDelimiters(segment, field) || (type !== undefined && type.components.length === 0)
  if (isWhole || !hasParts) {
    yield row(place, bytes, dataType, firstTable(type?.components[1], definition))
    return
  }
  for (const [index, part] of cutAt(bytes, component).entries()) {
    if (part === '') continue
    const inner = type?.components[index + 1]
    const table = index === 0 ? firstTable(inner, definition) : inner?.table
    yield* describeComponent({ ...partOf(place, index + 1, inner), table }, part)
  }
}

/** The place of a component or subcomponent. */
function partOf(place: Place, number: number, definition: ComponentDefinition | undefined): Place {
  const names = definition ? [...place.names, definition.name] : place.names
  return { ...place, path: `${place.path}.${number}`, names, definition }
}

// Fields whose data type another field of the segment says.
const typeFields: Readonly<Record<string, number>> = { 'OBX-5': 2, 'MFE-4': 5, 'MFA-5': 6 }

function dataTypeOf(segment: SegmentView, field: number, definition: ComponentDefinition | undefined): string {
  if (definition?.dataType !== 'varies') return definition?.dataType ?? ''
  return value(segment, typeFields[`${segment.name}-${field}`] ?? 99, 1) ?? ''
}

/** What the parts of a value are called. Since 2.7 CE, IS and ID can be a CWE, which begins as CE does. */
function typeWithParts(dataType: string, hasParts: boolean): DataTypeDefinition | undefined {
  const isCoded = dataType === 'CE' || (hasParts && (dataType === 'IS' || dataType === 'ID'))
  return dataTypeDefinition(isCoded ? 'CWE' : dataType)
}

/** A coded field names its table at the field; its code is the first component. */
function firstTable(component: ComponentDefinition | undefined, field: ComponentDefinition | undefined) {
  return field?.table ?? component?.table
}

function* describeComponent(place: Place, bytes: string): Generator<DescribedValue> {
  const dataType = place.definition?.dataType ?? ''
  const { subcomponent } = place.segment.context.delimiters
  const hasParts = subcomponent !== '' && bytes.includes(subcomponent)
  const type = typeWithParts(dataType, hasParts)
  if (!hasParts || type?.components.length === 0) {
    yield row(place, bytes, dataType, place.table)
    return
  }
  for (const [index, part] of bytes.split(subcomponent).entries()) {
    const inner = type?.components[index + 1]
    if (part !== '') yield row(partOf(place, index + 1, inner), part, inner?.dataType ?? '', inner?.table)
  }
}

function row(place: Place, bytes: string, dataType: string, table: string | undefined): DescribedValue {
  const { path, line, title, names, segment, field } = place
  const value = isDelimiters(segment, field) ? bytes : decodeText(segment.context, bytes)
  const code = table === undefined ? undefined : codeMeaning(table, value)
  const meaning = value === '""' ? 'deleted' : (code ?? timeMeaning(value, dataType))
  return { path, segment: segment.name, title, line, names, dataType, value, meaning }
}

/** 20260105101500-0500 as 2026-01-05 10:15:00 -05:00, as far as it goes. */
function timeMeaning(text: string, dataType: string): string | undefined {
  if (!/^(?:TS|DTM|DT)$/.test(dataType) || !parseDateTime(text)) return undefined
  const match = /^(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\.\d+)?(?:([+-]\d\d)(\d\d))?$/.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', zoneHours, zoneMinutes] = match
  const date = [year, month, day].filter(Boolean).join('-')
  const time = hour ? ` ${[hour, minute ?? '00', second].filter(Boolean).join(':')}${fraction}` : ''
  return `${date}${time}${zoneHours ? ` ${zoneHours}:${zoneMinutes}` : ''}`
}
