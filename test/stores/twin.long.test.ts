import fc from 'fast-check'
import { test } from 'vitest'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { testStores } from './databases.ts'
import { Player, stories } from './story.ts'
import { twinStore } from './twin.ts'

test('the memory store and PostgreSQL give the same answers to long stories, told anew each time', async () => {
  await fc.assert(
    fc.asyncProperty(stories(80), async (story) => {
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
    { numRuns: 150 },
  )
}, 900_000)
