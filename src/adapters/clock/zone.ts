// The rules of time zones, from the database that the runtime brings. The one thing to know: asking costs microseconds, so
// each hour that was asked for is kept, and no zone changes within an hour but at its full, half or quarter.
import type { ZoneRules } from '../../site/time-zone.ts'

const minute_ms = 60_000
const quarter_ms = 15 * minute_ms
/** Answers kept a zone: five years of quarters. */
const most_kept = 175_000

/**
 * The rules of a zone by its IANA name.
 * @throws RangeError where there is no such zone; a checked site names none
 */
export function zoneRules(name: string): ZoneRules {
  const offsetAt = offsetOf(name)
  const kept = new Map<number, number>()
  return (wall_ms) => {
    const quarter = Math.floor(wall_ms / quarter_ms)
    const known = kept.get(quarter)
    if (known !== undefined) return known
    if (kept.size >= most_kept) kept.clear()
    const offset = offsetOfWall(offsetAt, quarter * quarter_ms)
    kept.set(quarter, offset)
    return offset
  }
}

/** The offset in force at a moment (milliseconds since 1970), in minutes. */
export function offsetOf(name: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    const wall_ms = Date.UTC(year, month - 1, day, hour, minute, second)
    return Math.round((wall_ms - Math.floor(instant / 1000) * 1000) / minute_ms)
  }
}

/**
 * The offset of a wall time. Of two moments that show it, the first; where none does, the offset before the gap: both are
 * the offset in force shortly before, whenever that one shows this wall time or none does.
 */
function offsetOfWall(offsetAt: (instant: number) => number, wall_ms: number): number {
  const day_ms = 86_400_000
  const before = offsetAt(wall_ms - day_ms)
  const after = offsetAt(wall_ms + day_ms)
  if (before === after) return before
  const shows = (offset: number) => offsetAt(wall_ms - offset * minute_ms) === offset
  if (shows(before)) return before
  return shows(after) ? after : before
}
