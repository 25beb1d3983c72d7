// The pieces of work behind one order: a laboratory may split it over several accessions, and one number may stand for
// several tests; then no single report ends it. The one thing to know: a piece is known by its filler number, and counts from
// the moment the laboratory says that it works on it; a number that only answered a request is none, since laboratories give
// another one afterwards.
import { type Answered, isAsked } from './asked.ts'
import type { Identifier, NumberedFact, OrderFact } from './fact.ts'
import type { Item, Order, OrderState, Work } from './order.ts'
import { isComplete } from './panel.ts'
import { isAwaiting } from './report.ts'

/**
 * The order after the filler says of one piece that it is at work on it, has reported a part, or is done with it.
 * @param isAwaited whether a result of the order is pending or preliminary, whichever piece it is of
 */
export function withWork(
  order: Order,
  fact: NumberedFact,
  stage: Work['stage'] | null,
  answered: Answered | null = null,
  isAwaited = false,
): Order {
  if (stage === null || fact.side !== 'filler' || !(isAwaited || mayHold(order, stage, answered))) return order
  const { filler: numbers } = fact.order
  const { messageId } = fact
  // What is under way again was over before, with all that was asked for.
  const isOver = answered !== null && isComplete(order.resumes ?? order.state)
  const items = order.items.map((item, at) => {
    const answer = answered?.stages[at]
    if (answer !== undefined) return worked(item, { stage: answer, messageId })
    if (isOver && isAsked(item) && item.work === undefined) return worked(item, { stage: 'ended', messageId })
    return isMeant(item, fact, numbers, stage) ? worked(item, { stage, messageId }) : item
  })
  if (isAwaited || items.some(isUnderWay) || items.some(isOpen)) return { ...order, items }
  return { ...order, items: items.map(finished) }
}

/** Nothing can be left open where only one number is known and one test asked for; most orders are so. */
function mayHold({ items }: Order, stage: Work['stage'], answered: Answered | null): boolean {
  return stage !== 'ended' || answered?.leavesOpen === true || items.some(({ work }) => work !== undefined)
}

/** Whether some piece is begun or reported in part, and not at its end; or a test is not answered and others are. */
export function isOutstanding({ items }: Order): boolean {
  return items.some(isUnderWay) || (items.some(({ work }) => work !== undefined) && items.some(isOpen))
}

/** Whether all that is asked for was reported or given up, and no result is pending or preliminary. */
export function isAnswered(order: Order): boolean {
  return order.items.some(({ work }) => work) && !isOutstanding(order) && !isAwaiting(order.observations)
}

/** That the filler speaks of it at all says that it has the order. */
export function heardFrom(from: OrderState): OrderState {
  return from === 'unheard' || from === 'requested' ? 'accepted' : from
}

/** A test that is asked for and not answered, while the order is under way. */
function isOpen(item: Item): boolean {
  return isAsked(item) && item.work?.stage !== 'ended'
}

function isUnderWay({ work, until }: Item): boolean {
  return work !== undefined && work.stage !== 'ended' && until === undefined
}

/** The speaker's item under one of the numbers; of a message without a number, each. */
function isMeant(item: Item, fact: NumberedFact, numbers: readonly Identifier[], stage: Work['stage']): boolean {
  if (item.side !== 'filler' || item.system !== fact.system) return false
  if (numbers.length > 0 && !item.numbers.some((known) => numbers.some(({ number }) => number === known.number)))
    return false
  const { test } = fact.order
  if (test === null || item.test === null || item.test.code === test.code) return true
  if (stage !== 'ended' || item.work?.messageId === fact.messageId) return false
  // One number can head several tests: the end of one is the end of all but those that this very message left open, and
  // those that were reported in part under another code of the same system.
  return item.work?.stage !== 'partial' || item.test.system !== test.system
}

/** A late word of work does not begin again what is done. */
function worked(item: Item, work: Work): Item {
  return work.stage === 'begun' && item.work ? item : { ...item, work }
}

function finished({ work: _, ...item }: Item): Item {
  return item
}

/** What a status says of its piece of work (ORC-5, table 0038); null: nothing. */
export function workOfStatus({ observations }: Order, { kind, orderStatus }: OrderFact): Work['stage'] | null {
  if (kind === 'specimen-rejected') return 'ended'
  if (kind === 'specimen-collected' || kind === 'specimen-received') return 'begun'
  if (kind !== 'status-changed') return null
  if (orderStatus === 'CM') return observations.length > 0 ? 'ended' : null
  return orderStatus === 'IP' || orderStatus === 'A' ? 'begun' : null
}

/** "Completed" of the filler ends what was reported of each test, and nothing of one that was not. */
export function answeredByStatus({ items }: Order, { kind, orderStatus }: OrderFact): Answered | null {
  if (kind !== 'status-changed' || orderStatus !== 'CM') return null
  const stages = items.map((item) => (isAsked(item) && item.work ? ('ended' as const) : undefined))
  return { stages, leavesOpen: false, isAstray: false, besides: false }
}

/** What a report says of its piece, by the state to which it alone would lead. */
export function workOfReport(state: OrderState): Work['stage'] | null {
  if (state === 'final' || state === 'corrected' || state === 'cancelled') return 'ended'
  if (state === 'partial') return 'partial'
  return state === 'in-process' ? 'begun' : null
}
