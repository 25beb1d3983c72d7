import fc from 'fast-check'
import { test } from 'vitest'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import type { PostgresStore } from '../../src/adapters/postgres/store.ts'
import { testStores } from './databases.ts'
import { morning } from './samples.ts'
import { Player, stories } from './story.ts'
import { twinStore } from './twin.ts'

test('the memory store and PostgreSQL, maintained meanwhile, give the same answers to long stories, told anew each time', async () => {
  await fc.assert(
    fc.asyncProperty(stories(80), async (story) => {
      const database = await testStores('twin')
      const maintenance = maintained(database.open())
      let memory = memoryStore()
      const reopen = () => {
        memory = memory.reopen()
        return twinStore(memory, database.open())
      }
      try {
        await new Player(reopen).play(story)
      } finally {
        await maintenance.end()
        await database.drop()
      }
    }),
    // A story that fails is shortened, which may take long: what was reached by then is shown.
    { numRuns: 150, interruptAfterTimeLimit: 600_000 },
  )
}, 900_000)

/** Maintains the database again and again until its end. At its morning, or else control ids would be forgotten. */
function maintained(store: PostgresStore) {
  let ended = false
  const work = (async () => {
    while (!ended) await store.maintain(morning)
  })()
  return {
    end: () => {
      ended = true
      return work
    },
  }
}
