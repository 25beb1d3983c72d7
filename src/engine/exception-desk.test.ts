import { expect, test } from 'vitest'
import type { Concern } from '../ownership/exception.ts'
import { ExceptionDesk } from './exception-desk.ts'
import { testSite } from './testing/site.ts'

const desk = () => new ExceptionDesk(testSite(), [], 10)
const concern = (cause: string): Concern => ({ kind: 'overdue-step', severity: 'normal', text: 'late', cause })
const about = (orderIds: number[], messageId: number | null = null, deliveryId: number | null = null) => ({
  ...{ system: 'lis', flow: '', orderIds, messageId, deliveryId },
})

test('one cause on one order is one exception, on another order another', () => {
  const on = desk()
  expect(on.raise(concern('a'), about([1]), 0)?.id).toBe(11)
  expect(on.raise(concern('a'), about([1]), 0)).toBeNull()
  expect(on.raise(concern('b'), about([1]), 0)?.id).toBe(12)
  expect(on.raise(concern('a'), about([2]), 0)?.id).toBe(13)
})

test('an exception about several orders is open for each of them: one that is new to it is never without', () => {
  const on = desk()
  expect(on.raise(concern('a'), about([1, 2]), 0)?.id).toBe(11)
  expect(on.raise(concern('a'), about([2, 1]), 0)).toBeNull()
  expect(on.raise(concern('a'), about([1]), 0)).toBeNull()
  expect(on.raise(concern('a'), about([1, 3]), 0)?.id).toBe(12)
  expect(on.ofOrder(3, 'overdue-step', 'a')).toHaveLength(1)
})

test('each held delivery has an exception of its own, though the cause is the same', () => {
  const on = desk()
  expect(on.raise(concern('a'), about([1], 1, 1), 0)).not.toBeNull()
  expect(on.raise(concern('a'), about([1], 2, 2), 0)).not.toBeNull()
  expect(on.raise(concern('a'), about([1], 2, 2), 0)).toBeNull()
})

test('a cause without order or message is open once; of messages a hundred at most', () => {
  const on = desk()
  expect(on.raise(concern('a'), about([]), 0)).not.toBeNull()
  expect(on.raise(concern('a'), about([]), 0)).toBeNull()
  for (let id = 1; id <= 150; id++) on.raise(concern('m'), about([], id), 0)
  expect(on.ofCause('m')).toHaveLength(100)
})

test('orders that join an open exception are found by it, and no more where the batch was not stored', () => {
  const on = desk()
  const first = on.raise(concern('a'), about([1]), 0)!
  on.committed()
  on.join(first, [2, 1])
  expect(on.changes()).toMatchObject([{ id: 11, orderIds: [1, 2] }])
  expect(on.ofOrder(2, 'overdue-step', 'a')).toHaveLength(1)
  expect([...on.companions(new Set([2]))]).toEqual([1, 2])
  on.take(first, 'ana')
  expect(on.get(11)).toMatchObject({ status: 'taken', orderIds: [1, 2] })
  on.rollback()
  expect(on.get(11)).toMatchObject({ status: 'assigned', orderIds: [1] })
  expect(on.ofOrder(2, 'overdue-step', 'a')).toEqual([])
  expect([...on.companions(new Set([1]))]).toEqual([])
})

test('what a batch did is undone where it was not stored, and ids are given again', () => {
  const on = desk()
  const first = on.raise(concern('a'), about([1]), 0)!
  on.committed()
  on.close(first, 'late', 5)
  on.raise(concern('b'), about([1]), 0)
  on.take(on.get(12)!, 'ana')
  expect(on.changes()).toMatchObject([
    { id: 11, status: 'closed', rootCause: 'late', closedAt: 5 },
    { id: 12, takenBy: 'ana' },
  ])
  on.rollback()
  expect(on.changes()).toEqual([])
  expect([...on.all].map(({ id, status }) => [id, status])).toEqual([[11, 'assigned']])
  expect(on.raise(concern('b'), about([2]), 0)?.id).toBe(12)
})
