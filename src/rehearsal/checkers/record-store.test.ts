// A store that is watched does what it did, and what it really kept is written down.
import { expect, test } from 'vitest'
import { memoryStore } from '../../adapters/memory/store.ts'
import type { Changes, Incoming } from '../../engine/ports/store.ts'
import { unheard } from '../../ledger/order.ts'
import { recordStore, writesOf } from './record-store.ts'

const incoming = (controlId: string): Incoming => ({
  ...{ receivedAt: 1, connection: 'c', system: 'lis', controlId, messageType: 'ORU^R01', body: Buffer.from(controlId) },
  ...{ hash: Buffer.from(controlId.padEnd(16)), answer: Buffer.from('AA'), refused: '', window_ms: 1000 },
})

test('each message is written down once the store has it, a repeat not again', async () => {
  let n = 0
  const record = recordStore(memoryStore().reopen(), () => ++n)
  const lease = (await record.store.lease('receiver', 'node', 1e9, 0))!
  await record.store.receive(lease, [incoming('A'), incoming('B')])
  await record.store.receive(lease, [incoming('A')])
  expect([...record.kept]).toEqual([[1, 1], [2, 2]]) // biome-ignore format: pairs
})

test('a write that the store refused is not written down', async () => {
  const store = memoryStore().reopen()
  const record = recordStore({ ...store, commit: () => Promise.reject(new Error('no')) }, () => 1)
  const changes = { orders: [{ order: unheard(1, 0), loop: 'adrift' }], facts: [], audit: [] } as unknown as Changes
  await expect(record.store.commit([], changes)).rejects.toThrow('no')
  expect([record.writes, [...record.adrift]]).toEqual([[], []])
})

test('a write is told with what was said of that order in the same batch, and whether a person commanded', () => {
  const fact = (side: string, kind: string) => ({ fact: { side, kind }, orderId: 1, verdict: 'accepted' })
  const changes = {
    orders: [{ order: { ...unheard(1, 0), version: 4, state: 'final' } }],
    facts: [fact('filler', 'result-reported'), { ...fact('placer', 'order-requested'), orderId: 2 }],
    audit: [{ at: 0, who: 'w', what: 'close', about: '' }],
  } as unknown as Changes
  expect(writesOf(changes, 9)).toEqual([
    {
      ...{ n: 9, orderId: 1, version: 4, state: 'final', commanded: true },
      said: [{ side: 'filler', kind: 'result-reported', verdict: 'accepted' }],
    },
  ])
})
