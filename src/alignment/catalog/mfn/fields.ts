// Small readers over the codec for catalog messages: text without the HL7 null, coded elements, quantities. The one thing to
// know: absent, empty and the HL7 null all read as empty text; only a cell of the receiver's catalog remembers the null.
import { countRepetitions, hl7Null, type Segment, value } from '../../../hl7/index.ts'

/** A field or a part of it as text; empty where it says nothing. */
export function text(segment: Segment | undefined, field: number, component = 0, sub = 0, repetition = 0): string {
  if (!segment) return ''
  const found = value(segment, field, component, sub, repetition)
  return found === undefined || found === hl7Null ? '' : found.trim()
}

/** More repetitions than this of one field are not followed. */
const most_repetitions = 500

/** Something for each repetition of a field. */
export function each<Made>(segment: Segment | undefined, field: number, make: (repetition: number) => Made): Made[] {
  if (!segment) return []
  const count = Math.min(countRepetitions(segment, field), most_repetitions)
  return Array.from({ length: count }, (_, index) => make(index + 1))
}

/** The texts of all repetitions, without empty ones and each once. */
export function texts(segment: Segment | undefined, field: number, component = 0): string[] {
  const found = each(segment, field, (repetition) => text(segment, field, component, 0, repetition))
  return [...new Set(found.filter((one) => one !== ''))]
}

/** A coded element with its alternate. (HL7 v2.5.1 §2.A.13) */
export type Coded = {
  readonly code: string
  readonly name: string
  readonly system: string
  readonly otherCode: string
  readonly otherName: string
  readonly otherSystem: string
}

export function coded(segment: Segment | undefined, field: number, repetition = 0): Coded {
  const part = (component: number) => text(segment, field, component, 0, repetition)
  return {
    ...{ code: part(1), name: part(2), system: part(3) },
    ...{ otherCode: part(4), otherName: part(5), otherSystem: part(6) },
  }
}

export function codes(segment: Segment | undefined, field: number): Coded[] {
  return each(segment, field, (repetition) => coded(segment, field, repetition))
}

/** What people call a coded element: its name, else its code. */
export function nameOf({ code, name, otherName }: Coded): string {
  return name || otherName || code
}

/** Coding systems that are everybody's; a local code stands beside them. */
const shared = /^(SCT|SNM3?|LN|UCUM|UCUMIMO|HL7\d{4}|C4|I9C|I10C?)$/

/** The code of the two that is the sender's own, with its name and coding system. */
export function ownCode({
  code,
  name,
  system,
  otherCode,
  otherName,
  otherSystem,
}: Coded): Pick<Coded, 'code' | 'name' | 'system'> {
  const isOther = otherCode !== '' && (code === '' || (shared.test(system) && !shared.test(otherSystem)))
  return isOther ? { code: otherCode, name: otherName || name, system: otherSystem } : { code, name, system }
}

/** A composite quantity (CQ) as `3 mL`; a plain number with the unit given. Words, as `each core`, have none. */
export function quantity(segment: Segment | undefined, field: number, repetition = 0, unit = ''): string {
  const number = text(segment, field, 1, 1, repetition)
  const own = text(segment, field, 2, 1, repetition) || (/^[\d.]/.test(number) ? unit : '')
  return number === '' ? '' : own === '' ? number : `${number} ${own}`
}

/** The day of an HL7 time, 2026-08-31; empty where it has none. */
export function dayOf(time: string): string {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(time) ?? []
  return day === undefined ? '' : `${year}-${month}-${day}`
}
