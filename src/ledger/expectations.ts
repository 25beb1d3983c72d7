// What should happen next to an order, and by when. The one thing to know: expectations follow from the order as it is, by
// one table, or by the path of its workflow where it has one; a step that is late moves to `late` with an exception, and its
// waiting begins anew when that is closed.
import { lookUp } from '../terminology/order-tables.ts'
import { isCarriedOut } from './asked.ts'
import type { LedgerConcern, LedgerConcernKind } from './concern.ts'
import type { Settles } from './decide.ts'
import { keptDesigned, renewedSteps, unknownStep } from './designed.ts'
import { type DesignedStep, type Expectation, isAtRest, isDesigned, type Order, type Step, type Word } from './order.ts'
import { isComplete } from './panel.ts'
import type { DesignedPath, LedgerPolicy } from './source.ts'
import { waitsFor } from './transitions.ts'
import { atLeast, awaitsAcceptance, isAwaited, isWithheld } from './words.ts'

/** The order with what it now waits for, and the late steps that have come. */
export function withExpectations(
  order: Order,
  policy: LedgerPolicy,
  now: number,
): { readonly next: Order; readonly settled: readonly Settles[] } {
  const needed = neededSteps(order, policy, now)
  const wasLate = order.late.length > 0
  const stillLate = wasLate ? order.late.filter(({ step }) => needed.some((one) => one.step === step)) : order.late
  const open = wasLate ? needed.filter(({ step }) => !stillLate.some((late) => late.step === step)) : needed
  const expectations = open.map((one) => kept(order, one, now))
  const came = wasLate ? order.late.filter((late) => !stillLate.includes(late)) : order.late
  if (came.length === 0 && sameSteps(expectations, order.expectations)) return { next: order, settled: [] }
  return {
    next: { ...order, expectations, late: came.length === 0 ? order.late : stillLate },
    settled: came.map(({ step, cause }) => ({ kind: kindOf(step), cause })),
  }
}

function kept(order: Order, one: Expectation, now: number): Expectation {
  if (isDesigned(one.step)) return keptDesigned(order, one, now)
  return restarts[one.step] ? one : (order.expectations.find(({ step }) => step === one.step) ?? one)
}

/** Steps whose clock follows the words themselves; the others keep the moment that they were given first. */
const restarts: Readonly<Record<Step, boolean>> = {
  accepted: false,
  resulted: false,
  cancel_answered: false,
  cancel_taken: true,
  settled: true,
  answered: true,
  filed: true,
  released: true,
  expired: false,
}

function sameSteps(a: readonly Expectation[], b: readonly Expectation[]): boolean {
  return a.length === b.length && a.every(({ step, due }, at) => b[at]!.step === step && b[at]!.due === due)
}

/** Every step that the order waits for, with its moment if the waiting began now. */
function neededSteps(order: Order, policy: LedgerPolicy, now: number): Expectation[] {
  const { hasCensus } = policy
  const path = policy.pathOf?.(order) ?? null
  const clocks = path?.clocks ?? policy.clocks
  const designed = path?.awaits(order)
  const needed: Expectation[] = designed ? [...designed.steps, ...designed.demands] : []
  for (const step of waitsFor[order.state]) {
    if (designed && designed.steps.length > 0 && step !== 'cancel_answered') continue
    const from = step === 'resulted' ? Math.max(now, order.startsAt ?? now) : now
    needed.push({ step, due: from + clocks[step as 'accepted' | 'resulted' | 'cancel_answered'] })
  }
  if (needsNumber(order) || needsAnswer(order, policy)) needed.push({ step: 'accepted', due: now + clocks.accepted })
  if (isFuture(order, now)) needed.push({ step: 'released', due: order.startsAt! })
  if (order.endsAt !== undefined && (order.state === 'requested' || order.state === 'accepted')) {
    needed.push({ step: 'expired', due: order.endsAt > now ? order.endsAt : now + clocks.resulted })
  }
  const answered = oldest(order.words, isAwaited)
  // What is sent after all is settled once it is taken.
  const withheld =
    oldest(order.words, isWithheld) ?? (order.late.some(({ step }) => step === 'settled') ? answered : null)
  if (withheld !== null) needed.push({ step: 'settled', due: withheld })
  if (answered !== null) needed.push({ step: 'answered', due: answered + clocks.answered })
  const cancelled = oldest(order.words, (word) => !hasCensus(word.to) && awaitsAcceptance(order, word))
  if (cancelled !== null) needed.push({ step: 'cancel_taken', due: cancelled + clocks.cancel_answered })
  const filed = oldest(order.words, (word) => awaitsCensus(word, hasCensus))
  if (filed !== null) needed.push({ step: 'filed', due: filed + clocks.filed })
  return needed
}

/** Since when the oldest of these words stands as it does. */
function oldest(words: readonly Word[], counts: (word: Word) => boolean): number | null {
  let since: number | null = null
  for (const word of words) if (counts(word) && (since === null || word.since < since)) since = word.since
  return since
}

/** A result or a cancellation that came through, and that the receiver's census can show; not one that a person settled. */
function awaitsCensus(word: Word, hasCensus: (system: string) => boolean): boolean {
  const { subject, side, level, to, by } = word
  if (by === 'person') return false
  if (side !== 'filler' || (subject !== 'result' && subject !== 'cancel')) return false
  return to !== '' && atLeast(level, 'received') && !atLeast(level, 'filed') && hasCensus(to)
}

/** The laboratory opened the order and asked for a number (SN) that the placer has not given. */
function needsNumber(order: Order): boolean {
  if (waitsFor[order.state].includes('accepted')) return false
  const asked = order.words.some(({ side, said }) => side === 'filler' && said.startsWith('number-requested'))
  return asked && !order.words.some(({ side, subject }) => side === 'placer' && subject === 'request')
}

/**
 * The placer asked for a change, a hold or a release (XO, HD, RL), and the laboratory has not said yes or no. Results are no
 * answer to a change that was asked for before them, unless the laboratory names the test to which it changed.
 */
function needsAnswer(order: Order, policy: LedgerPolicy): boolean {
  if (waitsFor[order.state].includes('accepted')) return false
  const asked = order.words.findLastIndex(
    ({ side, subject, said }) => side === 'placer' && isMatter(subject) && said.includes('-requested'),
  )
  if (asked < 0 || (isAtRest(order.state) && !isOpenChange(order, order.words[asked]!, policy))) return false
  return !order.words.some(({ side, subject }, at) => at > asked && side === 'filler' && isMatter(subject))
}

/** A change that came while the order was under way, and that neither a result nor a person has answered. */
function isOpenChange(order: Order, word: Word, { answers }: LedgerPolicy): boolean {
  if (!isComplete(order.state) || word.subject !== 'change' || isAtRest(word.state) || word.by === 'person')
    return false
  return !isCarriedOut(order, word.messageId, answers)
}

function isMatter(subject: Word['subject']): boolean {
  return subject === 'change' || subject === 'hold'
}

/** Asked for, and not to begin before a moment still to come. */
export function isFuture({ startsAt, state }: Order, now: number): boolean {
  return startsAt !== null && startsAt > now && (state === 'requested' || state === 'accepted')
}

/** Steps whose time is up at `now`: they become late, each with a concern; a future order that begins only wakes. */
export function overdueSteps(
  order: Order,
  now: number,
  path: DesignedPath | null = null,
): { readonly next: Order; readonly concerns: readonly LedgerConcern[] } {
  const due = order.expectations.filter((one) => one.due <= now)
  if (due.length === 0) return { next: order, concerns: [] }
  const late = due.filter(({ step }) => step !== 'released')
  const concerns = late.map(({ step }) =>
    isDesigned(step) ? lateOnPath(order, step, path) : overdueConcern(order, step),
  )
  const next: Order = {
    ...order,
    expectations: order.expectations.filter((one) => one.due > now),
    late: [...order.late, ...late.map((one, at) => ({ ...one, cause: concerns[at]!.cause }))],
  }
  return { next, concerns }
}

/** What to raise of the steps of an order that are overdue at `now` (milliseconds). */
export function overdue(order: Order, now: number, path: DesignedPath | null = null): readonly LedgerConcern[] {
  return overdueSteps(order, now, path).concerns
}

/** Waiting begins anew, for each late step that has no exception any more. */
export function rearmed(order: Order, policy: LedgerPolicy, now: number): Order {
  if (order.late.length === 0 || order.exceptions.length > 0) return order
  const steps = new Set<string>(order.late.map(({ step }) => step))
  const words = order.words.map((word): Word => {
    // Who closed that a cancellation is not taken answers for its being taken: there is no other witness.
    if (steps.has('cancel_taken') && awaitsAcceptance(order, word)) {
      return { ...word, level: 'accepted', by: 'person', since: now }
    }
    // So does who closed that a change was not answered, where the results have come meanwhile.
    const answered = steps.has('accepted') && word.side === 'placer' && isOpenChange(order, word, policy)
    const by = answered ? 'person' : word.by
    const waits =
      (steps.has('answered') && isAwaited(word)) ||
      (steps.has('settled') && isWithheld(word)) ||
      (steps.has('filed') && awaitsCensus(word, policy.hasCensus))
    return waits || answered ? { ...word, by, since: waits ? now : word.since } : word
  })
  const { next } = withExpectations({ ...order, words, late: [] }, policy, now)
  const path = policy.pathOf?.(next)
  return path ? renewedSteps(next, path, steps, now) : next
}

type OverdueStep = Exclude<Step, 'released'>
const overdueKinds: Readonly<Record<Step, LedgerConcernKind>> = {
  accepted: 'overdue-step',
  resulted: 'overdue-step',
  cancel_answered: 'overdue-step',
  cancel_taken: 'overdue-step',
  settled: 'overdue-step',
  answered: 'overdue-step',
  filed: 'census-missing',
  released: 'overdue-step',
  expired: 'overdue-step',
}
const overdueTexts: Readonly<Record<OverdueStep, string>> = {
  accepted:
    'The other side has not answered a request in time. See whether it has the order, and send it again if not.',
  resulted: 'No final result has come in time. Ask the laboratory where the specimen or the work is.',
  cancel_answered:
    'A request to cancel was not answered in time: the order may still be worked on. Ask the laboratory.',
  cancel_taken:
    'The laboratory cancelled this order, and nothing shows that the placer has taken it: its acknowledgement proves only that the message came. See that the order is cancelled there and that the orderer knows; to close this says that it is.',
  settled:
    'A message on this order did not come to its receiver: a flow refused it, or a person withdrew it. See that the receiver has by other means what it says, or have the sender send it again, and phone a result that cannot wait. To close this says how it was settled.',
  expired:
    'The time for which this order was placed is over (TQ1-8, ORC-7.5), and nothing was done. Ask the orderer whether it is still wanted; if not, cancel it in both systems.',
  answered:
    'A message on this order was not acknowledged in time. See whether the receiver is up, and whether it has the message.',
  filed:
    'The receiver acknowledged a result or a cancellation, and its census does not show it. Look at its chart and error queue; phone a critical result.',
}

function kindOf(step: Step | DesignedStep): LedgerConcernKind {
  return isDesigned(step) ? 'overdue-step' : overdueKinds[step]
}

/** How it ended that a step was late, for people. `cause`: that of its exception. */
export function endOfLate(cause: string, { state }: Pick<Order, 'state'>): string {
  const [, step = ''] = cause.split('|')
  const given = state === 'cancelled' || state === 'cancelling' || state === 'refused' ? noLongerAwaited[state] : ''
  if (step.includes('/'))
    return given || 'the step of the workflow came late, or is no longer awaited since the order went on'
  if (given !== '' && (step === 'resulted' || (step === 'accepted' && state !== 'refused'))) return given
  return lookUp(cameLate, step) ?? 'what was awaited came late'
}

const noLongerAwaited = {
  cancelled: 'nothing is awaited of the laboratory any more, since the order is cancelled',
  cancelling: 'a cancellation was asked for meanwhile, and its answer is awaited instead',
  refused: 'no result is awaited any more, since the laboratory will not do the order',
}
const cameLate: Readonly<Record<string, string>> = {
  accepted: 'the answer to the request came late',
  resulted: 'the final result came late',
  cancel_answered: 'the answer to the request to cancel came late',
  expired: 'it was done, or ended, after the time for which it was placed',
  cancel_taken: 'the placer has taken late that the laboratory cancelled the order',
  settled: 'what had not come to the receiver was sent after all, or something newer took its place',
  answered: 'the acknowledgement came late, and nothing on the order waits for one any more',
  filed: 'the census shows now what it did not show in time, or something newer took its place',
}

const gravest: ReadonlySet<Step> = new Set(['cancel_answered', 'cancel_taken', 'settled', 'filed'])

/** Whether an exception asks how it was settled that a word was never sent: who closes it is the witness. */
export function asksHowSettled({ cause }: { readonly cause: string }): boolean {
  return cause.startsWith('overdue-step|settled|')
}

/** One cause for each step and system that is late, so that an outage is one problem. */
function overdueConcern(order: Order, step: Step): LedgerConcern {
  const system = lateSystem(order, step)
  const kind = overdueKinds[step]
  return {
    kind,
    severity: gravest.has(step) ? 'high' : 'normal',
    text: overdueTexts[step as OverdueStep],
    cause: `${kind}|${step}|${system}`,
  }
}

/** One cause for each step of a workflow and the system that should have said it. */
function lateOnPath(order: Order, step: DesignedStep, path: DesignedPath | null): LedgerConcern {
  const { text, severity, system, team } = path?.overdue(order, step) ?? unknownStep(step)
  const cause = `overdue-step|${step}|${system}`
  return { kind: 'overdue-step', severity, text, cause, ...(team === '' ? {} : { team }) }
}

/** Who is awaited: the system that should take a word, or the side that should answer. */
function lateSystem(order: Order, step: Step): string {
  if (step === 'answered') return order.words.find(isAwaited)?.to ?? ''
  if (step === 'settled') return order.words.find(isWithheld)?.to ?? ''
  if (step === 'cancel_taken') return order.words.find((word) => awaitsAcceptance(order, word))?.to ?? ''
  if (step === 'filed') return order.words.find(({ subject, to }) => subject === 'result' && to !== '')?.to ?? ''
  const request = order.words.findLast(({ side, subject }) => side === 'placer' && subject === 'request')
  const filler = order.items.find(({ side, system }) => side === 'filler' && system !== '')
  return filler?.system ?? request?.to ?? ''
}
