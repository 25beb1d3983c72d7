import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../adapters/memory/store.ts'
import { MessageFeed } from './feed.ts'
import type { StoredMessage } from './ports/store.ts'

async function stored(count: number) {
  const store = memoryStore()
  const lease = (await store.lease('receiver', 'node', 1000, 0))!
  const none = new Uint8Array(0)
  await store.receive(
    lease,
    Array.from({ length: count }, (_, n) => ({
      ...{ receivedAt: 0, connection: 'in', system: 's', controlId: `M${n}`, messageType: 'ADT^A01' },
      ...{ body: new Uint8Array([n]), hash: new Uint8Array([n]), answer: none, refused: '', window_ms: 1 },
    })),
  )
  return { store, all: (await store.messagesAfter(0, count)) as readonly StoredMessage[] }
}

test('messages come once each and in order, whichever of them were handed on and whichever only stored', async () => {
  const { store, all } = await stored(30)
  const plan = fc.record({
    processed: fc.integer({ min: 0, max: 30 }),
    handed: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
    limit: fc.integer({ min: 1, max: 12 }),
  })
  await fc.assert(
    fc.asyncProperty(plan, async ({ processed, handed, limit }) => {
      const feed = new MessageFeed(store, processed, 30)
      feed.add(all.filter(({ id }) => handed[id - 1]))
      const seen: number[] = []
      for (;;) {
        const messages = await feed.take(limit)
        if (messages.length === 0) break
        expect(messages.length).toBeLessThanOrEqual(limit)
        seen.push(...messages.map(({ id }) => id))
      }
      expect(seen).toEqual(all.map(({ id }) => id).filter((id) => id > processed))
      expect(feed.waiting).toBe(0)
    }),
  )
})

test('what was read from the store already is given back when it is handed on late', async () => {
  const { store, all } = await stored(5)
  const feed = new MessageFeed(store, 0, 5)
  expect(await feed.take(3)).toHaveLength(3)
  expect(feed.add(all).map(({ id }) => id)).toEqual([1, 2, 3])
  expect(await feed.take(9)).toMatchObject([{ id: 4 }, { id: 5 }])
})
