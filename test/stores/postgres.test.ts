import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { stopOwnTestServer } from '../../src/adapters/postgres/embedded/testing.ts'
import { storeContract } from './contract.ts'
import { schema, testStores } from './databases.ts'
import { changes, morning, resultFact } from './samples.ts'
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

test('a store that opens, however often, uses up no number of a name', async () => {
  const { url, open, drop } = await testStores('names')
  for (let n = 0; n < 3; n++) {
    const store = open()
    const lease = (await store.lease('processor', `node-${n}`, 1, morning + n * 10))!
    await store.commit([lease], changes({ facts: [{ fact: resultFact(1), orderId: 1, verdict: 'accepted' }] }))
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(`SELECT last_value::int AS last FROM ${schema}.names_id_seq`)
  await client.end()
  expect(rows).toEqual([{ last: 3 }])
  await drop()
})
