// A verb of a scenario: who does it, the words it is written in, and the act that it becomes. The one thing to know: one
// entry gives the schema for editors, the way from a step to an act, and the way back.
import { z } from 'zod'
import type { Act } from '../play/act.ts'
import { type CodeSaid, type Field, type Reading, type Reference, withinParts } from './field.ts'

/** Who does something, as a step says it. */
export const actors = ['ehr', 'lab', 'wire', 'labloop', 'person'] as const
export type Actor = (typeof actors)[number]

/** Actors as acts name them. */
export const whoIs: Readonly<Record<Actor, Act['who']>> = {
  ehr: 'ehr',
  lab: 'lab',
  wire: 'wire',
  labloop: 'engine',
  person: 'person',
}

/** A part of a verb: the name that it has in the act, and how it is written. `needed`: it cannot be left out. */
export type Part = {
  readonly key: string
  readonly field: Field
  readonly needed?: boolean
  readonly describe?: string
}

export type Loose = Readonly<Record<string, unknown>>

export type Verb = {
  /** As it is written: `receives`. */
  readonly verb: string
  /** What an act calls it. */
  readonly do: string
  readonly describe: string
  /** What stands behind the verb: its object. */
  readonly object: Part
  readonly parts: Readonly<Record<string, Part>>
  /** The object names the order that the values of the step are of. */
  readonly isAboutOrder: boolean
  /** All orders that it names are of one patient. */
  readonly isOfOnePatient: boolean
  /** The act from its parts, where it is not simply those. */
  readonly build?: (parts: Loose, reading: Reading) => Loose
  /** The parts from the act, or null where this verb cannot say it. */
  readonly unbuild?: (act: Loose) => Loose | null
}

/** A verb of one word, without an object: `ehr: goes down`. */
export type Phrase = { readonly phrase: string; readonly do: string; readonly parts?: Loose; readonly describe: string }

type Made = {
  readonly do?: string
  readonly parts?: Readonly<Record<string, Part>>
  readonly build?: Verb['build']
  readonly unbuild?: Verb['unbuild']
  readonly isOfOnePatient?: boolean
}

/** `verb('receives', 'The specimen reaches the lab', ['order', order], { do: 'receive' })`. */
export function verb(name: string, describe: string, object: readonly [string, Field], made: Made = {}): Verb {
  const [key, field] = object
  return {
    verb: name,
    do: made.do ?? name.replace(/s$/, ''),
    describe,
    object: { key, field, needed: true },
    parts: made.parts ?? {},
    isAboutOrder: key === 'order',
    isOfOnePatient: made.isOfOnePatient ?? false,
    ...(made.build ? { build: made.build } : {}),
    ...(made.unbuild ? { unbuild: made.unbuild } : {}),
  }
}

/** `{ because: part('reason', text) }`. */
export function part(key: string, field: Field, describe = '', needed = false): Part {
  return { key, field, needed, describe }
}

/** The schema of a step's `{ receives: panel, ... }`. */
export function schemaOfVerb({ verb: name, describe, object, parts }: Verb): z.ZodObject {
  const shape = Object.fromEntries(
    Object.entries(parts).map(([word, { field, needed, describe: text }]) => {
      const schema = needed ? field.schema : field.schema.optional()
      return [word, text ? schema.describe(text) : schema]
    }),
  )
  return z.strictObject({ [name]: object.field.schema, ...shape }).describe(describe)
}

/** The act of a step that was read by the verb's schema. */
export function actOf(verb: Verb, actor: Actor, said: Loose, reading: Reading): Act {
  const held = Object.entries({ [verb.verb]: verb.object, ...verb.parts }).flatMap(([word, { key, field }]) =>
    said[word] === undefined ? [] : [[key, field.read(said[word], reading)] as const],
  )
  const parts = Object.fromEntries(held)
  const act = verb.build ? verb.build(parts, reading) : { do: verb.do, ...parts }
  return { who: whoIs[actor], act } as Act
}

/** The step of an act, or null where this verb does not say it. */
export function stepOf(verb: Verb, act: Loose): Loose | null {
  if (act.do !== verb.do) return null
  const parts = verb.unbuild ? verb.unbuild(act) : act
  if (!parts || parts[verb.object.key] === undefined) return null
  const words = Object.entries({ [verb.verb]: verb.object, ...verb.parts })
  const known = new Set(words.map(([, { key }]) => key))
  if (!verb.unbuild && !verb.build && Object.keys(parts).some((key) => key !== 'do' && !known.has(key))) return null
  const said = Object.fromEntries(
    words.flatMap(([word, { key, field }]) => (parts[key] === undefined ? [] : [[word, field.write(parts[key])]])),
  )
  return said[verb.verb] === undefined ? null : said
}

/** The names that a step refers to, with the place of each within `{ receives: ..., ... }`. */
export function referencesIn(verb: Verb, said: Loose): readonly Reference[] {
  return withinParts(said, fieldOf(verb), (field, part) => field.references(part))
}

/** The codes that a step says, with the place of each. */
export function codesIn(verb: Verb, said: Loose): readonly CodeSaid[] {
  return withinParts(said, fieldOf(verb), (field, part) => field.codes?.(part))
}

function fieldOf({ verb, object, parts }: Verb): (word: string) => Field | undefined {
  return (word) => (word === verb ? object.field : parts[word]?.field)
}
