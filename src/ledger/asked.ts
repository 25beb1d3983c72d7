// What was asked for, test by test, and what a report answers of it. The one thing to know: an order is at its end only once
// each of its tests is answered; where neither the codes nor the site's tables tell two tests apart, a report answers both.
// (docs/adr/0075-each-test-that-was-asked-for.md)
import type { Code, NumberedFact, OrderFact } from './fact.ts'
import { type Item, isAtRest, type Observation, type Order, type OrderState, type Work } from './order.ts'
import { isComplete } from './panel.ts'

/** A test as a system calls it. */
export type TestOf = { readonly system: string; readonly code: string }

/**
 * How a report of one test answers the request for another: it is that test, it is not, nobody can tell; or the two share
 * components, and the request is answered once each of these is reported (codes as the reporter sends them in OBX-3).
 */
export type Answer = 'same' | 'other' | 'unknown' | readonly string[]
export type Answers = (asked: TestOf, reported: TestOf) => Answer

/** By codes alone: the same code is the same test. */
export const byCode: Answers = (asked, reported) => (asked.code === reported.code ? 'same' : 'unknown')

/** The placer's own record of one test. */
type AskedItem = Item & { readonly test: Code }

/** Whether the placer asks, or asked before it changed the order, for a test in this item. */
function isOfTest(item: Item): item is AskedItem {
  return item.side === 'placer' && item.system !== '' && item.test !== null
}

/** Whether the placer asks for the test of this item now. */
export function isAsked(item: Item): item is AskedItem {
  return isOfTest(item) && item.until === undefined
}

/** What a report answers of the tests of an order. */
export type Answered = {
  /** How far each item is after it, by its place among them; undefined: it says nothing of it. */
  readonly stages: readonly (Work['stage'] | undefined)[]
  /** Whether a test that is asked for is still not answered. */
  readonly leavesOpen: boolean
  /** It is of a test that nobody asked for, and nothing was reported yet of any that somebody did. */
  readonly isAstray: boolean
  /** Another test of the order was answered before. */
  readonly besides: boolean
}

const nothing: Answered = { stages: [], leavesOpen: false, isAstray: false, besides: false }

/**
 * What a report (`stage`: how far it is) answers of the tests of an order that stood at `from`; `observations`: all of the
 * order's, with those of the report; `isAwaited`: one of them is pending or preliminary.
 */
export function answeredBy(
  { items }: Order,
  fact: NumberedFact,
  stage: Work['stage'] | null,
  from: OrderState,
  observations: readonly Observation[],
  isAwaited: boolean,
  answers: Answers = byCode,
): Answered {
  if (stage === null || stage === 'begun') return nothing
  if (isAwaited ? !items.some(isAsked) : isPlain(items, fact, stage, answers)) return nothing
  const isChild = isOfChild(items, fact)
  const said = items.map((item) => (isOfTest(item) ? answerTo(item, fact, answers) : 'other'))
  // A child under its parent's numbers is no report of the parent, where nothing says that it is of the same test.
  if (isChild) for (const [at, one] of said.entries()) if (one === 'unknown') said[at] = 'other'
  // A report that is plainly of one of several tests is of none of the others.
  if (said.includes('same')) for (const [at, one] of said.entries()) if (one === 'unknown') said[at] = 'other'
  const stages = said.map((answer) => (answer === 'other' ? undefined : stageBy(answer, stage, observations)))
  const wasOver = isComplete(from)
  const isDone = (item: Item, at: number) => (stages[at] ?? item.work?.stage ?? (wasOver ? 'ended' : '')) === 'ended'
  return {
    stages,
    leavesOpen: items.some((item, at) => isAsked(item) && !isDone(item, at)),
    isAstray: stage === 'ended' && !wasOver && said.every((answer) => answer === 'other') && isNews(items, fact),
    besides: items.some((item, at) => isAsked(item) && stages[at] === undefined && isDone(item, at)),
  }
}

/** Mostly one test was asked for, and the report is of that; or none was. */
function isPlain(items: readonly Item[], fact: NumberedFact, stage: Work['stage'], answers: Answers): boolean {
  let only: AskedItem | undefined
  for (const item of items) {
    if (item.work !== undefined) return !items.some(isAsked)
    if (!isOfTest(item)) continue
    if (only !== undefined || !isAsked(item)) return false
    only = item
  }
  if (only === undefined) return true
  const answer = stage === 'ended' ? answerTo(only, fact, answers) : ''
  return answer === 'same' || (answer === 'unknown' && !isOfChild(items, fact))
}

/** Whether it names one of these numbers as its parent's (OBR-29). */
function isOfChild(items: readonly Item[], { order: { parent } }: NumberedFact): boolean {
  const named = parent?.filler ?? parent?.placer
  if (!named) return false
  const parents = parent?.filler ? 'filler' : 'placer'
  return items.some(({ side, numbers }) => side === parents && numbers.some(({ number }) => number === named.number))
}

/** A reflex names its parent, and what goes on in the same message is not over yet. */
function isNews(items: readonly Item[], fact: NumberedFact): boolean {
  if (fact.order.parent !== null || ('goesOn' in fact && fact.goesOn === 'here')) return false
  return !items.some((item) => isAsked(item) && item.work !== undefined)
}

/** How a message that names a test answers the request for this one. */
export function answerTo(item: AskedItem, { system, order: { test } }: NumberedFact, answers: Answers): Answer {
  if (test === null) return 'unknown'
  return answers({ system: item.system, code: item.test.code }, { system, code: test.code })
}

function stageBy(answer: Answer, stage: Work['stage'], observations: readonly Observation[]): Work['stage'] {
  return stage === 'ended' && typeof answer !== 'string' && !holdsAll(observations, answer) ? 'partial' : stage
}

function holdsAll(observations: readonly Observation[], components: readonly string[]): boolean {
  return components.every((component) => observations.some(({ code }) => code.code === component))
}

/** What the placer asks for after results have come: how the reports so far answer it. */
export type AskedLate = {
  readonly order: Order
  readonly state: OrderState
  /** Nothing that was reported is what was asked for. */
  readonly isAstray: boolean
}

/** A request that comes after a report: `order` with its item, where it stood at `state`. (One ORC can head several OBR.) */
export function askedLate(
  order: Order,
  fact: OrderFact,
  state: OrderState,
  underWay: OrderState,
  answers: Answers = byCode,
): AskedLate {
  const { test } = fact.order
  const same = { order, state, isAstray: false }
  if (order.report === null || test === null || fact.side !== 'placer') return same
  const isOwn = (item: Item) => isOfTest(item) && item.system === fact.system && item.test.code === test.code
  const others = order.items.filter((item): item is AskedItem => isAsked(item) && !isOwn(item))
  const reported = order.items.filter((item): item is AskedItem => isReported(item))
  if (!order.items.some(isOwn) || reported.length === 0) return same
  const said = reported.map((item) => {
    const answer = answers({ system: fact.system, code: test.code }, codeOf(item))
    const isOther = answer === 'unknown' && others.some((one) => answers(codeOf(one), codeOf(item)) === 'same')
    return isOther ? 'other' : stageOfLate(answer, order)
  })
  const stage = said.includes('ended') ? 'ended' : said.includes('partial') ? 'partial' : null
  if (stage === 'ended' && isComplete(state)) return same
  const { messageId } = fact
  const items = order.items.map((item): Item => {
    if (isOwn(item))
      return stage && order.observations.length > 0 ? { ...item, work: { stage: 'partial', messageId } } : item
    const isDone = isComplete(state) && item.work === undefined && (isAsked(item) || isReported(item))
    return isDone ? { ...item, work: { stage: 'ended', messageId } } : item
  })
  return {
    order: { ...order, items },
    state: isComplete(state) ? underWay : state,
    isAstray: stage === null && others.length === 0 && isComplete(state),
  }
}

function isReported(item: Item): item is AskedItem {
  return item.side === 'filler' && item.system !== '' && item.test !== null
}

function codeOf({ system, test }: AskedItem): TestOf {
  return { system, code: test.code }
}

function stageOfLate(answer: Answer, { observations }: Order): Work['stage'] | 'other' {
  return answer === 'other' ? 'other' : stageBy(answer, 'ended', observations)
}

/**
 * The placer changed the order (XO): `order` with its items, of which `before` were there. Another test takes the place of
 * the one that was asked for; where there are several, or the same message names that one as well, it comes beside them.
 */
export function withChange(order: Order, before: Order, fact: OrderFact): Order {
  const { test } = fact.order
  const asked = before.items.filter(isAsked)
  if (fact.side !== 'placer' || test === null || asked.length === 0) return order
  const { messageId } = fact
  const isOwn = (item: Item) => isOfTest(item) && item.system === fact.system && item.test.code === test.code
  if (asked.some(isOwn)) return order
  const goesOn = before.words.some((word) => word.side === 'placer' && word.messageId === messageId)
  const replaced = asked.length === 1 && !goesOn ? asked[0] : undefined
  const items = order.items.map((item): Item => {
    if (replaced && isSameAs(item, replaced)) return { ...item, until: messageId }
    if (!isOwn(item)) return item
    const { until, ...known } = item
    return until === messageId ? known : { ...known, since: messageId }
  })
  return { ...order, items }
}

function isSameAs(item: Item, { system, test }: AskedItem): boolean {
  return isAsked(item) && item.system === system && item.test.code === test.code
}

/** The filler will not change it (UX): what was asked for before the last change holds. */
export function withoutChange(order: Order): Order {
  const last = order.words.findLast(({ side, said }) => side === 'placer' && said.startsWith('change-requested'))
  if (!last || !order.items.some(({ since, until }) => since === last.messageId || until === last.messageId))
    return order
  let { test } = order
  const items = order.items.map((item): Item => {
    const { since, until, ...rest } = item
    if (since === last.messageId) return { ...rest, until: last.messageId }
    if (until !== last.messageId) return item
    test = item.test
    return since === undefined ? rest : { ...rest, since }
  })
  return { ...order, items, test }
}

/** Whether the filler itself names the test to which this change (XO) of the placer led. */
export function isCarriedOut({ items }: Order, messageId: number, answers: Answers = byCode): boolean {
  const asked = items.filter((item): item is AskedItem => isAsked(item) && item.since === messageId)
  return asked.some((one) => items.some((item) => isReported(item) && answers(codeOf(one), codeOf(item)) === 'same'))
}

/** Whether its life begins anew: what was done of it before counts no more. */
export function anew(order: Order, state: OrderState): Order {
  const isMarked = ({ work, cancelAsked }: Item) => work !== undefined || cancelAsked !== undefined
  if (!isAtRest(order.state) || isAtRest(state) || !order.items.some(isMarked)) return order
  return { ...order, items: order.items.map(({ work: _, cancelAsked: __, ...item }) => item) }
}
