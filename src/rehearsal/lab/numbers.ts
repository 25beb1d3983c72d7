// The numbers that the virtual lab gives. The one thing to know: in a play an accession follows from the order's place in
// the play, never from when its message came.
import type { Instant } from '../../engine/ports/clock.ts'

/** Year, day of the year and a number: `26-326-001234`. */
export function accessionNumber(at: Instant, number: number): string {
  const year = new Date(at).getUTCFullYear()
  const day = Math.floor((at - Date.UTC(year, 0, 1)) / 86_400_000) + 1
  return `${String(year).slice(2)}-${String(day).padStart(3, '0')}-${String(number).padStart(6, '0')}`
}
