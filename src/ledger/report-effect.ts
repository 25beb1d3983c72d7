// What a report makes of an order: its versions, its pieces of work, and the state that it leads to. The one thing to know:
// joining asks this too, before it is carried out, so that what changes nothing need not be told apart.
// (HL7 v2.5.1 §4.5.3, OBR-25, table 0123)
import { type Answers, answeredBy } from './asked.ts'
import { isApart, isUnclear, ofItsCollection } from './collection.ts'
import type { ResultFact } from './fact.ts'
import { withNumbers } from './items.ts'
import { type Item, isAtRest, type Order, type OrderState } from './order.ts'
import {
  endsNothing,
  headOf,
  isAwaiting,
  isSameHead,
  type Merged,
  mergeReport,
  saysFinal,
  stateByReport,
  stateOfRest,
  stateUnderWay,
} from './report.ts'
import { isOutstanding, withWork, workOfReport } from './work.ts'

export type ReportEffect = {
  readonly items: readonly Item[]
  readonly merged: Merged
  /** The state from which the report leads on: that before a request to cancel, where one is open. */
  readonly from: OrderState
  readonly reached: OrderState
  /** It brings no result, and the order is already cancelled or refused: its state stays. */
  readonly isLate: boolean
  /** Nothing in it is new. */
  readonly isRepeat: boolean
  /** It is of another collection than the first. */
  readonly isApart: boolean
  /** It is of a test that nobody asked for, and answers none that somebody did. */
  readonly isAstray: boolean
  /** The report with the keys of its collection. */
  readonly fact: ResultFact
}

export function effectOfReport(
  order: Order,
  said: ResultFact,
  mode: 'snapshot' | 'delta',
  answers?: Answers,
): ReportEffect {
  const fact = ofItsCollection(order, said)
  const numbered = withNumbers(order, fact)
  const merged = withUnclear(mergeReport(numbered, fact, mode), order, said, fact)
  const from = order.resumes ?? order.state
  const alone = stateByReport(order, from, fact, merged.observations)
  const isAwaited = isAwaiting(merged.observations)
  const stage = endsNothing(order, fact, merged.observations) ? null : stageOfReport(fact, alone, merged, isAwaited)
  const answered = answeredBy(numbered, fact, stage, from, merged.observations, isAwaited, answers)
  const worked = withWork(numbered, fact, stage, answered, isAwaited)
  const leadsTo = isEndedAsWhole(order, alone)
    ? alone
    : isOutstanding(worked) && isAtRest(alone)
      ? stateUnderWay(merged.observations)
      : stateOfRest(alone, fact, worked, merged.observations, answered.besides)
  const isLate =
    (order.state === 'cancelled' || order.state === 'refused') &&
    (leadsTo === 'accepted' || leadsTo === 'in-process' || answered.isAstray)
  const reached = isLate ? order.state : leadsTo
  const isRepeat =
    !merged.changed && merged.alarms.length === 0 && reached === from && isSameHead(order, headOf(order, fact))
  const { isAstray } = answered
  return { items: worked.items, merged, from, reached, isLate, isRepeat, isApart: isApart(order, fact), isAstray, fact }
}

/** How far the report itself is: of what another message left to come it says nothing. */
function stageOfReport(fact: ResultFact, alone: OrderState, { observations }: Merged, isAwaited: boolean) {
  const stage = workOfReport(alone)
  if (stage !== 'partial' || !isAwaited || !saysFinal(fact)) return stage
  const own = new Set(fact.observations.map(({ key }) => key))
  return isAwaiting(observations.filter(({ key }) => own.has(key))) ? stage : 'ended'
}

/** What is cancelled as a whole is not opened again because a part of it is said to be given up. */
function isEndedAsWhole(order: Order, alone: OrderState): boolean {
  return order.state === 'cancelled' && alone === 'cancelled'
}

/** A correction that could be of one or another collection stands with the first, and somebody is asked. */
function withUnclear(merged: Merged, order: Order, said: ResultFact, fact: ResultFact): Merged {
  if (said !== fact || !merged.changed || !isUnclear(order, said)) return merged
  return { ...merged, alarms: [...merged.alarms, 'collection-unclear'] }
}
