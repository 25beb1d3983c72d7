// The loop status of an order: does each side hold the other's last word, or does somebody own the difference? The one
// thing to know: each status is proven by what is there; *adrift* is said with its reason, and is a defect of Labloop.

import { isFuture } from './expectations.ts'
import { type Side, sides } from './fact.ts'
import { isDesigned, type LoopStatus, type Order } from './order.ts'
import { rests } from './transitions.ts'
import { viewsAgree } from './views.ts'
import { atLeast, awaitsAcceptance, isUntaken } from './words.ts'

export type AdriftReason =
  | 'overdue and not raised'
  | 'late and nobody owns it'
  | 'in progress and waiting for nothing'
  | 'a last word was not taken'
  | 'the views of the two sides differ'

export type Loop = {
  readonly status: LoopStatus
  /** At rest, agreed, and shown to be filed on both sides. */
  readonly proven: boolean
  readonly why: AdriftReason | ''
}

const status = (name: LoopStatus, proven = false): Loop => ({ status: name, proven, why: '' })
const adrift = (why: AdriftReason): Loop => ({ status: 'adrift', proven: false, why })

/** The watch looks every few seconds; what was due longer ago than this and is not raised is adrift. Milliseconds. */
export const watch_ms = 60_000

/** The status at a moment (milliseconds), by the precedence owned, on-course, dormant, agreed, adrift. */
export function loopStatus(order: Order, now: number): Loop {
  if (order.exceptions.length > 0) return status('owned')
  if (order.late.length > 0) return adrift('late and nobody owns it')
  if (order.expectations.some(({ due }) => due + watch_ms < now)) return adrift('overdue and not raised')
  if (isDormant(order, now)) return status('dormant')
  if (order.expectations.length > 0) return status('on-course')
  if (!rests[order.state]) return adrift('in progress and waiting for nothing')
  if (order.words.some((word) => isUntaken(word) || awaitsAcceptance(order, word)))
    return adrift('a last word was not taken')
  if (!viewsAgree(order)) return adrift('the views of the two sides differ')
  return status('agreed', isProven(order))
}

/** To begin later, and nothing else is awaited than its beginning and its result. */
function isDormant(order: Order, now: number): boolean {
  if (!isFuture(order, now)) return false
  const begins = order.startsAt ?? now
  return order.expectations.every(
    ({ step, due }) =>
      step === 'released' || step === 'resulted' || step === 'expired' || (isDesigned(step) && due > begins),
  )
}

/** Whether every word on which the rest of this order stands is shown to be filed with the other side. */
export function isProven(order: Order): boolean {
  const needed = rests[order.state]
  if (!needed) return false
  return sides.every((side) => provenWords(order, side).every(({ level }) => atLeast(level, 'filed')))
}

/** The words of a side that must be filed: on the subjects that the table names; of the filler at least its last. */
function provenWords(order: Order, side: Side) {
  const own = order.words.filter((word) => word.side === side)
  const needed = own.filter(({ subject }) => rests[order.state]![side].includes(subject))
  return needed.length === 0 && side === 'filler' ? own.slice(-1) : needed
}
