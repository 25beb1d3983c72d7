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
  const local = localMillis(+year!, +month, +day, +hour, +minute, +second)
  if (local === undefined) return undefined
  const millis = Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6)
  return {
    precision: precisionOf(match),
    instant: local + millis - offset * 60_000,
    offset_minutes: offset,
    hasZone,
  }
}

/** As far as parts are written: each part holds the one before. */
function precisionOf(match: RegExpExecArray): Precision {
  let parts = 1
  while (parts < precisions.length && match[parts + 1] !== undefined) parts++
  return precisions[parts - 1]!
}

function offsetOf(match: RegExpExecArray): number | undefined {
  const [hours, minutes] = [Number(match[9]), Number(match[10])]
  if (hours > 23 || minutes > 59) return undefined
  return (match[8] === '-' ? -1 : 1) * (hours * 60 + minutes) || 0
}

/** Milliseconds of a date and time on the clock of Greenwich; undefined where there is no such moment. */
function localMillis(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  const time = ((hour * 60 + minute) * 60 + second) * 1000
  // Date.UTC takes the years 0 to 99 for those of the twentieth century.
  return year > 99 ? Date.UTC(year, month - 1, day) + time : new Date(0).setUTCFullYear(year, month - 1, day) + time
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
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
  const count = precisions.indexOf(precision)
  let text = year.toString().padStart(4, '0')
  if (count > 0) text += two(date.getUTCMonth() + 1)
  if (count > 1) text += two(date.getUTCDate())
  if (count > 2) text += two(date.getUTCHours())
  if (count > 3) text += two(date.getUTCMinutes())
  if (count > 4) text += two(date.getUTCSeconds())
  if (count > 5) text += `.${date.getUTCMilliseconds().toString().padStart(3, '0')}`
  return offset_minutes === undefined ? text : text + offsetText(offset_minutes)
}

function two(part: number): string {
  return part < 10 ? `0${part}` : `${part}`
}

function isOffset(offset_minutes: number): boolean {
  return Number.isInteger(offset_minutes) && Math.abs(offset_minutes) < 1440
}

function offsetText(offset_minutes: number): string {
  const size = Math.abs(offset_minutes)
  const digits = Math.floor(size / 60) * 100 + (size % 60)
  return `${offset_minutes < 0 ? '-' : '+'}${digits.toString().padStart(4, '0')}`
}
