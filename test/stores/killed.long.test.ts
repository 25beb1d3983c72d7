import { expect, test, vi } from 'vitest'
import { temporaryPostgres } from '../../src/adapters/postgres/embedded/index.ts'
import { migrate } from '../../src/adapters/postgres/migrate.ts'
import { postgresStore } from '../../src/adapters/postgres/store.ts'
import { change, changes, incoming, morning, order } from './samples.ts'

const schema = 'labloop_killed'

test('PostgreSQL killed while messages and batches are written costs nothing that was acknowledged', async () => {
  const server = await temporaryPostgres()
  await migrate(server.url, schema, morning)
  const store = postgresStore({ url: server.url, schema })
  const receiver = (await store.lease('receiver', 'node-1', 3_600_000, morning))!
  const processor = (await store.lease('processor', 'node-1', 3_600_000, morning))!
  const [kept, committed]: [string[], number[]] = [[], []]
  let ended = false
  const receiving = (async () => {
    for (let n = 0; !ended; n++) {
      const batch = Array.from({ length: 20 }, (_, at) =>
        incoming({ controlId: `K${n}-${at}`, text: `body ${n} ${at}` }),
      )
      const received = await store.receive(receiver, batch).catch(() => null)
      if (received) kept.push(...batch.map(({ controlId }) => controlId))
      else await pause(50)
    }
  })()
  const committing = (async () => {
    for (let id = 1; !ended; id++) {
      const done = await store.commit([processor], changes({ orders: [change(order(id))] })).then(
        () => true,
        () => false,
      )
      if (done) committed.push(id)
      else await pause(50)
    }
  })()
  for (let round = 0; round < 3; round++) {
    await pause(700)
    process.kill(server.pid, 'SIGKILL')
    const before = kept.length
    await vi.waitFor(() => expect(kept.length).toBeGreaterThan(before + 20), 60_000)
  }
  ended = true
  await Promise.all([receiving, committing])
  // A read rejects while the server is being started again; only writes wait for it.
  const stored = await vi.waitFor(() => store.messagesAfter(0, 1_000_000), 30_000)
  expect(stored.map(({ controlId }) => controlId)).toEqual(kept)
  expect(stored.map(({ id }) => id)).toEqual(stored.map((_, at) => at + 1))
  const { orders } = await vi.waitFor(() => store.load({ orderKeys: [], patientKeys: [], orderIds: committed }), 30_000)
  expect(orders.map(({ id }) => id)).toEqual(committed)
  expect(await vi.waitFor(() => store.loopCounts(), 30_000)).toMatchObject({ total: committed.length })
  expect(kept.length).toBeGreaterThan(1000)
  await store.close()
  await server.stop()
})

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
