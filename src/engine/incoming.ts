// A stored message as a unit of work: read, and with what it answers. The one thing to know: an answer needs the orders of the
// message that it answers, which may be stored, told just now and not yet stored, or, where Labloop only observes, not be here.
import { formatDateTime } from '../hl7/index.ts'
import { type Answered, findAnswered, foreign } from './answered.ts'
import type { Batch } from './batch.ts'
import type { Outbound } from './deliver.ts'
import { EarlyAnswers } from './early-answers.ts'
import { codeOf } from './patience.ts'
import type { Clock, Random } from './ports/clock.ts'
import type { Store, StoredMessage } from './ports/store.ts'
import { type Prepared, prepare, type Readable } from './prepare.ts'
import type { Rules } from './rules.ts'
import type { TellContext } from './tell-message.ts'
import { ToldLately } from './told-lately.ts'
import { faultyUnit, lateAnswerUnit, messageUnit, poisonUnit, type Unit } from './unit.ts'

export type IncomingPorts = {
  readonly store: Pick<Store, 'messages' | 'messageUnder' | 'deliveries' | 'ordersNamed'>
  readonly clock: Clock
  readonly random: Random
}

/** What it asks of the processor that it works for. */
export type IncomingProcess = {
  /** Asks the store again for as long as it fails for a reason that passes. */
  insist<Value>(work: () => Promise<Value>): Promise<Value>
  isEnded(): boolean
  /** The last message that is decided and stored. */
  processedThrough(): number
  add(unit: Unit): void
}

export class Incoming {
  readonly #rules: Rules
  readonly #store: IncomingPorts['store']
  readonly #clock: Clock
  readonly #outbound: Pick<Outbound, 'find' | 'credit'>
  readonly #process: IncomingProcess
  /** Control ids of our answers: a prefix for this run, and a count. */
  readonly #prefix: string
  #answers = 0
  readonly #lately = new ToldLately()
  readonly #early: EarlyAnswers

  constructor(
    rules: Rules,
    { store, clock, random }: IncomingPorts,
    outbound: Pick<Outbound, 'find' | 'credit'>,
    process: IncomingProcess,
  ) {
    this.#rules = rules
    this.#store = store
    this.#clock = clock
    this.#outbound = outbound
    this.#process = process
    this.#prefix = random.token(6)
    this.#early = new EarlyAnswers(clock, async (ready) => {
      const found = process.isEnded() ? null : await this.#findAnswered(ready)
      const isDecided = found?.by === 'here' && found.original && found.original.id <= process.processedThrough()
      if (isDecided) process.add(lateAnswerUnit(ready, found))
      return isDecided === true
    })
  }

  /** One for each message, in order. */
  unitsOf(messages: readonly StoredMessage[]): Promise<Unit[]> {
    const context = this.#context()
    this.#lately.forgetThrough(this.#process.processedThrough())
    return Promise.all(messages.map((stored) => this.#unitOf(stored, context)))
  }

  /** A batch is on its way into the store. What Labloop itself delivers is answered once that is done; a copy may come before. */
  told({ facts }: Batch, through: number): void {
    if (this.#rules.observe) this.#lately.add(facts, through)
  }

  /** What was told and is not stored came to nothing, and will be told again. */
  undone(): void {
    this.#lately.forgetAfter(this.#process.processedThrough())
  }

  #context(): Omit<TellContext, 'answers' | 'mayAnswer'> {
    return {
      nextControlId: () => `${this.#prefix}${(++this.#answers).toString(36).toUpperCase()}`,
      time: formatDateTime(this.#clock.now(), { offset_minutes: 0 }),
    }
  }

  readonly #prepare = (stored: StoredMessage): Prepared => prepare(stored, this.#rules)

  async #unitOf(stored: StoredMessage, shared: Omit<TellContext, 'answers' | 'mayAnswer'>): Promise<Unit> {
    const plain: TellContext = { ...shared, answers: null, mayAnswer: !this.#rules.destinations.has(stored.connection) }
    let prepared: Prepared
    try {
      prepared = this.#prepare(stored)
    } catch (error) {
      const code = codeOf(error)
      return poisonUnit(stored, plain, code)
    }
    if (prepared.fault !== null) return faultyUnit(prepared, (id) => this.#store.ordersNamed(id), plain)
    if (!prepared.reading.answers) return messageUnit(prepared, null, plain, this.#prepare)
    const ready = prepared
    try {
      const found = await this.#findAnswered(ready)
      const answered = this.#withLately(found && asOf(found, stored))
      if (answered?.by === 'nobody' && this.#rules.observe) this.#early.add(ready)
      const answers = answered?.original?.controlId ?? null
      return messageUnit(prepared, answered, { ...plain, answers }, this.#prepare)
    } catch (error) {
      if (this.#process.isEnded() || codeOf(error) === 'lease-lost') throw error
      return poisonUnit(stored, plain, codeOf(error))
    }
  }

  #findAnswered(ready: Readable): Promise<Answered | null> {
    const sources = { rules: this.#rules, store: this.#store, outbound: this.#outbound }
    return this.#process.insist(() => findAnswered(ready, sources))
  }

  /** With the orders of an original that is told by now, and was not stored when it was looked up. */
  #withLately(answered: Answered | null): Answered | null {
    if (!answered?.original || answered.by !== 'here' || !this.#rules.observe) return answered
    const lately = this.#lately
    const { by, original, orderIds, deliveryId } = answered
    return {
      ...{ by, original, deliveryId },
      get orderIds() {
        return [...orderIds, ...lately.ordersOf(original.id)]
      },
    }
  }
}

/** What came after its answer is not decided yet when the answer is told: until then the answer is foreign. */
function asOf(answered: Answered, { id }: StoredMessage): Answered {
  return answered.by === 'here' && answered.original && answered.original.id > id ? foreign : answered
}
