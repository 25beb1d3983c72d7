// Brings the schema of a site up to date: the numbered files of sql/, each in a transaction of its own, one process at a
// time. The one thing to know: a migration expands first and contracts in a later release, so that the program of before
// still runs while a new one is rolled out.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { LabloopError } from '../../errors.ts'
import { isStopped, unlessStopped } from '../shared/stopping.ts'
import { databaseAt } from './database-place.ts'
import { fromDriver, storeError } from './errors.ts'
import { monthsAhead } from './maintain.ts'

export type Migration = { readonly number: number; readonly name: string; readonly sql: string }

/** The folder of the migrations, beside `src` and `dist`. */
const FOLDER = join(import.meta.dirname, '../../../sql')

/** A host that does not answer at all would else keep us waiting for minutes. */
const connect_ms = 10_000

/** The migrations that come with this program, in order. */
export function migrations(): Migration[] {
  const files = readdirSync(FOLDER).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
  return files.sort().map((file) => ({
    number: Number.parseInt(file, 10),
    name: file.slice(5, -4),
    sql: readFileSync(join(FOLDER, file), 'utf8'),
  }))
}

/** The schema of a site: `labloop_` and its id, with underscores for hyphens. */
export function schemaOf(site: string): string {
  return `labloop_${site.replaceAll('-', '_')}`
}

/** A name for a template database that changes whenever a migration does. */
export function migrationsHash(): string {
  const hash = createHash('sha256')
  for (const { name, sql } of migrations()) hash.update(`${name}\0${sql}\0`)
  return hash.digest('hex').slice(0, 12)
}

/**
 * Creates the schema if it is missing, runs what has not run yet, and makes the partitions of the next months. `now` in
 * milliseconds.
 * @param stop calls it off: what has run stays, the one under way is undone
 * @returns the names of those that ran
 * @throws LabloopError database-unreachable, disk-full, stopped
 */
export async function migrate(url: string, schema: string, now: number, stop?: AbortSignal): Promise<string[]> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw new LabloopError('internal', { place: 'the name of a schema', given: schema, allowed: 'a-z, 0-9 and _' })
  const run = (client: Client) =>
    underLock(client, schema, async () => {
      const ran = await runMissing(client, now)
      await makeMonths(client, now)
      return ran
    })
  return connected(url, 'migrating', run, stop)
}

/** Whether the schema of a site is there; makes nothing. @throws LabloopError database-unreachable */
export async function hasSchema(url: string, schema: string, stop?: AbortSignal): Promise<boolean> {
  const look = async (client: Client) => {
    const { rowCount } = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema])
    return rowCount === 1
  }
  return connected(url, 'looking into', look, stop)
}

type Work<T> = (client: Client) => Promise<T>

/** Called off, it ends the connection, so that the server undoes the transaction under way. */
async function connected<T>(url: string, doing: string, work: Work<T>, stop?: AbortSignal): Promise<T> {
  const client = new Client({
    connectionString: url,
    application_name: 'labloop migrate',
    connectionTimeoutMillis: connect_ms,
  })
  client.on('error', () => {}) // the query under way rejects
  try {
    await unlessStopped(stop, client.connect())
    return await unlessStopped(stop, work(client))
  } catch (error) {
    if (isStopped(error)) throw error
    throw storeError(fromDriver(error), `${doing} ${databaseAt(client)}`)
  } finally {
    await client.end().catch(() => {})
  }
}

async function underLock<T>(client: Client, schema: string, work: () => Promise<T>): Promise<T> {
  await client.query("SELECT pg_advisory_lock(hashtextextended('labloop migrate ' || $1, 0))", [schema])
  await client.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`)
  await client.query(`SET search_path TO "${schema}"`)
  await client.query(`CREATE TABLE IF NOT EXISTS migrations (
    number integer PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)`)
  return work() // the lock goes with the connection
}

async function runMissing(client: Client, now: number): Promise<string[]> {
  const { rows } = await client.query<{ number: number }>('SELECT number FROM migrations')
  const done = new Set(rows.map(({ number }) => number))
  const missing = migrations().filter(({ number }) => !done.has(number))
  for (const migration of missing) await runOne(client, migration, now)
  return missing.map(({ name }) => name)
}

/** Partitions for the first messages; later ones are made by `maintain`. */
async function makeMonths(client: Client, now: number): Promise<void> {
  for (const { statement, values } of monthsAhead(now)) await client.query(statement.text, [...values])
}

async function runOne(client: Client, { number, name, sql }: Migration, now: number): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query('INSERT INTO migrations (number, name, applied_at) VALUES ($1, $2, $3)', [number, name, now])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}
