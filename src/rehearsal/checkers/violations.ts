// How a judge says what is wrong. The one thing to know: keys, control ids, codes and counts only; nothing of a patient and
// no value, since a report of a run may be sent anywhere.
import type { Instant } from '../../engine/ports/clock.ts'
import type { Checker, Evidence, Violation } from '../play/evidence.ts'
import { type Docket, docketOf } from './docket.ts'

/** What is wrong with one subject: an order's key, a control id, or empty. */
export type Fault = { readonly subject: string; readonly text: string; readonly at?: Instant | null }

/** A checker from a function that finds faults. */
export function checker(
  name: string,
  says: Pick<Checker, 'verifies' | 'notVerified'>,
  find: (docket: Docket, evidence: Evidence) => Iterable<Fault>,
): Checker {
  return {
    name,
    ...says,
    check(evidence) {
      const found = find(docketOf(evidence), evidence)
      return Array.from(found, ({ subject, text, at = null }): Violation => ({ checker: name, subject, text, at }))
    },
  }
}

/** A length of time in words: `12 min`, `3 h 05`. */
export function lasting(wait_ms: number): string {
  const minutes = Math.round(wait_ms / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`
}
