// How the exception of a late step ends, in words that a lab manager understands without the one before.
import { expect, test } from 'vitest'
import { endOfLate } from './expectations.ts'
import { orderStates, steps } from './order.ts'

test.each([
  ['resulted', 'final', 'the final result came late'],
  ['resulted', 'cancelled', 'nothing is awaited of the laboratory any more, since the order is cancelled'],
  ['resulted', 'cancelling', 'a cancellation was asked for meanwhile, and its answer is awaited instead'],
  ['accepted', 'accepted', 'the answer to the request came late'],
  ['accepted', 'refused', 'the answer to the request came late'],
  ['accepted', 'cancelled', 'nothing is awaited of the laboratory any more, since the order is cancelled'],
  ['cancel_answered', 'cancelled', 'the answer to the request to cancel came late'],
  ['answered', 'cancelled', 'the acknowledgement came late, and nothing on the order waits for one any more'],
  ['filed', 'final', 'the census shows now what it did not show in time, or something newer took its place'],
] as const)('a late step %s of an order that is %s ends as: %s', (step, state, words) => {
  expect(endOfLate(`overdue-step|${step}|lis`, { state })).toBe(words)
})

test('whatever step and state, it says more than that something was late', () => {
  for (const step of steps) {
    for (const state of orderStates) {
      expect(endOfLate(`overdue-step|${step}|lis`, { state }).split(' ').length, `${step} ${state}`).toBeGreaterThan(4)
    }
  }
})
