import { expect, test } from 'vitest'
import { switchOf } from './acting.ts'

const state = { flows: ['orders', 'results'], destinations: ['ehr-out', 'orders'] }

test('a word names a flow or a destination; where both bear it, it must say which', () => {
  expect(switchOf('results', state)).toEqual({ what: 'flow', id: 'results' })
  expect(switchOf('ehr-out', state)).toEqual({ what: 'destination', id: 'ehr-out' })
  expect(switchOf('flow:orders', state)).toEqual({ what: 'flow', id: 'orders' })
  expect(switchOf('destination:orders', state)).toEqual({ what: 'destination', id: 'orders' })
  expect(() => switchOf('orders', state)).toThrow('flow:orders, destination:orders')
  expect(() => switchOf('result', state)).toThrow('orders, results, ehr-out, orders')
})
