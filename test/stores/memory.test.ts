import { expect, test } from 'vitest'
import { type MemoryStore, memoryStore } from '../../src/adapters/memory/store.ts'
import { storeContract } from './contract.ts'
import { change, changes, incoming, morning, order } from './samples.ts'

storeContract('the memory store', async () => {
  let store: MemoryStore | null = null
  return {
    open: () => {
      store = store ? store.reopen() : memoryStore()
      return store
    },
    close: async () => {},
  }
})

test('a snapshot shows the moment at which it was taken, and goes on by itself', async () => {
  const store = memoryStore()
  const receiver = (await store.lease('receiver', 'node-1', 1000, morning))!
  const processor = (await store.lease('processor', 'node-1', 1000, morning))!
  await store.receive(receiver, [incoming()])
  const then = memoryStore(store.snapshot())
  await store.receive(receiver, [incoming({ controlId: 'later' })])
  await store.commit([processor], changes({ orders: [change(order(1))] }))
  expect(await then.marks()).toMatchObject({ lastMessageId: 1, lastOrderId: 0 })
  expect(await store.marks()).toMatchObject({ lastMessageId: 2, lastOrderId: 1 })
})
