// A field whose components stay apart once it is decoded. The one thing to know: what a component holds is escaped again by
// the usual delimiters, so that `A\S\B^C` never reads as three components, whatever delimiters its message has.
import { decodeText } from './context.ts'
import { escapeText, unescapeText } from './escape.ts'
import { hl7Null, rawBytes, type Segment, type SegmentView } from './segment.ts'

/** The usual delimiters without one for subcomponents: what stands in a component is one text. */
const marks = { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '' }

/**
 * A field with ^ between its components and ~ between its repetitions, and with these and | and \ escaped in what they
 * hold. `partsOf` takes it apart again. Empty where the field is absent or the HL7 null.
 */
export function fieldApart(segment: Segment, field: number): string {
  const { context } = segment as SegmentView
  const { repetition, component } = context.delimiters
  const bytes = rawBytes(segment, field) ?? ''
  if (bytes === hl7Null) return ''
  return cut(bytes, repetition)
    .map((one) => cut(one, component).map((part) => escapeText(decodeText(context, part), marks)))
    .map((parts) => parts.join(marks.component))
    .join(marks.repetition)
}

/** The repetitions of such a text, each as its components, unescaped. */
export function partsOf(text: string): string[][] {
  return text.split(marks.repetition).map((one) => one.split(marks.component).map((part) => unescapeText(part, marks)))
}

/** Such a text as one, unescaped: what the field says without a care for its components. */
export function together(text: string): string {
  return text.includes(marks.escape) ? unescapeText(text, marks) : text
}

/** The parts of a text; the text alone where the delimiter is not in use. */
function cut(bytes: string, delimiter: string): readonly string[] {
  return delimiter === '' ? [bytes] : bytes.split(delimiter)
}
