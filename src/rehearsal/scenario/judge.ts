// Whether a run ended as its scenario expects. The one thing to know: what the chart shows is read from the virtual EHR's
// own book, and what the lab said from the lab's; Labloop's books are judged and never asked what is true.
import type { Exception } from '../../ownership/exception.ts'
import type { Level } from '../../site/shapes/common.ts'
import { levels } from '../../site/shapes/common.ts'
import type { Handle } from '../play/act.ts'
import { type Evidence, notAtRest } from '../play/evidence.ts'
import { judgeChart } from './judge-chart.ts'
import { judgeMessages, priorityAtLab } from './judge-messages.ts'
import { teamOf } from './owner.ts'
import type { Prepared } from './prepare.ts'
import type { HeldShape, RaisedShape } from './shape.ts'
import { priorities } from './site-words.ts'

/** One thing that is not as it should be. `shown` may hold values of the plainly fictitious patients of a rehearsal. */
export type Failure = {
  /** What it is about: an order, an exception, a line. */
  readonly subject: string
  /** Where it was looked for: chart, Labloop, lab, exceptions, wire. */
  readonly where: 'chart' | 'Labloop' | 'lab' | 'exceptions' | 'wire' | 'run'
  readonly expected: string
  readonly shown: string
}

/** A failure on one line. */
export function failureText({ subject, where, expected, shown }: Failure): string {
  return `${where}, ${subject}: expected ${expected}, but found ${shown}`
}

/** Everything that is not as the scenario expects; empty where it passed. */
export function judge(prepared: Prepared, evidence: Evidence): readonly Failure[] {
  return [
    ...(isStorm(prepared) ? judgeRest(evidence) : judgeRun(evidence)),
    ...judgeOrders(prepared, evidence),
    ...judgeLab(prepared, evidence),
    ...judgeExceptions(prepared, evidence),
    ...judgeMessages(prepared, evidence),
  ]
}

/** Whether what the scenario does not tell is left to the judges of every run. */
function isStorm({ scenario: { expect } }: Prepared): boolean {
  return expect.judged === 'as a storm'
}

/** What holds of every order of a storm, whatever became of it. */
function judgeRest(evidence: Evidence): Failure[] {
  return notAtRest(evidence).map((held) => ({
    subject: `order ${held.order.id}`,
    where: 'Labloop',
    expected: 'every order at rest',
    shown: loopText(held, evidence),
  }))
}

function judgeRun({ drainedAt, undelivered }: Evidence): Failure[] {
  if (drainedAt !== null && undelivered === 0) return []
  return [
    { subject: 'the queues', where: 'run', expected: 'nothing waiting in the end', shown: `${undelivered} waiting` },
  ]
}

function judgeOrders(prepared: Prepared, evidence: Evidence): Failure[] {
  const { scenario, orders } = prepared
  const { chart, labloop, agreed_at_least } = scenario.expect
  const held = heldByKey(evidence)
  const usual = isStorm(prepared)
    ? ({ shown: 'not checked', held: 'not checked' } as const)
    : ({ shown: 'as the lab said', held: 'agreed' } as const)
  const failures = [...orders.values()].flatMap(({ handle, name }) => [
    ...judgeChart(prepared, evidence, handle, chart[handle] ?? chart[name] ?? usual.shown),
    ...judgeHeld(handle, labloop[handle] ?? labloop[name] ?? usual.held, held, evidence),
  ])
  if (agreed_at_least === undefined) return failures
  const bad = new Set(failures.map(({ subject }) => subject.split(' ')[0])).size
  const agreed = 1 - bad / Math.max(orders.size, 1)
  if (agreed >= agreed_at_least) return []
  const expected = `at least ${agreed_at_least * 100} % of the orders as they should be`
  return [
    { subject: 'all orders', where: 'run', expected, shown: `${(agreed * 100).toFixed(1)} %` },
    ...failures.slice(0, 5),
  ]
}

type HeldOrder = Evidence['labloop']['orders'][number]

/** What Labloop holds, by every number of it. */
function heldByKey({ labloop }: Evidence): ReadonlyMap<string, readonly HeldOrder[]> {
  const found = new Map<string, HeldOrder[]>()
  for (const held of labloop.orders) {
    const numbers = new Set(held.order.items.flatMap((item) => item.numbers.map(({ number }) => number)))
    for (const number of numbers) found.set(number, [...(found.get(number) ?? []), held])
  }
  return found
}

/** Numbers under which an order may be known to Labloop: its key, and the lab's number for it. */
function numbersOf(handle: Handle, evidence: Evidence): readonly string[] {
  const key = evidence.keys.get(handle) ?? ''
  const entry = evidence.lab.book.get(key)
  const [number = ''] = key.split('#')
  return [number, entry?.order.filler.number ?? ''].filter((each) => each !== '')
}

function heldOf(handle: Handle, held: ReadonlyMap<string, readonly HeldOrder[]>, evidence: Evidence) {
  const numbers = numbersOf(handle, evidence)
  const found = numbers.flatMap((number) => held.get(number) ?? [])
  // Two orders under one number: the one that bears the lab's number as well.
  return found.find(({ order }) => numbers.every((number) => knows(order, number))) ?? found[0]
}

function knows(order: HeldOrder['order'], number: string): boolean {
  return order.items.some((item) => item.numbers.some((each) => each.number === number))
}

function judgeHeld(
  handle: Handle,
  expected: HeldShape,
  held: ReadonlyMap<string, readonly HeldOrder[]>,
  evidence: Evidence,
): Failure[] {
  const found = heldOf(handle, held, evidence)
  const fail = (wanted: string, shown: string): Failure[] => [
    { subject: handle, where: 'Labloop', expected: wanted, shown },
  ]
  if (expected === 'not checked') return []
  if (expected === 'unknown') return found ? fail('not known', found.loop) : []
  if (!found) return fail('an order', 'nothing of it')
  if (typeof expected === 'string') return found.loop === expected ? [] : fail(expected, loopText(found, evidence))
  const { loop, proven, state, taken } = expected
  return [
    ...(loop && found.loop !== loop ? fail(loop, loopText(found, evidence)) : []),
    ...(proven !== undefined && found.proven !== proven ? fail(proven ? 'proven' : 'not proven', 'the opposite') : []),
    ...(state && found.order.state !== state ? fail(`state ${state}`, found.order.state) : []),
    ...(taken ? judgeTaken(taken, found, fail) : []),
  ]
}

function loopText({ loop, order }: HeldOrder, { labloop }: Evidence): string {
  const open = labloop.exceptions.filter(({ id }) => order.exceptions.includes(id))
  const why = open.map(({ kind, text }) => `${kind} (${text})`)
  const late = order.expectations.map(({ step }) => `waits for ${step}`)
  return `${loop} in state ${order.state}${[...why, ...late].length > 0 ? `: ${[...why, ...late].join('; ')}` : ''}`
}

function judgeTaken(taken: Level, { order }: HeldOrder, fail: (wanted: string, shown: string) => Failure[]): Failure[] {
  const last = order.words.findLast(({ side }) => side === 'filler')
  const level = last?.level ?? null
  const isEnough = level !== null && levels.indexOf(level) >= levels.indexOf(taken)
  return isEnough ? [] : fail(`the lab’s last word ${taken}`, level ?? 'not given to anybody')
}

function judgeLab({ scenario, orders }: Prepared, evidence: Evidence): Failure[] {
  return [...orders.values()].flatMap(({ handle, name }) => {
    const { state, priority } = scenario.expect.lab[handle] ?? scenario.expect.lab[name] ?? {}
    const shown = evidence.lab.book.get(evidence.keys.get(handle) ?? '')?.state ?? 'unknown'
    const wanted = priority === undefined ? '' : (priorities[priority] ?? priority)
    const urgency = priority === undefined ? '' : priorityAtLab(handle, evidence)
    const fail = (expected: string, found: string): Failure => ({
      subject: handle,
      where: 'lab',
      expected,
      shown: found,
    })
    return [
      ...(state === undefined || shown === state ? [] : [fail(state, shown)]),
      ...(urgency === wanted ? [] : [fail(`priority ${wanted}`, urgency || 'none')]),
    ]
  })
}

/** What must have been raised, and that nothing else is open. */
function judgeExceptions(prepared: Prepared, evidence: Evidence): Failure[] {
  const { exceptions, never } = prepared.scenario.expect
  const left = new Set(evidence.labloop.exceptions)
  const failures: Failure[] = []
  for (const raised of exceptions) {
    const found = [...left].filter((each) => isSuch(each, raised, prepared, evidence))
    const isRight = raised.times === undefined ? found.length > 0 : found.length === raised.times
    if (!isRight && !raised.optional) failures.push(missing(raised, found.length, evidence))
    for (const each of found) left.delete(each)
  }
  for (const each of left) {
    if (never.includes(each.kind)) failures.push(unexpected(each, 'that none of this kind is ever raised'))
    else if (each.status !== 'closed' && !isStorm(prepared)) failures.push(unexpected(each, 'no other open exception'))
  }
  return failures
}

function missing(raised: RaisedShape, count: number, { labloop }: Evidence): Failure {
  const { kind, about, times, is, owner, severity } = raised
  const details = [about ? `on ${about}` : '', owner ? `owned by ${owner}` : '', severity ?? '', is]
  const near = labloop.exceptions.filter((each) => each.kind === kind)
  const others = near.map((each) => `${each.status} of team ${each.team}, ${each.severity}`)
  return {
    subject: kind,
    where: 'exceptions',
    expected: `${times ?? 'at least one'} (${details.filter((detail) => detail !== '').join(', ')})`,
    shown: `${count}${near.length > count ? `; of the kind there are: ${others.join('; ')}` : ''}`,
  }
}

function unexpected(exception: Exception, expected: string): Failure {
  const { kind, team, severity, status, text } = exception
  return { subject: kind, where: 'exceptions', expected, shown: `${status}, ${severity}, team ${team}: ${text}` }
}

function isSuch(exception: Exception, raised: RaisedShape, prepared: Prepared, evidence: Evidence): boolean {
  const { kind, about, owner, severity, is } = raised
  if (exception.kind !== kind || (severity && exception.severity !== severity)) return false
  if (is !== 'either' && (exception.status === 'closed') !== (is === 'closed')) return false
  if (owner && exception.team !== teamOf(prepared.words, owner)) return false
  return about === undefined || prepared.members(about).some((handle) => isAbout(exception, handle, evidence))
}

function isAbout({ orderIds }: Exception, handle: Handle, evidence: Evidence): boolean {
  const numbers = numbersOf(handle, evidence)
  return evidence.labloop.orders.some(
    ({ order }) => orderIds.includes(order.id) && numbers.some((number) => knows(order, number)),
  )
}
