// What is said of one of several tests under one number: the placer asks to cancel it, the filler gives it up. The one thing to
// know: the order is not at its end by that; it goes on with the tests that are left.
// (docs/adr/0075-each-test-that-was-asked-for.md)
import type { AlarmName } from './alarms.ts'
import { type Answers, answerTo, byCode, isAsked } from './asked.ts'
import type { OrderFact } from './fact.ts'
import { type Item, isAtRest, type Order, type OrderState, type Subject, type Work } from './order.ts'
import { isComplete } from './panel.ts'
import { stateByObservations } from './report.ts'
import { heardFrom, isAnswered } from './work.ts'

/** The order after such a word. */
export type OneTest = {
  readonly order: Order
  readonly state: OrderState
  /** It is no word of the order's own end, which the other side would have to take. */
  readonly subject: Subject
  readonly raised: readonly AlarmName[]
}

/** What a word does that is of one of several tests; null: it is of the order, or nobody can tell of which test. */
export function ofOneTest(order: Order, fact: OrderFact, answers: Answers = byCode): OneTest | null {
  if (fact.side === 'placer') return asksToCancel.has(fact.kind) ? cancelAskedOf(order, fact) : null
  if (givesUp.has(fact.kind)) return givenUp(order, fact, answers)
  return answersCancel.has(fact.kind) ? cancelAnswered(order, fact, answers) : null
}

const asksToCancel: ReadonlySet<OrderFact['kind']> = new Set(['cancel-requested', 'discontinue-requested'])
const cancels: ReadonlySet<OrderFact['kind']> = new Set(['cancel-accepted', 'discontinue-accepted'])
const answersCancel: ReadonlySet<OrderFact['kind']> = new Set([...cancels, 'cancel-refused', 'discontinue-refused'])
/** Words of the filler by which it will not do, or stops, of its own accord. */
const givesUp: ReadonlySet<OrderFact['kind']> = new Set(['order-refused', 'order-cancelled', 'order-discontinued'])

function isLeft(item: Item): boolean {
  return isAsked(item) && !item.work?.isGivenUp
}

/** CA or DC of one test. Of all of them, in one message, it is for the order. */
function cancelAskedOf(order: Order, { system, messageId, order: { test } }: OrderFact): OneTest | null {
  if (isAtRest(order.state) || order.state === 'cancelling' || test === null) return null
  const isOfIt = (item: Item) => isLeft(item) && item.system === system && item.test?.code === test.code
  if (!order.items.some(isOfIt)) return null
  if (order.items.every((item) => !isLeft(item) || isOfIt(item) || item.cancelAsked === messageId)) return null
  const items = order.items.map((item): Item => (isOfIt(item) ? { ...item, cancelAsked: messageId } : item))
  return { order: { ...order, items }, state: order.state, subject: 'change', raised: [] }
}

/** A request to cancel that turns out to be of the whole order: what it said of single tests before is no word of its own. */
export function ofWholeOrder(order: Order, { kind, side, messageId }: OrderFact): Order {
  if (side !== 'placer' || !asksToCancel.has(kind) || !order.items.some(({ cancelAsked }) => cancelAsked === messageId))
    return order
  const isPart = (word: Order['words'][number]) => word.messageId === messageId && word.subject === 'change'
  return {
    ...order,
    items: order.items.map((item) => (item.cancelAsked === messageId ? unasked(item) : item)),
    words: order.words.filter((word) => !isPart(word)),
  }
}

function unasked({ cancelAsked: _, ...item }: Item): Item {
  return item
}

/** UA, OC or OD of one test: somebody looks whether the placer takes it for the end of the whole number. */
function givenUp(order: Order, fact: OrderFact, answers: Answers): OneTest | null {
  if (isAtRest(order.state)) return null
  const isOfIt = (item: Item) => isAsked(item) && answerTo(item, fact, answers) === 'same'
  if (!order.items.some(isOfIt) || !order.items.some((item) => isLeft(item) && !isOfIt(item))) return null
  const left = without(order, fact, isOfIt)
  if (left.state === 'cancelled') return null
  return { ...left, raised: ['test-given-up', ...reportedOf(order, isOfIt)] }
}

/** CR, DR, UC or UD, where the placer asked to cancel single tests: of those that it names, or of all these. */
function cancelAnswered(order: Order, fact: OrderFact, answers: Answers): OneTest | null {
  if (order.state === 'cancelling' || !order.items.some(isToCancel)) return null
  const isNamed = (item: Item) => isToCancel(item) && isAsked(item) && answerTo(item, fact, answers) === 'same'
  const isOfIt = order.items.some(isNamed) ? isNamed : isToCancel
  const heard = { ...order, items: order.items.map((item) => (isOfIt(item) ? unasked(item) : item)) }
  if (!cancels.has(fact.kind))
    return { order: heard, state: order.state, subject: 'change', raised: ['cancel-refused'] }
  if (isAtRest(order.state)) {
    const raised: AlarmName[] = isComplete(order.state) ? ['cancelled-with-results'] : []
    return { order: heard, state: order.state, subject: 'change', raised }
  }
  const places = new Set(order.items.flatMap((item, at) => (isOfIt(item) ? [heard.items[at]!] : [])))
  const next = without(heard, fact, (item) => places.has(item))
  const raised = reportedOf(heard, (item) => places.has(item))
  return { ...next, state: next.order.items.some(isLeft) ? next.state : 'cancelled', subject: 'change', raised }
}

function isToCancel({ cancelAsked }: Item): boolean {
  return cancelAsked !== undefined
}

/** The order without waiting for these tests: it goes on with the others, or is at its end by what was reported of them. */
function without(order: Order, { messageId }: OrderFact, isOfIt: (item: Item) => boolean): Omit<OneTest, 'raised'> {
  const work: Work = { stage: 'ended', messageId, isGivenUp: true }
  const items = order.items.map((item): Item => (isOfIt(item) ? { ...item, work } : item))
  const next = { ...order, items }
  if (order.state === 'cancelling' || !isAnswered(next))
    return { order: next, state: heardFrom(order.state), subject: 'status' }
  const done = { ...order, items: items.map(({ work: _, ...item }): Item => item) }
  const state = order.state === 'partial' ? stateByObservations(order.state, order.observations) : 'cancelled'
  return { order: done, state, subject: 'status' }
}

/** Of what is given up, results were reported. */
function reportedOf({ items }: Order, isOfIt: (item: Item) => boolean): readonly AlarmName[] {
  return items.some((item) => isOfIt(item) && item.work?.stage === 'partial') ? ['cancelled-with-results'] : []
}

/** The filler takes on after all what it had given up. */
export function withTestAgain(order: Order, fact: OrderFact, answers: Answers = byCode): Order {
  if (fact.kind !== 'order-accepted' || fact.side !== 'filler' || !hasGivenUp(order)) return order
  const items = order.items.map((item): Item => {
    if (!item.work?.isGivenUp || !isAsked(item) || answerTo(item, fact, answers) !== 'same') return item
    const { work: _, ...rest } = item
    return rest
  })
  return { ...order, items }
}

/** Whether the filler has given up a test of an order that is under way. */
export function hasGivenUp({ items }: Order): boolean {
  return items.some(({ work }) => work?.isGivenUp)
}
