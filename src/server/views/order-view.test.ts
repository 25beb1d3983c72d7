import { expect, test } from 'vitest'
import type { OrderLife } from '../../adapters/postgres/query.ts'
import { type Order, unheard } from '../../ledger/order.ts'
import { orderView } from './order-view.ts'

const names = { system: (id: string) => id, team: (id: string) => id }
const related = (change: Partial<Order>) => {
  const order = { ...unheard(1, 0), ...change }
  const life: OrderLife = {
    order,
    loop: 'on-course',
    proven: false,
    facts: [],
    messages: [],
    deliveries: [],
    exceptions: [],
  }
  return orderView(life, names, 0).related
}

test('a child is seen from its parent, and the parent from its child', () => {
  expect(related({ parentId: 7 })).toEqual([{ as: 'for which it is done', orderId: 7 }])
  expect(related({ related: [{ as: 'send-out', orderId: 9, end: 'none' }] })).toEqual([
    { as: 'sent out for it', orderId: 9 },
  ])
  expect(related({})).toEqual([])
})
