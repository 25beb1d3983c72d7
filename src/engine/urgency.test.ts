// Which results the laboratory must phone when they cannot go out. A code that is missing here is a result that waits for days.
import { expect, test } from 'vitest'
import { orderIn } from '../ledger/book.ts'
import { preliminary, report, requested, told } from '../ledger/testing/facts.ts'
import { observationStatuses, resultStatuses } from '../terminology/order-tables.ts'
import { hasUrgentResult, hasUrgentResultOf } from './urgency.ts'

/** Whether a result is urgent: by the facts of its message, and by the order that they were told to. Both must say the same. */
function isUrgent(fact: ReturnType<typeof report>): boolean {
  const order = orderIn(told(requested(), fact).book, 1)!
  expect(hasUrgentResultOf(order, fact.messageId)).toBe(hasUrgentResult([fact]))
  expect(hasUrgentResultOf(order, fact.messageId + 1)).toBe(false)
  return hasUrgentResult([fact])
}

test('an observation that is final, corrected or taken back is urgent; one that is under way is not', () => {
  const urgent = Object.keys(observationStatuses).filter((status) =>
    isUrgent(report(status, { K: '4.1' }, { report: 'P' })),
  )
  expect(urgent.sort()).toEqual(['A', 'B', 'C', 'D', 'F', 'U', 'V', 'W', 'X'])
})

test('a report that is final, corrected or cancelled is urgent, also where no observation says so', () => {
  const urgent = Object.keys(resultStatuses).filter((status) => isUrgent(report('P', { K: '4.1' }, { report: status })))
  expect(urgent.sort()).toEqual(['C', 'F', 'X'])
})

test.each([
  ['HH', true],
  ['LL', true],
  ['AA', true],
  ['>', true],
  ['<', true],
  ['LU', true],
  ['HU', true],
  ['D~HH', true],
  ['H;LL', true],
  ['H', false],
  ['L', false],
  ['A', false],
  ['N', false],
  ['', false],
])('a preliminary value with the flags "%s" is urgent: %s', (flags, urgent) => {
  expect(isUrgent(preliminary({ K: ['6.9', { flags }] }))).toBe(urgent)
})

test('what is no result is never urgent', () => {
  expect(hasUrgentResult([requested()])).toBe(false)
})
