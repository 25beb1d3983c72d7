// Makes a database's folder: its password, then its data by initdb. The one thing to know: both appear whole under their
// final name or not at all, so that two processes that start at once, or one that is killed, leave nothing half made.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabloopError } from '../../../errors.ts'
import { needNotStop } from '../../shared/stopping.ts'
import { diagnose, diskFull, notWritable } from './diagnose.ts'
import { alive } from './postmaster.ts'
import { NAME } from './probe.ts'
import type { Programs } from './programs.ts'
import type { RunAs } from './user.ts'

/** Where everything of one database lies. */
export type Place = {
  readonly folder: string
  /** PostgreSQL's data directory. */
  readonly data: string
  readonly password: string
  readonly settings: string
  readonly log: string
}

export function placeOf(folder: string): Place {
  const within = (name: string) => join(folder, name)
  return {
    folder,
    data: within('data'),
    password: within('password'),
    settings: within('postgresql.conf'),
    log: within('server.log'),
  }
}

/** Whether a database was made there; true also where this user may not look, since then that is what is to be told. */
export function holdsDatabase(folder: string): boolean {
  try {
    return statSync(placeOf(folder).data).isDirectory()
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))
  }
}

/** Makes the folder: as root one that the server's user can enter, else ours alone. Throws `postgres-data-not-writable`. */
export function makeFolder(place: Place, root: boolean): void {
  guarded(place, () => {
    const first = mkdirSync(place.folder, { recursive: true })
    if (!first) return
    for (let made = place.folder; made.length >= first.length; made = dirname(made))
      chmodSync(made, root ? 0o755 : 0o700)
  })
}

/** The password of the database's user: read, or made at random. Throws `postgres-password-missing`. */
export function passwordOf(place: Place): string {
  return guarded(place, () => {
    if (!existsSync(place.password)) {
      if (existsSync(place.data)) throw passwordMissing(place)
      const fresh = `${place.password}.${unique()}`
      writeFileSync(fresh, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true })
      try {
        linkSync(fresh, place.password)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      } finally {
        rmSync(fresh)
      }
    }
    return readFileSync(place.password, 'utf8').trim()
  })
}

export type Making = {
  /** Whether initdb flushes what it makes. */
  readonly sync: boolean
  /** Calls it off. */
  readonly stop?: AbortSignal | undefined
}

/**
 * Runs initdb unless the data is there: UTF8, locale C (order by bytes), passwords by SCRAM. Where another process is at
 * it already, waits for that. Throws what `diagnose` finds, `postgres-data-unknown` and
 * `-other-version`, and `stopped`; then nothing half made is left.
 */
export async function initialise(place: Place, tools: Programs, user: RunAs, how: Making): Promise<void> {
  while (!existsSync(place.data)) {
    needNotStop(how.stop)
    if (othersAtWork(place)) await sleep(50)
    else await makeData(place, tools, user, how)
  }
  checkData(place, tools)
}

async function makeData(place: Place, tools: Programs, user: RunAs, { sync, stop }: Making): Promise<void> {
  const password = passwordOf(place)
  const fresh = `${place.data}.new-${unique()}`
  const passwordFile = `${fresh}.password`
  try {
    guarded(place, () => {
      mkdirSync(fresh, { mode: 0o700 })
      writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
      if (user) for (const path of [fresh, passwordFile]) chownSync(path, user.uid, user.gid)
    })
    const options = ['-D', fresh, '-U', NAME, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8']
    options.push('--locale=C', '--no-instructions', ...(sync ? [] : ['--no-sync']))
    await run(tools.initdb, options, { place, user, stop })
    moveIntoPlace(fresh, place)
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(fresh, { recursive: true, force: true })
  }
}

function moveIntoPlace(fresh: string, place: Place): void {
  try {
    renameSync(fresh, place.data)
  } catch (error) {
    if (!existsSync(place.data)) throw error // else another process was first; its data has the same password
  }
}

/** Looks for the unfinished data of others, and removes what dead ones left. */
function othersAtWork(place: Place): boolean {
  const unfinished = readdirSync(place.folder).filter((name) => /^data\.new-\d+-[0-9a-f]+$/.test(name))
  const working = unfinished.filter((name) => alive(Number(name.split('-')[1])))
  for (const name of unfinished) {
    if (working.includes(name)) continue
    rmSync(join(place.folder, name), { recursive: true, force: true })
    rmSync(join(place.folder, `${name}.password`), { force: true })
  }
  return working.length > 0
}

function checkData(place: Place, tools: Programs): void {
  const file = join(place.data, 'PG_VERSION')
  const found = guarded(place, () => {
    if (!existsSync(file)) throw dataUnknown(place)
    return readFileSync(file, 'utf8').trim()
  })
  if (found === tools.major) return
  throw new LabloopError('postgres-data-other-version', {
    place: place.data,
    given: `data of PostgreSQL ${found}`,
    allowed: `data of PostgreSQL ${tools.major}`,
    remedy: `Start the Labloop that made it, or serve it with a PostgreSQL ${found} of your own and set DATABASE_URL.`,
  })
}

type Running = { readonly place: Place; readonly user: RunAs; readonly stop: AbortSignal | undefined }

/** Runs a program to its end, or ends it where it is called off; throws what its output means. */
async function run(program: string, args: readonly string[], { place, user, stop }: Running): Promise<void> {
  const child = spawn(program, args, {
    cwd: '/',
    env: environment(),
    detached: process.platform !== 'win32', // whether Ctrl-C in our terminal ends it is for us to say
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  })
  const end = () => void child.kill('SIGTERM')
  stop?.addEventListener('abort', end, { once: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const exit = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(code === 0 ? '' : `initdb ended with ${signal ?? code}`))
  })
  stop?.removeEventListener('abort', end)
  needNotStop(stop)
  if (exit === '') return
  const found = diagnose(output, place.folder, exit)
  throw 'error' in found ? found.error : new Error(exit)
}

/** Without the variables by which a user's own PostgreSQL settings would reach ours. */
export function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}

function unique(): string {
  return `${process.pid}-${randomBytes(4).toString('hex')}`
}

/** Turns an error of the file system into one that says what to do. */
export function guarded<T>(place: Place, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull(place.folder, code)
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST')
      throw notWritable(place.folder, owner(place, code))
    throw error
  }
}

function owner(place: Place, code: string): string {
  const found = whatIsThere(place.folder)
  return found ? `${code}; it belongs to user ${found.uid}, and we are ${process.getuid?.() ?? 'another'}` : code
}

function whatIsThere(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined // this user may not even look
  }
}

function passwordMissing(place: Place): LabloopError {
  return new LabloopError('postgres-password-missing', {
    place: place.password,
    given: 'data without its password',
    allowed: 'the file with the password that was made together with the data',
    remedy: 'Put the file back from your backup, or name another folder.',
  })
}

function dataUnknown(place: Place): LabloopError {
  return new LabloopError('postgres-data-unknown', {
    place: place.data,
    given: 'a folder without PG_VERSION',
    allowed: 'data that Labloop made, or no folder of this name',
    remedy: 'Name another folder, or move that one away.',
  })
}
