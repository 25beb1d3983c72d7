// The dictionary of HL7 v2 for people: what segments, fields, components and codes are called. The one thing to know: it
// is kept as text and read at the first question, so that who only parses does not pay for it.
import { dataTypeTexts } from './data-types.ts'
import { catalogSegments } from './segments-catalog.ts'
import { coverageSegments } from './segments-coverage.ts'
import { controlSegments } from './segments-message.ts'
import { orderSegments } from './segments-order.ts'
import { patientSegments } from './segments-patient.ts'
import { messageTables } from './tables-message.ts'
import { orderTables } from './tables-order.ts'
import { patientTables } from './tables-patient.ts'
import { specimenTables } from './tables-specimen.ts'

/** R required, C conditional, O optional, B kept for older versions (HL7 v2.5.1). */
export type Usage = 'R' | 'C' | 'O' | 'B'

export type ComponentDefinition = {
  readonly name: string
  readonly dataType: string
  /** Four digits, as in 0203; undefined where there is none. */
  readonly table: string | undefined
  /** The version that brought it, as in 2.7; undefined where it is older than the rest. */
  readonly since: string | undefined
}

export type FieldDefinition = ComponentDefinition & { readonly usage: Usage; readonly repeats: boolean }

export type SegmentDefinition = {
  readonly name: string
  readonly title: string
  /** By number; fields[0] is not used. */
  readonly fields: readonly (FieldDefinition | undefined)[]
}

export type DataTypeDefinition = {
  readonly name: string
  readonly title: string
  /** By number, components[0] is not used; empty in a type without components. */
  readonly components: readonly (ComponentDefinition | undefined)[]
}

export type TableDefinition = {
  readonly id: string
  readonly title: string
  readonly codes: ReadonlyMap<string, string>
}

/** A text of headings without and items with indent, as pairs. */
function* sections(text: string): Generator<[heading: string, items: string[]]> {
  let heading = ''
  let items: string[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith('  ')) items.push(line.trim())
    else {
      if (heading !== '') yield [heading, items]
      heading = line.trim()
      items = []
    }
  }
  if (heading !== '') yield [heading, items]
}

/** Something that is made at the first question. */
function lazily<Value>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => {
    made ??= make()
    return made
  }
}

function titled(heading: string): [name: string, title: string] {
  const space = heading.indexOf(' ')
  return space < 0 ? [heading, heading] : [heading.slice(0, space), heading.slice(space + 1)]
}

const itemForm = /^(\d+) (\S+) (?:([RCOB])(\*?) )?(?:#(\d{4}) )?(.*?)(?: \((2\.\d(?:\.\d)?)\))?$/

function fieldOf(item: string): [number, FieldDefinition] {
  const [, number, dataType = '', usage = 'O', repeats, table, name = '', since] = itemForm.exec(item)!
  return [Number(number), { name, dataType, usage: usage as Usage, repeats: repeats === '*', table, since }]
}

function numbered(items: readonly string[]): (FieldDefinition | undefined)[] {
  const list: (FieldDefinition | undefined)[] = [undefined]
  for (const [number, field] of items.map(fieldOf)) list[number] = field
  return list
}

const segments = lazily(() => {
  const all = controlSegments + catalogSegments + coverageSegments + patientSegments + orderSegments
  return new Map(
    Array.from(sections(all), ([heading, items]): [string, SegmentDefinition] => {
      const [name, title] = titled(heading)
      return [name, { name, title, fields: numbered(items) }]
    }),
  )
})

const dataTypes = lazily(
  () =>
    new Map(
      Array.from(sections(dataTypeTexts), ([heading, items]): [string, DataTypeDefinition] => {
        const [name, title] = titled(heading)
        return [name, { name, title, components: items.length === 0 ? [] : numbered(items) }]
      }),
    ),
)

const tables = lazily(() => {
  const all = messageTables + patientTables + orderTables + specimenTables
  return new Map(
    Array.from(sections(all), ([heading, items]): [string, TableDefinition] => {
      const [id, title] = titled(heading)
      const codes = items.map((item) => item.split(' = ') as [string, string])
      return [id, { id, title, codes: new Map(codes) }]
    }),
  )
})

/** The names of all segments in the dictionary. */
export function segmentNames(): string[] {
  return [...segments().keys()]
}

/** What a segment is called and which fields it has; undefined for one that is not in the dictionary (a Z segment). */
export function segmentDefinition(name: string): SegmentDefinition | undefined {
  return segments().get(name)
}

/** What a field is: name, data type, usage, table. */
export function fieldDefinition(segment: string, field: number): FieldDefinition | undefined {
  return segments().get(segment)?.fields[field]
}

/** What a data type is called and which components it has. */
export function dataTypeDefinition(name: string): DataTypeDefinition | undefined {
  return dataTypes().get(name)
}

/** The ids of all tables in the dictionary. */
export function tableIds(): string[] {
  return [...tables().keys()]
}

/** A table by its four digits, as in 0085. */
export function tableDefinition(id: string): TableDefinition | undefined {
  return tables().get(id)
}

/** What a code of a table means; undefined where the table or the code is not in the dictionary. */
export function codeMeaning(table: string, code: string): string | undefined {
  return tables().get(table)?.codes.get(code)
}
