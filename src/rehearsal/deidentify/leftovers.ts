// Looks through what was made for names and numbers of what came in. The one thing to know: it knows nothing of how the
// one became the other: it takes the identifiers from the places where people put them, and looks for them everywhere.
import { countFields, decodeBytes, fieldBytes, type Message, messages, type Parsed } from '../../hl7/index.ts'

/** A place that still holds an identifier. `sure`: long enough that it can hardly be a code by chance. */
export type Leftover = {
  readonly message: number
  readonly place: string
  readonly kind: 'name' | 'number'
  readonly sure: boolean
}

/** Names stand first in these, family and given (XPN), */
const namePlaces = new Set('PID-5 PID-6 PID-9 NK1-2 NK1-30 GT1-3 GT1-4 IN1-16 MRG-7'.split(' '))
/** and behind a number in these (XCN). */
const clinicianPlaces = new Set(
  'PD1-4 PV1-7 PV1-8 PV1-9 PV1-17 ORC-10 ORC-11 ORC-12 OBR-10 OBR-16 OBR-28 OBX-16'.split(' '),
)
const numberPlaces = new Set(
  'PID-2 PID-3 PID-4 PID-13 PID-14 PID-18 PID-19 PID-20 MRG-1 MRG-3 MRG-4 PV1-19 NK1-5 ORC-2 ORC-3 ORC-4 OBR-2 OBR-3 MSH-10 MSA-2 IN1-36 SPM-2'.split(
    ' ',
  ),
)

export type Identifiers = { readonly names: Set<string>; readonly numbers: Set<string> }

/** Adds the identifiers of an input to those known. */
export function gatherIdentifiers(parsed: Parsed, into: Identifiers): void {
  for (const message of messages(parsed)) {
    for (const { place, component, isFirst, text } of valuesOf(message)) {
      const isName =
        (namePlaces.has(place) && component <= 3) || (clinicianPlaces.has(place) && component >= 2 && component <= 4)
      if (isName) for (const word of namesIn(text)) into.names.add(word)
      const isNumber = component === 1 && isFirst && (numberPlaces.has(place) || clinicianPlaces.has(place))
      if (isNumber) for (const word of numbersIn(text)) into.numbers.add(word)
    }
  }
}

/**
 * Where identifiers of the input still stand.
 * @param isPseudonym whether a word was given to somebody: then it is not left over, however much it looks like it
 */
export function leftoversIn(
  parsed: Parsed,
  identifiers: Identifiers,
  isPseudonym: (word: string) => boolean,
): readonly Leftover[] {
  return messages(parsed).flatMap((message, index) =>
    valuesOf(message).flatMap(({ place, text }): Leftover[] => {
      if (systemPlaces.test(place)) return []
      const name = namesIn(text).find((word) => identifiers.names.has(word) && !isPseudonym(word))
      if (name) return [{ message: index + 1, place, kind: 'name', sure: name.length >= 6 || !mayBeCode(text) }]
      const number = numbersIn(text).find((word) => identifiers.numbers.has(word) && !isPseudonym(word))
      return number ? [{ message: index + 1, place, kind: 'number', sure: number.length >= 8 || !mayBeCode(text) }] : []
    }),
  )
}

/** Delimiters and the kind of the message: nothing of anybody. */
const systemPlaces = /^MSH-(1|2|9|11|12)$/

/** One short word or one number alone can be a code or a value that only looks like an identifier. */
function mayBeCode(text: string): boolean {
  return /^\S{1,7}$/.test(text.trim())
}

type Valued = { readonly place: string; readonly component: number; readonly isFirst: boolean; readonly text: string }

/** Every value of a message, decoded, with the number of its component, and whether it is its first part. */
function valuesOf(message: Message): Valued[] {
  return message.segments.flatMap((segment) => {
    const values: Valued[] = []
    for (let field = 1; field <= countFields(segment); field++) {
      const place = `${segment.name}-${field}`
      if (/^(MSH|BHS|FHS)-[12]$/.test(place)) continue
      values.push(...valuesOfField(message, place, fieldBytes(segment, field) ?? ''))
    }
    return values
  })
}

function valuesOfField(message: Message, place: string, bytes: string): Valued[] {
  const { repetition, component, subcomponent } = message.delimiters
  const cut = (text: string, mark: string) => (mark === '' ? [text] : text.split(mark))
  return cut(bytes, repetition).flatMap((part) =>
    cut(part, component).flatMap((piece, index) =>
      cut(piece, subcomponent)
        .map((text, sub) => ({ place, component: index + 1, isFirst: sub === 0, text: decodeBytes(message, text) }))
        .filter(({ text }) => text !== ''),
    ),
  )
}

// Words that stand among names and numbers and are nobody's.
const common = new Set('THE AND FOR TEXT STREET ORGANIZATION REMOVED DEIDENTIFIED NONE UNKNOWN'.split(' '))

function namesIn(text: string): string[] {
  return (text.match(/[\p{L}\p{M}'’]{3,}/gu) ?? [])
    .map((word) => word.toUpperCase())
    .filter((word) => !common.has(word))
}

function numbersIn(text: string): string[] {
  return (text.match(/[A-Za-z0-9]+(?:[-./][A-Za-z0-9]+)*/g) ?? []).filter(
    (word) => word.length >= 5 && /\d.*\d.*\d/.test(word),
  )
}
