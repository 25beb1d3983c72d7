// Where a step reads or writes: a path of a flow's file, compiled. The one thing to know: a path without an index means
// the segment at hand, [*] each segment of the name, [n] the nth; the codec's own paths know only the nth.
import { LabloopError } from '../errors.ts'
import { nameCode } from '../hl7/index.ts'

export const each = -1
export const atHand = 0

export type Place = {
  readonly text: string
  readonly segment: string
  /** The segment's name as the codec's number. */
  readonly code: number
  /** Which segment: `atHand`, `each`, or the nth. */
  readonly index: number
  /** 0: the whole segment. */
  readonly field: number
  /** 0: none named; `each`; or the nth. */
  readonly repetition: number
  readonly component: number
  readonly subcomponent: number
}

const form =
  /^([A-Z][A-Z0-9]{2})(?:\[([1-9]\d*|\*)\])?(?:-([1-9]\d*)(?:\[([1-9]\d*|\*)\])?(?:\.([1-9]\d*))?(?:\.([1-9]\d*))?)?$/

/** Compiles a path; undefined where it is none. */
export function placeOf(text: string): Place | undefined {
  const match = form.exec(text)
  if (!match) return undefined
  const [, segment = '', index, field, repetition, component, subcomponent] = match
  return {
    text,
    segment,
    code: nameCode(segment),
    index: number(index),
    field: number(field),
    repetition: number(repetition),
    component: number(component),
    subcomponent: number(subcomponent),
  }
}

function number(text: string | undefined): number {
  return text === undefined ? 0 : text === '*' ? each : Number(text)
}

/** @throws LabloopError step-compile */
export function requirePlace(text: string): Place {
  const place = placeOf(text)
  if (!place) throw new LabloopError('step-compile', { given: text.slice(0, 60), allowed: 'a path such as OBX[*]-3.1' })
  return place
}
