// The database of a command: the server that DATABASE_URL names, or the embedded one in a folder of this user, or one for
// the moment. Whoever opens it closes it.
import { realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { othersRun } from '../adapters/postgres/acting-node.ts'
import { defaultFolder } from '../adapters/postgres/embedded/default-folder.ts'
import { holdsDatabase, type Postgres, startPostgres, temporaryPostgres } from '../adapters/postgres/embedded/index.ts'
import { hasSchema, migrate, schemaOf } from '../adapters/postgres/migrate.ts'
import { LabloopError } from '../errors.ts'
import type { Io } from './command.ts'

export type DatabaseChoice = {
  /** Id of the site. */
  readonly site: string
  /** The site folder, as other commands are to name it. */
  readonly folder?: string
  /** A folder for the embedded server, as --data gives it. */
  readonly data?: string | undefined
  /** A server of its own that goes away with us. */
  readonly temporary?: boolean
  /** Whether the embedded server ends with this command even where it ran before: for the command that runs the site. */
  readonly stops?: boolean
  /** For commands that only read: nothing is made; a database that is not there is told, since a new one knows nothing. */
  readonly existing?: boolean
}

export type OpenDatabase = {
  readonly url: string
  readonly schema: string
  /** The migrations that ran now. */
  readonly ran: readonly string[]
  /** Process id of the embedded server, or null. */
  readonly pid: number | null
  /** Where this site's own things lie on this machine: the embedded database, the file by which commands reach us. */
  readonly folder: string
  /** The option with which other commands find this database and whoever runs on it. */
  readonly where: string
  /** What people read: the folder, or the host of DATABASE_URL without its password. */
  readonly place: string
  /** The user asked to stop. While the database is open, a signal does no more than this: whoever works with it heeds it. */
  readonly stop: AbortSignal
  close(): Promise<void>
}

type Opened = Omit<OpenDatabase, 'schema' | 'ran' | 'stop'>
type Outer = Pick<Io, 'env' | 'stderr' | 'onStop'>

/**
 * Opens the database and brings the schema of the site up to date.
 * Asked to stop meanwhile, it stops what it has started.
 * @throws LabloopError stopped, database-missing (with `existing`), database-unreachable, disk-full, postgres-…
 */
export async function openDatabase(choice: DatabaseChoice, io: Outer): Promise<OpenDatabase> {
  const stopping = new AbortController()
  const { signal: stop } = stopping
  const unheard = io.onStop(() => stopping.abort())
  try {
    const opened = await open(choice, io, stop)
    const close = async () => {
      await opened.close()
      unheard()
    }
    return { ...opened, ...(await upToDate(choice, opened, stop)), stop, close }
  } catch (error) {
    unheard()
    throw error
  }
}

/** Leaves no server behind where it cannot be done. */
async function upToDate(choice: DatabaseChoice, opened: Opened, stop: AbortSignal) {
  try {
    const schema = schemaOf(choice.site)
    if (choice.existing && !(await hasSchema(opened.url, schema, stop)))
      throw missing(opened.place, `a database without the site ${choice.site}`)
    return { schema, ran: await migrate(opened.url, schema, Date.now(), stop) }
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function open(choice: DatabaseChoice, io: Outer, stop: AbortSignal): Promise<Opened> {
  const onLog = (line: string) => io.stderr(`${line}\n`)
  if (choice.temporary) {
    const server = await temporaryPostgres({ onLog, stop })
    return { ...embedded(server, true), close: () => server.stop() }
  }
  const url = io.env.DATABASE_URL
  const folder = choice.data ?? dataFolder(choice.site, io.env)
  if (choice.data === undefined && url) return external(checked(url), folder, choice.folder ?? choice.site)
  if (!choice.existing) mustLieOutside(choice, folder)
  if (choice.existing && !holdsDatabase(folder)) throw missing(folder, 'a folder that holds no database, or none')
  const server = await startPostgres({ folder, onLog, stop, endsWithUs: true })
  return embedded(server, choice.stops === true || !server.adopted)
}

/** The site folder is text that people compare and copy: nothing is written there. @throws LabloopError usage */
function mustLieOutside(choice: DatabaseChoice, folder: string): void {
  if (choice.folder === undefined) return
  const way = relative(realPath(choice.folder), realPath(folder))
  if (way !== '' && (/^\.\.(\/|\\|$)/.test(way) || isAbsolute(way))) return
  throw new LabloopError('usage', {
    place: choice.data === undefined ? 'LABLOOP_DATA' : '--data',
    given: `${folder}, which lies in the site folder`,
    allowed: 'a folder outside the site folder, to which Labloop never writes',
  })
}

/** Where a path leads, of which the end need not be there yet. */
function realPath(path: string): string {
  const whole = resolve(path)
  try {
    return realpathSync(whole)
  } catch {
    return dirname(whole) === whole ? whole : join(realPath(dirname(whole)), basename(whole))
  }
}

function missing(place: string, given: string): LabloopError {
  return new LabloopError('database-missing', { place, given, allowed: 'the database that labloop up has made' })
}

/** A server that is left goes on without us: so is one on which another Labloop runs, or waits for us to end. */
function embedded(server: Postgres, stops: boolean): Opened {
  const close = async () => {
    if (stops && !(await othersRun(server.url).catch(() => false))) await server.stop('fast')
    else server.leave()
  }
  const { url, pid, folder } = server
  return { url, pid, folder, place: folder, where: `--data ${quoted(folder)}`, close }
}

/** The folder holds no database here, so commands are told the site and not the folder: --data would make one. */
function external(url: string, folder: string, site: string): Opened {
  return { url, pid: null, folder, place: placeOf(url), where: `--site ${quoted(site)}`, close: async () => {} }
}

/** @throws LabloopError usage, without the text, which may hold a password */
function checked(url: string): string {
  if (/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? '')) return url
  const allowed = 'an address, as in postgres://USER:PASSWORD@HOST:5432/DATABASE'
  throw new LabloopError('usage', { place: 'DATABASE_URL', given: 'something else', allowed })
}

/** As a shell takes it for one word. */
export function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

/** Where the embedded database of a site lies unless --data says otherwise: outside the site folder, per user. */
export function dataFolder(site: string, env: Io['env']): string {
  return join(env.LABLOOP_DATA || dirname(defaultFolder()), site)
}

/** The address of a database as people may read it. */
export function withoutPassword(url: string): string {
  const shown = new URL(url)
  shown.password = ''
  return shown.href
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
