// Comes to a running server on a folder: takes over the one that runs there, else starts one, trying again where another
// try can help. The one thing to know: of two that start at once PostgreSQL lets one win, and the other takes it over.
import { chmodSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabloopError } from '../../../errors.ts'
import { isStopped, needNotStop } from '../../shared/stopping.ts'
import { guarded, type Place } from './initialise.ts'
import { atOurEnd } from './our-end.ts'
import { endSession, numberInUse, orphans, type PidFile, processState, readPidFile } from './postmaster.ts'
import { probe } from './probe.ts'
import type { Programs } from './programs.ts'
import { freePort, type Launching, launch, sendStop, shutDown } from './server.ts'
import { type Settings, settingsFile } from './settings.ts'
import type { RunAs } from './user.ts'

/** What a start needs to know. */
export type Context = {
  readonly place: Place
  readonly tools: Programs
  readonly user: RunAs
  readonly password: string
  readonly settings: Settings
  readonly patience_ms: number
  readonly log: (line: string) => void
}

export type Running = { readonly pid: number; readonly port: number; readonly adopted: boolean }

/** A server fills its postmaster.pid within milliseconds. */
const EMPTY_MS = 1000
/** Killed once is an accident; killed this often while it starts is a machine without memory. */
const MOST_KILLED = 5

/** What calls the way to a server off. */
export type CalledOff = {
  /** What was started is stopped again. */
  readonly stop?: AbortSignal | undefined
  /** What was started goes on without us. */
  readonly left?: AbortSignal | undefined
}

/**
 * A server that is ready, on `port` if it is free, else (or with 0) on another. Throws a LabloopError; `stopped` where it was
 * called off.
 */
export async function reach(context: Context, port: number, { stop, left }: CalledOff): Promise<Running> {
  const { place, tools } = context
  let launched = 0
  const forget = atOurEnd(() => launched > 0 && sendStop(place, tools, launched, 'fast'))
  try {
    return await reached(context, port, { stop, left, onSpawned: (pid) => (launched = pid) })
  } catch (error) {
    if (isStopped(error) && !left?.aborted && launched > 0) await shutDown(place, tools, launched, 'fast')
    throw error
  } finally {
    forget()
  }
}

type Reaching = CalledOff & { readonly onSpawned: (pid: number) => void }

async function reached(context: Context, port: number, { stop, left, onSpawned }: Reaching): Promise<Running> {
  const deadline = Date.now() + context.patience_ms
  let launched = 0
  let killed = 0
  for (let wanted = port; Date.now() < deadline; await sleep(25)) {
    needNotStop(stop)
    needNotStop(left)
    const found = readPidFile(context.place.data)
    const state = found ? processState(found.pid, context.place.data) : 'gone'
    if (found && state === 'ours') {
      if (await adoptable(context, found)) return { pid: found.pid, port: found.port, adopted: found.pid !== launched }
      continue
    }
    if (found && numberInUse(found.pid)) removeStale(context, found)
    const outcome = await launchOn(context, wanted, { deadline, stop, onSpawned })
    if (outcome === 'port') wanted = 0
    else if (outcome === 'busy') clearTheWay(context)
    else if (outcome !== 'killed') launched = outcome
    else if (++killed === MOST_KILLED) throw killedAgain(context)
  }
  throw late(context)
}

/** True for a server that is ready, takes our password and serves our folder. */
async function adoptable({ place, password }: Context, found: PidFile): Promise<boolean> {
  if (found.status !== 'ready') return false // it starts, recovers or stops: look again
  const answer = await probe(found.port, password, place.data)
  if (answer === 'password-rejected') throw rejected(place)
  return answer === 'ready'
}

/** The process that was started, or what stood in its way. */
async function launchOn(
  context: Context,
  wanted: number,
  launching: Launching,
): Promise<number | 'port' | 'busy' | 'killed'> {
  const { place, tools, user, settings, log } = context
  const port = await freePort(wanted)
  const text = settingsFile(port, settings)
  guarded(place, () => replaceFile(place.settings, text))
  const outcome = await launch(place, tools, user, launching)
  if (typeof outcome === 'number') return outcome
  if ('error' in outcome) throw outcome.error
  if (outcome.retry === 'port') log(`port ${port} was taken meanwhile`)
  if (outcome.retry === 'killed') log('the server was killed while it started')
  return outcome.retry
}

/** Whole or not at all: a server that another supervisor starts just now may be reading it. */
function replaceFile(file: string, text: string): void {
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, text)
  chmodSync(fresh, 0o644) // whatever the umask: the server's user must be able to read
  renameSync(fresh, file)
}

/**
 * A number in postmaster.pid that is in use, though by no server on this folder: after a restart of the machine or of the
 * container another program has it, or the server is dead and not yet buried. PostgreSQL would refuse to start.
 */
function removeStale({ place, log }: Context, found: PidFile): void {
  if (readPidFile(place.data)?.pid !== found.pid) return
  log(`postmaster.pid names process ${found.pid}, which is no server on this folder: removed`)
  rmSync(`${place.data}/postmaster.pid`, { force: true })
}

/**
 * Sessions that were computing when their server was killed hold its memory, and no server can start: we end them. So does
 * an empty postmaster.pid: it is filled at once, or else was left by a server that was killed at that very moment.
 */
function clearTheWay({ place, log }: Context): void {
  const file = statSync(`${place.data}/postmaster.pid`, { throwIfNoEntry: false })
  if (file?.size === 0 && Date.now() - file.mtimeMs > EMPTY_MS) rmSync(`${place.data}/postmaster.pid`, { force: true })
  for (const pid of orphans(place.data)) {
    log(`process ${pid} is left over from a killed server: ended`)
    endSession(pid)
  }
}

function late({ place, patience_ms }: Context): LabloopError {
  return new LabloopError('postgres-start-failed', {
    place: place.folder,
    given: `a server that was not ready after ${Math.round(patience_ms / 1000)} seconds`,
    allowed: 'a start, with the recovery after a crash, within that time',
    remedy: `Read ${place.log}. If no PostgreSQL runs there, remove ${place.data}/postmaster.pid.`,
  })
}

function killedAgain({ place }: Context): LabloopError {
  return new LabloopError('postgres-start-failed', {
    place: place.folder,
    given: `a server that was killed ${MOST_KILLED} times while it started`,
    allowed: 'a server that nobody kills, with 1 GB of memory',
    remedy: 'Look whether the machine has run out of memory (the log of the system says so), or set DATABASE_URL.',
  })
}

function rejected(place: Place): LabloopError {
  return new LabloopError('postgres-password-rejected', {
    place: place.password,
    given: 'a password that the server on that folder does not take',
    allowed: 'the password that was made together with the data',
    remedy: 'Put the file back from your backup, or set the password of the user labloop to what the file says.',
  })
}
