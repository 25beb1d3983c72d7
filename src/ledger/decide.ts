// What the ledger makes of one fact. Pure: time rides in the fact. The one thing to know: the table says where a fact
// leads; this file only carries it out, and keeps every word and version on the way.
// (HL7 v2.5.1 §4.5.1, tables 0119, 0038, 0123, 0085)
import { isIn, type OrderStatus, orderStatuses } from '../terminology/order-tables.ts'
import { type AlarmName, alarm, alarms, causeOf } from './alarms.ts'
import { type Answers, type AskedLate, anew, askedLate, withChange, withoutChange } from './asked.ts'
import type { LedgerConcern } from './concern.ts'
import type { Fact, NumberedFact, OrderFact, ResultFact, Side, TakenFact } from './fact.ts'
import { placeOf, withNumbers } from './items.ts'
import { type Contradiction, contradictionCause, contradictionConcern } from './legality.ts'
import { hasGivenUp, type OneTest, ofOneTest, ofWholeOrder, withTestAgain } from './one-test.ts'
import { isAtRest, type Order, type OrderState, type ReportHead, type Subject } from './order.ts'
import { isComplete, lacksComponents } from './panel.ts'
import { endsNothing, headOf, isAwaiting, isOfOtherWork, type Merged, stateUnderWay } from './report.ts'
import { effectOfReport } from './report-effect.ts'
import { type RefusalCode, type Rule, subjectOf, transitions } from './transitions.ts'
import { witness } from './witness.ts'
import { repeatedIn, restatedIn, takeWords, withWord } from './words.ts'
import { answeredByStatus, heardFrom, isAnswered, isOutstanding, withWork, workOfStatus } from './work.ts'

/** What follows from a fact, as data. */
export type Effect =
  | { readonly do: 'raise'; readonly concern: LedgerConcern }
  /** Open concerns of this kind on this order are answered by what happened: those of one cause, or all where it is empty. */
  | { readonly do: 'settle'; readonly settles: Settles }
export type Settles = { readonly kind: string; readonly cause: string }

export type Decision =
  | {
      readonly kind: 'accepted'
      readonly next: Order
      readonly effects: readonly Effect[]
      /** Nothing in it was new. */
      readonly repeat: boolean
    }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly why: string }

/** What `decide` cannot know from order and fact. */
export type Rules = {
  /** Whether a report of this test is whole, or only adds. */
  readonly resultMode: 'snapshot' | 'delta'
  /** Codes of all components of a complete report of this test; none where the laboratory's catalog does not say. */
  readonly components?: readonly string[]
  /** How a report of one test answers the request for another; by codes alone where the site does not say. */
  readonly answers?: Answers | undefined
}

/** A cell of the table that is not a refusal. */
type Allowed = Exclude<Rule, { refuse: RefusalCode }>

const refusals: Readonly<Record<RefusalCode, string>> = {
  'nothing-heard': 'it answers something that was never said of this order',
  'wrong-side': 'only the filler can report a result',
  'work-is-done': 'the results are already complete',
  'own-request': 'a side cannot answer its own request to cancel',
  'not-about-an-order': 'it speaks of no order',
}

/**
 * What a fact does to an order that it speaks of (`joinOrder` finds it).
 * Accepted facts give the next order and effects; refused ones change nothing and say why.
 */
export function decide(order: Order, fact: Fact, rules: Rules = { resultMode: 'delta' }): Decision {
  const side = 'side' in fact ? fact.side : 'filler'
  const rule = transitions[fact.kind][side][order.state]
  if ('refuse' in rule) return refused(rule.refuse)
  if (fact.kind === 'word-taken' || fact.kind === 'word-refused') return taken(order, fact)
  if (fact.kind === 'result-reported') return reported(order, fact, rule, rules)
  if ('order' in fact) return said(order, fact, rule, rules)
  return refused('not-about-an-order')
}

function refused(code: RefusalCode): Decision {
  return { kind: 'refused', code, why: refusals[code] }
}

function accepted(next: Order, concerns: readonly LedgerConcern[] = [], settled: readonly Settles[] = []): Decision {
  if (concerns.length + settled.length === 0) return { kind: 'accepted', next, effects: [], repeat: false }
  const effects: Effect[] = [
    ...concerns.map((concern): Effect => ({ do: 'raise', concern })),
    ...settled.map((settles): Effect => ({ do: 'settle', settles })),
  ]
  return { kind: 'accepted', next, effects, repeat: false }
}

/** Nothing in it was new: `order` with the words that the message carries again. */
function repeated(order: Order, fact: NumberedFact): Decision {
  const next = witness(withNumbers(order, fact), fact)
  return { kind: 'accepted', next: { ...next, lastSeenAt: fact.seenAt }, effects: [], repeat: true }
}

function taken(order: Order, fact: TakenFact): Decision {
  return accepted({ ...takeWords(order, fact), lastSeenAt: fact.seenAt })
}

/** A dialogue: request, answer, cancellation, status. */
function said(order: Order, fact: OrderFact, rule: Allowed, rules: Rules): Decision {
  if (answersItself(order, fact)) return refused('own-request')
  if (fact.kind === 'order-requested') return requested(order, fact, rule, rules)
  const known = withTestAgain(asked(order, fact), fact, rules.answers)
  const one = ofOneTest(known, fact, rules.answers)
  if (one) return saidOfOne(one, fact)
  const heard = ofWholeOrder(known, fact)
  const stage = isAtRest(order.state) ? null : workOfStatus(order, fact)
  const worked = withWork(heard, fact, stage, answeredByStatus(heard, fact))
  const { state: led, alarmed } = stateFor(worked, fact, rule)
  const state = fact.kind === 'change-refused' && led === 'partial' && isAnswered(worked) ? 'final' : led
  const next = moved(turnsClock.has(fact.kind) ? withoutResultClock(worked) : worked, fact, state)
  const concerns = alarmed ? [alarm(alarmed, fact.system)] : []
  const settled = settledBy(fact)
  // It takes the test on after all, or has given up all of them now.
  const isOver = fact.kind === 'order-accepted' ? !hasGivenUp(next) : endedAsWhole.has(next.state)
  if (hasGivenUp(order) && isOver) settled.push(settlesOf('test-given-up', fact.system))
  return accepted(next, [...concerns, ...contradicted(fact)], settled)
}

const endedAsWhole: ReadonlySet<OrderState> = new Set(['cancelled', 'refused'])

function saidOfOne({ order, state, subject, raised }: OneTest, fact: OrderFact): Decision {
  const concerns = [...raised.map((name) => alarm(name, fact.system)), ...contradicted(fact)]
  return accepted(moved(order, fact, state, subject), concerns, settledBy(fact))
}

/** What the message contradicts itself in. */
function contradicted({ illegal, system }: { illegal?: readonly Contradiction[]; system: string }): LedgerConcern[] {
  return illegal === undefined ? [] : illegal.map((one) => contradictionConcern(one, system))
}

/** The order with the numbers of a dialogue, and with what is asked for after it: XO changes that, and UX takes it back. */
function asked(order: Order, fact: OrderFact): Order {
  if (fact.kind === 'change-requested') return withChange(withNumbers(changedBy(order, fact), fact), order, fact)
  const numbered = withNumbers(order, fact)
  return fact.kind === 'change-refused' && fact.side === 'filler' ? withoutChange(numbered) : numbered
}

/** XO of the placer: what it asks for from now on. Parts that are not given stay. */
function changedBy(order: Order, fact: OrderFact): Order {
  if (fact.side !== 'placer') return order
  const {
    priority,
    startsAt,
    order: { test },
  } = fact
  return {
    ...order,
    priority: priority || order.priority,
    startsAt: startsAt ?? order.startsAt,
    test: test ?? order.test,
    ...endOf(fact),
  }
}

function endOf({ endsAt }: OrderFact): Pick<Order, 'endsAt'> {
  return endsAt === undefined ? {} : { endsAt }
}

/** Once put on hold or released, an order has its whole time for results before it. */
const turnsClock: ReadonlySet<NumberedFact['kind']> = new Set([
  'order-held',
  'hold-accepted',
  'order-released',
  'release-accepted',
])

function withoutResultClock(order: Order): Order {
  const expectations = order.expectations.filter(({ step }) => step !== 'resulted')
  return expectations.length === order.expectations.length ? order : { ...order, expectations }
}

/** A placer cannot confirm or refuse its own cancellation; a filler that confirms what it asked itself has cancelled. */
function answersItself(order: Order, { kind, side }: OrderFact): boolean {
  if (side !== 'placer' || order.state !== 'cancelling') return false
  return answersCancelling.has(kind) && cancelAskedBy(order) === 'placer'
}

const answersCancelling: ReadonlySet<OrderFact['kind']> = new Set([
  'cancel-accepted',
  'cancel-refused',
  'discontinue-accepted',
  'discontinue-refused',
  'replace-accepted',
  'replace-refused',
])

function cancelAskedBy(order: Order): Side | null {
  return order.words.findLast(({ subject, said }) => subject === 'cancel' && /^\w+-requested/.test(said))?.side ?? null
}

/** The placer has the order after all: a result that came before it was not out of the blue. */
const wasAskedFor: Settles = { kind: 'unsolicited-result', cause: '' }

/** A request: the first one, one that comes late, the same again, or another under the same number. */
function requested(order: Order, fact: OrderFact, rule: Allowed, { answers }: Rules): Decision {
  const settled = order.report === null ? [] : [wasAskedFor]
  const illegal = contradicted(fact)
  const known = order.words.findLast(({ side, said }) => side === fact.side && said.startsWith('order-requested'))
  if (!known) {
    const state = rule.next === 'same' || rule.firstIsLate ? order.state : stateFor(order, fact, rule).state
    const { priority, startsAt, saidAt: requestedAt } = fact
    // The placer asked for it under this number and patient: it is no longer in doubt.
    const doubt = fact.side === 'placer' && order.doubt !== 'ambiguous' ? '' : order.doubt
    const first = { ...order, priority, startsAt, requestedAt, doubt, ...endOf(fact) } satisfies Order
    const late = lateFor(withNumbers(first, fact), fact, state, answers)
    const raised = late.isAstray ? [alarm('other-test', fillerOf(order)), ...illegal] : illegal
    return accepted(moved(late.order, fact, late.state), raised, late.isAstray ? [] : settled)
  }
  // One ORC can head several OBR: the same request, more items.
  if (known.messageId === fact.messageId) {
    const late = lateFor(withNumbers(order, fact), fact, order.state, answers)
    return accepted(
      witness(late.order.state === late.state ? late.order : { ...late.order, state: late.state }, fact),
      [],
      settled,
    )
  }
  if (isSameRequest(order, fact)) return repeated(repeatedIn(order, fact.messageId, fact.side, 'request'), fact)
  const { state } = stateFor(order, fact, rule)
  const next = anew(order, state)
  // One that begins anew holds from now on; one that only contradicts changes nothing before somebody has looked.
  const { priority, startsAt } = rule.next === 'requested' ? fact : order
  return accepted(
    moved({ ...next, priority, startsAt, requestedAt: fact.saidAt, ...endOf(fact) }, fact, state),
    [...(rule.again ? [alarm(rule.again, fact.system)] : []), ...illegal],
    settledBy(fact),
  )
}

/** A request that comes after results: whether they are of what it asks for. */
function lateFor(order: Order, fact: OrderFact, state: OrderState, answers: Answers | undefined): AskedLate {
  return askedLate(order, fact, state, stateUnderWay(order.observations), answers)
}

function fillerOf({ items }: Order): string {
  return items.find(({ side, system }) => side === 'filler' && system !== '')?.system ?? ''
}

/** The same content; at the end of an order's life also the same time, since a later one is another request. */
function isSameRequest(order: Order, fact: OrderFact): boolean {
  const test = fact.order.test?.code ?? ''
  const sameTest = test === '' || order.items.some((item) => item.system === fact.system && item.test?.code === test)
  if (!sameTest || order.priority !== fact.priority || order.startsAt !== fact.startsAt) return false
  const over = order.state === 'cancelled' || order.state === 'refused' || order.report !== null
  return !over || order.requestedAt === fact.saidAt
}

/** A report: versions, then the state by OBR-25. */
function reported(order: Order, fact: ResultFact, rule: Allowed, rules: Rules): Decision {
  const effect = effectOfReport(order, fact, rules.resultMode, rules.answers)
  const { items, merged, from, reached, isLate, isRepeat, isApart, isAstray } = effect
  const report = headOf(order, effect.fact)
  const carried = restatedIn(order, fact.messageId, merged.restated, isRepeat ? placeOf(items, fact) : null)
  if (isRepeat) return repeated(carried, fact)
  const raised: AlarmName[] = [...merged.alarms]
  if (rule.alarm && reached !== order.state && !livesOn(order, fact)) raised.push(rule.alarm)
  if (isAstray) raised.push('other-test')
  else if (isLate) raised.push('status-after-end')
  if (fact.goesOn === undefined && endsNothing(order, fact, merged.observations)) raised.push('report-empty')
  if (fellBack(from, reached) && !isApart && raised.length === 0) raised.push('report-fell-back')
  if (report.status === 'Y' || report.status === 'Z') raised.push('order-not-found')
  if (reached === 'cancelled' && from !== 'cancelled' && order.observations.length > 0 && !isAstray)
    raised.push('cancelled-with-results')
  if (report.rejected) raised.push('specimen-rejected')
  // What is given up (X) lacks nothing; the order may be complete by other tests.
  const isJudged = isComplete(reached) && report.status !== 'X'
  const lacks = isJudged && lacksComponents(merged.observations, rules.components ?? [])
  if (lacks && !isComplete(from)) raised.push('panel-incomplete')
  const next = moved({ ...carried, items, observations: merged.observations, report }, fact, reached)
  const concerns = raised.map((name) => alarm(name, fact.system))
  if (fact.illegal) concerns.push(...contradicted(fact))
  if (order.exceptions.length === 0) return accepted(next, concerns)
  const settled = settledByReport(fact, merged, report, reached)
  if (!lacks && isAtRest(reached)) settled.push(settlesOf('panel-incomplete', fact.system))
  if (isComplete(reached)) settled.push(settlesOf('other-test', fact.system), settlesOf('report-empty', fact.system))
  return accepted(next, concerns, settled)
}

/** Concerns that a report answers. */
function settledByReport(fact: ResultFact, merged: Merged, { rejected }: ReportHead, reached: OrderState): Settles[] {
  const settled = merged.answered.map((name) => settlesOf(name, fact.system))
  if (isAtRest(reached) && !rejected) settled.push(settlesOf('specimen-rejected', fact.system))
  if (isAtRest(reached) && !fact.illegal) settled.push(unfinishedSettled(fact))
  return settled
}

/** All components are final now, as the earlier report claimed. */
function unfinishedSettled({ system }: ResultFact): Settles {
  return { kind: 'illegal-transition', cause: contradictionCause('final-with-unfinished', system) }
}

/**
 * Whether an order that is over may still have this report: one that was discontinued goes on with what was begun, and where
 * the laboratory gave up one collection or accession (X), another may follow.
 */
function livesOn(order: Order, fact: ResultFact): boolean {
  const end = order.words.findLast(({ subject }) => subject === 'cancel')
  if (end) return order.observations.length > 0 && /^(discontinue-accepted|order-discontinued)/.test(end.said)
  return order.state === 'cancelled' && isOfOtherWork(order, fact)
}

function fellBack(from: OrderState, reached: OrderState): boolean {
  return (
    (from === 'final' || from === 'corrected') &&
    reached !== 'final' &&
    reached !== 'corrected' &&
    reached !== 'cancelled'
  )
}

/** Where the rule leads with this fact. */
function stateFor(order: Order, fact: OrderFact, rule: Allowed): { state: OrderState; alarmed: AlarmName | undefined } {
  const resumes = order.resumes ?? order.state
  if (rule.next === 'same') return { state: order.state, alarmed: rule.alarm }
  if (rule.next === 'resume') return { state: resumes, alarmed: rule.alarm }
  if (rule.next === 'by-order-status') return byOrderStatus(order, fact.orderStatus)
  if (rule.next === 'by-report') return { state: order.state, alarmed: rule.alarm }
  if (rule.next === 'ended') return { state: isComplete(resumes) ? resumes : 'cancelled', alarmed: rule.alarm }
  const alarmed = rule.next === 'cancelled' && hasResults(resumes) ? 'cancelled-with-results' : rule.alarm
  return { state: rule.next, alarmed }
}

function hasResults(state: OrderState): boolean {
  return state === 'partial' || state === 'final' || state === 'corrected'
}

/** ORC-5 of the filler (table 0038), for an order that is not at its end. */
const statusStates: Readonly<Record<OrderStatus, OrderState | 'same' | 'complete'>> = {
  A: 'in-process',
  IP: 'in-process',
  SC: 'accepted',
  HD: 'same',
  ER: 'same',
  CM: 'complete',
  RP: 'cancelled',
  CA: 'cancelled',
  DC: 'cancelled',
}

function byOrderStatus(order: Order, status: string): { state: OrderState; alarmed: AlarmName | undefined } {
  const from = order.resumes ?? order.state
  const alarmed = status === 'ER' ? 'order-not-found' : undefined
  const said = isIn(orderStatuses, status) ? statusStates[status] : 'accepted'
  const state = said === 'same' ? heardFrom(from) : said === 'complete' ? completed(order, from) : furthest(from, said)
  return { state, alarmed }
}

/** "Completed" ends an order only once all its results came, and none is preliminary; until then they are waited for. */
function completed(order: Order, from: OrderState): OrderState {
  if (order.observations.length === 0) return furthest(from, 'in-process')
  return isOutstanding(order) || isAwaiting(order.observations) ? furthest(from, 'partial') : 'final'
}

const progress: readonly OrderState[] = [
  'unheard',
  'requested',
  'accepted',
  'in-process',
  'partial',
  'final',
  'corrected',
]

function furthest(from: OrderState, said: OrderState): OrderState {
  return said === 'cancelled' || progress.indexOf(said) > progress.indexOf(from) ? said : from
}

/** The order after the fact: its state, its word, and what the word proves of the other side's words. */
function moved(order: Order, fact: NumberedFact, reached: OrderState, subject = subjectFor(fact)): Order {
  const placed = { ...withNumbers(order, fact), ...placedAt(order, fact, reached), lastSeenAt: fact.seenAt }
  const worded = subject
    ? withWord(placed, {
        side: fact.side,
        subject,
        messageId: fact.messageId,
        said: `${fact.kind} ${statusOf(fact)}`.trim(),
        state: placed.state,
        seenAt: fact.seenAt,
        place: placeOf(placed.items, fact),
      })
    : placed
  return witness(worded, fact)
}

/** An acceptance of the placer's is only a witness. */
function subjectFor({ kind, side }: NumberedFact): Subject | undefined {
  if (kind === 'order-accepted') return side === 'filler' ? 'request' : undefined
  return subjectOf[kind]
}

/** While a cancellation is under way the work goes on beneath it, until CR, UC or OC. */
function placedAt(order: Order, { kind, side }: NumberedFact, reached: OrderState): Pick<Order, 'state' | 'resumes'> {
  const under = order.state === 'cancelling'
  if (under && reached === 'cancelling') return { state: reached, resumes: order.resumes }
  if (under && !endsCancelling.has(kind) && reached !== 'cancelled') return { state: 'cancelling', resumes: reached }
  if (reached !== 'cancelling') return { state: reached, resumes: null }
  if (order.state !== 'unheard') return { state: reached, resumes: order.state }
  return { state: reached, resumes: side === 'placer' ? 'requested' : 'accepted' }
}

const endsCancelling: ReadonlySet<NumberedFact['kind']> = new Set([
  ...answersCancelling,
  'order-cancelled',
  'order-discontinued',
  'order-replaced',
  'order-refused',
])

function statusOf(fact: NumberedFact): string {
  return fact.kind === 'result-reported' ? fact.resultStatus || fact.orderStatus : fact.orderStatus
}

/** What an accepted dialogue answers: concerns that it settles. */
function settledBy({ kind, side, system }: OrderFact): Settles[] {
  if (side !== 'filler') return kind === 'number-assigned' ? [wasAskedFor] : []
  const answered = answers[kind] ?? []
  return answered.map((name) => settlesOf(name, system))
}

function settlesOf(name: AlarmName, system: string): Settles {
  return { kind: alarms[name].kind, cause: causeOf(name, system) }
}

const answers: Partial<Record<OrderFact['kind'], readonly AlarmName[]>> = {
  'order-accepted': ['refused-by-filler', 'order-not-found', 'data-errors'],
  'cancel-accepted': ['cancel-refused', 'specimen-rejected'],
  'order-cancelled': ['cancel-refused', 'specimen-rejected'],
  'discontinue-accepted': ['cancel-refused', 'specimen-rejected'],
  'order-discontinued': ['cancel-refused', 'specimen-rejected'],
  'replace-accepted': ['replace-refused', 'specimen-rejected'],
  'order-replaced': ['replace-refused', 'specimen-rejected'],
  'change-accepted': ['change-refused', 'data-errors'],
  'order-changed': ['change-refused'],
  'hold-accepted': ['hold-refused'],
  'order-held': ['hold-refused'],
  'release-accepted': ['release-refused'],
  'order-released': ['release-refused'],
  'specimen-collected': ['specimen-rejected'],
  'specimen-received': ['specimen-rejected'],
}
