import { Client } from 'pg'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { stopOwnTestServer } from '../../src/adapters/postgres/embedded/testing.ts'
import type { PostgresStore } from '../../src/adapters/postgres/store.ts'
import { type TestStores, testStores } from './databases.ts'
import { proxyTo, type Relay } from './proxy.ts'
import { change, changes, delivery, incoming, morning, order } from './samples.ts'

let database: TestStores
let proxy: Relay
let store: PostgresStore

beforeEach(async () => {
  database = await testStores('faults')
  proxy = await proxyTo(database.url)
  store = database.open(proxy.url)
})
afterEach(async () => {
  await database.drop()
  await proxy.close()
})
afterAll(stopOwnTestServer)

async function leased(name: string) {
  return (await store.lease(name, 'node-1', 60_000, morning))!
}

/** Larger than anything but the write itself. */
const large = 4000
const text = 'x'.repeat(20_000)

test('a message whose acknowledgement from the database is lost was kept, and is said to be', async () => {
  const lease = await leased('receiver')
  await store.receive(lease, [incoming()])
  const order = changing(incoming({ controlId: 'C2' }))
  proxy.cutNext('unanswered', large)
  expect(await store.receive(lease, [order])).toEqual([{ kind: 'new', id: 2, controlIdReused: false }])
  expect(await store.receive(lease, [order])).toMatchObject([{ kind: 'repeat', id: 2 }])
  expect(await store.messagesAfter(0, 10)).toHaveLength(2)
})

test('a message that never reached the database is refused, and nothing of it is kept', async () => {
  const lease = await leased('receiver')
  await store.receive(lease, [incoming()])
  proxy.cutNext('unsent', large)
  await expect(store.receive(lease, [changing(incoming({ controlId: 'C2' }))])).rejects.toMatchObject({
    code: 'database-unreachable',
  })
  expect(await store.receive(lease, [incoming({ controlId: 'C3' })])).toMatchObject([{ id: 2 }])
  expect(await store.messagesAfter(0, 10)).toHaveLength(2)
})

test('a message that was refused cannot be kept afterwards, when the network delivers it late', async () => {
  const lease = await leased('receiver')
  await store.receive(lease, [incoming()])
  proxy.cutNext('late', large)
  await expect(store.receive(lease, [changing(incoming({ controlId: 'C2' }))])).rejects.toMatchObject({
    code: 'database-unreachable',
  })
  await pause(600)
  expect(await store.messagesAfter(0, 10)).toHaveLength(1)
})

test('a commit is kept or refused whole, and said to be so, wherever the connection is cut', async () => {
  const lease = await leased('processor')
  for (const [at, how] of (['unanswered', 'unsent', 'late'] as const).entries()) {
    const id = at + 1
    await store.commit([lease], changes({ processedThrough: at }))
    proxy.cutNext(how, large)
    const all = changes({
      processedThrough: 10 + id,
      orders: [change(order(id, { priority: text }))],
      orderKeys: [{ key: 'p:1', orderId: id }],
      deliveries: [delivery(id)],
    })
    const kept = await store.commit([lease], all).then(
      () => true,
      (error: { code: string }) => error.code !== 'database-unreachable',
    )
    expect(kept).toBe(how === 'unanswered')
    await pause(400)
    const { orders, orderKeys } = await store.load({ orderKeys: ['p:1'], patientKeys: [], orderIds: [id] })
    expect(orders.some((found) => found.id === id)).toBe(kept)
    expect(orderKeys.some(({ orderId }) => orderId === id)).toBe(kept)
    expect((await store.undelivered('ehr-out', 0, 10)).some((open) => open.id === id)).toBe(kept)
  }
})

test('while the database cannot be reached every call says so, and all goes on by itself afterwards', async () => {
  const lease = await leased('receiver')
  await store.receive(lease, [incoming()])
  await store.marks()
  await store.commit([await leased('processor')], changes())
  proxy.refuse()
  await pause(50) // else what is sent next is lost on the way, and its outcome is asked for until it is known
  await expect(store.receive(lease, [incoming({ controlId: 'C2' })])).rejects.toMatchObject({
    code: 'database-unreachable',
  })
  await expect(store.marks()).rejects.toMatchObject({ code: 'database-unreachable' })
  await expect(store.commit([lease], changes())).rejects.toMatchObject({ code: 'database-unreachable' })
  proxy.open()
  expect(await store.receive(lease, [incoming({ controlId: 'C2' })])).toMatchObject([{ id: 2 }])
  expect(await store.marks()).toMatchObject({ lastMessageId: 2 })
  await store.commit([lease], changes({ processedThrough: 2 }))
})

test('a write under way when the database goes away is neither kept nor refused until it is back', async () => {
  const lease = await leased('receiver')
  await store.receive(lease, [incoming()])
  proxy.cutNext('unanswered', large, 'refuse')
  let settled = false
  const receiving = store.receive(lease, [changing(incoming({ controlId: 'C2' }))]).finally(() => {
    settled = true
  })
  await pause(320)
  expect(settled).toBe(false)
  proxy.open()
  expect(await receiving).toEqual([{ kind: 'new', id: 2, controlIdReused: false }])
})

test('a write whose outcome is asked for is given up when the store is closed', async () => {
  const lease = await leased('receiver')
  await store.receive(lease, [incoming()])
  proxy.cutNext('unsent', large)
  const receiving = store.receive(lease, [changing(incoming({ controlId: 'C2' }))])
  proxy.refuse()
  await pause(100)
  store.abandon()
  await expect(receiving).rejects.toMatchObject({ code: 'database-unreachable' })
})

test('sessions that an administrator ends are opened again', async () => {
  const lease = await leased('receiver')
  await store.receive(lease, [incoming()])
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const ended = await client.query(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE 'labloop %' AND datname = current_database()",
  )
  expect(ended.rowCount).toBeGreaterThan(0)
  await client.end()
  await pause(50)
  expect(await store.receive(lease, [incoming({ controlId: 'C2' })])).toMatchObject([{ id: 2 }])
  expect(await store.marks()).toMatchObject({ lastMessageId: 2 })
})

test('an error of the database tells its code and never what was written', async () => {
  const lease = await leased('processor')
  const secret = delivery(1, { body: new TextEncoder().encode('secret'), controlId: 'secret' })
  await store.commit([lease], changes({ deliveries: [secret] }))
  const failure = store.commit([lease], changes({ deliveries: [secret] }))
  await expect(failure).rejects.toMatchObject({ code: 'internal', given: 'SQLSTATE 23505', place: 'committing' })
  await failure.catch((error: Error) => {
    expect(JSON.stringify([error.message, error.cause, Object.values(error)])).not.toContain('secret')
  })
})

test('connections lost at random cost nothing that was acknowledged, and keep nothing that was refused', async () => {
  const lease = await leased('receiver')
  const acknowledged: number[] = []
  for (let n = 0; n < 30; n++) {
    const cut = (['unanswered', 'unsent', 'late', null] as const)[(n * 7) % 4]
    if (cut) proxy.cutNext(cut, large)
    const message = changing(incoming({ controlId: `R${n}` }))
    const received = await store.receive(lease, [message]).catch(() => null)
    if (received) acknowledged.push(n)
  }
  const stored = await store.messagesAfter(0, 100)
  expect(stored.map(({ controlId }) => controlId)).toEqual(acknowledged.map((n) => `R${n}`))
  expect(stored.map(({ id }) => id)).toEqual(stored.map((_, at) => at + 1))
  expect(acknowledged.length).toBeGreaterThan(10)
})

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** With bytes that do not compress, so that it is the largest thing sent. */
function changing(message: ReturnType<typeof incoming>): ReturnType<typeof incoming> {
  let state = message.controlId.length * 7919 + 1
  const body = new Uint8Array(8000).map(() => {
    state = (state * 48_271) % 2_147_483_647
    return state & 255
  })
  return { ...message, body }
}
