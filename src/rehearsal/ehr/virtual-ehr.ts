// The virtual EHR: it registers patients, places and cancels orders, takes what the lab says, and keeps a chart as a
// clinician sees it. The one thing to know: it acknowledges in original mode, AA only once a message is filed whole, so
// that its acknowledgement and its census can be held against each other.

import type { CensusPage } from '../../engine/ports/census.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Endpoint, Network } from '../../engine/ports/network.ts'
import { acknowledge, get, type Message } from '../../hl7/index.ts'
import { type Disturbance, type Inbox, type InboxCounts, openInbox } from '../lines/inbox.ts'
import { type Outbox, type OutboxCounts, type OutboxOptions, openOutbox, type Verdict } from '../lines/outbox.ts'
import { timeOf, type Voice } from '../lines/voice.ts'
import type { Person } from '../people.ts'
import type { EhrAct } from '../play/act.ts'
import type { Cast, Said, Undone } from '../play/cast.ts'
import type { ChartEvent } from '../play/evidence.ts'
import { takeCensus } from './census.ts'
import { type Chart, openChart } from './chart.ts'
import { type FilingRules, fileMessage } from './ehr-filing.ts'
import { cancelMessage, type EhrOrder, newOrderMessage, registrationMessage } from './ehr-messages.ts'

/** How long a peer waits and how it repeats. */
export type Patience = Pick<OutboxOptions, 'answerWithin_ms' | 'busyFirst_ms' | 'busyMost_ms' | 'busyLimit'> & {
  readonly backoff_ms: readonly [first: number, most: number]
  /** How late a slow acknowledgement comes. */
  readonly slow_ms: number
}

export type EhrOptions = {
  readonly clock: Clock
  readonly network: Network
  readonly voice: Voice
  /** Where it listens, one for each connection on which Labloop sends to it. */
  readonly listen: readonly Endpoint[]
  readonly patience: Patience
  readonly rules: FilingRules
  disturb(controlId: string): Disturbance
  /** Begins every control id; different in each run against one Labloop. */
  readonly run: string
  /** Hears of each message that it filed (empty text), and of each answer to a message that it sent on an order. */
  onChange(placer: string): void
}

/** A message that was acknowledged with AA and then refused by the application behind it. */
export type QueuedError = { readonly controlId: string; readonly why: string }

export type EhrCounts = { readonly outbox: OutboxCounts | null; readonly inboxes: readonly InboxCounts[] }

export type VirtualEhr = {
  readonly chart: Chart
  /** Ports really bound, in the order of `listen`. */
  readonly ports: readonly number[]
  readonly counts: EhrCounts
  /** Nothing of its own is without an answer. */
  readonly idle: boolean
  /** Placer numbers of orders whose message was refused. */
  readonly refused: ReadonlySet<string>
  /** Opens the line to Labloop; what was said before waits for it. */
  connect(endpoint: Endpoint): void
  register(person: Person): void
  /** Says a patient's data again (ADT^A08). */
  update(person: Person): void
  place(person: Person, order: EhrOrder): void
  /** Asks that an order be cancelled. Does nothing where the chart has it no more in hand. */
  cancel(placer: string): void
  /** Does what a play has it do, now. Nothing throws: what cannot be done stands in `undone`. */
  perform(act: EhrAct, cast: Cast): void
  /** What it did to its chart, in order. */
  readonly events: readonly ChartEvent[]
  /** What waits in the error queue behind its AA. */
  readonly errorQueue: readonly QueuedError[]
  /** Control IDs of its own messages in the order sent first, each with the code that ended it or ''. */
  readonly said: readonly Said[]
  /** Acts that could never be done. */
  readonly undone: readonly Undone<EhrAct>[]
  census(since: string, limit?: number): CensusPage
  close(grace_ms: number): Promise<void>
}

type Queued = { readonly controlId: string; readonly message: Uint8Array; settled(verdict: Verdict): void }

/** Starts listening; sends nothing until `connect`. */
export async function openEhr(options: EhrOptions): Promise<VirtualEhr> {
  const front = new FrontEnd(options)
  await front.listen()
  const { chart, refused, inboxes } = front
  return {
    chart,
    refused,
    ports: inboxes.map(({ port }) => port),
    get counts() {
      return { outbox: front.outbox?.counts ?? null, inboxes: inboxes.map(({ counts }) => counts) }
    },
    get idle() {
      return front.unsent.length === 0 && (front.outbox?.waiting ?? 0) === 0
    },
    connect: (endpoint) => front.connect(endpoint),
    register: (person) => front.register(person),
    update: (person) => front.say('A08', person),
    place: (person, order) => front.place(person, order),
    cancel: (placer) => front.cancel(placer),
    events: front.events,
    errorQueue: front.errorQueue,
    said: front.said,
    undone: front.undone,
    perform: (act) => void front.undone.push({ act, why: 'The virtual EHR does not know this act.' }),
    census: (since, limit) => takeCensus(chart, since, options.clock.now(), limit),
    close: (grace_ms) => front.close(grace_ms),
  }
}

class FrontEnd {
  readonly chart = openChart()
  readonly refused = new Set<string>()
  readonly unsent: Queued[] = []
  readonly events: ChartEvent[] = []
  readonly errorQueue: QueuedError[] = []
  readonly said: Said[] = []
  readonly undone: Undone<EhrAct>[] = []
  readonly inboxes: Inbox[] = []
  outbox: Outbox | null = null
  readonly #options: EhrOptions
  readonly #placed = new Map<string, { readonly person: Person; readonly order: EhrOrder }>()
  #serial = 0

  constructor(options: EhrOptions) {
    this.#options = options
  }

  async listen(): Promise<void> {
    const { clock, network, patience, disturb, listen } = this.#options
    const receive = (message: Message) => this.#receive(message)
    const busy = (message: Message) => this.#answer(message, 'AR', { code: '207', text: 'Busy. Send again.' })
    for (const endpoint of listen) {
      const { slow_ms } = patience
      this.inboxes.push(await openInbox({ clock, network, endpoint, receive, busy, disturb, slow_ms }))
    }
  }

  connect(endpoint: Endpoint): void {
    const { clock, network, patience } = this.#options
    const { backoff_ms } = patience
    this.outbox = openOutbox({ clock, network, endpoint: { ...endpoint, backoff_ms }, ...patience })
    for (const { controlId, message, settled } of this.unsent.splice(0)) this.outbox.send(controlId, message, settled)
  }

  async close(grace_ms: number): Promise<void> {
    this.outbox?.close()
    await Promise.all(this.inboxes.map((inbox) => inbox.close(grace_ms)))
  }

  register(person: Person): void {
    this.chart.register({ ...person, mrnAuthority: this.#options.voice.mrnAuthority })
    this.say('A04', person)
  }

  say(event: 'A04' | 'A08', person: Person): void {
    const { voice, clock } = this.#options
    this.#send((controlId) => registrationMessage(voice, event, person, controlId, clock.now()))
  }

  place(person: Person, order: EhrOrder): void {
    const { voice, clock } = this.#options
    const { placer, group, test } = order
    this.#placed.set(placer, { person, order })
    const { mrnAuthority } = voice
    this.chart.place({ placer, group, test, mrn: person.mrn, mrnAuthority, placedAt: clock.now() })
    this.#send((controlId) => newOrderMessage(voice, person, order, controlId, clock.now()), placer)
  }

  cancel(placer: string): void {
    const { voice, clock } = this.#options
    const known = this.#placed.get(placer)
    const entry = this.chart.orders.get(placer)
    if (!known || !entry || entry.status === 'CA') return
    const { person, order } = known
    this.#send((controlId) => cancelMessage(voice, person, order, entry.filler, controlId, clock.now()))
  }

  #nextId(): string {
    return `E${this.#options.run}${(++this.#serial).toString(36).toUpperCase().padStart(6, '0')}`
  }

  #send(make: (controlId: string) => Uint8Array, placer = ''): void {
    const controlId = this.#nextId()
    const message = make(controlId)
    const settled = (verdict: Verdict) => {
      if (!verdict.taken && placer !== '') this.refused.add(placer)
      this.#options.onChange(placer)
    }
    if (this.outbox) this.outbox.send(controlId, message, settled)
    else this.unsent.push({ controlId, message, settled })
  }

  #receive(message: Message): readonly Uint8Array[] {
    const type = get(message, 'MSH-9.1') ?? ''
    if (type === 'ACK') return []
    if (!['ORU', 'ORM', 'ORR', 'OML', 'ORL'].includes(type)) {
      return [this.#answer(message, 'AR', { code: '200', text: 'This system takes orders and results only.' })]
    }
    const { voice, rules, clock, onChange } = this.#options
    const filed = fileMessage(this.chart, voice, rules, message, clock.now())
    onChange('')
    return [filed.taken ? this.#answer(message, 'AA') : this.#answer(message, 'AE', filed)]
  }

  #answer(message: Message, code: 'AA' | 'AE' | 'AR', error?: { code: string; text: string }): Uint8Array {
    const { voice, clock } = this.#options
    const time = timeOf(voice, clock.now())
    return acknowledge(message, { code, controlId: this.#nextId(), time, ...(error && { error }) })
  }
}
