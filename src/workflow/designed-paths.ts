// The workflows of a site as the ledger asks for them: the designed path of each order. The one thing to know: everything
// that follows from the site alone is worked out once for its revision; per order there is a look-up and a short replay.
import { childMark } from '../ledger/designed.ts'
import type { DesignedStep, Expectation, Item, Order } from '../ledger/order.ts'
import type { DesignedPath, OverdueWords } from '../ledger/source.ts'
import type { Clocks, Site } from '../site/shapes/site.ts'
import { listOf, type Priority, type Workflow, type WorkflowStep } from '../site/shapes/workflow.ts'
import type { ZoneRules } from '../site/time-zone.ts'
import { awaitedSteps, type Clockwork, dueOf, isOnItsWay } from './awaited.ts'
import { type Calendar, calendarOf } from './calendar.ts'
import { type Classes, classesOf, testsOfOrder } from './classes.ts'
import { type Course, courseOf, type Route, routeOf, type Shown } from './course.ts'
import { dueAt, withinFor } from './due.ts'
import { priorityOf } from './priority.ts'
import { demandedAt, type ReflexRule, reflexesOf } from './reflex.ts'

/** A workflow ready for its orders. */
export type ReadyWorkflow = {
  readonly route: Route
  readonly clocks: Clocks
  /** What its orders keep: its proofs, and children of its reflexes. */
  readonly kept: ReadonlySet<string>
}

export type Workflows = {
  readonly classes: Classes
  readonly calendar: Calendar
  readonly ready: ReadonlyMap<string, ReadyWorkflow>
  priorityOf(order: Pick<Order, 'priority' | 'items'>): Priority
  /** The workflow of an order; null where none is for it. */
  of(order: Order): ReadyWorkflow | null
}

/** Works out the workflows of a checked site. `zone`: the rules of the site's time zone. */
export function workflowsOf(site: Site, zone: ZoneRules): Workflows {
  const classes = classesOf(site)
  const systems = new Map(site.systems.map((system) => [system.id, system]))
  const ready = new Map((site.workflows ?? []).map((workflow) => [workflow.id, readyOf(workflow, site, classes)]))
  const priority = ({ priority: written, items }: Pick<Order, 'priority' | 'items'>): Priority => {
    const placer = items.find(({ side, system }) => side === 'placer' && system !== '')
    return priorityOf(written, systems.get(placer?.system ?? '')?.dialect.priority)
  }
  // An order keeps its list of items while nothing new is said of its numbers, so the list is the key.
  const found = new WeakMap<
    readonly Item[],
    { readonly priority: string; readonly test: string; readonly ready: ReadyWorkflow | null }
  >()
  return {
    ...{ classes, calendar: calendarOf(site, zone), ready, priorityOf: priority },
    of: (order) => {
      const test = order.test?.code ?? ''
      const known = found.get(order.items)
      if (known && known.priority === order.priority && known.test === test) return known.ready
      const workflow = classes.workflowFor(testsOfOrder(order), priority(order))
      const made = workflow ? (ready.get(workflow.id) ?? null) : null
      found.set(order.items, { priority: order.priority, test, ready: made })
      return made
    },
  }
}

function readyOf(workflow: Workflow, site: Site, { isSameTest }: Classes): ReadyWorkflow {
  const route = routeOf(workflow)
  const tests = site.catalogs.flatMap(({ rows }) => rows.map(({ code = '' }) => code))
  const children = reflexesOf(workflow).flatMap(({ add }) =>
    [add, ...tests.filter((code) => code !== add && isSameTest(add, code))].map(childMark),
  )
  const { answered, filed, cancel_answered } = workflow.clocks
  const cancel = workflow.loops.find((loop) => loop.loop === 'cancel' && loop.within !== undefined)
  const own = cancel?.loop === 'cancel' && cancel.within !== undefined ? withinFor(cancel.within, 'routine') : null
  return {
    route,
    kept: new Set([...route.shows.keys(), ...children]),
    clocks: {
      ...site.clocks,
      ...(answered === undefined ? {} : { answered }),
      ...(filed === undefined ? {} : { filed }),
      cancel_answered: cancel_answered ?? own ?? site.clocks.cancel_answered,
    },
  }
}

/** What the ledger's policy asks for the path of an order. */
export function designedPaths(site: Site, zone: ZoneRules): (order: Order) => DesignedPath | null {
  const workflows = workflowsOf(site, zone)
  const paths = new Map([...workflows.ready].map(([id, ready]) => [id, pathOf(ready, workflows, site)]))
  return (order) => {
    const ready = workflows.of(order)
    return ready ? paths.get(ready.route.workflow.id)! : null
  }
}

function pathOf({ route, clocks, kept }: ReadyWorkflow, workflows: Workflows, site: Site): DesignedPath {
  const { workflow } = route
  const { calendar, classes } = workflows
  const rules = reflexesOf(workflow)
  const codes = new Map(
    rules.flatMap(({ when }) =>
      listOf(when).map(({ component }) => [component, classes.componentCodes(component)] as const),
    ),
  )
  const codesOf = (component: string) => codes.get(component) ?? [component]
  const clockwork = (order: Order): Clockwork => ({ calendar, priority: workflows.priorityOf(order) })
  const course = rememberedCourses(route)
  return {
    ...{ workflow: workflow.id, clocks },
    keeps: (proof) => kept.has(proof),
    awaits: (order) => {
      const works = clockwork(order)
      return {
        steps: isOnItsWay(order) ? awaitedSteps(order, route, course(order), works) : [],
        demands: rules.length === 0 ? [] : demands(order, workflow, rules, { classes, codesOf }, works),
      }
    },
    asksFor: (order, test) =>
      isUnderDemand(order) &&
      rules.some(
        (rule) =>
          classes.isSameTest(rule.add, test) &&
          demandedAt(order, rule, codesOf) !== null &&
          !hasCome(order, rule, classes),
      ),
    renewed: (order, step, now) => renewed(order, route, course, step, now, clockwork(order), rules),
    overdue: (order, step) => overdueWords(step, route, rules, site, workflows.priorityOf(order)),
  }
}

/** The course of an order on a route. Most of what is said shows no step, and the order keeps its list of marks: it is the key. */
function rememberedCourses(route: Route): (order: Pick<Order, 'marks'>) => Course {
  const known = new WeakMap<readonly Shown[], Course>()
  return ({ marks = noMarks }) => {
    const course = known.get(marks) ?? courseOf(route, marks)
    known.set(marks, course)
    return course
  }
}
const noMarks: readonly Shown[] = []

const reflexStep = (workflow: string, rule: ReflexRule): DesignedStep => `${workflow}/reflex-${rule.add}`

/** Reflexes that the results ask for and that have not come. */
function demands(
  order: Order,
  workflow: Workflow,
  rules: readonly ReflexRule[],
  { classes, codesOf }: { readonly classes: Classes; codesOf(component: string): readonly string[] },
  { calendar, priority }: Clockwork,
): readonly Expectation[] {
  if (!isUnderDemand(order)) return []
  return rules.flatMap((rule) => {
    const since = demandedAt(order, rule, codesOf)
    if (since === null || hasCome(order, rule, classes)) return []
    const due = dueAt(since, rule, priority, workflow.batches, calendar)
    return due === null ? [] : [{ step: reflexStep(workflow.id, rule), due }]
  })
}

function isUnderDemand({ observations, state }: Order): boolean {
  return observations.length > 0 && state !== 'cancelled' && state !== 'refused'
}

/**
 * A child with the test, or its components on the order itself: where they belong there by design, or where the laboratory
 * reported them under the order's own number without naming a parent, and they are none of the order's own.
 */
export function hasCome(order: Order, { add, parent }: ReflexRule, { isSameTest, componentsOf }: Classes): boolean {
  const children = (order.marks ?? []).filter(({ proof }) => proof.startsWith('child '))
  if (children.some(({ proof }) => isSameTest(add, proof.slice('child '.length)))) return true
  const isFiledHere = parent === 'file-under-parent'
  const own = isFiledHere ? [] : testsOfOrder(order).flatMap(({ code }) => [code, ...componentsOf(code)])
  const components = [add, ...componentsOf(add)].filter((code) => !own.includes(code))
  return order.observations.some(({ code }) => components.includes(code.code))
}

/** When a late step is due if its waiting begins anew: for as long as it takes by itself. */
function renewed(
  order: Order,
  route: Route,
  course: (order: Order) => Course,
  step: DesignedStep,
  now: number,
  clockwork: Clockwork,
  rules: readonly ReflexRule[],
): number {
  const { workflow } = route
  const id = step.slice(workflow.id.length + 1)
  const timing = workflow.steps[route.places.get(id) ?? -1] ?? rules.find(({ add }) => id === `reflex-${add}`)
  const due = timing ? dueAt(now, timing, clockwork.priority, workflow.batches, clockwork.calendar) : null
  const place = route.places.get(id)
  const byPath = place === undefined ? null : dueOf(order, route, course(order), place, clockwork)
  return Math.max(now + least_ms, due ?? 0, byPath ?? 0)
}

/** Whoever looks again gets at least so long. */
const least_ms = 60_000

function overdueWords(
  step: DesignedStep,
  { workflow, places }: Route,
  rules: readonly ReflexRule[],
  site: Site,
  priority: Priority,
): OverdueWords | null {
  const id = step.slice(workflow.id.length + 1)
  const place = places.get(id)
  const severity = priority === 'stat' || priority === 'asap' ? ('high' as const) : ('normal' as const)
  if (place !== undefined) return { severity, ...wordsOfStep(workflow, workflow.steps[place]!, site) }
  const rule = rules.find(({ add }) => id === `reflex-${add}`)
  if (!rule) return null
  const system = site.systems.find(({ role }) => role === 'lis')?.id ?? ''
  return {
    ...{ severity, system, team: rule.team ?? ownerOf(system, site) },
    text: `A result asks for ${rule.add} by a reflex rule of the workflow "${workflow.title}", and it has not come in time. Ask the laboratory (${rule.who}) whether it was added.`,
  }
}

function wordsOfStep(workflow: Workflow, step: WorkflowStep, site: Site): Omit<OverdueWords, 'severity'> {
  const proofs = step.proof ? listOf(step.proof) : []
  const system = proofs[0]?.from ?? ''
  const shown = proofs.map(({ from, message }) => `${message} from ${from}`).join(' or ')
  const text = `The step "${step.title}" (${step.who}) of the workflow "${workflow.title}" has not come in time. ${shown} would show it. See whether it was done, and whether that message was sent.`
  return { text, system, team: step.team ?? ownerOf(system, site) }
}

function ownerOf(system: string, site: Site): string {
  return site.systems.find(({ id }) => id === system)?.owner ?? ''
}
