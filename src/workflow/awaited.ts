// Which steps an order waits for on its workflow, and by when. The one thing to know: a step is waited for once the step
// that its time counts from is done, and no more once a later one is; what is done by hand only lets time pass.
import { type DesignedStep, isAtRest, type Order } from '../ledger/order.ts'
import type { Batch, Priority, Timing, WorkflowStep } from '../site/shapes/workflow.ts'
import type { Calendar } from './calendar.ts'
import type { Course, Route } from './course.ts'
import { dueAt } from './due.ts'

export type Awaited = { readonly step: DesignedStep; readonly due: number }

/** What the time of a path is counted by. */
export type Clockwork = { readonly calendar: Calendar; readonly priority: Priority }

/** Steps on the way to the end of an order that is not at its end. */
export function awaitedSteps(order: Order, route: Route, course: Course, clockwork: Clockwork): readonly Awaited[] {
  if (!isOnItsWay(order)) return []
  const { workflow } = route
  let last = -1
  for (const place of course.done.keys()) if (place > last) last = place
  const found: Awaited[] = []
  for (const [place, step] of workflow.steps.entries()) {
    if (place <= last || place < course.begins || !route.awaited.has(place)) continue
    const due = dueOf(order, route, course, place, clockwork)
    if (due !== null) found.push({ step: `${workflow.id}/${step.id}`, due })
  }
  return found
}

/** Whether the steps of its path are awaited at all: not at its end, and not while a cancellation is. */
export function isOnItsWay({ state }: Order): boolean {
  return !isAtRest(state) && state !== 'cancelling' && state !== 'unheard'
}

/** When a step is due; null while the step that it counts from is awaited itself, or where it says no time. */
export function dueOf(order: Order, route: Route, course: Course, place: number, clockwork: Clockwork): number | null {
  const { workflow } = route
  const step = workflow.steps[place]!
  const { turn } = course
  if (turn && turn.next === place) return dueAfterTurn(turn, step, workflow.batches, clockwork)
  const from = timeBefore(order, route, course, place, clockwork)
  return from === null ? null : due(from, step, workflow.batches, clockwork)
}

function due(
  from: number,
  timing: Timing,
  batches: Readonly<Record<string, Batch>>,
  { priority, calendar }: Clockwork,
) {
  return dueAt(from, timing, priority, batches, calendar)
}

/** The step to which a loop leads: by the loop's own time, else by the step's. */
function dueAfterTurn(
  { loop, at }: NonNullable<Course['turn']>,
  step: WorkflowStep,
  batches: Readonly<Record<string, Batch>>,
  clockwork: Clockwork,
): number | null {
  const own = 'at_any_hour' in loop ? due(at, loop, batches, clockwork) : null
  return own ?? due(at, step, batches, clockwork)
}

/** When the step that a step counts from was done, or may count as done. */
function timeBefore(order: Order, route: Route, course: Course, place: number, clockwork: Clockwork): number | null {
  const step = route.workflow.steps[place]!
  const before = step.after === undefined ? place - 1 : route.places.get(step.after)!
  // The answer to a request is awaited at once, also where the order is to begin next month.
  if (before === 0 && route.answers.has(place)) return course.done.get(0) ?? order.firstSeenAt
  return timeOf(order, route, course, before, clockwork)
}

/** When a step was done; for one that nobody sees or that may be left out, when it was due at the latest. */
function timeOf(order: Order, route: Route, course: Course, place: number, clockwork: Clockwork): number | null {
  if (place < course.begins || place < 0) return began(order)
  const done = course.done.get(place)
  // A future order: what follows its acceptance begins with the order.
  if (done !== undefined) return Math.max(done, order.startsAt ?? 0)
  if (place === 0) return began(order)
  const later = firstAfter(place, course)
  if (later !== null) return later
  if (route.awaited.has(place)) return null
  return dueOf(order, route, course, place, clockwork) ?? timeBefore(order, route, course, place, clockwork)
}

/** When a step behind this place was done, the first of them. */
function firstAfter(place: number, { done }: Course): number | null {
  let first: number | null = null
  for (const [other, at] of done) if (other > place && (first === null || at < first)) first = at
  return first
}

/** When the order was asked for, or is to begin. */
function began({ firstSeenAt, startsAt }: Order): number {
  return Math.max(firstSeenAt, startsAt ?? 0)
}
