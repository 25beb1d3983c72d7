// The check that no order is adrift, from the stored columns and tables alone: it reads neither `decide` nor `loopStatus`,
// so that a defect there cannot hide itself. The one thing to know: what it finds is a defect of Labloop, and is counted.

/** An order as the store sees it: columns and counts, not the ledger's snapshot. */
export type SeenOrder = {
  readonly state: string
  readonly loop: string
  readonly proven: boolean
  /** When the next step is due, milliseconds; null where none is expected. */
  readonly nextDue: number | null
  readonly openExceptions: number
  /** Words that the other side has not taken to `received` or further. */
  readonly untakenWords: number
  /** Words by which the laboratory ended it unasked, and that the placer has not taken to `accepted` or further. */
  readonly unaccepted: number
  /** Open deliveries of messages of which a word counts as acknowledged. */
  readonly early: number
}

export const adriftReasons = [
  'a step is overdue and nobody owns it',
  'it is in progress, and nothing is expected',
  'its state is unknown',
  'it counts as agreed, and the other side has not taken the last word',
  'it counts as agreed, and the placer has not accepted that the laboratory ended it',
  'it counts as owned, and no exception is open',
  'the ledger itself calls it adrift',
  'it counts as proven, and a word was not even taken',
  'it counts as agreed, and a step is still expected',
  'a word counts as acknowledged, and what carries it is still on its way',
] as const
export type AdriftCheckReason = (typeof adriftReasons)[number]

const atRest = new Set(['final', 'corrected', 'cancelled', 'refused'])
const underWay = new Set(['requested', 'accepted', 'in-process', 'partial', 'cancelling'])

/** How long an overdue step may wait for the watch that raises it, milliseconds. */
export const grace_ms = 60_000

/**
 * Why an order is adrift at `now` (milliseconds); null where somebody owns it, it is on course, or it is at rest. That a step
 * is expected later hides no label that is wrong now.
 */
export function adrift(order: SeenOrder, now: number, grace: number = grace_ms): AdriftCheckReason | null {
  if (order.openExceptions > 0) return null
  if (order.loop === 'owned') return 'it counts as owned, and no exception is open'
  if (order.nextDue !== null && order.nextDue + grace < now) return 'a step is overdue and nobody owns it'
  if (order.loop === 'adrift') return 'the ledger itself calls it adrift'
  if (order.early > 0) return 'a word counts as acknowledged, and what carries it is still on its way'
  if (order.loop === 'agreed' && order.untakenWords + order.unaccepted > 0) return restless(order)
  if (order.nextDue !== null)
    return order.loop === 'agreed' ? 'it counts as agreed, and a step is still expected' : null
  if (underWay.has(order.state)) return 'it is in progress, and nothing is expected'
  if (!atRest.has(order.state)) return 'its state is unknown'
  return restless(order)
}

/**
 * At rest by its state: then every word must have been taken. A delivery may still be under way: a repeat that says nothing
 * new, or one whose answer was lost while a census already shows what it carried; not one that is said to be acknowledged.
 * Queues that grow old are watched apart.
 */
function restless({ proven, untakenWords, unaccepted }: SeenOrder): AdriftCheckReason | null {
  if (proven && untakenWords > 0) return 'it counts as proven, and a word was not even taken'
  if (untakenWords > 0) return 'it counts as agreed, and the other side has not taken the last word'
  if (unaccepted > 0) return 'it counts as agreed, and the placer has not accepted that the laboratory ended it'
  return null
}
