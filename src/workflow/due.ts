// By when a step is due: a duration around the clock, a duration within a section's hours, or the release of the batch that
// a specimen can still reach. The one thing to know: due times are monotone; what begins later is never due earlier.
import { minutesOf } from '../site/shapes/hours.ts'
import { type Batch, type Priority, type Timing, type Within, weekdays } from '../site/shapes/workflow.ts'
import { type Calendar, dayOf, momentOf, type OpenHours, openOn, weekdayOf } from './calendar.ts'

/** Nothing is looked for further ahead than this: hours that are never open, runs that are all on holidays. */
const most_days = 800
const day_ms = 86_400_000

/**
 * When something that could begin at `from` is due; null where it says no time.
 * @param from milliseconds
 * @param batches of the workflow, by name
 */
export function dueAt(
  from: number,
  timing: Timing,
  priority: Priority,
  batches: Readonly<Record<string, Batch>>,
  calendar: Calendar,
): number | null {
  const within = timing.within === undefined ? null : withinFor(timing.within, priority)
  const isFree = timing.at_any_hour.includes(priority)
  const batch = timing.release === undefined ? undefined : batches[timing.release]
  if (batch && !(isFree && within !== null)) return releaseAfter(from + (within ?? 0), batch, calendar)
  if (within === null) return null
  const hours = timing.hours === undefined || isFree ? undefined : calendar.hours.get(timing.hours)
  return hours ? afterOpen(from, within, hours, calendar) : from + within
}

/** The duration for a priority, milliseconds: its own, that of `any`, that of routine, else the longest given. */
export function withinFor(within: Within, priority: Priority): number | null {
  if (typeof within === 'number') return within
  const given = Object.values(within).filter((one) => one !== undefined)
  if (given.length === 0) return null
  return within[priority] ?? within.any ?? within.routine ?? Math.max(...given)
}

/** The moment at which so much open time has passed since `from`; always inside the hours, or at their end. */
export function afterOpen(from: number, duration_ms: number, hours: OpenHours, calendar: Calendar): number {
  let left = duration_ms
  const first = dayOf(calendar, from)
  for (let day = first; day < first + most_days; day++) {
    for (const [opens, closes] of openOn(calendar, hours, day)) {
      const begins = Math.max(from, opens)
      if (begins >= closes) continue
      if (left <= closes - begins) return begins + left
      left -= closes - begins
    }
  }
  return momentOf(calendar, first + most_days, 0)
}

/**
 * The release, with its grace, of the first run whose cutoff is not before `from`. Where a run before it is released later
 * still, that one counts: who comes later is never due earlier, and nothing is late by mistake.
 */
export function releaseAfter(from: number, batch: Batch, calendar: Calendar): number {
  const first = dayOf(calendar, from)
  const ahead = Math.ceil(batch.cutoff / day_ms) + most_days
  for (let day = first; day < first + ahead; day++) {
    const reached = runsOn(day, batch, calendar).find(({ closes }) => closes >= from)
    if (reached) return Math.max(reached.release, ...earlierReleases(day, reached.closes, batch, calendar))
  }
  return momentOf(calendar, first + ahead, 0)
}

type DatedRun = { readonly closes: number; readonly release: number }

/** The runs of one day in order: until when a specimen reaches it, and when its results are due. */
function runsOn(day: number, { runs, cutoff, grace }: Batch, calendar: Calendar): readonly DatedRun[] {
  if (calendar.holidays.has(day)) return []
  const name = weekdays[weekdayOf(day)]!
  return runs
    .filter(({ days }) => days.includes(name))
    .map(({ at, released_by, days_later }) => ({
      closes: momentOf(calendar, day, minutesOf(at)) - cutoff,
      release: momentOf(calendar, day + days_later, minutesOf(released_by)) + grace,
    }))
    .sort((a, b) => a.closes - b.closes || b.release - a.release)
}

/** Releases of the runs up to one, as far back as a release can lie behind its run. */
function earlierReleases(day: number, closes: number, batch: Batch, calendar: Calendar): number[] {
  const back = Math.max(...batch.runs.map(({ days_later }) => days_later))
  const found: number[] = []
  for (let before = day - back - 1; before <= day; before++)
    for (const run of runsOn(before, batch, calendar)) if (run.closes <= closes) found.push(run.release)
  return found
}
