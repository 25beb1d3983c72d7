// The parts of a step as a scenario writes them, and what an act makes of each: texts, times, names of orders, values. The
// one thing to know: each part reads and writes, so that a run can be told as a scenario and a scenario played as a run.
import { z } from 'zod'
import type { Handle, OrderAsk } from '../play/act.ts'
import type { ComponentWords } from './site-words.ts'

/** What a part may need while it is read: the site's words, and the member of a group that is meant just now. */
export type Reading = {
  /** The name of the order or patient that is meant; a group's name means its member at hand. */
  name(handle: string): Handle
  /** All orders or patients that a name means: one, or the members of a group. */
  names(handle: string): readonly Handle[]
  /** The components of the order that the step is about. */
  components(order: Handle): ComponentWords
  /** The order that the step is about. */
  readonly order: Handle
  ask(order: Handle): OrderAsk
  patientOf(order: Handle): Handle
  /** The id of a flow that is named by what it carries. */
  flow(name: string): string
  /** The EHR's code of a priority in plain words. */
  priority(word: string): string
}

/** A name in a step that must exist in the scenario. `path` from the part itself. */
export type Reference = {
  readonly kind: 'order' | 'patient' | 'revision'
  readonly name: string
  readonly path: readonly (string | number)[]
}

/** What a code is of: `src/rehearsal/scenario/codes.ts` has the list of each. */
export type CodeKind =
  | 'priority'
  | 'order-control'
  | 'order-status'
  | 'result-status'
  | 'observation-status'
  | 'flag'
  | 'flow'
  | 'test'

/** A code in a scenario, which must stand in the list of its kind. `path` from the part itself. */
export type CodeSaid = { readonly kind: CodeKind; readonly code: string; readonly path: readonly (string | number)[] }

export type Field = {
  readonly schema: z.ZodType
  read(value: unknown, reading: Reading): unknown
  write(value: unknown): unknown
  references(value: unknown): readonly Reference[]
  /** Absent: it says no codes. */
  codes?(value: unknown): readonly CodeSaid[]
}

const none = () => []

/** A part that an act holds as it is written. */
export function plain(schema: z.ZodType): Field {
  return { schema, read: (value) => value, write: (value) => value, references: none }
}

/** A code, or a list of codes, that an act holds as it is written. */
export function coded(kind: CodeKind, schema: z.ZodType = z.string()): Field {
  return { ...plain(schema), codes: (value) => codesSaid(kind, value) }
}

/** The codes of a part that is one, a list of them, or nothing. */
export function codesSaid(kind: CodeKind, value: unknown, path: CodeSaid['path'] = []): readonly CodeSaid[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) return [{ kind, code: String(value), path }]
  return value.map((code, index) => ({ kind, code: String(code), path: [...path, index] }))
}

/** What the parts of a set say, each with its place in the set: names that it refers to, or codes. */
export function withinParts<Found extends { readonly path: CodeSaid['path'] }>(
  said: object,
  fieldOf: (name: string) => Field | undefined,
  ask: (field: Field, part: unknown) => readonly Found[] | undefined,
): readonly Found[] {
  return Object.entries(said).flatMap(([name, part]) => {
    const field = part === undefined ? undefined : fieldOf(name)
    const found = (field && ask(field, part)) ?? []
    return found.map((each) => ({ ...each, path: [name, ...each.path] }))
  })
}

const unit_ms = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const

/** `0m`, `90s`, `1d 7h 30m` in milliseconds. */
export const Span = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)( \d+(\.\d+)?(ms|s|m|h|d))*$/, 'numbers with ms, s, m, h or d: 30s, 15m, 1d 7h 30m')
  .transform(spanOf)

/** As a span, with a minus before it where it goes back. */
export const SignedSpan = z
  .string()
  .regex(/^-?\d+(\.\d+)?(ms|s|m|h|d)$/, 'a number with ms, s, m, h or d, a minus before it to go back: 1h, -1h')
  .transform((text) => (text.startsWith('-') ? -spanOf(text.slice(1)) : spanOf(text)))

function spanOf(text: string): number {
  return text.split(' ').reduce((sum, part) => {
    const [, amount = '0', unit = 's'] = /^([\d.]+)(\D+)$/.exec(part) ?? []
    return sum + Math.round(Number(amount) * unit_ms[unit as keyof typeof unit_ms])
  }, 0)
}

/** Milliseconds as a scenario writes them: `1d 7h 30m`. */
export function spanText(span_ms: number): string {
  if (span_ms < 0) return `-${spanText(-span_ms)}`
  const parts: string[] = []
  let left = Math.round(span_ms)
  for (const [unit, size] of Object.entries(unit_ms)) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) parts.push(`${count}${unit}`)
  }
  return parts.length > 0 ? parts.join(' ') : '0m'
}

const written = (value: unknown) => spanText(value as number)
export const span: Field = { schema: Span, read: (value) => value, write: written, references: none }
export const signedSpan: Field = { schema: SignedSpan, read: (value) => value, write: written, references: none }

export const text = plain(z.string())
export const count = plain(z.int().min(1))
export const share = plain(z.number().min(0).max(1))
export const yes = plain(z.boolean())

/** One of some words; where the act has other words for them, by those. */
export function oneOf(words: readonly string[] | Readonly<Record<string, string>>): Field {
  const pairs = new Map(
    Array.isArray(words) ? words.map((word) => [word, word]) : Object.entries(words as Record<string, string>),
  )
  const back = new Map([...pairs].map(([said, meant]) => [meant, said]))
  return {
    schema: z.enum([...pairs.keys()] as [string, ...string[]]),
    read: (value) => pairs.get(String(value)),
    write: (value) => back.get(String(value)),
    references: none,
  }
}

/** What the scenario calls an order or a patient. */
export const Name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens, beginning with a letter, at most 40')

const handle = (kind: 'order' | 'patient'): Field => ({
  schema: Name,
  read: (value, reading) => reading.name(String(value)),
  write: (value) => value,
  references: (value) => [{ kind, name: String(value), path: [] }],
})
export const order = handle('order')
export const patient = handle('patient')

/** A name, or a list of names. */
export const Names = z.union([Name, z.array(Name).min(1)])

/** The names in a part that is a name or a list of names. */
export function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)]
}

export function referencesOf(kind: Reference['kind'], value: unknown): readonly Reference[] {
  if (Array.isArray(value)) return value.map((name, index) => ({ kind, name: String(name), path: [index] }))
  return [{ kind, name: String(value), path: [] }]
}

export const orders: Field = {
  schema: Names,
  read: (value, reading) => listOf(value).flatMap((name) => reading.names(name)),
  write: oneOrMany,
  references: (value) => referencesOf('order', value),
}

function oneOrMany(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value
}

/** Lines of a text: one, or a list. */
export const lines: Field = {
  schema: z.union([z.string(), z.array(z.string()).min(1)]),
  read: (value) => listOf(value),
  write: oneOrMany,
  references: none,
}

export const size: Field = {
  schema: z
    .string()
    .regex(/^\d+(KB|MB)$/, 'a number with KB or MB: 64KB, 10MB')
    .transform((text) => Number.parseInt(text, 10) * (text.endsWith('KB') ? 1024 : 1024 * 1024)),
  read: (value) => value,
  write: (value) =>
    Number(value) % 2 ** 20 === 0 ? `${Number(value) / 2 ** 20}MB` : `${Math.ceil(Number(value) / 1024)}KB`,
  references: none,
}

export const flow: Field = {
  ...coded('flow', Name),
  read: (value, reading) => reading.flow(String(value)),
}

/** Priorities in the words of the ward, or the EHR's own code. (HL7 table 0485) */
export const Priority = z.string().describe('routine, stat, asap, preop, timed, callback, or the EHR’s own code')

export const priority: Field = {
  ...coded('priority', Priority),
  read: (value, reading) => reading.priority(String(value)),
}

/** A set of parts with names of their own: `{ takes_statuses: [F, P, C] }`. */
export function group(parts: Readonly<Record<string, { readonly key: string; readonly field: Field }>>): Field {
  const shape = Object.fromEntries(Object.entries(parts).map(([name, { field }]) => [name, field.schema.optional()]))
  const fieldOf = (name: string) => parts[name]?.field
  return {
    schema: z.strictObject(shape),
    read: (value, reading) =>
      Object.fromEntries(
        Object.entries(value as object).flatMap(([name, part]) =>
          part === undefined ? [] : [[parts[name]!.key, parts[name]!.field.read(part, reading)]],
        ),
      ),
    write: (value) =>
      Object.fromEntries(
        Object.entries(parts).flatMap(([name, { key, field }]) => {
          const held = (value as Record<string, unknown>)[key]
          return held === undefined ? [] : [[name, field.write(held)]]
        }),
      ),
    references: (value) => withinParts(value as object, fieldOf, (field, part) => field.references(part)),
    codes: (value) => withinParts(value as object, fieldOf, (field, part) => field.codes?.(part)),
  }
}
