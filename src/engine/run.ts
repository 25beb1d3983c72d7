// The engine while it acts: everything that one hold of the leases brings up, and takes down again. The one thing to know:
// it goes on from the store alone, so that it does not matter how the one before it ended.
import { CensusWatch } from './census-watch.ts'
import { switchOf } from './command.ts'
import type { Complaints } from './complaints.ts'
import { Outbound } from './deliver.ts'
import type { DestinationHandlers } from './delivery-report.ts'
import type { EngineEvent, EngineOptions } from './engine.ts'
import type { Leases } from './leases.ts'
import type { EngineLimits } from './limits.ts'
import type { Instant } from './ports/clock.ts'
import type { BoundPort, Reception, ReceptionHandlers } from './ports/reception.ts'
import { type Committed, Processor, type ProcessStart } from './process.ts'
import { RateMeter } from './rate-meter.ts'
import type { Rules } from './rules.ts'
import { slowCause } from './slow-answers.ts'
import { holdStranded } from './stranded.ts'
import { blockedUnit, concernUnit, type Unit, unansweredUnit } from './unit.ts'
import { Watch } from './watch.ts'

/** What a run is made of. */
export type RunParts = {
  readonly options: EngineOptions
  readonly limits: EngineLimits
  readonly rules: Rules
  readonly leases: Leases
  readonly complaints: Complaints
  readonly emit: (event: EngineEvent) => void
  /** It may not, or cannot, act any more. */
  readonly onLost: (error: Error) => void
}

/** Reads from the store where to go on. */
export async function recover({ options, rules }: RunParts): Promise<Run['from']> {
  const { store, clock } = options
  const marks = await store.marks()
  const from = { marks, open: await store.openExceptions(), held: await store.held('') }
  await store.activate(rules.site.revision, marks.processedThrough, clock.now())
  return from
}

/** How soon the store is asked again for what waits for connections that are gone. */
const strandedAgain_ms = 5000

export class Run {
  readonly #parts: RunParts
  readonly from: ProcessStart
  readonly #reception: Reception
  readonly processor: Processor
  readonly outbound: Outbound
  readonly watch: Watch
  readonly #census: CensusWatch | null
  readonly delivered = new RateMeter()
  /** Open connections, by connection of the site. */
  readonly connections = new Map<string, number>()
  /** When the census of a system was last taken. */
  readonly censusAt = new Map<string, Instant>()
  bound: readonly BoundPort[] = []
  #ended = false

  constructor(parts: RunParts, from: ProcessStart) {
    const { options, limits, rules, leases } = parts
    const { store, clock, network, random, tls } = options
    this.#parts = parts
    this.from = from
    this.#reception = options.reception(rules.site)
    const mayAct = (destination: string) => leases.mayAct(`destination:${destination}`)
    const { lastDeliveryId } = from.marks
    const lines = { store, network, clock, tls }
    this.outbound = new Outbound(rules, lines, this.#destinationHandlers(), lastDeliveryId, mayAct, limits.outbound)
    const outlets = {
      outbound: this.outbound,
      reception: this.#reception,
      leases: (destinations: ReadonlySet<string>) => this.#leasesFor(destinations),
      onCommitted: (batch: Committed) => this.#committed(batch),
      onStoreFailed: (code: string) => parts.complaints.failed('processing', code),
      onEnded: parts.onLost,
    }
    this.processor = new Processor(rules, { store, clock, random }, outlets, from, limits.process)
    const add = (unit: Unit) => this.processor.add(unit)
    const { desk } = this.processor
    const storeFails = () => parts.complaints.stands('processing')
    const watched = { add, desk, rules, storeFails, queues: () => this.outbound.counts() }
    this.watch = new Watch({ store, clock }, watched, limits.watch)
    const onRead = (system: string, takenAt: Instant) => void this.censusAt.set(system, takenAt)
    this.#census = options.census
      ? new CensusWatch(
          rules,
          { census: options.census, clock },
          { add, desk, onRead, sources: { store, outbound: this.outbound } },
        )
      : null
  }

  /** Nobody sends to a destination that the site no longer has: what becomes of its deliveries is the processor's alone. */
  #leasesFor(destinations: ReadonlySet<string>) {
    const { leases, rules } = this.#parts
    const own = [...destinations].filter((id) => rules.destinations.has(id))
    return [leases.get('processor'), ...own.map((id) => leases.get(`destination:${id}`))]
  }

  #destinationHandlers(): DestinationHandlers {
    return {
      onReport: (report) => {
        if (report.outcome.state === 'delivered' && !report.again) this.delivered.add(report.flow, report.outcome.at)
        this.processor.report(report)
      },
      onLate: (late) => this.processor.late(late),
      onTrouble: (destination, cause, concern, ended) => {
        const system = this.#parts.rules.destinations.get(destination)?.system ?? ''
        if (concern) this.processor.add(concernUnit(concern, { system }))
        else this.processor.settle(cause, ended)
        this.#parts.emit({ kind: 'destination', destination, troubled: concern !== null })
      },
      onBlocked: (destination, delivery) => this.processor.add(blockedUnit(destination, delivery)),
      onUnanswered: (destination, delivery, concern) =>
        this.processor.add(unansweredUnit(destination, delivery, concern)),
      onKeep: (connection, body, refused, onKept) => {
        this.#reception.keep({ connection, body, refused, onKept: (_id, answer) => onKept(answer) })
      },
      onConnection: (connection, open, text) => this.#connected(connection, open ? 1 : 0, text),
    }
  }

  #receptionHandlers(): ReceptionHandlers {
    return {
      onStored: (batch) => {
        this.processor.stored(batch)
        this.#parts.complaints.worked('receiving')
        this.#parts.emit({ kind: 'received', messages: batch.length })
      },
      onNotice: ({ system, concern }) => {
        if (concern.kind === 'not-stored') this.#parts.complaints.failed('receiving', concern.cause.split('|').at(-1)!)
        this.processor.add(concernUnit(concern, { system }))
      },
      onConnections: ({ connection, open, text }) => this.#connected(connection, open, text),
      onLost: this.#parts.onLost,
    }
  }

  #connected(connection: string, open: number, text: string): void {
    this.connections.set(connection, open)
    this.#parts.options.log.info('connection', { connection, open, text })
    this.#parts.emit({ kind: 'connection', connection, open })
  }

  #committed({ messages, stored }: Committed): void {
    for (const { kind, severity, id, team, status } of stored.exceptions) {
      if (status === 'assigned') this.#parts.options.log.warn('exception', { id, kind, severity, team })
    }
    this.#parts.complaints.worked('processing')
    this.#parts.emit({ kind: 'committed', messages, stored })
  }

  /** Begins to act. Rejects, with nothing left open, where a port cannot be bound. */
  async start(): Promise<void> {
    const { leases, onLost } = this.#parts
    for (const { cause } of this.from.open) {
      const standing = switchOf(cause)
      if (standing) this.outbound.switched({ do: 'pause', ...standing })
    }
    try {
      this.bound = await this.#reception.start(leases.get('receiver'), this.#receptionHandlers())
      this.outbound.start(
        this.from.held,
        this.from.open.flatMap(({ cause }) => troubledOf(cause)),
      )
    } catch (error) {
      this.abandon()
      throw error
    }
    this.processor.stored([])
    leases.keep({ onRenewed: () => this.#renewed(), onLost })
    this.watch.start()
    this.#census?.start()
    this.#lookForStranded()
  }

  /** A store that fails is asked again: nothing else shows what waits for a connection that is gone. */
  #lookForStranded(): void {
    const { options, rules } = this.#parts
    const add = (unit: Unit) => this.processor.add(unit)
    holdStranded(options.store, rules, add, () => this.#ended).catch(() => {
      options.clock.at(options.clock.now() + strandedAgain_ms, () => {
        if (!this.#ended) this.#lookForStranded()
      })
    })
  }

  #renewed(): void {
    this.#reception.renewed(this.#parts.leases.get('receiver'))
    this.outbound.wake()
  }

  /** Stops reading, finishes what is under way within `grace_ms`, then ends and gives the leases back. */
  async stop(grace_ms: number): Promise<void> {
    const { clock } = this.#parts.options
    const until = clock.now() + grace_ms
    const late = new Promise<void>((resolve) => clock.at(until, resolve))
    this.watch.end()
    this.#census?.end()
    await Promise.race([this.#finish(grace_ms), late])
    await this.#reception.close(Math.max(0, until - clock.now()))
    this.#end()
    await this.#parts.leases.release().catch(() => {})
  }

  async #finish(grace_ms: number): Promise<void> {
    await this.#reception.drain()
    await this.processor.drain()
    await this.outbound.drain(grace_ms)
    await this.#reception.drain() // an answer that was kept meanwhile is a message, too
    await this.processor.drain()
  }

  /** Ends at once, without another word to anybody. */
  abandon(): void {
    this.watch.end()
    this.#census?.end()
    this.#end()
    this.#reception.abandon()
  }

  #end(): void {
    this.#ended = true
    this.#parts.leases.end()
    this.processor.end()
    this.outbound.close()
  }
}

/** The destination that a cause says did not answer, or answered late, if it says that. */
function troubledOf(cause: string): { readonly destination: string; readonly how: 'silent' | 'slow' }[] {
  const [kind, destination = '', which] = cause.split('|')
  if (kind !== 'no-answer') return []
  if (which === undefined) return [{ destination, how: 'silent' }]
  return cause === slowCause(destination) ? [{ destination, how: 'slow' }] : []
}
