import { createServer } from 'node:net'
import { Client, DatabaseError } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { LabloopError } from '../../errors.ts'
import { databaseAt } from './database-place.ts'
import { stopOwnTestServer, testDatabase } from './embedded/testing.ts'
import { fromDriver, meaningOf, storeError } from './errors.ts'
import { migrate } from './migrate.ts'
import { postgresStore } from './store.ts'

afterAll(stopOwnTestServer)

/** An error as pg makes it of what the server sends. */
function fromServer(code: string, constraint = ''): Error {
  return Object.assign(new DatabaseError('text of the server', 0, 'error'), { severity: 'ERROR', code, constraint })
}

test.each([
  ['53100', 'disk-full', 'refused'],
  ['LB001', 'lease-lost', 'refused'],
  ['LB003', 'stale-order', 'refused'],
  ['57P01', 'database-unreachable', 'lost'],
  ['57P03', 'database-unreachable', 'lost'],
  ['08006', 'database-unreachable', 'lost'],
  ['40P01', 'database-unreachable', 'again'],
  ['55P03', 'database-unreachable', 'again'],
  ['53300', 'database-unreachable', 'refused'],
  ['25006', 'database-unreachable', 'refused'],
  ['42501', 'database-unreachable', 'refused'],
  ['22P02', 'internal', 'refused'],
])('SQLSTATE %s becomes %s, and the write is %s', (state, code, meaning) => {
  expect(storeError(fromServer(state), 'committing')).toMatchObject({ code, place: 'committing' })
  expect(storeError(fromServer(state), 'committing').message).not.toContain('text of the server')
  expect(meaningOf(fromServer(state))).toBe(meaning)
})

test('a new order that is there already is stale; any other key that is taken is a fault of ours', () => {
  expect(storeError(fromServer('23505', 'orders_pkey'), 'committing').code).toBe('stale-order')
  expect(storeError(fromServer('23505', 'deliveries_pkey'), 'committing').code).toBe('internal')
})

test('an error of ours goes through as it is, and one of the socket means that the connection is lost', () => {
  const own = new LabloopError('lease-lost')
  expect(storeError(own, 'anywhere')).toBe(own)
  const socket = fromDriver(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
  expect(storeError(socket, 'receiving')).toMatchObject({ code: 'database-unreachable', given: 'ECONNRESET' })
  expect(meaningOf(socket)).toBe('lost')
})

test('a mistake of ours is not taken for a lost connection, which would be tried again for ever', () => {
  const mistake = new RangeError('The value of "value" is out of range')
  expect(meaningOf(mistake)).toBe('refused')
  expect(storeError(mistake, 'committing')).toMatchObject({ code: 'internal', given: 'RangeError' })
})

test('a port on which nothing listens, a wrong password and a database that is not there are told apart', async () => {
  const nobody = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => nobody.once('listening', resolve))
  const { port } = nobody.address() as { port: number }
  await new Promise((resolve) => nobody.close(resolve))
  const { url, drop } = await testDatabase('errors')
  const wrong = (change: (url: URL) => void) => {
    const other = new URL(url)
    change(other)
    return migrate(other.href, 'labloop_errors', 0)
  }
  await expect(wrong((other) => (other.port = String(port)))).rejects.toMatchObject({
    code: 'database-unreachable',
    given: 'ECONNREFUSED',
    place: expect.stringContaining(`127.0.0.1:${port} as `),
  })
  for (const change of [(other: URL) => (other.password = 'wrong'), (other: URL) => (other.pathname = '/nowhere')]) {
    await expect(wrong(change)).rejects.toMatchObject({
      code: 'database-unreachable',
      place: expect.stringMatching(/^migrating the database \S+ at \S+:\d+ as \S+$/),
      remedy: expect.stringContaining('DATABASE_URL'),
    })
  }
  const store = postgresStore({ url: `postgres://ada:secret@127.0.0.1:${port}/x`, schema: 'labloop_errors' })
  const failed = await store.marks().then(
    () => new Error('it answered'),
    (error: Error) => error,
  )
  expect(failed).toMatchObject({
    code: 'database-unreachable',
    place: `connecting (read) to the database x at 127.0.0.1:${port} as ada`,
  })
  expect(JSON.stringify(failed) + failed.message).not.toContain('secret')
  await store.close()
  await drop()
})

test('a host that never answers is given up, and says so', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  const { port } = silent.address() as { port: number }
  const store = postgresStore({ url: `postgres://a:b@127.0.0.1:${port}/x`, schema: 's', connect_ms: 100 })
  await expect(store.marks()).rejects.toMatchObject({ code: 'database-unreachable', given: 'no answer' })
  await store.close()
  silent.close()
})

test.each([
  ['postgres://ada:secret@db.hospital.example/labloop', 'the database labloop at db.hospital.example:5432 as ada'],
  ['postgres://ada@db/lab?password=secret', 'the database lab at db:5432 as ada'],
  ['postgres://ada:secret@[::1]:99/a%20b', 'the database a b at [::1]:99 as ada'],
  ['postgres://ada@localhost?host=/run/postgresql&port=5433', 'the database ada in /run/postgresql (port 5433) as ada'],
])('the database of an address is named without its password', (url, named) => {
  expect(databaseAt(new Client({ connectionString: url }))).toBe(named)
})
