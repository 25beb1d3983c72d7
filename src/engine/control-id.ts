// Control ids of what goes out under `control_id: new`. The one thing to know: they name the message and the delivery, so
// that an answer which comes after a restart can still be credited, and the minute, so that they never come twice even
// when the database was made anew.

/** The message and delivery that a control id of ours names. */
export type Named = { readonly messageId: number; readonly deliveryId: number }

const minute_ms = 60_000

/** A control id of at most 20 characters (HL7 v2.5.1 §2.15.9.10): minute, message and delivery in base 36. */
export function newControlId({ messageId, deliveryId }: Named, now: number): string {
  const part = (number: number) => number.toString(36).toUpperCase()
  return `${part(Math.floor(now / minute_ms))}.${part(messageId)}.${part(deliveryId)}`
}

/**
 * Another control id for a delivery that its receiver refused under the one before: a later minute than that one names, so
 * that it is never the same.
 */
export function nextControlId(named: Named, before: string, now: number): string {
  const after_ms = readControlId(before) ? (minuteOf(before) + 1) * minute_ms : now
  return newControlId(named, Math.max(now, after_ms))
}

/** What a control id names, if it has the form of ours; null else. */
export function readControlId(controlId: string): Named | null {
  const match = /^[0-9A-Z]{5,6}\.([0-9A-Z]{1,9})\.([0-9A-Z]{1,9})$/.exec(controlId)
  if (!match) return null
  return { messageId: Number.parseInt(match[1]!, 36), deliveryId: Number.parseInt(match[2]!, 36) }
}

/** A delivery, and the control id under which it goes out now. */
export type Carried = Named & { readonly controlId: string; readonly queuedAt: number }

/**
 * Whether a delivery went out under a control id: the one that it has now, or one that it had before, as far as that can be
 * told. One of ours names its minute, which is never before the delivery was queued, and grows with each that it gets.
 */
export function wentOutUnder(controlId: string, { controlId: now, queuedAt, ...named }: Carried): boolean {
  if (controlId === now) return true
  if (!isNamed(controlId, named) || !isNamed(now, named)) return false
  return minuteOf(controlId) >= Math.floor(queuedAt / minute_ms) && minuteOf(controlId) < minuteOf(now)
}

function isNamed(controlId: string, { messageId, deliveryId }: Named): boolean {
  const named = readControlId(controlId)
  return named?.messageId === messageId && named.deliveryId === deliveryId
}

function minuteOf(controlId: string): number {
  return Number.parseInt(controlId, 36) // as far as the first full stop
}

/** The control id of the nth output of a message whose own is kept: the parts of a split need one each. */
export function keptControlId(controlId: string, nth: number, longest: number): string {
  if (nth === 0) return controlId
  const suffix = `-${nth + 1}`
  return controlId.slice(0, longest - suffix.length) + suffix
}
