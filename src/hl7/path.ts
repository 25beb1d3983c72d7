// Paths to fields, as people write them: OBX[3]-5.1, PID-3[2].4.2, MSH-10. The one thing to know: a path is compiled
// once and kept, so that a path in a loop costs a look-up.
import { Hl7Error } from './errors.ts'
import { isHeaderCode, nameCode } from './segment.ts'

/** A compiled path; 0 stands for "not named": the whole, or the first repetition where a component is named. */
export type Path = {
  readonly segment: string
  readonly code: number
  /** Which segment of that name, from 1. */
  readonly nth: number
  readonly field: number
  readonly repetition: number
  readonly component: number
  readonly subcomponent: number
  /** A whole field or a component of its first repetition, and not a delimiter. */
  readonly isSimple: boolean
  /** How many field separators come before the field. */
  readonly separators: number
}

const compiled = new Map<string, Path>()
const form =
  /^([A-Z][A-Z0-9]{2})(?:\[([1-9]\d{0,6})\])?-([1-9]\d{0,4})(?:\[([1-9]\d{0,6})\])?(?:\.([1-9]\d{0,4})(?:\.([1-9]\d{0,4}))?)?$/

/**
 * Compiles a path: SEGMENT[nth]-FIELD[repetition].COMPONENT.SUBCOMPONENT, all counted from 1. OBX is OBX[1].
 * @throws Hl7Error hl7-path
 */
export function path(text: string): Path {
  return compiled.get(text) ?? compile(text)
}

function compile(text: string): Path {
  const match = form.exec(text)
  if (!match) throw new Hl7Error('hl7-path', { given: text.slice(0, 40) })
  const [, segment = '', nth = '1', field = '', repetition = '0', component = '0', subcomponent = '0'] = match
  const code = nameCode(segment)
  const separators = Number(field) - (isHeaderCode(code) ? 1 : 0)
  const made: Path = Object.freeze({
    segment,
    code,
    nth: Number(nth),
    field: Number(field),
    repetition: Number(repetition),
    component: Number(component),
    subcomponent: Number(subcomponent),
    isSimple: repetition === '0' && subcomponent === '0' && (!isHeaderCode(code) || separators > 1),
    separators,
  })
  if (compiled.size >= 10_000) compiled.clear()
  compiled.set(text, made)
  return made
}
