// One connection to PostgreSQL, used for one pipeline at a time and opened again when it is lost. The one thing to know:
// as a rule the planner may use nothing but indexes, because a plan made while a table is empty is kept, and a scan of the
// whole table would still be in use when it holds millions of rows.
import { Client } from 'pg'
import { databaseAt } from './database-place.ts'
import { ConnectionLost, fromDriver, storeError } from './errors.ts'
import { Frames } from './frames.ts'
import { Pipeline, type Row, type Statement, type Step } from './pipeline.ts'

export type SessionOptions = {
  readonly url: string
  readonly schema: string
  /** Shown in pg_stat_activity. */
  readonly name: string
  /** How long a connection may take to open, and a pipeline to answer, before it counts as lost. */
  readonly connect_ms: number
  readonly answer_ms: number
  /**
   * `keyed`: plans are kept, and use indexes alone: for look-ups by key, many a second. `free`: plans are made for each
   * call from what the tables hold, as PostgreSQL likes: for questions about many rows, a few a minute.
   */
  readonly planner?: 'keyed' | 'free'
}

/** A server process, by what tells it from a later one with the same number. */
export type Backend = { readonly pid: number; readonly startedAt: string }

type Open = { readonly client: Client; readonly backend: Backend; readonly prepared: Set<string>; lost: Error | null }

export class Session {
  readonly #options: SessionOptions
  /** Used again for each pipeline: one is answered before the next is sent. */
  readonly #frames = new Frames()
  #open: Open | null = null
  #queue: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** The server process that the last pipeline ran in, or null where none was ever open. */
  backend: Backend | null = null

  /** Waits for the pipelines before it, then runs the steps as one transaction. Rejects as `fromDriver` says. */
  run(steps: readonly Step[]): Promise<Row[][]> {
    return this.exclusive((run) => run(steps))
  }

  /** Holds the session for several pipelines without another one between them. */
  exclusive<T>(work: (run: (steps: readonly Step[]) => Promise<Row[][]>) => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => work((steps) => this.#run(steps)))
    this.#queue = result.catch(() => {})
    return result
  }

  /** Opens the connection, if it is not. Rejects with a LabloopError: then nothing was sent. */
  async connect(): Promise<void> {
    if (this.#open && !this.#open.lost) return
    if (this.#closed) throw storeError(new ConnectionLost('closed'), this.#options.name)
    this.#open = await open(this.#options)
    this.backend = this.#open.backend
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Ends the connection once the pipelines before are done. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#queue
    await this.#open?.client.end().catch(() => {})
    this.#open = null
  }

  /** Ends the connection at once; a pipeline under way is lost. */
  abandon(): void {
    this.#closed = true
    if (this.#open) destroy(this.#open)
  }

  async #run(steps: readonly Step[]): Promise<Row[][]> {
    await this.connect()
    const open = this.#open!
    const fresh = new Map<string, Statement>()
    for (const { statement } of steps) if (!open.prepared.has(statement.name)) fresh.set(statement.name, statement)
    if (fresh.size > 0) await this.#prepare(open, [...fresh.values()])
    return this.#answered(open, this.#frames.running(steps))
  }

  async #prepare(open: Open, statements: readonly Statement[]): Promise<void> {
    await this.#answered(open, this.#frames.preparing(statements))
    for (const { name } of statements) open.prepared.add(name)
  }

  async #answered(open: Open, bytes: Buffer): Promise<Row[][]> {
    const pipeline = new Pipeline(bytes)
    const timer = setTimeout(() => destroy(open), this.#options.answer_ms)
    try {
      open.client.query(pipeline)
      return await pipeline.done
    } catch (error) {
      throw fromDriver(error)
    } finally {
      clearTimeout(timer)
    }
  }
}

function destroy(open: Open): void {
  open.lost ??= new ConnectionLost('no answer')
  const { connection } = open.client as unknown as { connection: { stream: { destroy(error: Error): void } } }
  connection.stream.destroy(open.lost)
}

async function open({ url, schema, name, connect_ms, planner = 'keyed' }: SessionOptions): Promise<Open> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connect_ms,
    keepAlive: true,
    application_name: `labloop ${name}`,
  })
  const state: { lost: Error | null } = { lost: null }
  client.on('error', (error) => (state.lost ??= error))
  client.on('end', () => (state.lost ??= new Error('ended')))
  try {
    await client.connect()
    const { rows } = await client.query(settings(schema, planner))
    const backend = rows[0] as { pid: number; started: string }
    return Object.assign(state, {
      client,
      prepared: new Set<string>(),
      backend: { pid: backend.pid, startedAt: backend.started },
    })
  } catch (error) {
    client.end().catch(() => {})
    throw storeError(fromDriver(error), `connecting (${name}) to ${databaseAt(client)}`)
  }
}

/** One statement, so that pg gives one result: the settings of the session, and who we are talking to. */
function settings(schema: string, planner: 'keyed' | 'free'): string {
  const keyed = {
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    enable_hashjoin: 'off',
    enable_mergejoin: 'off',
  }
  const chosen = {
    search_path: `"${schema}"`,
    jit: 'off',
    timezone: 'UTC',
    lock_timeout: '10s',
    idle_in_transaction_session_timeout: '60s',
    ...(planner === 'keyed' ? keyed : { plan_cache_mode: 'force_custom_plan' }),
  }
  const sets = Object.entries(chosen).map(([name, value]) => `set_config('${name}', '${value}', false)`)
  return `SELECT pg_backend_pid() AS pid,
    (SELECT backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS started,
    set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
      ELSE current_setting('synchronous_commit') END, false),
    ${sets.join(', ')}`
}
