// HL7 times: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ] (HL7 v2.5.1 §2.A.22, DTM). The one thing to know: a time
// keeps its precision and says whether it named its offset; zones by name are the site's business.
import { Hl7Error } from './errors.ts'

export type Precision = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond'

/** A time as it was written. */
export type DateTime = {
  readonly precision: Precision
  /** Milliseconds since 1970-01-01T00:00Z of the first moment it may mean. */
  readonly instant: number
  /** Minutes east of Greenwich: as written, else the default that was given. */
  readonly offset_minutes: number
  /** Whether the offset was written. */
  readonly hasZone: boolean
}

// Also what senders make of it: a Z, a colon in the offset, more digits of a second than four.
const form =
  /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,9}))?)?)?)?)?)?(?:([+-])(\d\d):?(\d\d)|Z)?$/
// What some systems send instead: 2025-01-15T14:30:00.
const isoForm =
  /^(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?)?(?:([+-])(\d\d):?(\d\d)|Z)?$/
const precisions: readonly Precision[] = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond']

/**
 * Reads an HL7 time; also with Z or a colon in the offset, and the ISO 8601 form that some systems send in its place.
 * @param defaultOffset_minutes the offset to assume where none is written; 0 unless told
 * @returns undefined where the text is no time, or no such day or hour exists
 */
export function parseDateTime(text: string, defaultOffset_minutes = 0): DateTime | undefined {
  const trimmed = text.trim()
  const match = form.exec(trimmed) ?? isoForm.exec(trimmed)
  if (!match) return undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0'] = match
  const hasZone = match[8] !== undefined || trimmed.endsWith('Z')
  const offset = match[8] === undefined ? (hasZone ? 0 : defaultOffset_minutes) : offsetOf(match)
  if (offset === undefined) return undefined
  const local = localMillis([year, month, day, hour, minute, second].map(Number))
  if (local === undefined) return undefined
  const millis = Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6)
  return {
    precision: precisions[match.slice(1, 8).filter((part) => part !== undefined).length - 1]!,
    instant: local + millis - offset * 60_000,
    offset_minutes: offset,
    hasZone,
  }
}

function offsetOf(match: RegExpExecArray): number | undefined {
  const [hours, minutes] = [Number(match[9]), Number(match[10])]
  if (hours > 23 || minutes > 59) return undefined
  return (match[8] === '-' ? -1 : 1) * (hours * 60 + minutes) || 0
}

/** Milliseconds of a date and time on the clock of Greenwich; undefined where there is no such moment. */
function localMillis([year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0]: number[]): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000
}

/**
 * Writes a time as HL7 does.
 * @param instant milliseconds since 1970, a whole number
 * @param options.precision seconds unless told
 * @param options.offset_minutes the offset to write it in; without it the time is that of Greenwich and says no offset
 * @throws Hl7Error hl7-date-time
 */
export function formatDateTime(
  instant: number,
  options: { readonly precision?: Precision; readonly offset_minutes?: number } = {},
): string {
  const { precision = 'second', offset_minutes } = options
  const date = new Date(instant + (offset_minutes ?? 0) * 60_000)
  const year = date.getUTCFullYear()
  if (!(year >= 0 && year <= 9999) || !isOffset(offset_minutes ?? 0)) throw new Hl7Error('hl7-date-time')
  const two = (part: number) => part.toString().padStart(2, '0')
  const parts = [
    year.toString().padStart(4, '0'),
    two(date.getUTCMonth() + 1),
    two(date.getUTCDate()),
    two(date.getUTCHours()),
    two(date.getUTCMinutes()),
    two(date.getUTCSeconds()),
    `.${date.getUTCMilliseconds().toString().padStart(3, '0')}`,
  ]
  const text = parts.slice(0, precisions.indexOf(precision) + 1).join('')
  return offset_minutes === undefined ? text : text + offsetText(offset_minutes)
}

function isOffset(offset_minutes: number): boolean {
  return Number.isInteger(offset_minutes) && Math.abs(offset_minutes) < 1440
}

function offsetText(offset_minutes: number): string {
  const size = Math.abs(offset_minutes)
  const digits = Math.floor(size / 60) * 100 + (size % 60)
  return `${offset_minutes < 0 ? '-' : '+'}${digits.toString().padStart(4, '0')}`
}
