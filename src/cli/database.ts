// The database of a command: the server that DATABASE_URL names, or the embedded one in a folder of this user, or one for
// the moment. Whoever opens it closes it.
import { dirname, join } from 'node:path'
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
  close(): Promise<void>
}

type Opened = Omit<OpenDatabase, 'schema' | 'ran'>

/**
 * Opens the database and brings the schema of the site up to date.
 * @throws LabloopError database-missing (with `existing`), database-unreachable, disk-full, postgres-…
 */
export async function openDatabase(choice: DatabaseChoice, io: Pick<Io, 'env' | 'stderr'>): Promise<OpenDatabase> {
  const opened = await open(choice, io)
  try {
    const schema = schemaOf(choice.site)
    if (choice.existing && !(await hasSchema(opened.url, schema)))
      throw missing(opened.place, `a database without the site ${choice.site}`)
    const ran = await migrate(opened.url, schema, Date.now())
    return { ...opened, schema, ran }
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function open(choice: DatabaseChoice, io: Pick<Io, 'env' | 'stderr'>): Promise<Opened> {
  const onLog = (line: string) => io.stderr(`${line}\n`)
  if (choice.temporary) return embedded(await temporaryPostgres({ onLog }), true)
  const url = io.env.DATABASE_URL
  const folder = choice.data ?? dataFolder(choice.site, io.env)
  if (choice.data === undefined && url) return external(checked(url), folder, choice.folder ?? choice.site)
  if (choice.existing && !holdsDatabase(folder)) throw missing(folder, 'a folder that holds no database, or none')
  const server = await startPostgres({ folder, onLog })
  return embedded(server, choice.stops === true || !server.adopted)
}

function missing(place: string, given: string): LabloopError {
  return new LabloopError('database-missing', { place, given, allowed: 'the database that labloop up has made' })
}

/** A server that is left goes on without us. */
function embedded(server: Postgres, stops: boolean): Opened {
  const close = async () => (stops ? server.stop('fast') : server.leave())
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
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

/** Where the embedded database of a site lies unless --data says otherwise: outside the site folder, per user. */
export function dataFolder(site: string, env: Io['env']): string {
  return join(env.LABLOOP_DATA ?? dirname(defaultFolder()), site)
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
