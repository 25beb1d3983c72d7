// Times of a message as moments, and ages from them. The one thing to know: a time without an offset is of the zone of its
// system; the rules of a zone come from outside.
import { parseDateTime } from '../../hl7/index.ts'

/** Minutes east of Greenwich: fixed, or by the wall time (milliseconds, as if it were UTC). */
export type Zone = number | ((wall_ms: number) => number)

/** A time in milliseconds since 1970; null where there is none or it cannot be read. */
export function momentOf(written: string | undefined, zone: Zone): number | null {
  if (!written || written === '""') return null
  const read = parseDateTime(written, typeof zone === 'number' ? zone : 0)
  if (!read) return null
  if (read.hasZone || typeof zone === 'number') return read.instant
  return read.instant - zone(read.instant) * 60_000
}

const day_ms = 86_400_000

/** Age in days at a moment, by a birth date as PID-7 writes it; null where either is not known. */
export function ageAt(birth: string | undefined, at: number | null): number | null {
  const born = momentOf(birth, 0)
  if (born === null || at === null || at < born) return null
  return (at - born) / day_ms
}
