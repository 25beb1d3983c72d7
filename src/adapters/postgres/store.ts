// The Store on PostgreSQL. The one thing to know: receiving, committing and reading each have a connection of their own,
// so that a long read never keeps a message waiting for its acknowledgement.
import { randomUUID } from 'node:crypto'
import type { Changes, Lease, Store } from '../../engine/ports/store.ts'
import { commitSteps, namesIn } from './commit.ts'
import { storeError } from './errors.ts'
import { Names } from './names.ts'
import type { Step } from './pipeline.ts'
import { Reader } from './reader.ts'
import { Receiver } from './receiver.ts'
import { Session } from './session.ts'
import { addActivation } from './statements/add-activation.ts'
import { addDestinations } from './statements/add-destinations.ts'
import { releaseLease } from './statements/release-lease.ts'
import { settleThrough } from './statements/settle-through.ts'
import { takeLease } from './statements/take-lease.ts'
import { Writer } from './writer.ts'

export type PostgresStoreOptions = {
  readonly url: string
  /** The schema of the site; see `schemaOf` and `migrate`. */
  readonly schema: string
  /** How long to wait for a connection, and for an answer before a connection counts as lost. */
  readonly connect_ms?: number
  readonly answer_ms?: number
}

export type PostgresStore = Store & {
  /** Finishes what is under way and ends the connections. */
  close(): Promise<void>
  /** Ends the connections at once, as a crash would. */
  abandon(): void
}

/** The mark of a destination is moved after so many outcomes. */
const OUTCOMES = 2000

/** Opens the store of a site whose schema is up to date. Connects when it is first asked for something. */
export function postgresStore(options: PostgresStoreOptions): PostgresStore {
  const session = (name: string) =>
    new Session({
      url: options.url,
      schema: options.schema,
      name,
      connect_ms: options.connect_ms ?? 5000,
      answer_ms: options.answer_ms ?? 60_000,
    })
  const [receiving, committing, reading] = [session('receive'), session('commit'), session('read')]
  const sessions = [receiving, committing, reading]
  const names = new Names(reading)
  const reader = new Reader((steps) => reading.run(steps), names)
  const loader = new Reader((steps) => committing.run(steps), names)
  const receiver = new Receiver(new Writer(receiving), new Reader((steps) => receiving.run(steps), names), names)
  const committer = new Committer(new Writer(committing), names)
  const incarnation = randomUUID()
  const run = (place: string, steps: readonly Step[]) => placed(place, () => reading.run(steps))
  return {
    lease: async (name, holder, ttl_ms, now) => {
      const [rows] = await run('taking a lease', [takeLease(name, holder, incarnation, now, ttl_ms)])
      const epoch = rows![0]?.[0]
      return epoch === undefined ? null : { name, holder, epoch: Number(epoch), expiresAt: now + ttl_ms }
    },
    release: async (lease) => {
      await run('releasing a lease', [releaseLease(lease)])
    },
    receive: (lease, batch) => receiver.receive(lease, batch),
    commit: (leases, changes) => placed('committing', () => committer.commit(leases, changes)),
    load: (keys) => placed('loading', () => loader.load(keys)),
    marks: () => placed('reading marks', () => reader.marks()),
    messagesAfter: (after, limit) => placed('reading messages', () => reader.messagesAfter(after, limit)),
    messages: (ids) => placed('reading messages', () => reader.messages(ids)),
    messageUnder: (system, controlId) => placed('finding a control id', () => reader.messageUnder(system, controlId)),
    undelivered: (destination, after, limit) =>
      placed('reading deliveries', () => reader.undelivered(destination, after, limit)),
    held: (destination) => placed('reading held deliveries', () => reader.held(destination)),
    due: (now, limit) => placed('reading what is due', () => reader.due(now, limit)),
    openExceptions: () => placed('reading exceptions', () => reader.openExceptions()),
    sights: (after, limit) => placed('reading sights', () => reader.sights(after, limit)),
    loopCounts: () => placed('counting', () => reader.loopCounts()),
    activate: async (revision, afterMessageId, at) => {
      await run('activating a revision', [addActivation(revision, afterMessageId, at)])
    },
    close: async () => {
      await Promise.all(sessions.map((each) => each.close()))
    },
    abandon: () => {
      for (const each of sessions) each.abandon()
    },
  }
}

class Committer {
  readonly #writer: Writer
  readonly #names: Names
  /** Destinations that have a row. */
  readonly #introduced = new Set<string>()
  /** Outcomes of each destination since its mark was moved. */
  readonly #outcomes = new Map<string, number>()

  constructor(writer: Writer, names: Names) {
    this.#writer = writer
    this.#names = names
  }

  async commit(leases: readonly Lease[], changes: Changes): Promise<void> {
    await this.#names.know(namesIn(changes))
    const fresh = new Set(changes.deliveries.map(({ destination }) => destination))
    for (const destination of this.#introduced) fresh.delete(destination)
    const steps = commitSteps(changes, this.#names)
    await this.#writer.write(leases, [...this.#introduce(fresh, changes), ...steps, ...this.#marks(changes)])
    for (const destination of fresh) this.#introduced.add(destination)
  }

  #introduce(fresh: ReadonlySet<string>, { deliveries }: Changes): Step[] {
    if (fresh.size === 0) return []
    const firstId = Math.min(...deliveries.map(({ id }) => id))
    return [addDestinations([...fresh].map((name) => ({ destination: this.#names.id(name), firstId })))]
  }

  #marks({ outcomes }: Changes): Step[] {
    const steps: Step[] = []
    for (const { destination } of outcomes) {
      const count = (this.#outcomes.get(destination) ?? 0) + 1
      this.#outcomes.set(destination, count % OUTCOMES)
      if (count === OUTCOMES) steps.push(settleThrough(this.#names.id(destination)))
    }
    return steps
  }
}

async function placed<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw storeError(error, place)
  }
}
