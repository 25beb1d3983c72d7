// Days, hours and holidays of a laboratory as moments. The one thing to know: hours are of the wall clock, durations are of
// real time; on the night when clocks change an hour of the wall is missing or comes twice, and only the zone knows.
import { daysOf, minuteRanges } from '../site/shapes/hours.ts'
import type { Hours } from '../site/shapes/site.ts'
import { weekdays } from '../site/shapes/workflow.ts'
import type { ZoneRules } from '../site/time-zone.ts'

const minute_ms = 60_000
const day_ms = 86_400_000

/** A day of the calendar, counted from 1970-01-01. */
export type Day = number

export type Calendar = {
  readonly zone: ZoneRules
  /** Days of `holidays`. */
  readonly holidays: ReadonlySet<Day>
  readonly hours: ReadonlyMap<string, OpenHours>
}

/** Minutes from midnight at which a section opens and closes, by day of the week (0 is Monday) and on holidays. */
export type OpenHours = {
  readonly week: readonly (readonly (readonly [from: number, to: number])[])[]
  readonly holiday: readonly (readonly [from: number, to: number])[]
}

/** The calendar of a site. `zone` gives the offset of a wall time, in minutes. */
export function calendarOf(
  site: {
    readonly hours?: Readonly<Record<string, Hours>> | undefined
    readonly holidays?: readonly string[] | undefined
  },
  zone: ZoneRules,
): Calendar {
  const holidays = new Set((site.holidays ?? []).map((text) => Date.parse(`${text}T00:00:00Z`) / day_ms))
  const hours = new Map(Object.entries(site.hours ?? {}).map(([name, days]) => [name, openHours(days)]))
  return { zone, holidays, hours }
}

function openHours(days: Hours): OpenHours {
  const timesOf = (day: string) => {
    const entry = Object.entries(days).find(([span]) => daysOf(span).includes(day))
    return entry ? (minuteRanges(entry[1]) ?? []) : []
  }
  return { week: weekdays.map(timesOf), holiday: timesOf('holiday') }
}

/** The moment (milliseconds) of a wall time: minutes from the midnight that begins a day. */
export function momentOf({ zone }: Pick<Calendar, 'zone'>, day: Day, minutes: number): number {
  const wall_ms = day * day_ms + minutes * minute_ms
  return wall_ms - zone(wall_ms) * minute_ms
}

/** The day of the calendar on which a moment falls. */
export function dayOf(calendar: Pick<Calendar, 'zone'>, moment: number): Day {
  let day = Math.floor((moment + calendar.zone(moment) * minute_ms) / day_ms)
  // The offset was asked of another wall time than that of the moment; midnight itself decides.
  while (momentOf(calendar, day, 0) > moment) day--
  while (momentOf(calendar, day + 1, 0) <= moment) day++
  return day
}

/** 0 is Monday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: Day): number {
  return (((day + 3) % 7) + 7) % 7
}

/** The spans of real time in which a section is open on a day, in order. */
export function openOn(calendar: Calendar, hours: OpenHours, day: Day): (readonly [from: number, to: number])[] {
  const ranges = calendar.holidays.has(day) ? hours.holiday : hours.week[weekdayOf(day)]!
  return ranges
    .map(([from, to]) => [momentOf(calendar, day, from), momentOf(calendar, day, to)] as const)
    .filter(([from, to]) => to > from)
}
