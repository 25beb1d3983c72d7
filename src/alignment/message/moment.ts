// Times of a message as moments. The one thing to know: a time without an offset is of the zone of its
// system; the rules of a zone come from outside.
import { parseDateTime } from '../../hl7/index.ts'

/** Minutes east of Greenwich: fixed, or by the wall time (milliseconds, as if it were UTC). */
export type Zone = number | ((wall_ms: number) => number)

/** A time in milliseconds since 1970; null where there is none or it cannot be read. */
export function momentOf(written: string | undefined, zone: Zone): number | null {
  if (!written || written === '""') return null
  const exact = exactly(written)
  if (exact !== null) return exact
  const read = parseDateTime(written, typeof zone === 'number' ? zone : 0)
  if (!read) return null
  if (read.hasZone || typeof zone === 'number') return read.instant
  return read.instant - zone(read.instant) * 60_000
}

/**
 * The usual form, `20260302080000-0600`, read digit by digit: most times of most messages. Null where it is another form;
 * then the codec decides.
 */
function exactly(written: string): number | null {
  if (written.length !== 19) return null
  const sign = written.charCodeAt(14)
  if (sign !== 43 && sign !== 45) return null
  const [month, day] = [two(written, 4), two(written, 6)]
  const [hour, minute, second] = [two(written, 8), two(written, 10), two(written, 12)]
  const [offsetHour, offsetMinute] = [two(written, 15), two(written, 17)]
  const year = two(written, 0) * 100 + two(written, 2)
  // A character that is no digit makes its number negative or too large.
  const fits =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60
  if (!fits || second < 0 || second >= 60 || offsetHour < 0 || offsetHour > 14 || offsetMinute < 0 || offsetMinute > 59)
    return null
  if (year < 1900 || year > 2100 || (day > 28 && day > daysOf(year, month))) return null
  const offset_ms = (offsetHour * 60 + offsetMinute) * 60_000
  const wall_ms = Date.UTC(year, month - 1, day, hour, minute, second)
  return sign === 43 ? wall_ms - offset_ms : wall_ms + offset_ms
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Two digits as a number; something out of every range where one of them is none. */
function two(written: string, at: number): number {
  const [tens, ones] = [written.charCodeAt(at) - 48, written.charCodeAt(at + 1) - 48]
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -10_000 : tens * 10 + ones
}
