import { afterAll, expect, test } from 'vitest'
import { stopOwnTestServer } from '../../src/adapters/postgres/embedded/testing.ts'
import { storeContract } from './contract.ts'
import { testStores } from './databases.ts'
import { schemaListing, storedListing } from './schema.ts'

afterAll(stopOwnTestServer)

storeContract('the PostgreSQL store', async () => {
  const { open, drop } = await testStores('contract')
  return { open, close: drop }
})

test('sql/schema.txt lists what the migrations make (node test/stores/schema.ts writes it)', async () => {
  const { url, drop } = await testStores('listing')
  expect(await schemaListing(url, 'labloop_test')).toBe(storedListing())
  await drop()
})
