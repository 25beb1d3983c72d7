// Small readers over the codec: text without the HL7 null, numbers with their authority, codes, times. The one thing to
// know: absent, empty and the HL7 null all read as empty text here, since none of them says anything.
import { countRepetitions, hl7Null, parseDateTime, type Segment, value } from '../../hl7/index.ts'
import type { Code, Identifier } from '../fact.ts'
import type { Source } from '../source.ts'
import type { NumberRule } from './dialect.ts'
import { knownCode } from './known-codes.ts'

/** A field, component or subcomponent as text; empty where it says nothing. */
export function text(segment: Segment | null, field: number, component = 0, sub = 0, repetition = 0): string {
  if (segment === null) return ''
  const found = value(segment, field, component, sub, repetition)
  return found === undefined || found === hl7Null ? '' : found
}

/** What systems write where they have no number: it would lead from every order to every other. */
export function isNoNumber(written: string): boolean {
  return written === '' || (written.length < 10 && /^(0+|-+|x+|none|null|unknown|unk|n\/?a|tbd)$/i.test(written))
}

/** An entity identifier: the number, and its authority by name (EI-2) or else by universal id (EI-3). */
export function entity(segment: Segment, field: number, repetition: number): Identifier | null {
  const number = text(segment, field, 1, 0, repetition).trim()
  if (isNoNumber(number)) return null
  return { number, authority: text(segment, field, 2, 0, repetition) || text(segment, field, 3, 0, repetition) }
}

/** One half of an entity identifier pair (EIP): component 1 the placer's, 2 the filler's, parts as subcomponents. */
export function pairEntity(segment: Segment, field: number, component: number): Identifier | null {
  const number = text(segment, field, component, 1).trim()
  if (isNoNumber(number)) return null
  return { number, authority: text(segment, field, component, 2) || text(segment, field, component, 3) }
}

/** A coded element; the alternate code where the first is empty (HL7 v2.5.1 §2.A.13). */
export function code(segment: Segment, field: number): Code | null {
  return knownCode(segment, field, readCode)
}

function readCode(segment: Segment, field: number): Code | null {
  const first = text(segment, field, 1)
  if (first !== '') return { code: first, name: text(segment, field, 2), system: text(segment, field, 3) }
  const second = text(segment, field, 4)
  if (second !== '') return { code: second, name: text(segment, field, 5), system: text(segment, field, 6) }
  const name = text(segment, field, 2) || text(segment, field, 5)
  return name === '' ? null : { code: name, name, system: '' }
}

/** No field names more numbers than this; a message that repeats one without end is not followed into it. */
export const mostRepetitions = 32

/** Every number of one kind in an order's segments, best first, each once. */
export function numbers(rule: NumberRule, segmentsOf: (name: string) => readonly (Segment | null)[]): Identifier[] {
  const found: Identifier[] = []
  for (const { segment: name, field, component } of rule.places) {
    for (const segment of segmentsOf(name)) {
      if (segment === null) continue
      const count = Math.min(countRepetitions(segment, field), mostRepetitions)
      for (let repetition = 1; repetition <= count; repetition++) {
        const identifier =
          component === 0
            ? entity(segment, field, repetition)
            : plainNumber(text(segment, field, component, 0, repetition))
        if (identifier && marks(rule, identifier.authority)) addOnce(found, identifier)
      }
    }
  }
  return found
}

function plainNumber(number: string): Identifier | null {
  const trimmed = number.trim()
  return isNoNumber(trimmed) ? null : { number: trimmed, authority: '' }
}

function marks({ only, never }: NumberRule, authority: string): boolean {
  return !never.includes(authority) && (only.length === 0 || only.includes(authority))
}

/** ORC-2 `123` and OBR-2 `123^EPC` are one number: the one that names its authority stays. */
function addOnce(found: Identifier[], identifier: Identifier): void {
  for (let at = 0; at < found.length; at++) {
    const known = found[at]!
    if (known.number !== identifier.number) continue
    if (known.authority === identifier.authority || identifier.authority === '') return
    if (known.authority === '') {
      found[at] = identifier
      return
    }
  }
  found.push(identifier)
}

/** A time in milliseconds since 1970; null where there is none or it cannot be read. */
export function moment(written: string, zone: Source['zone']): number | null {
  if (written === '') return null
  const fixed = typeof zone === 'number' ? zone : 0
  const read = parseDateTime(written, fixed)
  if (!read) return null
  if (read.hasZone || typeof zone === 'number') return read.instant
  return read.instant - zone(read.instant) * 60_000
}
