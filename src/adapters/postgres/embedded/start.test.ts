import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Postgres, type PostgresOptions, startPostgres } from './start.ts'

const base = mkdtempSync(join(tmpdir(), 'labloop-test-'))
const folder = join(base, 'database')
const log: string[] = []
let server: Postgres
/** What a first start takes here: on a busy machine all takes longer. */
let start_ms: number

/** A start as the tests want it: no flush of initdb, little memory. */
function start(options: Partial<PostgresOptions> = {}): Promise<Postgres> {
  return startPostgres({ folder, sync: false, onLog: (line) => log.push(line), ...options })
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows[0]
  } finally {
    await client.end()
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10)
}

beforeAll(async () => {
  chmodSync(base, 0o755)
  const started = performance.now()
  server = await start()
  start_ms = performance.now() - started
})
afterAll(async () => {
  await server?.stop('immediate')
  rmSync(base, { recursive: true })
})

test('a new folder gets a server with checksums, UTF-8 and the order of bytes, durable, on loopback alone', async () => {
  expect(server.adopted).toBe(false)
  const shown = ['fsync', 'synchronous_commit', 'data_checksums', 'server_encoding', 'password_encryption']
  shown.push('listen_addresses', 'unix_socket_directories', 'timezone')
  const columns = shown.map((name) => `current_setting('${name}') AS ${name}`).join()
  expect(await ask(server.url, `SELECT ${columns}, current_database() AS database`)).toEqual({
    fsync: 'on',
    synchronous_commit: 'on',
    data_checksums: 'on',
    server_encoding: 'UTF8',
    password_encryption: 'scram-sha-256',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    database: 'labloop',
  })
  expect(await ask(server.url, `SELECT 'B' < 'a' AS by_bytes`)).toEqual({ by_bytes: true })
})

test('nobody gets in without the password, which only its owner can read', async () => {
  const other = server.url.replace(/:[^:@]+@/, ':guess@')
  await expect(ask(other, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  if (process.platform !== 'win32') expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600)
})

test('what a client sends never reaches the log, not even when it fails', async () => {
  await expect(ask(server.url, `SELECT 'Testpatient'::int`)).rejects.toThrow()
  await expect(ask(server.url, `SELECT Testpatient FROM nowhere`)).rejects.toThrow()
  expect(readFileSync(join(folder, 'server.log'), 'utf8')).not.toContain('Testpatient')
  expect(log.join()).not.toContain(readFileSync(join(folder, 'password'), 'utf8'))
})

test('a second supervisor takes the running server over', async () => {
  const second = await start()
  expect(second).toMatchObject({ adopted: true, pid: server.pid, url: server.url })
  second.leave()
})

test('a server killed in the middle of a query is back on the same port, with what was committed', async () => {
  await ask(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const busy = new Client({ connectionString: server.url })
  busy.on('error', () => {})
  await busy.connect()
  const broken = busy
    .query(`SELECT count(*) FROM generate_series(1, 1e12) n WHERE md5(n::text) = ''`)
    .catch(() => 'broken')
  await sleep(200)
  const { pid, url } = server
  const killed = performance.now()
  process.kill(pid, 'SIGKILL')
  await until(() => server.pid !== pid)
  expect(performance.now() - killed).toBeLessThan(Math.max(3000, 2 * start_ms))
  expect(await broken).toBe('broken')
  expect(server.url).toBe(url)
  expect(await ask(url, 'SELECT answer FROM kept')).toEqual({ answer: 42 })
})

test('a server outlives the process that started it, and is taken over by the next', async () => {
  const own = join(base, 'outlives')
  const child = inAnotherProcess(own)
  await until(() => existsSync(join(own, 'started')))
  child.kill('SIGKILL')
  await until(() => child.signalCode !== null)
  const next = await start({ folder: own })
  expect(next.adopted).toBe(true)
  await next.stop('immediate')
})

function inAnotherProcess(own: string): ChildProcess {
  const code = `
    import { writeFileSync } from 'node:fs'
    const { startPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'start.ts'))})
    const server = await startPostgres({ folder: ${JSON.stringify(own)}, sync: false })
    writeFileSync(${JSON.stringify(join(own, 'started'))}, '')
    setInterval(() => {}, 1000)`
  return spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: 'inherit' })
}

test('two that start at once on a new folder share one server', async () => {
  const own = join(base, 'at-once')
  const [one, two] = await Promise.all([start({ folder: own }), start({ folder: own })])
  expect(one.url).toBe(two.url)
  expect([one.adopted, two.adopted].sort()).toEqual([false, true])
  one.leave()
  await two.stop('immediate')
})

test('a postmaster.pid that names another living program does not stop the start', async () => {
  const own = join(base, 'stale')
  const first = await start({ folder: own })
  await first.stop('immediate')
  const lines = [process.pid, join(own, 'data'), 1, first.port, '', '127.0.0.1', '  1  2', 'ready   ']
  const file = join(own, 'data', 'postmaster.pid')
  writeFileSync(file, `${lines.join('\n')}\n`)
  chmodSync(file, 0o644)
  const second = await start({ folder: own })
  expect(second).toMatchObject({ adopted: false, port: first.port })
  await second.stop('immediate')
})

test('an empty postmaster.pid, as a kill at the wrong moment leaves it, does not stop the start', async () => {
  const file = join(base, 'stale', 'data', 'postmaster.pid')
  writeFileSync(file, '')
  chmodSync(file, 0o644)
  const server = await start({ folder: join(base, 'stale') })
  expect(server.adopted).toBe(false)
  await server.stop('immediate')
})

test('a port that somebody else has taken is passed over', async () => {
  const own = join(base, 'deep', 'in', 'port')
  const squatter = createServer()
  await new Promise<void>((done) => squatter.listen(0, '127.0.0.1', done))
  const { port } = squatter.address() as AddressInfo
  const started = await start({ folder: own, port })
  expect(started.port).not.toBe(port)
  await started.stop('immediate')
  squatter.close()
})

test('a setting that PostgreSQL refuses ends in an error with its words', async () => {
  const refused = start({ folder: join(base, 'deep', 'in', 'port'), settings: { shared_buffers: 'much' } })
  await expect(refused).rejects.toMatchObject({
    code: 'postgres-start-failed',
    place: join(base, 'deep', 'in', 'port'),
    given: expect.stringContaining('shared_buffers'),
  })
})

test('a folder that cannot be used is refused with what to do', async () => {
  writeFileSync(join(base, 'file'), '')
  await expect(start({ folder: join(base, 'file', 'database') })).rejects.toMatchObject({
    code: 'postgres-data-not-writable',
    remedy: expect.stringContaining('DATABASE_URL'),
  })
  const closed = join(base, 'closed')
  mkdirSync(closed, { mode: process.getuid?.() === 0 ? 0o700 : 0o500 }) // root's own folder: the server's user cannot enter
  await expect(start({ folder: join(closed, 'database') })).rejects.toMatchObject({
    code: 'postgres-data-not-writable',
  })
})

test('data of another version, of something else, or without its password is left alone', async () => {
  const place = (name: string, version?: string) => {
    mkdirSync(join(base, name, 'data'), { recursive: true })
    if (version) writeFileSync(join(base, name, 'data', 'PG_VERSION'), version)
    if (name !== 'without') writeFileSync(join(base, name, 'password'), 'secret')
    return { folder: join(base, name) }
  }
  await expect(start(place('older', '14\n'))).rejects.toMatchObject({ code: 'postgres-data-other-version' })
  await expect(start(place('other'))).rejects.toMatchObject({ code: 'postgres-data-unknown' })
  await expect(start(place('without', '18\n'))).rejects.toMatchObject({ code: 'postgres-password-missing' })
})

test('a running server whose password file was changed is not taken over', async () => {
  const file = join(folder, 'password')
  const password = readFileSync(file, 'utf8')
  writeFileSync(file, 'another')
  await expect(start()).rejects.toMatchObject({ code: 'postgres-password-rejected' })
  writeFileSync(file, password)
})
