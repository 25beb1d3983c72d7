// Stores on a real PostgreSQL for the tests: each in a fresh database, cloned from one that was migrated once.
import { testDatabase } from '../../src/adapters/postgres/embedded/testing.ts'
import { migrate, migrationsHash } from '../../src/adapters/postgres/migrate.ts'
import { type PostgresStore, postgresStore } from '../../src/adapters/postgres/store.ts'

export const schema = 'labloop_test'

export type TestStores = {
  readonly url: string
  /** Opens the same books anew, as a process that starts; by another URL where one is given. */
  open(url?: string): PostgresStore
  drop(): Promise<void>
}

/** A database with the tables of one site. `drop` closes what was opened. */
export async function testStores(name: string): Promise<TestStores> {
  const database = await testDatabase(name, {
    name: `stores ${migrationsHash()}`,
    build: async (url) => void (await migrate(url, schema, 0)),
  })
  const opened: PostgresStore[] = []
  return {
    url: database.url,
    open: (url = database.url) => {
      const store = postgresStore({ url, schema })
      opened.push(store)
      return store
    },
    drop: async () => {
      await Promise.all(opened.map((store) => store.close()))
      await database.drop()
    },
  }
}
