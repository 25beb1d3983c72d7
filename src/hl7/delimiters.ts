// The delimiters of a message, as its MSH-1 and MSH-2 declare them. The one thing to know: a delimiter that MSH-2
// leaves out, or names a second time, is not in use (code -1), and an MSH-2 that is wholly empty is read as ^~\&.
import type { Buffer } from 'node:buffer'
import { Hl7Error } from './errors.ts'

/** What separates and escapes in one message (HL7 v2.5.1 §2.5.4). Each is one character, or '' where not in use. */
export type Delimiters = {
  readonly field: string
  readonly component: string
  readonly repetition: string
  readonly escape: string
  readonly subcomponent: string
  /** The fifth character of MSH-2, since HL7 2.7. */
  readonly truncation: string
}

/** Delimiters with the byte value of each, -1 where not in use: what the scanning loops compare with. */
export type DelimiterCodes = Delimiters & {
  readonly fieldCode: number
  readonly componentCode: number
  readonly repetitionCode: number
  readonly escapeCode: number
  readonly subcomponentCode: number
}

/** The usual delimiters: | ^ ~ \ & */
export const defaultDelimiters: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
  truncation: '',
}

const known = new Map<string, DelimiterCodes>()

/**
 * The delimiters that a header declares.
 * @param bytes the input
 * @param start where the header (MSH, BHS, FHS) begins
 * @throws Hl7Error hl7-header-delimiters where no usable field separator follows the segment name
 */
export function readDelimiters(bytes: Buffer, start: number): DelimiterCodes {
  if (isUsual(bytes, start)) return usual
  const field = bytes[start + 3] ?? -1
  if (!isSeparator(field)) {
    const segment = bytes.toString('latin1', start, start + 3)
    throw new Hl7Error('hl7-header-delimiters', { segment, field: 1, offset: start + 3 })
  }
  let stop = start + 4
  while (stop < start + 10 && isMore(bytes[stop], field)) stop++
  return delimitersOf(String.fromCharCode(field), bytes.toString('latin1', start + 4, stop))
}

/** Whether MSH-2 goes on with this byte. */
function isMore(byte: number | undefined, field: number): boolean {
  return byte !== undefined && byte !== field && byte !== 13 && byte !== 10
}

/** |^~\& and then the field separator: nearly every message. */
function isUsual(bytes: Buffer, start: number): boolean {
  return (
    bytes[start + 3] === 0x7c &&
    bytes[start + 4] === 0x5e &&
    bytes[start + 5] === 0x7e &&
    bytes[start + 6] === 0x5c &&
    bytes[start + 7] === 0x26 &&
    bytes[start + 8] === 0x7c
  )
}

/** The delimiters for a field separator and the characters of MSH-2. Equal input gives the same object. */
export function delimitersOf(field: string, encoding: string): DelimiterCodes {
  const key = field + encoding
  let found = known.get(key)
  if (!found) {
    found = withCodes(field, encoding === '' ? '^~\\&' : encoding)
    if (known.size < 1000) known.set(key, found)
  }
  return found
}

/** MSH-2 for these delimiters. */
export function encodingCharacters(delimiters: Delimiters): string {
  const { component, repetition, subcomponent, truncation } = delimiters
  return component + repetition + delimiters.escape + subcomponent + truncation
}

/**
 * The delimiters that a caller gives, to write with.
 * @throws Hl7Error hl7-no-delimiter where MSH-1 and MSH-2 cannot say them: one twice, or left out before another
 */
export function delimitersGiven(given: Delimiters): DelimiterCodes {
  const made = delimitersOf(given.field, encodingCharacters(given))
  const names = ['field', 'component', 'repetition', 'escape', 'subcomponent', 'truncation'] as const
  const wrong = names.find((name) => made[name] !== given[name])
  if (wrong === undefined && isSeparator(made.fieldCode)) return made
  const allowed = 'different punctuation marks, none left out before one that is given'
  throw new Hl7Error('hl7-no-delimiter', {
    segment: 'MSH',
    field: wrong === undefined || wrong === 'field' ? 1 : 2,
    allowed,
  })
}

function withCodes(field: string, encoding: string): DelimiterCodes {
  const at = (index: number) => usable(encoding.charAt(index), field + encoding.slice(0, index))
  const code = (index: number) => (at(index) === '' ? -1 : encoding.charCodeAt(index))
  return Object.freeze({
    field,
    component: at(0),
    repetition: at(1),
    escape: at(2),
    subcomponent: at(3),
    truncation: at(4),
    fieldCode: field.charCodeAt(0),
    componentCode: code(0),
    repetitionCode: code(1),
    escapeCode: code(2),
    subcomponentCode: code(3),
  })
}

/** In ^~\\& the second \ is no subcomponent delimiter: one character cannot do two things. */
function usable(character: string, before: string): string {
  return isSeparator(character.charCodeAt(0)) && !before.includes(character) ? character : ''
}

/** A byte above 0x7E can be part of a character, and a letter, digit or blank is data: none of them separates. */
export function isSeparator(code: number): boolean {
  return code > 0x20 && code < 0x7f && !isAlphanumeric(code)
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}

export const usual = delimitersOf('|', '^~\\&')
