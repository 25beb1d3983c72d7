// Moves dates by whole days. The one thing to know: the time of day, the precision, the offset and the way it is written
// stay; a year alone stays as it is, and what is no date is nothing.
import { parseDateTime } from '../../hl7/index.ts'

const day_ms = 86_400_000
const form = /^(\d{4})(-?)(\d\d)?(-?)(\d\d)?(.*)$/s

/**
 * A date or time of HL7 (DT, DTM, TS) so many days later.
 * @returns undefined where it cannot be read
 */
export function shiftedDate(text: string, days: number): string | undefined {
  const trimmed = text.trim()
  if (parseDateTime(trimmed) === undefined) return undefined
  const [, year, dash = '', month, secondDash = '', day, rest = ''] = form.exec(trimmed)!
  if (month === undefined) return trimmed
  // A month alone moves as its middle does.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 15)) + days * day_ms)
  const two = (number: number) => String(number).padStart(2, '0')
  const moved = `${String(date.getUTCFullYear()).padStart(4, '0')}${dash}${two(date.getUTCMonth() + 1)}`
  return day === undefined ? moved : `${moved}${secondDash}${two(date.getUTCDate())}${rest}`
}

/** The year of a date, 0 where it cannot be read. */
export function yearOf(text: string): number {
  return parseDateTime(text.trim()) ? Number(text.trim().slice(0, 4)) : 0
}
