// The pieces of work behind one order: a laboratory may split it over several accessions, and then no single report ends
// it. The one thing to know: a piece is known by its filler number, and counts from the moment the laboratory says that it
// works on it; a number that only answered a request is none, since laboratories give another one afterwards.
import type { Identifier, NumberedFact, OrderFact } from './fact.ts'
import type { Item, Order, OrderState, Work } from './order.ts'

/** The order after the filler says of one piece that it is at work on it, has reported a part, or is done with it. */
export function withWork(order: Order, fact: NumberedFact, stage: Work['stage'] | null): Order {
  if (stage === null || fact.side !== 'filler' || !mayHold(order, stage)) return order
  const { filler: numbers } = fact.order
  const work: Work = { stage, messageId: fact.messageId }
  const items = order.items.map((item) => (isMeant(item, fact, numbers, stage) ? worked(item, work) : item))
  if (items.some(isUnderWay)) return { ...order, items }
  return { ...order, items: items.map(finished) }
}

/** Nothing can be left open where only one number is known; most orders are so. */
function mayHold({ items }: Order, stage: Work['stage']): boolean {
  return stage !== 'ended' || items.some(({ work }) => work !== undefined)
}

/** Whether some piece is begun or reported in part, and not at its end. */
export function isOutstanding({ items }: Order): boolean {
  return items.some(isUnderWay)
}

function isUnderWay({ work }: Item): boolean {
  return work !== undefined && work.stage !== 'ended'
}

/** The speaker's item under one of the numbers; of a message without a number, each. */
function isMeant(item: Item, fact: NumberedFact, numbers: readonly Identifier[], stage: Work['stage']): boolean {
  if (item.side !== 'filler' || item.system !== fact.system) return false
  if (numbers.length > 0 && !item.numbers.some((known) => numbers.some(({ number }) => number === known.number)))
    return false
  const { test } = fact.order
  const sameTest = test === null || item.test === null || item.test.code === test.code
  // One number can head several tests: the end of one is the end of all but those that this very message left open.
  return sameTest || (stage === 'ended' && item.work?.messageId !== fact.messageId)
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

/** What a report says of its piece, by the state to which it alone would lead. */
export function workOfReport(state: OrderState): Work['stage'] | null {
  if (state === 'final' || state === 'corrected' || state === 'cancelled') return 'ended'
  if (state === 'partial') return 'partial'
  return state === 'in-process' ? 'begun' : null
}
