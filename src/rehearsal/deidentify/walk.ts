// Goes through a field value by value, each with what is to be done with it, and puts together what a visitor makes of them.
// The one thing to know: the survey and the rewriting go the same way, so that what one has seen the other replaces.
import { decodeBytes, encodeBytes, Hl7Error, hl7Null, type Message } from '../../hl7/index.ts'
import { type FieldPlan, partOf, planOfType, type Treatment } from './treatments.ts'

/** One value of a message. */
export type Leaf = {
  readonly treatment: Treatment
  /** Decoded and unescaped; never empty and no HL7 null. */
  readonly text: string
  /** Segment and field, as in PID-5. */
  readonly place: string
  /** The code and coding system that stand beside a caption, and check digit schemes: a component of the same value. */
  readonly beside: (component: number) => string
  /** The number of the component, 0 where the field has none. */
  readonly component: number
  readonly codesAlone: boolean
}

/** What becomes of a value; the text itself where nothing does. Empty: it is removed. */
export type Visit = (leaf: Leaf) => string

/** Where a field stands, and what its value type is (OBX-2, MFE-5). */
export type Place = { readonly message: Message; readonly place: string; readonly valueType: string }

/**
 * A field with every value as the visitor has it; delimiters, empty values and nulls stay.
 * @param bytes the whole field as byte text
 */
export function walkField(bytes: string, plan: FieldPlan, at: Place, visit: Visit): string {
  if (plan.kind === 'unknown') return ''
  const { repetition } = at.message.delimiters
  const isFixed = plan.kind === 'whole' && plan.treatment === 'untouched'
  if (isFixed) return bytes
  return parts(bytes, repetition)
    .map((part) => walkRepetition(part, plan.kind === 'by-value-type' ? planOfValue(at.valueType) : plan, at, visit))
    .join(repetition)
}

function planOfValue(type: string): FieldPlan {
  if (type === 'ST' || type === 'TX' || type === 'FT' || type === '') return { kind: 'whole', treatment: 'value' }
  return planOfType(type)
}

function walkRepetition(bytes: string, plan: FieldPlan, at: Place, visit: Visit): string {
  if (plan.kind !== 'typed') {
    const treatment = plan.kind === 'whole' ? plan.treatment : 'remove'
    if (treatment === 'document') return wholeLeaf(bytes, treatment, at, visit)
    return spread(bytes, treatment, at, visit)
  }
  const { component } = at.message.delimiters
  const pieces = parts(bytes, component)
  const beside = (number: number) => textOf(at.message, pieces[number - 1] ?? '')
  return joined(
    pieces.map((piece, index) => {
      const part = partOf(plan.type, index + 1)
      if (!part)
        return leafBytes(piece, { treatment: 'remove', beside, component: index + 1, codesAlone: false }, at, visit)
      if ('type' in part) return walkSubcomponents(piece, part.type, at, visit)
      return leafBytes(
        piece,
        { treatment: part.treatment, beside, component: index + 1, codesAlone: plan.codesAlone },
        at,
        visit,
      )
    }),
    component,
  )
}

function walkSubcomponents(bytes: string, type: string, at: Place, visit: Visit): string {
  const { subcomponent } = at.message.delimiters
  const pieces = parts(bytes, subcomponent)
  const beside = (number: number) => textOf(at.message, pieces[number - 1] ?? '')
  return joined(
    pieces.map((piece, index) => {
      const part = partOf(type, index + 1)
      const treatment = part && 'treatment' in part ? part.treatment : 'remove'
      return leafBytes(piece, { treatment, beside, component: index + 1, codesAlone: false }, at, visit)
    }),
    subcomponent,
  )
}

/** A value that should have no parts: if it has, each is treated alike. */
function spread(bytes: string, treatment: Treatment, at: Place, visit: Visit): string {
  const { component, subcomponent } = at.message.delimiters
  const leaf = { treatment, beside: () => '', component: 0, codesAlone: false }
  // Free text with a stray delimiter is one text.
  if (treatment === 'text' || treatment === 'value') return leafBytes(bytes, leaf, at, visit)
  return parts(bytes, component)
    .map((part) =>
      parts(part, subcomponent)
        .map((piece) => leafBytes(piece, leaf, at, visit))
        .join(subcomponent),
    )
    .join(component)
}

function wholeLeaf(bytes: string, treatment: Treatment, at: Place, visit: Visit): string {
  const pieces = parts(bytes, at.message.delimiters.component)
  const beside = (number: number) => textOf(at.message, pieces[number - 1] ?? '')
  if (bytes === '' || bytes === hl7Null) return bytes
  // What the visitor gives stands as it is: a document has components.
  return visit({ treatment, text: textOf(at.message, bytes), place: at.place, beside, component: 0, codesAlone: false })
}

type Kind = Pick<Leaf, 'treatment' | 'beside' | 'component' | 'codesAlone'>

function leafBytes(bytes: string, kind: Kind, at: Place, visit: Visit): string {
  if (bytes === '' || bytes === hl7Null) return bytes
  if ((kind.treatment === 'code' || kind.treatment === 'token') && kind.component > 0)
    return leafParts(bytes, kind, at, visit)
  const text = textOf(at.message, bytes)
  const made = visit({ ...kind, text, place: at.place })
  return made === text ? bytes : encoded(at.message, made)
}

/** A component of codes may hold an authority with its parts where a version of HL7 has one. */
function leafParts(bytes: string, kind: Kind, at: Place, visit: Visit): string {
  const { subcomponent } = at.message.delimiters
  return parts(bytes, subcomponent)
    .map((piece) => leafBytes(piece, { ...kind, component: 0 }, at, visit))
    .join(subcomponent)
}

function textOf(message: Message, bytes: string): string {
  return decodeBytes(message, bytes)
}

/** In a message whose delimiters cannot be escaped, what would be one is left out. */
function encoded(message: Message, text: string): string {
  try {
    return encodeBytes(message, text)
  } catch (error) {
    if (!(error instanceof Hl7Error)) throw error
    return text.replace(/[^A-Za-z0-9 ]/g, '')
  }
}

function parts(bytes: string, delimiter: string): string[] {
  return delimiter === '' ? [bytes] : bytes.split(delimiter)
}

/** Joined again, without the empty ends that removed values leave. */
function joined(pieces: readonly string[], delimiter: string): string {
  let last = pieces.length
  while (last > 1 && pieces[last - 1] === '') last--
  return pieces.slice(0, last).join(delimiter)
}
