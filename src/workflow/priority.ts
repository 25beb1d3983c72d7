// The priority of an order in words. The one thing to know: what a message says is its sender's code, and only the sender's
// dialect makes it one of HL7 table 0485 (v2.5.1 §4.5.4.9).
import type { Priority } from '../site/shapes/workflow.ts'

const words: Readonly<Record<string, Priority>> = {
  S: 'stat',
  A: 'asap',
  P: 'preop',
  T: 'timed',
  C: 'callback',
  R: 'routine',
}

/**
 * The priority that a code means. `local` are the sender's own codes (dialect.priority). A code that neither knows, and no
 * code, is routine: nothing is hurried, and nothing is late by mistake.
 */
export function priorityOf(written: string, local: Readonly<Record<string, string>> = {}): Priority {
  const code = Object.hasOwn(local, written) ? local[written]! : written
  // TS<n>, TM<n>, TH<n>, ... are timing critical within so many seconds, minutes, hours.
  return words[code] ?? (/^T[SMHDWL]\d+$/.test(code) ? 'timed' : 'routine')
}
