// The supervisor of the embedded PostgreSQL: takes over a server that already runs on the folder, else starts one, and
// starts it again if it dies. The one thing to know: the port is kept where possible, so that a pool of connections
// comes back by itself after the server was killed.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { initialise, makeFolder, passwordOf, placeOf } from './initialise.ts'
import { atOurEnd } from './our-end.ts'
import { alive, processState, readPidFile } from './postmaster.ts'
import { NAME, urlOf } from './probe.ts'
import { programs } from './programs.ts'
import { type Context, type Running, reach } from './reach.ts'
import { sendStop, shutDown } from './server.ts'
import { lastPort, type Settings } from './settings.ts'
import { serverUser } from './user.ts'

export type PostgresOptions = {
  /** Where the data, the password and the log lie; made if missing. Outside the site. */
  readonly folder: string
  /** On top of `defaultSettings`. A server that is taken over keeps those it was started with. */
  readonly settings?: Settings
  /** The port to ask for; by default the last one. If it is taken, another. */
  readonly port?: number
  /** The system user for the server when we are root; by default `labloop`. */
  readonly user?: string
  /** Whether initdb flushes what it makes; false for databases that nobody keeps. */
  readonly sync?: boolean
  /** How long a start may take, recovery included. By default ten minutes. */
  readonly patience_ms?: number
  /** What the supervisor does, a line each. No patient data. */
  readonly onLog?: (line: string) => void
  /** Calls the start off: what it started is stopped again, and it throws `stopped`. */
  readonly stop?: AbortSignal | undefined
  /** Whether a server that was started here is told to stop also when our process ends without calling `stop`. */
  readonly endsWithUs?: boolean
}

/** A running server, watched until `stop` or `leave`. */
export type Postgres = {
  /** With user, password and the database `labloop`. */
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly folder: string
  /** True if it was running already. */
  readonly adopted: boolean
  /** `fast` ends sessions and writes a checkpoint; `immediate` leaves the work to the next start. By default fast. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  /** Sends the order to stop at once and does not wait: for the last moment of a process. */
  stopNow(): void
  /** Stops watching; the server goes on. */
  leave(): void
}

const WATCH_MS = 100
const PATIENCE_MS = 600_000
const AGAIN_MS = { first: 250, most: 10_000 }

/**
 * Starts PostgreSQL on a folder, or takes over the server that runs there. Ready when it comes back: the database
 * `labloop` exists and takes connections. Throws a LabloopError with one of the codes `postgres-…`.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { stop } = options
  const place = placeOf(resolve(options.folder))
  const tools = programs()
  makeFolder(place, process.getuid?.() === 0)
  const user = serverUser(place.data, options.user ?? NAME)
  const password = passwordOf(place)
  await initialise(place, tools, user, { sync: options.sync ?? true, stop })
  const context: Context = {
    place,
    tools,
    user,
    password,
    settings: options.settings ?? {},
    patience_ms: options.patience_ms ?? PATIENCE_MS,
    log: (line) => options.onLog?.(`PostgreSQL on ${place.folder}: ${line}`),
  }
  const running = await reach(context, options.port ?? portBefore(place.settings), { stop })
  return new Supervisor(context, running, options.endsWithUs === true)
}

function portBefore(settings: string): number {
  try {
    return lastPort(readFileSync(settings, 'utf8'))
  } catch {
    return 0
  }
}

class Supervisor implements Postgres {
  readonly folder: string
  readonly adopted: boolean
  readonly #context: Context
  readonly #watch: NodeJS.Timeout
  #running: Running
  #restart: Promise<void> | undefined
  readonly #left = new AbortController()
  readonly #forget: () => void

  constructor(context: Context, running: Running, endsWithUs: boolean) {
    this.#context = context
    this.#running = running
    this.folder = context.place.folder
    this.adopted = running.adopted
    context.log(`${running.adopted ? 'taken over' : 'started'}, process ${running.pid}, port ${running.port}`)
    this.#watch = setInterval(() => this.#look(), WATCH_MS).unref()
    const last = () => sendStop(context.place, context.tools, this.pid, 'fast')
    this.#forget = endsWithUs && !running.adopted ? atOurEnd(last) : () => {}
  }

  get url(): string {
    return urlOf(this.#running.port, this.#context.password)
  }
  get port(): number {
    return this.#running.port
  }
  get pid(): number {
    return this.#running.pid
  }

  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const { place, tools, log } = this.#context
    this.#leave()
    await this.#restart
    const found = readPidFile(place.data) // perhaps one that another supervisor has started since
    if (found && processState(found.pid, place.data) === 'ours') await shutDown(place, tools, found.pid, mode)
    this.#forget()
    log('stopped')
  }

  stopNow(): void {
    this.leave()
    sendStop(this.#context.place, this.#context.tools, this.pid, 'immediate')
  }

  leave(): void {
    this.#forget()
    this.#leave()
  }

  #leave(): void {
    this.#left.abort()
    clearInterval(this.#watch)
  }

  #look(): void {
    if (this.#restart || alive(this.pid)) return
    this.#restart = this.#bringBack().finally(() => {
      this.#restart = undefined
    })
  }

  async #bringBack(): Promise<void> {
    const { signal } = this.#left
    this.#context.log(`process ${this.pid} died`)
    for (let wait_ms = AGAIN_MS.first; !signal.aborted; wait_ms = Math.min(wait_ms * 2, AGAIN_MS.most)) {
      try {
        this.#running = await reach(this.#context, this.port, { left: signal })
        this.#context.log(`started again, process ${this.pid}, port ${this.port}`)
        return
      } catch (error) {
        if (signal.aborted) return
        this.#context.log((error as Error).message)
        await sleep(wait_ms, undefined, { ref: false, signal }).catch(() => {})
      }
    }
  }
}
