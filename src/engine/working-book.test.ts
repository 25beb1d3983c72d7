import { expect, test } from 'vitest'
import { memoryStore } from '../adapters/memory/store.ts'
import { unheard, type Word } from '../ledger/order.ts'
import { changes, orderIn, put } from '../ledger/working-set.ts'
import type { Changes } from './ports/store.ts'
import { WorkingBook } from './working-book.ts'

const none = {
  patients: [],
  patientKeys: [],
  facts: [],
  deliveries: [],
  outcomes: [],
  exceptions: [],
  answers: [],
  audit: [],
}

/** A word of a message that was sent and not acknowledged. */
const sent: Word = {
  ...{ side: 'filler', subject: 'result', messageId: 1, said: 'F', state: 'final', level: 'sent', by: '' },
  ...{ to: 'ehr', seenAt: 0, since: 0, repeatMessageId: null },
}

/** A book over a store that counts its loads; `write` stores an order under a key, as a batch does. */
function bench(most: number) {
  const store = memoryStore()
  const loads: number[][] = []
  const counting = {
    load: (keys: Parameters<typeof store.load>[0]) => {
      loads.push([...keys.orderIds])
      return store.load(keys)
    },
  }
  const working = new WorkingBook(counting, { lastOrderId: 0, lastPatientId: 0 }, most)
  const write = async (id: number, word = sent) => {
    put(working.book, { ...(orderIn(working.book, id) ?? unheard(id, 0)), words: [word], lastSeenAt: id })
    const kept = changes(working.book, 0)
    await store.commit([], { ...none, processedThrough: 0, orders: kept.orders, orderKeys: [] } as Changes)
    working.committed(kept)
  }
  return { store, loads, working, write }
}

test('what was written lately is not read again, also when the book has begun anew meanwhile', async () => {
  const { loads, working, write } = bench(3)
  for (const id of [1, 2, 3, 4, 5]) await write(id)
  await working.ensure([], [], [5, 4, 2])
  expect(loads).toEqual([])
  expect(orderIn(working.book, 2)?.version).toBe(1)
  await write(2)
  for (const id of [6, 7, 8, 9, 10, 11, 12]) await write(id)
  await working.ensure([], [], [2])
  expect(loads).toEqual([[2]])
  expect(orderIn(working.book, 2)?.version).toBe(2)
})

test('an order whose words are taken is not remembered: nothing is to come of it', async () => {
  const { loads, working, write } = bench(3)
  await write(1, { ...sent, level: 'received' })
  for (const id of [2, 3, 4]) await write(id)
  await working.ensure([], [], [1, 2])
  expect(loads).toEqual([[1]])
})

test('keys that lead to nothing are asked for once', async () => {
  const { loads, working } = bench(10)
  await working.ensure(['p:1', 'p:2'], [], [])
  await working.ensure(['p:1', 'p:3'], [], [])
  await working.ensure(['p:1', 'p:2', 'p:3'], [], [])
  expect(loads).toHaveLength(2)
})

test('after a failure everything is read anew', async () => {
  const { loads, working, write } = bench(10)
  await write(1)
  put(working.book, { ...orderIn(working.book, 1)!, lastSeenAt: 99 })
  working.discard()
  await working.ensure([], [], [1])
  expect(loads).toEqual([[1]])
  expect(orderIn(working.book, 1)?.lastSeenAt).toBe(1)
})
