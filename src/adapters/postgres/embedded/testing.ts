// Databases for the tests: one server for a whole test run, and a fresh database for each test file, cloned from a
// template so that migrations run once. The one thing to know: the server starts when the first test asks for it, so
// that a run without database tests pays nothing.
import { createHash, randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { type Postgres, startPostgres } from './start.ts'
import { removeTemporary, temporaryFolder, temporaryPostgres, UNSAFE } from './temporary.ts'

/** A database to clone. `name` stands for what `build` makes: put a hash of the migrations into it. */
export type Template = { readonly name: string; build(url: string): Promise<void> }

export type TestDatabase = { readonly url: string; drop(): Promise<void> }

/** Set by whoever runs the tests, to use a server of their own: a URL whose user may create databases. */
const GIVEN = 'LABLOOP_TEST_DATABASE_URL'
/** Set by `startTestServer` for the processes of the run. */
const FOLDER = 'LABLOOP_TEST_POSTGRES_FOLDER'

/** For a test that clones: connections of its own, little memory, and no flush. */
const SETTINGS = { ...UNSAFE, max_connections: 200, shared_buffers: '128MB', autovacuum: false, max_wal_size: '1GB' }

let reached: Promise<string> | undefined
let own: Postgres | undefined

/**
 * Called once for a test run, before its worker processes: says where their shared server will be. Gives a function
 * that ends that server, if anybody started it.
 */
export function startTestServer(): () => void {
  if (process.env[GIVEN]) return () => {}
  const folder = temporaryFolder(true)
  process.env[FOLDER] = folder
  const end = () => {
    process.off('exit', end)
    delete process.env[FOLDER]
    removeTemporary(folder)
  }
  process.on('exit', end)
  return end
}

/**
 * A database of the caller's own on the shared server, empty or a clone of `template`; `name` helps people to recognise
 * it. Call `drop` at the end. Throws a LabloopError when no server can be had.
 */
export async function testDatabase(name: string, template?: Template): Promise<TestDatabase> {
  reached ??= serverUrl()
  const server = await reached
  const database = `${plain(name).slice(0, 40)}_${randomBytes(4).toString('hex')}`
  await withClient(server, async (client) => {
    if (template) await makeTemplate(client, server, template)
    await client.query(`CREATE DATABASE ${database} TEMPLATE ${template ? templateName(template) : 'template1'}`)
  })
  return { url: onDatabase(server, database), drop: () => drop(server, database) }
}

/** The server given, that of the run, or (where nothing of both is there) one for this process alone. */
async function serverUrl(): Promise<string> {
  const given = process.env[GIVEN]
  if (given) return given
  const folder = process.env[FOLDER]
  if (folder) {
    const shared = await startPostgres({ folder, settings: SETTINGS, sync: false })
    shared.leave() // it belongs to the run
    return shared.url
  }
  own = await temporaryPostgres({ settings: SETTINGS, fsync: false })
  return own.url
}

/** Stops the server that `testDatabase` started for this process alone, if it did. */
export async function stopOwnTestServer(): Promise<void> {
  await own?.stop()
  own = undefined
  reached = undefined
}

/** Built under another name and then renamed, so that a template that exists is whole. One process builds, the others wait. */
async function makeTemplate(client: Client, server: string, template: Template): Promise<void> {
  const name = templateName(template)
  const exists = async () => (await client.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 1
  if (await exists()) return
  await client.query('SELECT pg_advisory_lock(hashtext($1))', [name])
  try {
    if (await exists()) return
    await client.query(`DROP DATABASE IF EXISTS ${name}_new WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${name}_new`)
    await template.build(onDatabase(server, `${name}_new`))
    await client.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`)
  } finally {
    await client.query('SELECT pg_advisory_unlock(hashtext($1))', [name])
  }
}

async function drop(server: string, database: string): Promise<void> {
  await withClient(server, (client) => client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`))
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function onDatabase(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

function templateName(template: Template): string {
  const hash = createHash('sha256').update(template.name).digest('hex').slice(0, 8)
  return `template_${plain(template.name).slice(0, 30)}_${hash}`
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^(\d|_|$)/, 'd$1')
}
