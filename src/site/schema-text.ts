// A schema in words: what is allowed at a place, and the names that may stand there. The one thing to know: both come
// from the JSON Schema that zod writes, the same that editors and the reference get.
import { z } from 'zod'

/** The parts of JSON Schema that ours use. */
export type JsonSchema = {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly propertyNames?: JsonSchema
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly enum?: readonly (string | number)[]
  readonly const?: string | number | boolean
  readonly default?: unknown
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minItems?: number
}

/** The JSON Schema of what a file may say (its input, before defaults). */
export function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' }) as JsonSchema
}

/**
 * The schema at a path; undefined where the path leads out of it. Where one of several may stand, it is the one that the
 * value there is meant as.
 */
export function schemaAt(
  schema: JsonSchema,
  path: readonly (string | number)[],
  value?: unknown,
): JsonSchema | undefined {
  let found: JsonSchema | undefined = meant(schema, value)
  let there = value
  for (const part of path) {
    if (!found) return undefined
    there = isRecord(there) || Array.isArray(there) ? (there as Record<string | number, unknown>)[part] : undefined
    const child: JsonSchema | undefined = childOf(found, part)
    found = child && meant(child, there)
  }
  return found
}

/** Of several schemas the one that a list, a text, or names with a telling value (`loop: rerun`) fits in kind. */
function meant(schema: JsonSchema, value: unknown): JsonSchema {
  const branches = schema.anyOf ?? schema.oneOf
  if (!branches || value === undefined) return schema
  const fitting = branches.filter((branch) => fitsKind(branch, value))
  return fitting.length === 1 ? fitting[0]! : schema
}

function fitsKind({ type, properties = {} }: JsonSchema, value: unknown): boolean {
  if (Array.isArray(value)) return type === 'array'
  if (!isRecord(value)) return type === typeof value
  const telling = Object.entries(properties).filter(([, property]) => property.const !== undefined)
  return type === 'object' && telling.every(([name, property]) => property.const === value[name])
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function childOf(schema: JsonSchema, part: string | number): JsonSchema | undefined {
  const branches = schema.anyOf ?? schema.oneOf
  if (branches) return either(branches.flatMap((branch) => childOf(branch, part) ?? []))
  if (typeof part === 'number') return schema.items
  const own = schema.properties?.[part]
  if (own) return own
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined
}

/** One of several; telling values together are a choice. */
function either(schemas: readonly JsonSchema[]): JsonSchema | undefined {
  if (schemas.length < 2) return schemas[0]
  const consts = schemas.flatMap(({ const: one }) => (typeof one === 'string' ? [one] : []))
  return consts.length === schemas.length ? { type: 'string', enum: consts } : { anyOf: schemas }
}

/** The names that may stand in a map of this schema. */
export function keysOf(schema: JsonSchema | undefined): readonly string[] {
  if (schema?.properties) return Object.keys(schema.properties)
  return (schema?.propertyNames?.enum ?? []).map(String)
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'names with values, indented below',
}

/** What a schema allows, as a phrase: `one of keep, new`, `a whole number from 1 to 1000`. */
export function allowedText(schema: JsonSchema | undefined): string {
  if (!schema) return 'nothing'
  if (schema.enum) return schema.enum.length === 1 ? String(schema.enum[0]) : `one of ${schema.enum.join(', ')}`
  if (schema.const !== undefined) return String(schema.const)
  const branches = schema.anyOf ?? schema.oneOf
  const kind = branches && tellingNames(branches)
  if (kind) return kind
  if (branches) return [...new Set(branches.map(allowedText))].join(', or ')
  const bounds = boundsText(schema)
  return `${kinds[schema.type ?? ''] ?? 'a value'}${bounds}`
}

/** Where each branch is told by a value of one name: `loop: one of rerun, recollect`. */
function tellingNames(branches: readonly JsonSchema[]): string {
  const names = branches.map(({ properties = {} }) =>
    Object.entries(properties).find(([, property]) => property.const !== undefined),
  )
  const [first] = names
  if (!first || names.some((one) => one?.[0] !== first[0])) return ''
  return `${first[0]}: one of ${names.map((one) => String(one![1].const)).join(', ')}`
}

function boundsText({ type, minimum, maximum, exclusiveMinimum, minItems, format }: JsonSchema): string {
  if (format === 'uri') return ' that is an address such as http://127.0.0.1:8080/census'
  if (type === 'array' && minItems) return ' with at least one entry'
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`
  if (minimum === undefined || Math.abs(minimum) > 2 ** 50) return ''
  return maximum === undefined || maximum > 2 ** 50 ? ` from ${minimum} up` : ` from ${minimum} to ${maximum}`
}
