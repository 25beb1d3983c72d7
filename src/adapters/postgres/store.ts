// The Store on PostgreSQL. The one thing to know: receiving, committing, loading, reading and leases each have a connection
// of their own, so that a long read keeps no message waiting for its acknowledgement, and lets no lease run out.
import { randomUUID } from 'node:crypto'
import type { Instant } from '../../engine/ports/clock.ts'
import type { Store } from '../../engine/ports/store.ts'
import type { LabloopError } from '../../errors.ts'
import { type AuditVerdict, sealAudit, verifyAudit } from './audit.ts'
import { Committer } from './committer.ts'
import { storeError } from './errors.ts'
import { type Dropped, dropOneMonth, maintain } from './maintain.ts'
import { monthOf } from './months.ts'
import { Names } from './names.ts'
import type { Row, Step } from './pipeline.ts'
import { Reader } from './reader.ts'
import { Receiver } from './receiver.ts'
import { Session, type SessionOptions } from './session.ts'
import { addActivation } from './statements/add-activation.ts'
import type { MonthlyTable } from './statements/make-month.ts'
import { releaseLease } from './statements/release-lease.ts'
import { takeLease } from './statements/take-lease.ts'
import { Writer } from './writer.ts'

export type PostgresStoreOptions = {
  readonly url: string
  /** The schema of the site; see `schemaOf` and `migrate`. */
  readonly schema: string
  /** How long to wait for a connection, and for an answer before a connection counts as lost. */
  readonly connect_ms?: number
  readonly answer_ms?: number
  /** Told when the hourly maintenance fails; it is tried again in an hour. */
  readonly onTrouble?: (error: LabloopError) => void
}

export type PostgresStore = Store & {
  /** What has to be done now and then (see maintain.ts); `due` starts it by itself once an hour. */
  maintain(now: Instant): Promise<void>
  /** Drops the messages, or the bodies of deliveries, that came in the month of `instant`, unless they are needed. */
  dropMonth(table: MonthlyTable, instant: Instant): Promise<Dropped>
  /** Seals the audit trail as it stands; gives the number of commits sealed. */
  sealAudit(now: Instant): Promise<number>
  verifyAudit(): Promise<AuditVerdict>
  /** Finishes what is under way and ends the connections. */
  close(): Promise<void>
  /** Ends the connections at once, as a crash would. */
  abandon(): void
}

type Run = (steps: readonly Step[]) => Promise<Row[][]>

const MAINTAIN_MS = 3_600_000
/** A chore may take long: moving a month, forgetting millions of control ids. */
const CHORE_MS = 3_600_000

/** Opens the store of a site whose schema is up to date. Connects when it is first asked for something. */
export function postgresStore(options: PostgresStoreOptions): PostgresStore {
  const session = (name: string, given: Partial<SessionOptions> = {}) =>
    new Session({
      url: options.url,
      schema: options.schema,
      name,
      connect_ms: options.connect_ms ?? 5000,
      answer_ms: options.answer_ms ?? 60_000,
      ...given,
    })
  const [receiving, committing, reading] = [session('receive'), session('commit'), session('read')]
  const loading = session('load')
  const [leasing, watching] = [session('lease'), session('watch', { planner: 'free' })]
  const maintaining = session('maintain', { planner: 'free', answer_ms: CHORE_MS })
  const sessions = [receiving, committing, loading, reading, leasing, watching, maintaining]
  const names = new Names(reading)
  const reader = new Reader((steps) => reading.run(steps), names)
  const watcher = new Reader((steps) => watching.run(steps), names)
  const loader = new Reader((steps) => loading.run(steps), names)
  const receiver = new Receiver(new Writer(receiving), new Reader((steps) => receiving.run(steps), names), names)
  const committer = new Committer(new Writer(committing), names, (steps) => reading.run(steps))
  const incarnation = randomUUID()
  const chore = <T>(place: string, work: (run: Run) => Promise<T>) =>
    placed(place, () => work((steps) => maintaining.run(steps)))
  const hourly = new Hourly((now) => chore('maintaining', (run) => maintain(run, now)), options.onTrouble)
  const lease = (place: string, steps: readonly Step[]) => placed(place, () => leasing.run(steps))
  return {
    lease: async (name, holder, ttl_ms, now) => {
      const [rows] = await lease('taking a lease', [takeLease(name, holder, incarnation, now, ttl_ms)])
      const epoch = rows![0]?.[0]
      return epoch === undefined ? null : { name, holder, epoch: Number(epoch), expiresAt: now + ttl_ms }
    },
    release: async (held) => {
      await lease('releasing a lease', [releaseLease(held)])
    },
    receive: (lease, batch) => receiver.receive(lease, batch),
    commit: (leases, changes) => placed('committing', () => committer.commit(leases, changes)),
    load: (keys) => placed('loading', () => loader.load(keys)),
    marks: () => placed('reading marks', () => reader.marks()),
    messagesAfter: (after, limit) => placed('reading messages', () => reader.messagesAfter(after, limit)),
    messages: (ids) => placed('reading messages', () => reader.messages(ids)),
    messageUnder: (system, controlId) => placed('finding a control id', () => reader.messageUnder(system, controlId)),
    deliveries: (ids) => placed('finding deliveries', () => reader.deliveries(ids)),
    ordersNamed: (messageId) => placed('finding the orders of a message', () => reader.ordersNamed(messageId)),
    openOrdersOf: (patientId) => placed('finding the orders of a patient', () => reader.openOrdersOf(patientId)),
    destinations: () => placed('listing destinations', () => reader.destinations()),
    undelivered: (destination, after, limit) =>
      placed('reading deliveries', () => reader.undelivered(destination, after, limit)),
    held: (destination) => placed('reading held deliveries', () => reader.held(destination)),
    due: (now, limit) => {
      hourly.tick(now)
      return placed('reading what is due', () => reader.due(now, limit))
    },
    openExceptions: () => placed('reading exceptions', () => reader.openExceptions()),
    sights: (after, limit) => placed('reading sights', () => watcher.sights(after, limit)),
    everAdrift: () => placed('finding what was adrift', () => watcher.everAdrift()),
    loopCounts: () => placed('counting', () => reader.loopCounts()),
    findings: () => placed('reading findings', () => reader.findings()),
    activate: async (revision, afterMessageId, at) => {
      await placed('activating a revision', () => reading.run([addActivation(revision, afterMessageId, at)]))
    },
    maintain: (now) => hourly.run(now),
    dropMonth: (table, instant) =>
      chore('dropping a month', (run) => dropOneMonth(run, new Reader(run, names), table, monthOf(instant))),
    sealAudit: (now) => chore('sealing the audit trail', (run) => sealAudit(run, now)),
    verifyAudit: () => chore('verifying the audit trail', verifyAudit),
    close: async () => {
      await Promise.all(sessions.map((each) => each.close()))
    },
    abandon: () => {
      for (const each of sessions) each.abandon()
    },
  }
}

/** Runs a chore at most once at a time, and by itself once an hour of the caller's time. */
class Hourly {
  readonly #work: (now: Instant) => Promise<void>
  readonly #onTrouble: (error: LabloopError) => void
  #last = -Infinity
  #running: Promise<void> | null = null

  constructor(work: (now: Instant) => Promise<void>, onTrouble: (error: LabloopError) => void = () => {}) {
    this.#work = work
    this.#onTrouble = onTrouble
  }

  tick(now: Instant): void {
    if (Math.abs(now - this.#last) < MAINTAIN_MS) return
    this.run(now).catch(this.#onTrouble)
  }

  run(now: Instant): Promise<void> {
    this.#last = now
    this.#running ??= this.#work(now).finally(() => {
      this.#running = null
    })
    return this.#running
  }
}

async function placed<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw storeError(error, place)
  }
}
