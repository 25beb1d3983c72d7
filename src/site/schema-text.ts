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

/** The schema at a path; undefined where the path leads out of it. */
export function schemaAt(schema: JsonSchema, path: readonly (string | number)[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((found, part) => (found ? childOf(found, part) : undefined), schema)
}

function childOf(schema: JsonSchema, part: string | number): JsonSchema | undefined {
  if (typeof part === 'number') return schema.items
  const own = schema.properties?.[part]
  if (own) return own
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined
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
  if (schema.anyOf) return schema.anyOf.map(allowedText).join(', or ')
  const bounds = boundsText(schema)
  return `${kinds[schema.type ?? ''] ?? 'a value'}${bounds}`
}

function boundsText({ type, minimum, maximum, exclusiveMinimum, minItems, format }: JsonSchema): string {
  if (format === 'uri') return ' that is an address such as http://127.0.0.1:8080/census'
  if (type === 'array' && minItems) return ' with at least one entry'
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`
  if (minimum === undefined || Math.abs(minimum) > 2 ** 50) return ''
  return maximum === undefined || maximum > 2 ** 50 ? ` from ${minimum} up` : ` from ${minimum} to ${maximum}`
}
