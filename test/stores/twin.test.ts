import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { testStores } from './databases.ts'
import { changes, incoming } from './samples.ts'
import { Player, stories } from './story.ts'
import { twinStore } from './twin.ts'

test('the memory store and PostgreSQL give the same answers to any story', async () => {
  await fc.assert(
    fc.asyncProperty(stories(25), async (story) => {
      const database = await testStores('twin')
      let memory = memoryStore()
      const reopen = () => {
        memory = memory.reopen()
        return twinStore(memory, database.open())
      }
      try {
        await new Player(reopen).play(story)
      } finally {
        await database.drop()
      }
    }),
    { numRuns: 30, seed: 7 },
  )
}, 120_000)

test('the twin store notices where two stores differ', async () => {
  const [left, right] = [memoryStore(), memoryStore()]
  const lease = await right.lease('receiver', 'node-1', 1000, 0)
  await right.receive(lease!, [incoming()])
  await expect(twinStore(left, right).marks()).rejects.toThrow('differ on marks')
})

test('the twin store notices where only one store refuses', async () => {
  const [left, right] = [memoryStore(), memoryStore()]
  const lease = await left.lease('processor', 'node-1', 1000, 0)
  await expect(twinStore(left, right).commit([lease!], changes())).rejects.toThrow('differ on commit')
})
