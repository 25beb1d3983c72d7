// A database for a demonstration or a test: a server in a temporary folder that goes away with us. The one thing to know:
// a process that is killed cannot clean up, so each start clears away what dead ones left behind.
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { placeOf } from './initialise.ts'
import { atOurEnd } from './our-end.ts'
import { alive, processState, readPidFile } from './postmaster.ts'
import { programs } from './programs.ts'
import { sendStop } from './server.ts'
import type { Settings } from './settings.ts'
import { type Postgres, startPostgres } from './start.ts'

export type TemporaryOptions = {
  readonly settings?: Settings
  /** False saves the flush of each commit: for tests alone. By default true. */
  readonly fsync?: boolean
  readonly onLog?: (line: string) => void
  /** Calls the start off. */
  readonly stop?: AbortSignal | undefined
}

const PREFIX = 'labloop-postgres-'
const MEMORY = '/dev/shm'
const ROOM_BYTES = 2 ** 31

/** Settings for a server whose data nobody keeps. */
export const UNSAFE: Settings = { fsync: false, synchronous_commit: 'off', full_page_writes: false }

/**
 * A fresh server in a folder of its own. `stop` removes the folder; so does the end of our process, by itself or by
 * SIGINT, SIGTERM or SIGHUP. Throws a LabloopError; then nothing runs and no folder is left.
 */
export async function temporaryPostgres(options: TemporaryOptions = {}): Promise<Postgres> {
  const folder = temporaryFolder(options.fsync === false)
  const settings = { ...(options.fsync === false ? UNSAFE : {}), ...options.settings }
  const report = options.onLog ? { onLog: options.onLog } : {}
  try {
    const server = await startPostgres({ folder, settings, sync: false, stop: options.stop, ...report })
    return disposable(
      server,
      atOurEnd(() => dispose(server)),
    )
  } catch (error) {
    removeTemporary(folder)
    throw error
  }
}

/**
 * Makes a folder for a temporary server, marked as ours; clears away those of the dead first. `inMemory`: where the machine
 * has a file system in memory with room, there (a clone of a database took 25 ms instead of up to 250).
 */
export function temporaryFolder(inMemory: boolean): string {
  clearDead()
  const folder = mkdtempSync(join(inMemory && memoryHasRoom() ? MEMORY : tmpdir(), PREFIX))
  if (process.getuid?.() === 0) chmodSync(folder, 0o755) // the server's user must be able to enter
  writeFileSync(join(folder, 'owner'), `${process.pid} ${world()}`)
  return folder
}

function memoryHasRoom(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK)
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize >= ROOM_BYTES
  } catch {
    return false
  }
}

/** Stops the server on a temporary folder, if one runs, and removes the folder. Blocks, for at most some seconds. */
export function removeTemporary(folder: string): void {
  const place = placeOf(folder)
  const found = readPidFile(place.data)
  if (found && processState(found.pid, place.data) === 'ours') {
    sendStop(place, programs(), found.pid, 'immediate')
    const nobody = new Int32Array(new SharedArrayBuffer(4))
    for (let tries = 0; tries < 500 && alive(found.pid); tries++) Atomics.wait(nobody, 0, 0, 10)
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
}

function disposable(server: Postgres, forget: () => void): Postgres {
  return {
    get url() {
      return server.url
    },
    get port() {
      return server.port
    },
    get pid() {
      return server.pid
    },
    folder: server.folder,
    adopted: server.adopted,
    stop: async (mode = 'immediate') => {
      await server.stop(mode)
      rmSync(server.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
      forget()
    },
    stopNow: () => {
      forget()
      dispose(server)
    },
    leave: () => server.leave(),
  }
}

function dispose(server: Postgres): void {
  server.leave()
  removeTemporary(server.folder)
}

/** Removes the folders, and stops the servers, of processes of this machine and user that are no more. */
function clearDead(): void {
  for (const folder of [MEMORY, tmpdir()].flatMap(ofTemporaryServers)) {
    try {
      const { uid } = statSync(folder)
      if (uid !== (process.getuid?.() ?? uid)) continue
      const [pid, ...where] = readFileSync(join(folder, 'owner'), 'utf8').split(' ')
      if (where.join(' ') === world() && !alive(Number(pid))) removeTemporary(folder)
    } catch {
      // being made or removed by somebody else just now
    }
  }
}

function ofTemporaryServers(base: string): string[] {
  if (!existsSync(base)) return []
  const names = readdirSync(base).filter((name) => name.startsWith(PREFIX))
  return names.map((name) => join(base, name))
}

/** Where a process number means what it means here: this boot of the machine, and this container. */
function world(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}
