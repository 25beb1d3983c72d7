// The paths that orders really take against the designed ones. The one thing to know: it reads what was really said (the
// messages as they came, by the proofs of the revision at hand), so a workflow that was written today can be held against
// the traffic of last month.
import type { Message } from '../hl7/index.ts'
import type { Fact, NumberedFact, OrderReference } from '../ledger/fact.ts'
import { keyOf, ownKeys } from '../ledger/keys.ts'
import { isAtRest, type Order } from '../ledger/order.ts'
import { readMessage } from '../ledger/read-message.ts'
import type { Source } from '../ledger/source.ts'
import type { Site } from '../site/shapes/site.ts'
import { awaitedSteps, dueOf } from './awaited.ts'
import { courseOf, type Passed, type Route, type Shown } from './course.ts'
import { hasCome, type ReadyWorkflow, type Workflows } from './designed-paths.ts'
import { type Judge, judgeOf, type Nonconformity } from './nonconformity.ts'
import { demandedAt, type ReflexRule, reflexesOf } from './reflex.ts'
import { specOf } from './spec.ts'

/** A message as it came in, read. */
export type Heard = {
  readonly id: number
  readonly system: string
  readonly receivedAt: number
  readonly message: Message
}

/** A comparison under way: hears messages in order of arrival, and says at any time what it found. */
export type Comparison = { hear(heard: Heard): void; result(): Conformance }

export type DeviationKind =
  | 'skipped'
  | 'repeated'
  | 'out-of-order'
  | 'late'
  | 'unknown'
  | 'reflex-missing'
  | 'reflex-unexplained'
  | 'too-often'

/** One way in which orders left the designed path. */
export type Deviation = {
  readonly kind: DeviationKind
  /** Id of the step, name of the loop, or what was said. */
  readonly step: string
  readonly title: string
  readonly orders: number
  readonly share: number
  /** Numbers of orders, at most five. */
  readonly examples: readonly string[]
}

/** One path as it was really taken. */
export type Variant = {
  /** Ids of steps and names of loops in order; a repeated one once, with an ellipsis behind it. */
  readonly path: readonly string[]
  readonly orders: number
  readonly share: number
  readonly asDesigned: boolean
  /** How orders on it left the designed path, each way once; the path itself may be the designed one, and late. */
  readonly left: readonly Pick<Deviation, 'kind' | 'step' | 'title'>[]
  readonly examples: readonly string[]
}

export type WorkflowConformance = {
  readonly workflow: string
  readonly title: string
  readonly orders: number
  /** Orders still under way: what has not come yet is no skipped step. */
  readonly underWay: number
  readonly asDesigned: number
  readonly variants: readonly Variant[]
  readonly deviations: readonly Deviation[]
}

export type Conformance = {
  readonly site: string
  readonly revision: string
  readonly orders: number
  readonly messages: number
  readonly workflows: readonly WorkflowConformance[]
  /** Orders for which the site has no workflow. */
  readonly withoutWorkflow: number
  /** What breaks the interface specification, most frequent first. */
  readonly traffic: readonly (Nonconformity & { readonly messages: number; readonly examples: readonly number[] })[]
}

/** What the walk over the traffic finds of each order. */
type Trail = { readonly order: Order; readonly shown: Shown[]; strange: number }

/** A message that was held, with the order whose number it bore. */
export type HeldApart = { readonly messageId: number; readonly orderId: number }

/**
 * Compares messages that come page by page. `sources`: how the messages of each system are read, with the marks of the
 * workflows at hand. `apart`: what was held because number and patient contradict each other; it joined nothing, so it shows
 * nothing of the order whose number it bore. Pure; orders and messages may come from a store or from the books of a rehearsal.
 */
export function compare(
  site: Site,
  workflows: Workflows,
  sources: ReadonlyMap<string, Source>,
  orders: readonly Order[],
  apart: readonly HeldApart[] = [],
): Comparison {
  const trails = new Map(orders.map((order): [number, Trail] => [order.id, { order, shown: [], strange: 0 }]))
  const walk = walkOver(site, sources, trails, apart)
  let [count, until] = [0, 0]
  return {
    hear: (heard) => {
      count++
      until = Math.max(until, heard.receivedAt)
      walk.hear(heard)
    },
    result: () => resultOf(site, workflows, orders, trails, { count, until, traffic: walk.traffic() }),
  }
}

function resultOf(
  site: Site,
  workflows: Workflows,
  orders: readonly Order[],
  trails: ReadonlyMap<number, Trail>,
  {
    count,
    until,
    traffic,
  }: { readonly count: number; readonly until: number; readonly traffic: Conformance['traffic'] },
): Conformance {
  const groups = Map.groupBy(trails.values(), ({ order }) => workflows.of(order)?.route.workflow.id ?? '')
  const children = Map.groupBy(
    orders.filter(({ parentId }) => parentId !== null),
    ({ parentId }) => parentId!,
  )
  return {
    ...{ site: site.name, revision: site.revision, orders: orders.length, messages: count },
    workflows: [...workflows.ready.values()].flatMap((ready) => {
      const own = groups.get(ready.route.workflow.id) ?? []
      return own.length === 0 ? [] : [conformanceOfWorkflow(ready, workflows, own, children, until)]
    }),
    withoutWorkflow: groups.get('')?.length ?? 0,
    traffic,
  }
}

function walkOver(
  site: Site,
  sources: ReadonlyMap<string, Source>,
  trails: ReadonlyMap<number, Trail>,
  apart: readonly HeldApart[],
) {
  const held = new Set(apart.map(({ messageId, orderId }) => `${messageId}|${orderId}`))
  const spec = specOf(site)
  const judges = new Map<string, Judge>(
    (site.workflows ?? []).length === 0 ? [] : site.systems.map((system) => [system.id, judgeOf(spec, site, system)]),
  )
  const find = finder([...trails.values()].map(({ order }) => order))
  const broken = new Map<string, { one: Nonconformity; ids: number[]; count: number }>()
  return {
    hear({ id, system, receivedAt, message }: Heard): void {
      const source = sources.get(system)
      if (!source) return
      for (const one of judges.get(system)?.(message) ?? []) {
        const key = [one.kind, one.system, one.message, one.path, one.given].join('|')
        const known = broken.get(key) ?? { one, ids: [], count: 0 }
        broken.set(key, known)
        known.count++
        if (known.ids.length < 5) known.ids.push(id)
      }
      for (const fact of readMessage(message, source, { messageId: id, seenAt: receivedAt }).facts) follow(fact)
    },
    traffic: () =>
      [...broken.values()]
        .sort((a, b) => b.count - a.count || a.ids[0]! - b.ids[0]!)
        .map(({ one, ids, count }) => ({ ...one, messages: count, examples: ids })),
  }

  function follow(fact: Fact): void {
    if (!('order' in fact)) return
    const order = find(fact)
    const trail = order && trails.get(order.id)
    if (!trail) return
    const { marks = [], seenAt: at, messageId } = fact
    if (held.has(`${messageId}|${order.id}`) && !isPartOf(order, messageId)) return
    if (marks.length === 0) trail.strange++
    for (const proof of marks) {
      if (!trail.shown.some((one) => one.messageId === messageId && one.proof === proof))
        trail.shown.push({ proof, at, messageId })
    }
  }
}

/** Finds the order of a fact by its numbers; of several by the message that it remembers, else by the test. */
function finder(orders: readonly Order[]): (fact: NumberedFact) => Order | null {
  const byKey = new Map<string, Order[]>()
  for (const order of orders) {
    const keys = order.items.flatMap(({ side, numbers }) =>
      numbers.map((number) => keyOf(side === 'placer' ? 'p' : 'f', number)),
    )
    for (const key of new Set(keys)) byKey.set(key, [...(byKey.get(key) ?? []), order])
  }
  return (fact) => {
    const found = new Set(numbersOf(fact.order).flatMap((key) => byKey.get(key) ?? []))
    const own = [...found]
    if (own.length < 2) return own[0] ?? null
    const remembered = own.filter((order) => remembers(order, fact.messageId))
    const alike = own.filter(({ items }) => items.some(({ test }) => test?.code === fact.order.test?.code))
    const samePatient = alike.filter(({ patient }) =>
      fact.patient.identifiers.some(({ number }) => number === patient.number),
    )
    return only(remembered) ?? only(samePatient) ?? only(alike) ?? null
  }
}

function only<Value>(list: readonly Value[]): Value | null {
  return list.length === 1 ? list[0]! : null
}

function numbersOf(reference: OrderReference): string[] {
  return ownKeys({ ...reference, group: [] }).map((key) => (key.startsWith('a:') ? `f:${key.slice(2)}` : key))
}

function remembers({ words, marks = [] }: Order, messageId: number): boolean {
  return words.some((word) => word.messageId === messageId) || marks.some((mark) => mark.messageId === messageId)
}

/** What opened an order of its own is held too, and is part of that order. */
function isPartOf(order: Order, messageId: number): boolean {
  if (remembers(order, messageId)) return true
  return order.observations.some(({ versions }) => versions.some((version) => version.messageId === messageId))
}

function conformanceOfWorkflow(
  { route }: ReadyWorkflow,
  workflows: Workflows,
  trails: readonly Trail[],
  children: ReadonlyMap<number, readonly Order[]>,
  until: number,
): WorkflowConformance {
  const judged = trails.map((trail) => ({ trail, ...judgedTrail(trail, route, workflows, children, until) }))
  const total = judged.length
  const variants = Map.groupBy(judged, ({ path, left }) => `${left.length === 0} ${path.join(' → ')}`)
  const deviations = Map.groupBy(
    judged.flatMap(({ trail, left }) => left.map((one) => ({ ...one, trail }))),
    ({ kind, step }) => `${kind}|${step}`,
  )
  return {
    ...{ workflow: route.workflow.id, title: route.workflow.title, orders: total },
    underWay: judged.filter(({ trail }) => !isAtRest(trail.order.state)).length,
    asDesigned: judged.filter(({ left }) => left.length === 0).length,
    variants: [...variants.values()]
      .map(
        (same): Variant => ({
          path: same[0]!.path,
          ...counted(
            same.map(({ trail }) => trail),
            total,
          ),
          asDesigned: same.every(({ left }) => left.length === 0),
          left: distinct(same.flatMap(({ left }) => left)),
        }),
      )
      .sort((a, b) => b.orders - a.orders || a.path.length - b.path.length),
    deviations: [...deviations.values()]
      .map((same): Deviation => {
        const { kind, step, title } = same[0]!
        return { kind, step, title, ...counted([...new Set(same.map(({ trail }) => trail))], total) }
      })
      .sort((a, b) => b.orders - a.orders),
  }
}

function counted(trails: readonly Trail[], total: number): Pick<Deviation, 'orders' | 'share' | 'examples'> {
  return {
    orders: trails.length,
    share: trails.length / total,
    examples: trails.slice(0, 5).map(({ order }) => nameOf(order)),
  }
}

/** The number by which people find an order; never a patient's. */
function nameOf({ id, items }: Order): string {
  const item =
    items.find(({ side, numbers }) => side === 'placer' && numbers.length > 0) ??
    items.find(({ numbers }) => numbers.length > 0)
  return item?.numbers[0]?.number ?? `#${id}`
}

type Left = Pick<Deviation, 'kind' | 'step' | 'title'>

function judgedTrail(
  { order, shown, strange }: Trail,
  route: Route,
  workflows: Workflows,
  children: ReadonlyMap<number, readonly Order[]>,
  until: number,
): { readonly path: readonly string[]; readonly left: readonly Left[] } {
  const own = shown.filter(({ proof }) => route.shows.has(proof))
  const course = courseOf(route, own)
  const foreign =
    strange + new Set(shown.filter(({ proof }) => !route.shows.has(proof)).map(({ messageId }) => messageId)).size
  const left: Left[] = [
    ...skipped(order, route, course.passed, course.begins),
    ...misplaced(route, course.passed),
    ...late(order, route, own, workflows, until),
    ...reflexes(order, route, workflows, children.get(order.id) ?? []),
  ]
  if (foreign > 0) left.push({ kind: 'unknown', step: 'message', title: 'A message' })
  return { path: pathText(route, course.passed), left: distinct(left) }
}

function distinct(left: readonly Left[]): readonly Left[] {
  return [...new Map(left.map((one) => [`${one.kind}|${one.step}`, one])).values()]
}

function idOf({ workflow }: Route, { what, place }: Passed): string {
  if (what === 'answer') return 'answered'
  if (what !== 'loop') return workflow.steps[place]!.id
  const { loop, who } = workflow.loops[place]!
  return workflow.loops.filter((other) => other.loop === loop).length > 1 ? `${loop} (${who})` : loop
}

/** Repetitions in a row are one with an ellipsis, so that a culture's twelve reports make no variant of their own. */
function pathText(route: Route, passed: readonly Passed[]): readonly string[] {
  const path: string[] = []
  for (const one of passed) {
    const id = idOf(route, one)
    const last = path.at(-1)
    if (last === id) path[path.length - 1] = `${id}…`
    else if (last !== `${id}…`) path.push(id)
  }
  return path
}

/** Steps that the path needs and nothing showed: before a later one, or at all where the order is at its end. */
function skipped({ state }: Order, { workflow }: Route, passed: readonly Passed[], begins: number): Left[] {
  const seen = new Set(passed.filter(({ what }) => what !== 'loop' && what !== 'answer').map(({ place }) => place))
  const last = Math.max(-1, ...seen)
  const ended = state === 'final' || state === 'corrected'
  return workflow.steps.flatMap((step, place) => {
    if (step.proof === undefined || step.optional || seen.has(place) || place < begins) return []
    return place < last || ended ? [{ kind: 'skipped' as const, step: step.id, title: step.title }] : []
  })
}

function misplaced(route: Route, passed: readonly Passed[]): Left[] {
  const { workflow } = route
  const found = passed.flatMap((one): Left[] => {
    if (one.what === 'early') {
      const step = workflow.steps[one.place]!
      return [{ kind: 'out-of-order', step: step.id, title: step.title }]
    }
    if (one.what !== 'repeated' || workflow.steps[one.place]!.repeats) return []
    return [{ kind: 'repeated', step: workflow.steps[one.place]!.id, title: workflow.steps[one.place]!.title }]
  })
  const often = workflow.loops.flatMap((loop, place): Left[] => {
    const taken = passed.filter((one) => one.what === 'loop' && one.place === place).length
    const most = 'at_most' in loop ? loop.at_most : undefined
    return most !== undefined && taken > most
      ? [{ kind: 'too-often', step: loop.loop, title: loop.title ?? loop.loop }]
      : []
  })
  return [...found, ...often]
}

/** Steps that came later than they were due when they were awaited, or are due and have not come by the last message. */
function late(order: Order, route: Route, shown: readonly Shown[], workflows: Workflows, until: number): Left[] {
  const clockwork = { calendar: workflows.calendar, priority: workflows.priorityOf(order) }
  const still = awaitedSteps(order, route, courseOf(route, shown), clockwork).filter(({ due }) => due < until)
  const found = still.map(({ step }): Left => {
    const { id, title } = route.workflow.steps[route.places.get(step.slice(step.indexOf('/') + 1))!]!
    return { kind: 'late', step: id, title }
  })
  shown.forEach((one, at) => {
    const before = courseOf(
      route,
      shown.slice(0, at).filter(({ messageId }) => messageId !== one.messageId),
    )
    for (const place of route.shows.get(one.proof)?.steps ?? []) {
      const step = route.workflow.steps[place]!
      if (before.done.has(place) || step.optional) continue
      const due = dueOf(order, route, before, place, clockwork)
      if (due !== null && one.at > due) found.push({ kind: 'late', step: step.id, title: step.title })
    }
  })
  return found
}

/** Rules whose test did not come, and children that no rule explains. */
function reflexes(order: Order, { workflow }: Route, { classes }: Workflows, children: readonly Order[]): Left[] {
  const rules = reflexesOf(workflow)
  const asked = (rule: ReflexRule) => demandedAt(order, rule, classes.componentCodes)
  const testsOf = (child: Order) =>
    [child.test, ...child.items.map(({ test }) => test)].flatMap((test) => test?.code ?? [])
  const isOf = (child: Order, rule: ReflexRule) => testsOf(child).some((code) => classes.isSameTest(rule.add, code))
  const missing = rules.filter(
    (rule) =>
      asked(rule) !== null &&
      isAtRest(order.state) &&
      !hasCome(order, rule, classes) &&
      !children.some((child) => isOf(child, rule)),
  )
  const strange = children.filter((child) => !rules.some((rule) => isOf(child, rule) && asked(rule) !== null))
  return [
    ...missing.map(({ add, title }): Left => ({ kind: 'reflex-missing', step: add, title: title ?? `Reflex ${add}` })),
    ...strange.map((child): Left => {
      const test = testsOf(child)[0] ?? ''
      return { kind: 'reflex-unexplained', step: test, title: `A child ${test} that no rule asks for` }
    }),
  ]
}
