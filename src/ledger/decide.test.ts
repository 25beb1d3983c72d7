import { expect, test } from 'vitest'
import { orderIn } from './book.ts'
import type { Fact } from './fact.ts'
import type { OrderState } from './order.ts'
import {
  accepted,
  after,
  cancelAccepted,
  cancelledByLab,
  cancelRefused,
  cancelRequested,
  test as code,
  corrected,
  dialogue,
  final,
  minute_ms,
  preliminary,
  raised,
  refused,
  report,
  requested,
  shown,
  start,
  status,
  told,
  versions,
} from './testing/facts.ts'

/** What the last of these facts came to. */
const last = (...facts: readonly Fact[]) => told(...facts).results.at(-1)!

test('a routine order goes from request to acceptance, work, partial and final results', () => {
  const story = [requested(), accepted(), status('IP'), preliminary({ K: '4.1' }), final({ K: '4.1', NA: '140' })]
  const states = story.map((_, at) => after(...story.slice(0, at + 1)).state)
  expect(states).toEqual(['requested', 'accepted', 'in-process', 'partial', 'final'])
})

test('an order that the lab cannot accept is refused, and somebody owns it', () => {
  expect(after(requested(), refused()).state).toBe('refused')
  expect(raised(last(requested(), refused()))).toEqual(['order-refused high'])
})

test('a refused order that is sent again, mended, begins anew, and its acceptance settles the refusal', () => {
  const facts = [requested(), refused(), requested({ priority: 'S' })]
  expect(after(...facts).state).toBe('requested')
  const answer = last(...facts, accepted())
  expect(answer.settled.map(({ kind, cause }) => `${kind} ${cause}`)).toContain(
    'order-refused order-refused|lis|refused-by-filler',
  )
})

test('the same request again changes nothing, under whatever control id', () => {
  const first = requested()
  const again = { ...requested(), saidAt: first.saidAt }
  const { book, results } = told(first, again)
  expect(results[1]).toMatchObject({ verdict: 'repeat', concerns: [], orderId: 1 })
  expect(book.lastOrderId).toBe(1)
})

test('a request of another priority under the same number joins, and is raised', () => {
  const { results } = told(requested(), requested({ priority: 'S' }))
  expect(results[1]).toMatchObject({ verdict: 'accepted', orderId: 1 })
  expect(raised(results[1]!)).toEqual(['number-shared high'])
})

test('a request for another test under the same number in a later message is an order of its own, and is raised on both', () => {
  const { results } = told(requested(), requested({ test: code('LAB16') }))
  expect(results[1]).toMatchObject({ verdict: 'accepted', orderId: 2 })
  expect(raised(results[1]!)).toEqual(['number-shared high'])
  expect(results[1]!.concerns[0]!.orderIds).toEqual([2, 1])
})

test('a request for another test under the number of an order that is over opens an order of its own', () => {
  const { book, results } = told(requested(), final({ K: '4.1' }), requested({ test: code('LAB16') }))
  expect(results[2]).toMatchObject({ verdict: 'accepted', orderId: 2 })
  expect(raised(results[2]!)).toEqual(['number-shared high'])
  expect(book.entries.get(1)!.order.state).toBe('final')
  expect(book.entries.get(2)!.order.state).toBe('requested')
})

test('AA to a cancel is no cancellation: only CR, OC or ORC-5 CA is', () => {
  expect(after(requested(), accepted(), cancelRequested()).state).toBe('cancelling')
  // An OK that crosses the cancel answers the request.
  expect(after(requested(), cancelRequested(), accepted()).state).toBe('cancelling')
  expect(after(requested(), accepted(), cancelRequested(), cancelAccepted()).state).toBe('cancelled')
  expect(after(requested(), accepted(), cancelRequested(), cancelledByLab()).state).toBe('cancelled')
})

test('a placer cannot answer its own request to cancel', () => {
  const own = dialogue('cancel-accepted', 'placer')
  expect(last(requested(), cancelRequested(), own)).toMatchObject({ verdict: 'refused' })
  expect(after(requested(), cancelRequested(), own).state).toBe('cancelling')
})

test('the placer answers when the lab asks to cancel', () => {
  const asked = dialogue('cancel-requested', 'filler')
  expect(after(requested(), accepted(), asked, dialogue('cancel-accepted', 'placer')).state).toBe('cancelled')
  expect(after(requested(), accepted(), asked, dialogue('cancel-refused', 'placer')).state).toBe('accepted')
})

test('a cancel that is refused lets the order go on where the work meanwhile stands', () => {
  const facts = [requested(), accepted(), cancelRequested(), preliminary({ K: '4.1' }), cancelRefused()]
  expect(after(...facts.slice(0, 4)).state).toBe('cancelling')
  expect(after(...facts).state).toBe('partial')
  expect(raised(last(...facts))).toEqual(['cancel-refused normal'])
})

test('a cancel that crosses a final result ends by the answer of the lab, and keeps the result either way', () => {
  const facts = [requested(), accepted(), cancelRequested(), final({ K: '4.1' })]
  expect(after(...facts).state).toBe('cancelling')
  expect(after(...facts, cancelRefused()).state).toBe('final')
  const cancelled = after(...facts, cancelAccepted())
  expect(cancelled.state).toBe('cancelled')
  expect(shown(cancelled, 'K')).toBe('4.1')
  expect(raised(last(...facts, cancelAccepted()))).toEqual(['illegal-transition high'])
})

test('a result after the cancellation is kept and raised, never dropped', () => {
  const facts = [requested(), accepted(), cancelledByLab(), final({ K: '4.1' })]
  expect(after(...facts).state).toBe('final')
  expect(shown(after(...facts), 'K')).toBe('4.1')
  expect(last(...facts)).toMatchObject({ verdict: 'accepted' })
  expect(raised(last(...facts))).toEqual(['illegal-transition high'])
})

test('a result before its order opens it, and the request then joins and settles that nobody ordered it', () => {
  const { results, book } = told(final({ K: '4.1' }), requested())
  expect(results[0]).toMatchObject({ verdict: 'accepted', unsolicited: true })
  expect(results[1]).toMatchObject({ verdict: 'accepted', orderId: 1 })
  expect(results[1]!.settled).toEqual([{ kind: 'unsolicited-result', cause: '', orderId: 1 }])
  expect(book.entries.get(1)!.order.state).toBe('final')
  expect(told(final({ K: '4.1' }), requested(), corrected({ K: '4.2' })).results[2]!.unsolicited).toBe(false)
})

test('an order that the lab opens counts as accepted, asks for a number, and is ordered once it has one', () => {
  const opened = dialogue('number-requested', 'filler', { placer: [] })
  expect(after(opened).state).toBe('accepted')
  const { results } = told(
    opened,
    dialogue('number-assigned', 'placer', { filler: opened.order.filler }),
    final({ K: '4.1' }),
  )
  expect(results.map(({ orderId }) => orderId)).toEqual([1, 1, 1])
  expect(results[2]!.unsolicited).toBe(false)
})

test('a result between the request for a number and the number is announced: the number joins it, and is awaited', () => {
  const opened = dialogue('number-requested', 'filler', { placer: [] })
  const result = final({ K: '4.1' }, { placer: [] })
  const assigned = dialogue('number-assigned', 'placer', { filler: opened.order.filler })
  const { book, results } = told(opened, result, assigned)
  expect(results.map(({ orderId, unsolicited }) => ({ orderId, unsolicited }))).toEqual([
    { orderId: 1, unsolicited: false },
    { orderId: 1, unsolicited: false },
    { orderId: 1, unsolicited: false },
  ])
  expect(results[2]!.settled).toContainEqual({ kind: 'unsolicited-result', cause: '', orderId: 1 })
  expect(orderIn(book, 1)!.items.flatMap(({ numbers }) => numbers.map((one) => one.number))).toContain('P1')
  const waiting = told(opened, result).book
  expect(orderIn(waiting, 1)!.expectations.map(({ step }) => step)).toContain('accepted')
})

test('a result that nobody announced stays one that nobody ordered, until a number is given', () => {
  const { results } = told(final({ K: '4.1' }, { placer: [] }))
  expect(results[0]).toMatchObject({ unsolicited: true })
})

const statuses: [string, OrderState, string[]][] = [
  ['SC', 'accepted', []],
  ['IP', 'in-process', []],
  ['A', 'in-process', []],
  ['HD', 'accepted', []],
  ['CM', 'in-process', []],
  ['', 'accepted', []],
  ['CA', 'cancelled', []],
  ['ER', 'accepted', ['order-refused high']],
]
test.each(statuses)('ORC-5 %s of the lab leads a requested order to %s', (code, state, concerns) => {
  expect(after(requested(), status(code)).state).toBe(state)
  expect(raised(last(requested(), status(code)))).toEqual(concerns)
})

test('a late report without results does not open a cancelled order again', () => {
  const facts = [requested(), cancelledByLab(), report('', {}, { report: 'I' })]
  expect(after(...facts).state).toBe('cancelled')
  expect(raised(last(...facts))).toEqual(['illegal-transition low'])
})

test('"completed" ends an order only once its results came, and none of them is preliminary', () => {
  expect(after(requested(), accepted(), status('CM')).state).toBe('in-process')
  expect(after(requested(), accepted(), preliminary({ K: '4.1' }), status('CM')).state).toBe('partial')
  expect(after(requested(), accepted(), final({ K: '4.1' }, { report: 'A' }), status('CM')).state).toBe('final')
})

test('a late status of work does not open a finished order again', () => {
  expect(after(requested(), final({ K: '4.1' }), status('IP')).state).toBe('final')
  expect(after(requested(), cancelledByLab(), status('IP')).state).toBe('cancelled')
})

const reports: [string, OrderState][] = [
  ['O', 'accepted'],
  ['S', 'accepted'],
  ['I', 'in-process'],
  ['N', 'in-process'],
  ['X', 'cancelled'],
]
test.each(reports)('OBR-25 %s without observations leads to %s', (code, state) => {
  expect(after(requested(), report('', {}, { report: code })).state).toBe(state)
})

test('without OBR-25 the observations say how far the report is', () => {
  expect(after(report('P', { K: '4.1' }, { report: '' })).state).toBe('partial')
  expect(after(report('F', { K: '4.1' }, { report: '' })).state).toBe('final')
  expect(after(report('C', { K: '4.1' }, { report: '' })).state).toBe('corrected')
})

test('a result that is unlabelled altogether is never taken for final', () => {
  expect(after(requested(), report('', { K: '4.1' }, { report: '' })).state).toBe('partial')
})

test('a specimen that is rejected is raised, and the order goes on', () => {
  const facts = [requested(), accepted(), dialogue('specimen-rejected', 'filler')]
  expect(after(...facts).state).toBe('accepted')
  expect(raised(last(...facts))).toEqual(['specimen-rejected high'])
})

test('a control code that the ledger does not follow joins its order and is raised', () => {
  const facts = [requested(), accepted(), dialogue('control-not-followed', 'placer')]
  expect(after(...facts).state).toBe('accepted')
  expect(raised(last(...facts))).toEqual(['illegal-transition normal'])
})

test('an answer to something that was never said opens no order', () => {
  const { book, results } = told(dialogue('cancel-accepted', 'placer', { filler: [] }))
  expect(results[0]).toMatchObject({ verdict: 'unmatched', orderId: null })
  expect(book.entries.size).toBe(0)
  expect(raised(results[0]!)).toEqual(['illegal-transition normal'])
})

test('an older final that arrives after its correction is kept, and raised as critical', () => {
  const facts = [
    requested(),
    corrected({ K: '4.1' }, { saidAt: start + 10 * minute_ms }),
    final({ K: '6.9' }, { saidAt: start + 5 * minute_ms }),
  ]
  expect(versions(after(...facts), 'K')).toEqual(['4.1', '6.9'])
  expect(raised(last(...facts))).toEqual(['late-version critical'])
})
