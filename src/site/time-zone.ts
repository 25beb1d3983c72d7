// Time zones as the rest of Labloop sees them. The one thing to know: a message says local times, and only the rules of
// a zone turn them into moments; the rules come from outside (src/adapters/clock/zone.ts), since the machine keeps them.

/**
 * The offset from UTC, in minutes, of a local wall time, given as the milliseconds that Date.UTC makes of it. A time that
 * occurs twice (clocks set back) means the first; one that never occurs (clocks set forward) has the offset before.
 */
export type ZoneRules = (wall_ms: number) => number

/** A zone with one offset all year. */
export function fixedOffset(offset_minutes: number): ZoneRules {
  return () => offset_minutes
}
