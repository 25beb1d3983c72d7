// A value as people are told it: by OBX-2, with its components put together as they are meant. The one thing to know: what is
// not understood is told whole, as it was written; nothing is left out to make it read well.
// (HL7 v2.5.1 §7.4.2.5, table 0125, §2.A.8 CE, §2.A.13 CWE, §2.A.75 SN)
import { hl7Null, partsOf } from '../hl7/index.ts'

const coded: ReadonlySet<string> = new Set(['CE', 'CWE', 'CNE', 'CF'])
const documents: ReadonlySet<string> = new Set(['ED', 'RP'])

/** Whether a value of this type (OBX-2) is kept with its components apart. Others are one text, whatever stands in them. */
export function hasComponents(valueType: string): boolean {
  return valueType === 'SN' || coded.has(valueType)
}

/** Whether a value of this type is a document, or says where one lies. */
export function isDocumentType(valueType: string): boolean {
  return documents.has(valueType)
}

/** A value as `ObservationStatement` has it, in words for people; empty where it says nothing. */
export function toldValue(valueType: string, value: string): string {
  if (value === '') return ''
  if (isDocumentType(valueType)) return 'a document'
  if (!hasComponents(valueType)) return value
  const told = partsOf(value).map((parts) => (valueType === 'SN' ? structured(parts) : codedText(parts)))
  return told.filter((one) => one !== '').join(', ')
}

/** Text, alternate text, original text, second alternate text; else the code, the alternate code, the second one. */
const codedParts = [2, 5, 9, 11, 1, 4, 10]

function codedText(parts: readonly string[]): string {
  const said = parts.map((part) => (part === hl7Null ? '' : part.trim()))
  const found = codedParts.find((nth) => (said[nth - 1] ?? '') !== '')
  return found === undefined ? whole(said) : said[found - 1]!
}

const comparator = /^(?:[<>]=?|=|<>|≤|≥)?$/
const number = /^[+-]?[\d.,]*\d[\d.,]*$/
/** What may stand between two numbers, or behind one; a point between two digits is no separator that a number could have. */
const separator = /^[-+/:.]$/

/** Comparator, number, separator, number, put together where that reads as it is meant. */
function structured(parts: readonly string[]): string {
  const said = parts.map((part) => (part === hl7Null ? '' : part.trim()))
  const [sign = '', first = '', between = '', second = '', ...more] = said
  const isUsual = comparator.test(sign) && number.test(first) && !more.some((part) => part !== '')
  if (isUsual && between === '' && second === '') return sign + first
  if (isUsual && separator.test(between) && (second === '' || number.test(second))) {
    return sign + first + between + second
  }
  return whole(said)
}

/** All that is there, where it is one thing; else as written. */
function whole(said: readonly string[]): string {
  const there = said.filter((part) => part !== '')
  return there.length < 2 ? (there[0] ?? '') : said.join('^').replace(/\^+$/, '')
}
