// A message in words: each value with the name of its field and the meaning of its code. The one thing to know: nothing
// is left out; what the dictionary does not know is shown without a name.
import { charsetOf } from './context.ts'
import { parseDateTime } from './date-time.ts'
import {
  type ComponentDefinition,
  codeMeaning,
  dataTypeDefinition,
  fieldDefinition,
  segmentDefinition,
} from './dictionary/index.ts'
import type { Message, MessageView } from './message.ts'
import { countFields, countRepetitions, lineBytes, rawBytes, type SegmentView, value } from './segment.ts'

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

/** Every value of a message that is not empty, in order. */
export function describe(message: Message): DescribedValue[] {
  const counts = new Map<string, number>()
  return (message as MessageView).segments.flatMap((segment, index) => {
    const nth = (counts.get(segment.name) ?? 0) + 1
    counts.set(segment.name, nth)
    return segment.code === 0 ? [tornLine(segment, index + 1)] : describeSegment(segment, index + 1, nth)
  })
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
  readonly repetition: number
  readonly component: number
  readonly definition: ComponentDefinition | undefined
  /** The table of a coded field, for its first component. */
  readonly table: string | undefined
}

function describeSegment(segment: SegmentView, line: number, nth: number): DescribedValue[] {
  const { name } = segment
  const title = segmentDefinition(name)?.title ?? ''
  const start = nth > 1 ? `${name}[${nth}]` : name
  const found: DescribedValue[] = []
  for (let field = 1; field <= countFields(segment); field++) {
    const definition = fieldDefinition(name, field)
    const names = definition ? [definition.name] : []
    const count = countRepetitions(segment, field)
    for (let repetition = 1; repetition <= count; repetition++) {
      const path = `${start}-${field}${count > 1 ? `[${repetition}]` : ''}`
      const place = { segment, line, title, path, names, field, repetition, component: 0, definition, table: undefined }
      found.push(...describeField(place))
    }
  }
  return found
}

function describeField(place: Place): DescribedValue[] {
  const { segment, field, repetition, definition } = place
  const dataType = dataTypeOf(segment, field, definition)
  const text = value(segment, field, 0, 0, repetition) ?? ''
  if (text === '') return []
  const bytes = rawBytes(segment, field, 0, 0, repetition) ?? ''
  const type = dataTypeDefinition(dataType)
  const { component, subcomponent } = segment.context.delimiters
  const isHeader = segment.shift === 1 && field <= 2
  const isWhole = isHeader || (type !== undefined && type.components.length === 0)
  const hasParts =
    (component !== '' && bytes.includes(component)) || (subcomponent !== '' && bytes.includes(subcomponent))
  if (isWhole || !hasParts) return [row(place, text, dataType, firstTable(type?.components[1], definition))]
  const count = component === '' ? 1 : bytes.split(component).length
  return Array.from({ length: count }, (_, index) => index + 1).flatMap((number) => {
    const inner = type?.components[number]
    return describeComponent({
      ...place,
      component: number,
      path: `${place.path}.${number}`,
      names: inner ? [...place.names, inner.name] : place.names,
      definition: inner,
      table: number === 1 ? firstTable(inner, definition) : inner?.table,
    })
  })
}

// Fields whose data type another field of the segment says.
const typeFields: Readonly<Record<string, number>> = { 'OBX-5': 2, 'MFE-4': 5, 'MFA-5': 6 }

function dataTypeOf(segment: SegmentView, field: number, definition: ComponentDefinition | undefined): string {
  if (definition?.dataType !== 'varies') return definition?.dataType ?? ''
  return value(segment, typeFields[`${segment.name}-${field}`] ?? 99, 1) ?? ''
}

/** A coded field names its table at the field; its code is the first component. */
function firstTable(component: ComponentDefinition | undefined, field: ComponentDefinition | undefined) {
  return field?.table ?? component?.table
}

function describeComponent(place: Place): DescribedValue[] {
  const { segment, field, repetition, component, definition } = place
  const text = value(segment, field, component, 0, repetition) ?? ''
  if (text === '') return []
  const dataType = definition?.dataType ?? ''
  const type = dataTypeDefinition(dataType)
  const { subcomponent } = segment.context.delimiters
  const bytes = rawBytes(segment, field, component, 0, repetition) ?? ''
  const isWhole = type !== undefined && type.components.length === 0
  if (isWhole || subcomponent === '' || !bytes.includes(subcomponent)) return [row(place, text, dataType, place.table)]
  return bytes.split(subcomponent).flatMap((_, index) => {
    const inner = type?.components[index + 1]
    const part = value(segment, field, component, index + 1, repetition) ?? ''
    const names = inner ? [...place.names, inner.name] : place.names
    const deeper = { ...place, path: `${place.path}.${index + 1}`, names }
    return part === '' ? [] : [row(deeper, part, inner?.dataType ?? '', inner?.table)]
  })
}

function row(place: Place, text: string, dataType: string, table: string | undefined): DescribedValue {
  const { path, line, title, names } = place
  const code = table === undefined ? undefined : codeMeaning(table, text)
  const meaning = text === '""' ? 'deleted' : (code ?? timeMeaning(text, dataType))
  return { path, segment: place.segment.name, title, line, names, dataType, value: text, meaning }
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
