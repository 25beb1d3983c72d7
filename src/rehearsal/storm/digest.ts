// The digest of a run: everything that went over the wires, and what everybody's books say at the end. The one thing to
// know: the same seed gives the same digest on every machine; it is a hash, and says nothing about what differs.
import { createHash } from 'node:crypto'
import type { Evidence } from '../play/evidence.ts'

/** SHA-256 of a run, in hexadecimal. */
export function digestOf(evidence: Evidence): string {
  const hash = createHash('sha256')
  for (const { n, at, line, kind, end, bytes } of evidence.frames) {
    hash.update(`${n} ${at} ${line} ${kind} ${end} ${bytes.length}\n`)
    if (end === 'sent') hash.update(bytes)
  }
  for (const { order, loop, proven } of evidence.labloop.orders) {
    hash.update(`${order.id} ${order.version} ${order.state} ${loop} ${proven} ${order.exceptions.join(',')}\n`)
  }
  for (const { id, kind, status, openedAt, closedAt } of evidence.labloop.exceptions) {
    hash.update(`${id} ${kind} ${status} ${openedAt} ${closedAt}\n`)
  }
  for (const { at, orderId, loop } of evidence.sightings) hash.update(`${at} ${orderId} ${loop}\n`)
  for (const { n, at, what, placer, mrn, controlId } of evidence.ehr.events) {
    hash.update(`${n} ${at} ${what} ${placer} ${mrn} ${controlId}\n`)
  }
  for (const [key, { state, observations }] of evidence.lab.book) {
    hash.update(`${key} ${state} ${observations.map(({ value, status }) => `${value} ${status}`).join('|')}\n`)
  }
  hash.update(`${evidence.end} ${evidence.healedAt} ${evidence.drainedAt}`)
  return hash.digest('hex')
}

/** The digest of digests, in the order of the worlds. */
export function digestOfAll(digests: readonly string[]): string {
  const hash = createHash('sha256')
  for (const each of digests) hash.update(`${each}\n`)
  return hash.digest('hex')
}
