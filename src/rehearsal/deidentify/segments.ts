// Goes through the fields of a segment and of a message. The one thing to know: it says for each field what plan holds and
// whether the dictionary knows it at all; a segment that is not in the dictionary has no plan.
import { countFields, fieldBytes, type Segment, segmentDefinition, value } from '../../hl7/index.ts'
import { type FieldPlan, isOfOthers, planOf } from './treatments.ts'

/** Places that the user wants kept although nothing is known of them: ZPI, or ZPI-3. */
export type Kept = ReadonlySet<string>

export type FieldHere = {
  readonly number: number
  readonly place: string
  readonly bytes: string
  readonly plan: FieldPlan
  readonly valueType: string
}

/** Whether a segment is gone through at all; else it is removed. */
export function isKnown(segment: Segment, kept: Kept): boolean {
  if (segment.name === '') return false
  if (isKept(segment.name, kept)) return true
  return segmentDefinition(segment.name) !== undefined && !isOfOthers(segment.name)
}

function isKept(name: string, kept: Kept): boolean {
  return kept.has(name) || Array.from(kept).some((place) => place.startsWith(`${name}-`))
}

/** The fields of a segment that hold something. */
export function* fieldsOf(segment: Segment, kept: Kept): Generator<FieldHere> {
  const { name } = segment
  const valueType = name === 'OBX' ? (value(segment, 2, 1) ?? '') : name === 'MFE' ? (value(segment, 5, 1) ?? 'CE') : ''
  for (let number = 1; number <= countFields(segment); number++) {
    const bytes = fieldBytes(segment, number)
    if (bytes === undefined || bytes === '') continue
    const place = `${name}-${number}`
    yield { number, place, bytes, plan: planHere(name, number, place, kept), valueType }
  }
}

function planHere(name: string, number: number, place: string, kept: Kept): FieldPlan {
  if (kept.has(place) || (kept.has(name) && segmentDefinition(name) === undefined))
    return { kind: 'whole', treatment: 'caption' }
  return planOf(name, number)
}
