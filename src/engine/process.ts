// The processor of a site: batches of messages, outcomes and commands, in order; one load, the ledger in memory, one commit.
// The one thing to know: a message on which our code fails is set aside and the others go on; a store that fails is waited
// for, in order.
import type { Exception } from '../ownership/exception.ts'
import { type Batch, changesOf, newBatch } from './batch.ts'
import type { Command, CommandResult } from './command.ts'
import type { Outbound } from './deliver.ts'
import type { DeliveryReport } from './delivery-report.ts'
import { ExceptionDesk } from './exception-desk.ts'
import { MessageFeed } from './feed.ts'
import { HeldIndex } from './held-index.ts'
import { Incoming } from './incoming.ts'
import type { LateAnswer } from './late-report.ts'
import { needsReading, type Reread, readAgain, type SentBefore } from './make-again.ts'
import type { Backoff } from './pace.ts'
import { codeOf, Patience } from './patience.ts'
import type { Clock, Random } from './ports/clock.ts'
import type { Reception } from './ports/reception.ts'
import type { Changes, Lease, Marks, QueuedDelivery, Store, StoredMessage } from './ports/store.ts'
import type { Rules } from './rules.ts'
import { commandUnit, keysOf, lateUnit, reportUnit, settleUnit, type Unit } from './unit.ts'
import { WorkingBook } from './working-book.ts'

export type ProcessLimits = {
  /** Messages a batch, and outcomes and commands a batch. */
  readonly batch_messages: number
  readonly batch_others: number
  /** A batch that is not full waits this long for more. */
  readonly gather_ms: number
  /** Orders kept in memory between batches, and as many again whose deliveries are under way. */
  readonly orders_in_memory: number
  /** Waits after the store has failed. */
  readonly retry: Backoff
}

export const processLimits: ProcessLimits = {
  batch_messages: 60,
  batch_others: 300,
  gather_ms: 5,
  orders_in_memory: 250,
  retry: { first: 100, most: 5000 },
}

export type ProcessPorts = {
  readonly store: Pick<
    Store,
    | 'load'
    | 'commit'
    | 'messagesAfter'
    | 'messages'
    | 'messageUnder'
    | 'deliveries'
    | 'ordersNamed'
    | 'openOrdersOf'
    | 'held'
  >
  readonly clock: Clock
  readonly random: Random
}

/** What the processor hands on once it is stored. */
export type ProcessOutlets = {
  readonly outbound: Pick<Outbound, 'offer' | 'committed' | 'released' | 'switched' | 'find' | 'credit'>
  readonly reception: Pick<Reception, 'answer' | 'settled'>
  /** What every commit must still be allowed by: the processor's lease and those of these destinations. */
  readonly leases: (destinations: ReadonlySet<string>) => readonly Lease[]
  readonly onCommitted: (batch: Committed) => void
  /** The store failed for a reason that passes, or takes nothing at all; what was tried is tried again. */
  readonly onStoreFailed: (code: string) => void
  /** It has stopped by itself: another node has taken over, or it cannot go on. */
  readonly onEnded: (error: Error) => void
}

/** A batch that is stored, for those who watch. */
export type Committed = { readonly messages: number; readonly stored: Changes }

/** Where it goes on. */
export type ProcessStart = {
  readonly marks: Marks
  readonly open: readonly Exception[]
  readonly held: readonly QueuedDelivery[]
}

/** A batch on its way into the store. */
type Flight = {
  readonly units: readonly Unit[]
  readonly settled: () => void
  /** Whether it opens or closes exceptions: they must be stored before the next batch does. */
  readonly raises: boolean
  /** The error, or null once it is stored. */
  readonly done: Promise<Error | null>
}

export class Processor {
  readonly #rules: Rules
  readonly #ports: ProcessPorts
  readonly #outlets: ProcessOutlets
  readonly #limits: ProcessLimits
  readonly #feed: MessageFeed
  readonly #working: WorkingBook
  readonly desk: ExceptionDesk
  readonly held: HeldIndex
  #others: Unit[] = []
  readonly #patience: Patience
  #processedThrough: number
  #lastDeliveryId: number
  #busy = false
  /** The batch that the store is busy with: the next one is told meanwhile, and stored once this one is. */
  #flight: Flight | null = null
  #gathering: (() => void) | null = null
  #state: 'open' | 'ended' = 'open'
  #resting: (() => void)[] = []
  readonly #incoming: Incoming
  /** Those who wait for the end of a command. */
  readonly #asking = new Set<(error: Error) => void>()

  constructor(rules: Rules, ports: ProcessPorts, outlets: ProcessOutlets, start: ProcessStart, limits: ProcessLimits) {
    const { marks, open, held } = start
    this.#rules = rules
    this.#ports = ports
    this.#outlets = outlets
    this.#limits = limits
    this.#feed = new MessageFeed(ports.store, marks.processedThrough, marks.lastMessageId)
    this.#patience = new Patience(ports.clock, limits.retry, () => this.#state === 'ended', outlets.onStoreFailed)
    this.#working = new WorkingBook(ports.store, marks, limits.orders_in_memory)
    this.desk = new ExceptionDesk(rules.site, open, marks.lastExceptionId)
    this.held = new HeldIndex(held)
    this.#incoming = new Incoming(rules, ports, outlets.outbound, {
      insist: (work) => this.#patience.insist(work),
      isEnded: () => this.#state === 'ended',
      processedThrough: () => this.#processedThrough,
      add: (unit) => this.add(unit),
    })
    this.#processedThrough = marks.processedThrough
    this.#lastDeliveryId = marks.lastDeliveryId
  }

  /** Messages from receiving, in order. */
  stored(batch: readonly StoredMessage[]): void {
    const early = this.#feed.add(batch)
    if (early.length > 0) this.#outlets.reception.settled(this.#processedThrough)
    this.#wake()
  }

  report(report: DeliveryReport): void {
    this.add(reportUnit(report))
  }

  late(late: LateAnswer): void {
    this.add(lateUnit(late, this.held))
  }

  /** What was wrong under a cause is right again. */
  settle(cause: string, rootCause: string): void {
    this.add(settleUnit(cause, rootCause, this.desk))
  }

  add(unit: Unit): void {
    this.#others.push(unit)
    this.#wake()
  }

  /** Carries out a person's command; resolves once it is stored. */
  command(command: Command): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const then = (result: CommandResult | Error) => {
        this.#asking.delete(reject)
        if (result instanceof Error) reject(result)
        else resolve(result)
      }
      this.#asking.add(reject)
      if (this.#state === 'ended') return then(stopped())
      const { outbound } = this.#outlets
      const add = (reread: Reread | SentBefore | null) =>
        this.add(commandUnit(command, this.held, this.desk, outbound, then, reread))
      const needed = needsReading(command, this.held, this.#rules)
      if (!needed) return add(null)
      const sources = { rules: this.#rules, store: this.#ports.store, outbound }
      this.#patience.insist(() => readAgain(needed, sources)).then(add, then)
    })
  }

  /** Messages and other things that wait. */
  get backlog(): number {
    return this.#feed.waiting + this.#others.length
  }

  /** Begins a batch where one is full, or has gathered for long enough; while the store is busy, only a full one. */
  #wake(): void {
    if (this.#busy || this.#state === 'ended' || this.backlog === 0) return
    const { batch_messages, batch_others, gather_ms } = this.#limits
    if (this.#feed.waiting >= batch_messages || this.#others.length >= batch_others) this.#begin()
    else if (!this.#flight) {
      this.#gathering ??= this.#ports.clock.at(this.#ports.clock.now() + gather_ms, () => this.#begin())
    }
  }

  #begin(): void {
    this.#gathering?.()
    this.#gathering = null
    if (!this.#busy && this.#state !== 'ended') this.#during(this.#round())
  }

  /** One thing at a time: a batch, or the second attempt at one. */
  #during(work: Promise<void>): void {
    this.#busy = true
    work.then(
      () => this.#next(),
      (error: Error) => this.#fail(error),
    )
  }

  #next(): void {
    this.#busy = false
    this.#wake()
    this.#tellRest()
  }

  get #atRest(): boolean {
    return this.#state === 'ended' || (!this.#busy && !this.#flight && this.backlog === 0)
  }

  #tellRest(): void {
    if (this.#atRest) for (const resolve of this.#resting.splice(0)) resolve()
  }

  #fail(error: Error): void {
    if (this.#state === 'ended') return
    this.end()
    this.#outlets.onEnded(error)
  }

  /** One batch, from what waits to where the store has it in hand. */
  async #round(): Promise<void> {
    const others = this.#others.splice(0, this.#limits.batch_others)
    const messages = await this.#patience.insist(() => this.#feed.take(this.#limits.batch_messages))
    const units = [...others, ...(await this.#incoming.unitsOf(messages))]
    const settled = () => {
      if (messages.length > 0) this.#outlets.reception.settled(this.#processedThrough)
    }
    if (this.#flight?.raises || units.some(({ find }) => find)) await this.#land()
    const batch = await this.#ahead(units)
    const landed = await this.#land()
    if (batch && landed) this.#launch(batch, units, settled)
    else {
      if (batch) this.#undo()
      await this.#process(units)
      settled()
    }
  }

  /** Tells a batch while the one before is being stored. Null where that fails: then it is done alone, step by step. */
  async #ahead(units: readonly Unit[]): Promise<Batch | null> {
    try {
      await this.#patience.insist(() => this.#load(units))
    } catch (error) {
      if (this.#state === 'ended' || codeOf(error) === 'lease-lost') throw error
      return null
    }
    const told = this.#tell(units)
    for (const unit of units) unit.rest?.() // what is alive when the nursery is emptied must be moved (docs/adr/0016)
    return 'unit' in told ? null : told
  }

  /** Gives a batch to the store. The next one goes on from what this one says. */
  #launch(batch: Batch, units: readonly Unit[], settled: () => void): void {
    const { kept, stored, ...rest } = this.#changesOf(batch, units)
    this.#lastDeliveryId = batch.lastDeliveryId
    this.#working.committed(kept)
    this.#incoming.told(batch, rest.through)
    const raises = stored.exceptions.length > 0
    const done = this.#store(stored).then(
      () => {
        this.#flight = null
        if (raises) this.desk.committed()
        this.#kept(batch, stored, rest)
        settled()
        if (!this.#busy) this.#next()
        return null
      },
      (error: Error) => {
        if (!this.#busy && this.#state !== 'ended') this.#during(this.#land().then(() => {}))
        return error
      },
    )
    this.#flight = { units, settled, raises, done }
  }

  /** Waits until the batch that is being stored is. False where it was not, and had to be done again step by step. */
  async #land(): Promise<boolean> {
    const flight = this.#flight
    if (!flight) return true
    const error = await flight.done
    if (error === null) return true
    this.#flight = null
    this.#incoming.undone()
    this.#undo()
    await this.#again(flight.units, error)
    flight.settled()
    return false
  }

  /** Stores what the units do; where that fails on their content, halves them until it is known on whose. */
  async #process(units: readonly Unit[]): Promise<void> {
    try {
      await this.#attempt(units)
    } catch (error) {
      await this.#again(units, error)
    }
  }

  async #again(units: readonly Unit[], error: unknown): Promise<void> {
    if (this.#state === 'ended' || codeOf(error) === 'lease-lost') throw error
    if (codeOf(error) === 'stale-order') return this.#process(units)
    const half = units.length >> 1
    if (half === 0) return this.#single(units[0]!, error)
    await this.#process(units.slice(0, half))
    await this.#process(units.slice(half))
  }

  /** Tried until the store takes other things and not this; then what stands for it, for as long as it takes. */
  async #single(unit: Unit, error: unknown): Promise<void> {
    let next = unit
    for (let times = 0; ; times++) {
      await this.#patience.wait(times)
      try {
        return await this.#attempt([next])
      } catch (again) {
        if (this.#state === 'ended' || codeOf(again) === 'lease-lost') throw again
        if (await this.#storeWorks()) next = unit.poisoned(codeOf(error))
      }
    }
  }

  /** Whether the store takes a commit at all: a database that only reads fails on every message, and none is to blame. */
  async #storeWorks(): Promise<boolean> {
    const empty = newBatch(this.#rules, this.#working.book, this.desk, this.#ports.clock.now(), this.#lastDeliveryId)
    try {
      await this.#ports.store.commit(this.#outlets.leases(new Set()), changesOf(empty, this.#processedThrough).stored)
      return true
    } catch (error) {
      if (codeOf(error) === 'lease-lost') throw error
      this.#outlets.onStoreFailed(codeOf(error))
      return false
    }
  }

  async #attempt(given: readonly Unit[]): Promise<void> {
    let units = given
    for (let stale = 0; ; ) {
      await this.#patience.insist(() => this.#load(units))
      const told = this.#tell(units)
      if ('unit' in told) {
        units = units.map((unit) => (unit === told.unit ? unit.poisoned(told.code) : unit))
        continue
      }
      try {
        await this.#commit(told, units)
        return
      } catch (error) {
        this.#undo()
        if (codeOf(error) !== 'stale-order' || ++stale > 3) throw error
      }
    }
  }

  /** What the units need, and the orders that share an exception with theirs. */
  async #load(units: readonly Unit[]): Promise<void> {
    for (const unit of units) if (unit.find) await unit.find()
    const { orderKeys, patientKeys, orderIds } = keysOf(units)
    await this.#working.ensure(orderKeys, patientKeys, orderIds)
    for (const unit of units) if (unit.overwrites) await this.#loadOverwritten(unit.overwrites(this.#working.book))
    if (this.desk.size === 0) return
    await this.#working.ensure([], [], new Set(this.desk.companions(this.#working.book.entries)))
  }

  /** The open orders of patients whose records become somebody else's: somebody has to look at each. */
  async #loadOverwritten(patientIds: readonly number[]): Promise<void> {
    for (const id of patientIds) await this.#working.ensure([], [], await this.#ports.store.openOrdersOf(id))
  }

  /** The batch, or the unit on which our code failed. */
  #tell(units: readonly Unit[]): Batch | { readonly unit: Unit; readonly code: string } {
    const now = this.#ports.clock.now()
    const batch = newBatch(this.#rules, this.#working.book, this.desk, now, this.#lastDeliveryId)
    for (const unit of units) {
      try {
        unit.tell(batch)
      } catch (error) {
        this.#undo()
        return { unit, code: codeOf(error) }
      }
    }
    return batch
  }

  #undo(): void {
    this.desk.rollback()
    this.#working.discard()
  }

  async #commit(batch: Batch, units: readonly Unit[]): Promise<void> {
    const { kept, stored, ...rest } = this.#changesOf(batch, units)
    await this.#store(stored)
    this.#lastDeliveryId = batch.lastDeliveryId
    this.#working.committed(kept)
    this.#incoming.told(batch, rest.through)
    this.desk.committed()
    this.#kept(batch, stored, rest)
  }

  #changesOf(batch: Batch, units: readonly Unit[]) {
    let through = this.#processedThrough
    let messages = 0
    for (const { messageId } of units) {
      if (messageId > 0) messages++
      if (messageId > through) through = messageId
    }
    return { ...changesOf(batch, through), through, messages }
  }

  #store(stored: Changes): Promise<void> {
    const destinations = new Set(stored.outcomes.map(({ destination }) => destination))
    return this.#patience.insist(() => this.#ports.store.commit(this.#outlets.leases(destinations), stored))
  }

  #kept(batch: Batch, stored: Changes, { through, messages }: { through: number; messages: number }): void {
    this.#processedThrough = through
    this.#handOut(batch, stored)
    this.#outlets.onCommitted({ messages, stored })
  }

  /** The store has kept it: now the outside hears of it. */
  #handOut(batch: Batch, stored: Changes): void {
    const { deliveries, outcomes, answers } = stored
    const fresh = new Set(deliveries.map(({ id }) => id))
    for (const delivery of batch.held) this.held.add(delivery)
    const held = new Set(batch.held.map(({ id }) => id))
    const earlier = outcomes.filter(({ deliveryId }) => !fresh.has(deliveryId))
    if (answers.length > 0) this.#outlets.reception.answer(answers)
    if (deliveries.length > 0) this.#outlets.outbound.offer(deliveries, held)
    if (earlier.length > 0) this.#outlets.outbound.committed(earlier)
    for (const { deliveryId, state } of earlier) if (state === 'delivered') this.#takenAfterAll(deliveryId)
    for (const call of batch.after) call()
    for (const { deliveryId, state } of earlier) if (state === 'delivered') this.held.taken(deliveryId)
  }

  /** A held message that was answered late: it went out before it was held, and what waits behind it may go on. */
  #takenAfterAll(deliveryId: number): void {
    const delivery = this.held.get(deliveryId)
    if (!delivery) return
    this.held.taken(deliveryId)
    this.#outlets.outbound.released(delivery, 'cancelled')
  }

  /** Resolves once nothing waits. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#atRest) resolve()
      else this.#resting.push(resolve)
    })
  }

  /** Does nothing more. What is not stored will be found in the store by who goes on. */
  end(): void {
    this.#state = 'ended'
    this.#gathering?.()
    for (const resolve of this.#resting.splice(0)) resolve()
    for (const reject of this.#asking) reject(stopped())
    this.#asking.clear()
  }
}

/** The command may have been stored or not: who asked looks again once a node acts. */
function stopped(): Error {
  return Object.assign(new Error('The engine stopped before the command was stored.'), { code: 'lease-lost' })
}
