// What a schema finds wrong, as problems with their places. The one thing to know: each says what was given and what is
// allowed in the words of the file's author, never in those of the schema's library.
import type { z } from 'zod'
import type { Report } from './problem.ts'
import { allowedText, type JsonSchema, jsonSchema, keysOf, schemaAt } from './schema-text.ts'
import { didYouMean, listed, quoted } from './suggest.ts'
import type { Path, YamlFile } from './yaml-file.ts'

type Issue = z.core.$ZodIssue

const schemas = new WeakMap<z.ZodType, JsonSchema>()

/** The JSON Schema of a schema, worked out once. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const made = schemas.get(schema) ?? jsonSchema(schema)
  schemas.set(schema, made)
  return made
}

/**
 * Reads a part of a file by its schema. undefined, with everything that is wrong reported, where it does not fit.
 * @param base where in the file the part stands
 * @param whole the schema whose names are told as known, where `schema` is a part of it
 */
export function readBy<Schema extends z.ZodType>(
  schema: Schema,
  source: YamlFile,
  base: Path,
  value: unknown,
  report: Report,
  whole: z.ZodType = schema,
): z.output<Schema> | undefined {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  const quoted = (path: Path) => issueInQuotes(schema, value, path)
  for (const issue of result.error.issues)
    tell(issue, { schema: schemaOf(whole), source, base, root: value, report, quoted })
  return undefined
}

/** What would still be wrong with a value if it stood in quotes, so that nobody is sent from one error to the next. */
function issueInQuotes(schema: z.ZodType, value: unknown, path: Path): Issue | undefined {
  const rest = structuredClone(value)
  const parent = valueAt(rest, path.slice(0, -1))
  const name = path.at(-1)
  if (name === undefined || parent === null || typeof parent !== 'object') return undefined
  Reflect.set(parent, name, String(Reflect.get(parent, name)))
  const issues = schema.safeParse(rest, { reportInput: true }).error?.issues ?? []
  return issues.flatMap(single).find((issue) => issue.path.join('|') === path.join('|'))
}

/** An issue, or those of the one branch that a value is meant as. */
function single(issue: Issue): readonly Issue[] {
  const meant = issue.code === 'invalid_union' ? branchMeant(issue) : []
  if (meant.length === 0) return [issue]
  return meant.flatMap((inner) => single({ ...inner, path: [...issue.path, ...inner.path] }))
}

/**
 * What of a value fits its schema, without the settings that do not: so that the checks go on where a file is partly
 * right. Nothing is reported, and undefined where too little is left.
 */
export function salvaged<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | undefined {
  const rest = structuredClone(value)
  for (let round = 0; round < 20; round++) {
    const result = schema.safeParse(rest)
    if (result.success) return result.data
    const before = JSON.stringify(rest)
    // From the last to the first, so that the indexes of the others stay true.
    for (const issue of result.error.issues.toReversed()) leaveOut(rest, issue)
    if (JSON.stringify(rest) === before) return undefined
  }
  return undefined
}

/** Takes out what an issue is about: names that are not known, a setting, or an entry of a list. */
function leaveOut(value: unknown, issue: Issue): void {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const gone = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]
  for (const [...parents] of gone) {
    const name = parents.pop()
    const parent = valueAt(value, parents)
    if (Array.isArray(parent)) parent.splice(Number(name), 1)
    else if (name !== undefined && parent !== null && typeof parent === 'object') Reflect.deleteProperty(parent, name)
  }
}

/** What is read: its file, where it stands there, its value, and the schema of the whole. */
type Look = {
  readonly schema: JsonSchema
  readonly source: YamlFile
  readonly base: Path
  readonly root: unknown
  readonly report: Report
  readonly quoted: (path: Path) => Issue | undefined
}

function tell(issue: Issue, look: Look): void {
  const { schema, source, base, root, report } = look
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const full = [...base, ...path]
  const meant = issue.code === 'invalid_union' ? branchMeant(issue) : []
  if (meant.length > 0) {
    for (const inner of meant) tell({ ...inner, path: [...path, ...inner.path] }, look)
    return
  }
  if (issue.code === 'unrecognized_keys') {
    tellKeys(issue.keys, schemaAt(schema, path, root), source, full, report)
    return
  }
  // A name that is free but must have a form: the pattern says in words what it allows.
  const pattern =
    issue.code === 'invalid_key' ? issue.issues.find((inner) => inner.code === 'invalid_format') : undefined
  if (pattern) {
    report.error('site-value-invalid', source.file, source.atKey(full), {
      message: 'The name has a form that is not allowed.',
      given: quoted(String(path.at(-1))),
      allowed: pattern.message,
    })
    return
  }
  if (issue.code === 'invalid_key') {
    tellKeys([String(path.at(-1))], schemaAt(schema, path.slice(0, -1), root), source, full.slice(0, -1), report)
    return
  }
  const expected = schemaAt(schema, path, root)
  const given = valueAt(root, path)
  const name = String(full.at(-1) ?? 'The file')
  if (given === undefined) {
    report.error('site-value-missing', source.file, source.at(full.slice(0, -1)), {
      message: `The required setting ${name} is missing.`,
      allowed: phrase(issue, expected),
    })
    return
  }
  report.error('site-value-invalid', source.file, source.at(full), {
    message: `${typeof full.at(-1) === 'number' ? `Entry ${Number(full.at(-1)) + 1} of ${String(full.at(-2) ?? 'the list')}` : name} has a value that is not allowed.`,
    given: shown(given, expected),
    allowed: expected?.type === 'string' && isBare(given) ? bare(look.quoted(path), expected) : phrase(issue, expected),
  })
}

/** Of a value that could be one of several, what is wrong with it as the one whose kind it has. */
function branchMeant(issue: Extract<Issue, { code: 'invalid_union' }>): readonly Issue[] {
  const errors = issue.errors as readonly (readonly Issue[])[]
  const ofKind = errors.filter(
    (branch) => !branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  )
  if (ofKind.length === 1) return ofKind[0]!
  // A list of words is no kind that a map could have.
  const inside = ofKind.filter(
    (branch) => !branch.some(({ code, path }) => code === 'invalid_value' && path.length === 0),
  )
  return inside.length === 1 ? inside[0]! : []
}

function tellKeys(
  keys: readonly string[],
  schema: JsonSchema | undefined,
  source: YamlFile,
  path: Path,
  report: Report,
): void {
  const known = keysOf(schema)
  for (const key of keys) {
    report.error('site-key-unknown', source.file, source.atKey([...path, key]), {
      given: didYouMean(key, known),
      allowed: listed(known, 30),
    })
  }
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[part] : undefined,
    root,
  )
}

/** Patterns say in words what they allow; for the rest the schema does. */
function phrase(issue: Issue, schema: JsonSchema | undefined): string {
  if (issue.code === 'invalid_format' && issue.format === 'regex') return issue.message
  if (issue.code === 'custom') return issue.message
  return allowedText(schema)
}

/** What YAML reads as a number, or as true or false, unless it stands in quotes. */
function isBare(value: unknown): boolean {
  return ['number', 'boolean', 'bigint'].includes(typeof value)
}

/** What is allowed in the place of a bare value where a text is wanted: quotes alone may not be enough. */
function bare(inQuotes: Issue | undefined, schema: JsonSchema): string {
  return inQuotes ? phrase(inQuotes, schema) : `${allowedText(schema)}; put it in quotes`
}

/** The value in the words of the file. A value where a list or map is wanted is said by its kind. */
function shown(value: unknown, schema: JsonSchema | undefined): string {
  if (value === null) return 'nothing (the value is empty)'
  if (Array.isArray(value)) return schema?.type === 'array' ? `a list of ${value.length}` : 'a list'
  if (typeof value === 'object') return 'names with values'
  return typeof value === 'string'
    ? didYouMean(value, (schema?.enum ?? []).map(String))
    : quoted(String(value)).slice(1, -1)
}
