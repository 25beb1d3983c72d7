// Spans of days and times of day as site.yaml writes them, in numbers. The one thing to know: minutes count from midnight by
// the wall clock; what they are in real time is for the calendar of the workflows.
import { weekdays } from './workflow.ts'

/** The days of `mon-fri`, `sat` or `holiday`; none where the span goes backwards. */
export function daysOf(span: string): readonly string[] {
  if (span === 'holiday') return [span]
  const [first = '', last = first] = span.split('-')
  const names: readonly string[] = weekdays
  return names.slice(names.indexOf(first), names.indexOf(last) + 1)
}

/** Minutes from midnight of `07:00-12:00, 13:00-19:00`, in order; null where they overlap or are no times. */
export function minuteRanges(times: string): readonly (readonly [from: number, to: number])[] | null {
  if (times === 'closed') return []
  const ranges = times.split(/, ?/).map((range) => {
    const [from = '', to = ''] = range.split('-')
    return [minutesOf(from), minutesOf(to)] as const
  })
  let end = -1
  for (const [from, to] of ranges) {
    if (from < Math.max(0, end) || to <= from || to > 24 * 60) return null
    end = to
  }
  return ranges
}

/** Minutes from midnight of `15:30`; not a number where it is no time. */
export function minutesOf(time: string): number {
  const [hours = Number.NaN, minutes = Number.NaN] = time.split(':').map(Number)
  return minutes < 60 ? hours * 60 + minutes : Number.NaN
}
