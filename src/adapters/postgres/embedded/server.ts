// Starts and stops one server process. The one thing to know: the server is no part of our process; it goes on when we
// are killed, writes its own log file, and is found again by postmaster.pid.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { needNotStop } from '../../shared/stopping.ts'
import { type Diagnosis, diagnose, startFailed } from './diagnose.ts'
import { environment, type Place } from './initialise.ts'
import { alive, readPidFile } from './postmaster.ts'
import type { Programs } from './programs.ts'
import type { RunAs } from './user.ts'

const windows = process.platform === 'win32'
const LOG_LIMIT_BYTES = 10_000_000
const STOP_PATIENCE_MS = 60_000

/** `preferred` if it is free on 127.0.0.1, else any free port. */
export async function freePort(preferred: number): Promise<number> {
  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      const server = createServer().once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        const address = server.address()
        server.close(() => resolve(typeof address === 'object' && address ? address.port : port))
      })
    })
  return preferred > 0 ? listen(preferred).catch(() => listen(0)) : listen(0)
}

/** What calls a start off, and who hears of its process at once. */
export type Launching = {
  readonly deadline: number
  readonly stop: AbortSignal | undefined
  readonly onSpawned: (pid: number) => void
}

/**
 * Starts the server, waits until it says that it is ready, and gives its process; the port is in the settings file. Called
 * off, it comes back once the server has ended.
 */
export async function launch(
  place: Place,
  tools: Programs,
  user: RunAs,
  { deadline, stop, onSpawned }: Launching,
): Promise<number | Diagnosis> {
  turnLog(place.log)
  const log = openSync(place.log, 'a', 0o600)
  const logStart = statSync(place.log).size
  const child = spawnServer(place, tools, user, log)
  closeSync(log)
  if (child.pid) onSpawned(child.pid)
  let ended = ''
  child.on('error', (error) => (ended = error.message))
  child.on('exit', (code, signal) => {
    if (!windows || code !== 0) ended = `the server ended with ${signal ?? code}`
  })
  while (ended === '' && Date.now() < deadline) {
    if (stop?.aborted && child.pid) {
      await shutDown(place, tools, child.pid, 'fast')
      needNotStop(stop)
    }
    const found = readPidFile(place.data)
    if (found?.status === 'ready' && (windows || found.pid === child.pid)) return found.pid
    await sleep(15)
  }
  if (ended === '') ended = 'it was not ready in time'
  return diagnose(tail(place.log, logStart), place.folder, ended)
}

/** On Windows by pg_ctl, which gives up the rights of an administrator; elsewhere directly. */
function spawnServer(place: Place, tools: Programs, user: RunAs, log: number): ChildProcess {
  const settings = `config_file=${place.settings}`
  const [program, args] = windows
    ? [tools.pgCtl, ['start', '-W', '-D', place.data, '-l', place.log, '-o', `-c "${settings}"`]]
    : [tools.postgres, ['-D', place.data, '-c', settings]]
  const child = spawn(program, args, {
    cwd: '/',
    env: environment(),
    detached: true, // Ctrl-C in our terminal is not meant for the database
    windowsHide: true,
    stdio: ['ignore', log, log],
    ...user,
  })
  child.unref()
  return child
}

/**
 * Stops the server: `fast` ends its sessions and writes a checkpoint, `immediate` leaves recovery to the next start. Comes
 * back when the process is gone; a fast stop that takes more than a minute goes on as an immediate one.
 */
export async function shutDown(place: Place, tools: Programs, pid: number, mode: 'fast' | 'immediate'): Promise<void> {
  sendStop(place, tools, pid, mode)
  const patience = Date.now() + STOP_PATIENCE_MS
  while (alive(pid)) {
    if (Date.now() > patience) return mode === 'fast' ? shutDown(place, tools, pid, 'immediate') : stuck(place, pid)
    await sleep(10)
  }
}

/** Sends the order to stop and does not wait. */
export function sendStop(place: Place, tools: Programs, pid: number, mode: 'fast' | 'immediate'): void {
  if (windows) {
    spawnSync(tools.pgCtl, ['stop', '-W', '-D', place.data, '-m', mode], { windowsHide: true })
    return
  }
  try {
    process.kill(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function stuck(place: Place, pid: number): never {
  throw startFailed(place.folder, `process ${pid} does not stop`, 'a server that ends within two minutes')
}

function turnLog(log: string): void {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0
  if (size > LOG_LIMIT_BYTES) renameSync(log, `${log}.1`)
}

/** What was written to the log since, at most its last 16 KB. */
function tail(log: string, since: number): string {
  const file = openSync(log, 'r')
  try {
    const size = statSync(log).size
    const bytes = Buffer.alloc(Math.min(16_384, Math.max(0, size - since)))
    readSync(file, bytes, 0, bytes.length, size - bytes.length)
    return bytes.toString('utf8')
  } finally {
    closeSync(file)
  }
}
