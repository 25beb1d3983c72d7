// Calendar months in UTC, by which messages are partitioned. The one thing to know: a message of a month that has no
// partition yet goes into the default one, so no step of a clock can stop an acknowledgement.

/** A month of the Gregorian calendar: 0 is January of the year 0. */
export type Month = number

export function monthOf(instant: number): Month {
  const date = new Date(instant)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** Whether two instants lie in one month; those of one minute mostly do, which is seen without a calendar. */
export function sameMonth(first: number, second: number): boolean {
  return Math.floor(first / 60_000) === Math.floor(second / 60_000) || monthOf(first) === monthOf(second)
}

/** `2026_03`. */
export function monthName(month: Month): string {
  return `${Math.floor(month / 12)}_${String((month % 12) + 1).padStart(2, '0')}`
}

/** When it begins, milliseconds. */
export function beginOf(month: Month): number {
  return Date.UTC(Math.floor(month / 12), month % 12)
}
