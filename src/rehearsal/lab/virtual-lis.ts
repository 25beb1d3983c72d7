// The virtual LIS: it takes orders, answers them, does the work of each by its plan, and sends results, corrections and
// cancels. The one thing to know: in enhanced mode it commits a message at once (CA) and gives its own verdict (ORL) as a
// message on its own line; in original mode the ORL is itself the acknowledgement. (HL7 v2.5.1 §2.9.2, §2.9.3)

import type { Clock, Instant, Random } from '../../engine/ports/clock.ts'
import type { Endpoint, Network } from '../../engine/ports/network.ts'
import { get, type Message } from '../../hl7/index.ts'
import type { Component, Orderable } from '../catalog.ts'
import type { Patience } from '../lines/speaker.ts'
import { type Disturbance, type Inbox, type InboxCounts, openInbox } from '../lines/inbox.ts'
import { numberIn, type OrderGroup, orderGroups, text } from '../lines/order-groups.ts'
import { type Outbox, type OutboxCounts, openOutbox } from '../lines/outbox.ts'
import { understood, type Voice } from '../lines/voice.ts'
import type { LabAct } from '../play/act.ts'
import type { Cast, Said, Undone } from '../play/cast.ts'
import type { LabWordSaid } from '../play/evidence.ts'
import { type LabEntry, reportOn, spoiled } from './lab-book.ts'
import { type Answer, orderIn, takeOrder } from './lab-intake.ts'
import {
  acknowledgement,
  answerMessage,
  type LabOrder,
  type LabPatient,
  type LabWord,
  reportMessage,
  statusMessage,
} from './lab-messages.ts'
import type { LabPlan, LabStep } from './lab-plan.ts'

export type LisOptions = {
  readonly clock: Clock
  readonly network: Network
  readonly voice: Voice
  /** Where it listens, one for each connection on which Labloop sends to it. */
  readonly listen: readonly Endpoint[]
  readonly patience: Patience
  readonly orderables: ReadonlyMap<string, Orderable>
  readonly components: ReadonlyMap<string, Component>
  /** How it says what is no result: the message that the site takes from it, or none (then it says nothing of it). */
  readonly statusBy: 'OML^O21' | 'ORM^O01' | null
  /** Lab time to real time: 1 takes as long as a lab, 1/3000 an hour in 1.2 seconds. */
  readonly timeScale: number
  /** What is to happen to the order with this placer number. */
  planOf(placer: string): LabPlan
  /** Chance of its own for each order, so that values do not depend on the order of arrival. */
  randomOf(placer: string): Random
  disturb(controlId: string): Disturbance
  /** Whether it sends this message a second time after it was acknowledged, as after a restart. */
  repeats(controlId: string): boolean
  readonly run: string
  /** The first accession of the day. */
  readonly firstAccession: number
  /** Hears of each order whose work went on, and of each answer to a message that it sent (empty text). */
  onChange(placer: string): void
}

export type LisCounts = { readonly outbox: OutboxCounts | null; readonly inboxes: readonly InboxCounts[] }

export type VirtualLis = {
  /** Orders by placer number. */
  readonly book: ReadonlyMap<string, LabEntry>
  readonly ports: readonly number[]
  readonly counts: LisCounts
  /** Nothing of its own is without an answer. Steps to come do not count. */
  readonly idle: boolean
  connect(endpoint: Endpoint): void
  /** Does what a play has it do, now, or when the order that it names has come. Nothing throws: what cannot be done stands in `undone`. */
  perform(act: LabAct, cast: Cast): void
  /** What it said of its orders, in order. */
  readonly words: readonly LabWordSaid[]
  readonly said: readonly Said[]
  /** Acts that could never be done, and those that still wait for their order. */
  readonly undone: readonly Undone<LabAct>[]
  /** Reports on something that nobody ordered, under a placer number that nobody gave. */
  reportUnordered(placer: string, test: string, patient: LabPatient): void
  close(grace_ms: number): Promise<void>
}

type Queued = { readonly controlId: string; readonly message: Uint8Array }

/** Starts listening; sends nothing of its own until `connect`. */
export async function openLis(options: LisOptions): Promise<VirtualLis> {
  const lab = new Laboratory(options)
  await lab.listen()
  return {
    book: lab.book,
    ports: lab.inboxes.map(({ port }) => port),
    get counts() {
      return { outbox: lab.outbox?.counts ?? null, inboxes: lab.inboxes.map(({ counts }) => counts) }
    },
    get idle() {
      return lab.unsent.length === 0 && (lab.outbox?.waiting ?? 0) === 0
    },
    words: lab.words,
    said: lab.said,
    undone: lab.undone,
    perform: (act) => void lab.undone.push({ act, why: 'The virtual laboratory does not know this act.' }),
    connect: (endpoint) => lab.connect(endpoint),
    reportUnordered: (placer, test, patient) => lab.reportUnordered(placer, test, patient),
    close: (grace_ms) => lab.close(grace_ms),
  }
}

class Laboratory {
  readonly book = new Map<string, LabEntry>()
  readonly inboxes: Inbox[] = []
  readonly unsent: Queued[] = []
  readonly words: LabWordSaid[] = []
  readonly said: Said[] = []
  readonly undone: Undone<LabAct>[] = []
  outbox: Outbox | null = null
  readonly #options: LisOptions
  readonly #randoms = new Map<string, Random>()
  readonly #timers = new Map<string, () => void>()
  #serial = 0
  #accessions: number

  constructor(options: LisOptions) {
    this.#options = options
    this.#accessions = options.firstAccession
  }

  async listen(): Promise<void> {
    const { clock, network, voice, patience, disturb } = this.#options
    for (const endpoint of this.#options.listen) {
      this.inboxes.push(
        await openInbox({
          clock,
          network,
          endpoint,
          disturb,
          slow_ms: patience.slow_ms,
          receive: (message) => this.#receive(message),
          busy: (message) => {
            const busy = { code: '207', text: 'Busy. Send again.' }
            return acknowledgement(voice, message, isEnhanced(message) ? 'CR' : 'AR', this.#nextId(), clock.now(), busy)
          },
        }),
      )
    }
  }

  connect(endpoint: Endpoint): void {
    const { clock, network, patience } = this.#options
    this.outbox = openOutbox({
      clock,
      network,
      endpoint: { ...endpoint, backoff_ms: patience.backoff_ms },
      ...patience,
    })
    for (const { controlId, message } of this.unsent.splice(0)) this.#queue(controlId, message)
  }

  async close(grace_ms: number): Promise<void> {
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
    this.outbox?.close()
    await Promise.all(this.inboxes.map((inbox) => inbox.close(grace_ms)))
  }

  #nextId(): string {
    return `L${this.#options.run}${(++this.#serial).toString(36).toUpperCase().padStart(6, '0')}`
  }

  #send(make: (controlId: string) => Uint8Array): void {
    const controlId = this.#nextId()
    this.#queue(controlId, make(controlId))
  }

  #queue(controlId: string, message: Uint8Array): void {
    const { repeats, onChange } = this.#options
    if (!this.outbox) {
      this.unsent.push({ controlId, message })
      return
    }
    const settled = () => onChange('')
    this.outbox.send(controlId, message, settled)
    if (repeats(controlId)) this.outbox.send(controlId, message, settled)
  }

  /** Does the work of a message and gives the answers that go back on its own line. */
  #receive(message: Message): readonly Uint8Array[] {
    const type = get(message, 'MSH-9.1') ?? ''
    if (type === 'ACK' || type === 'ORR') return []
    if (type === 'ADT') return this.#acknowledged(message)
    if (type !== 'OML' && type !== 'ORM') {
      return this.#acknowledged(message, { code: '200', text: 'This system takes orders and patients only.' })
    }
    const answers = orderGroups(message).flatMap((group) => this.#answer(message, group))
    if (answers.length === 0) return this.#acknowledged(message)
    const { voice, clock } = this.#options
    const to = { controlId: get(message, 'MSH-10') ?? '', code: 'AA' } as const
    const make = (controlId: string) => answerMessage(voice, to, answers, controlId, clock.now())
    if (!isEnhanced(message)) return [make(this.#nextId())]
    this.#send(make)
    return this.#committed(message)
  }

  #committed(message: Message): readonly Uint8Array[] {
    const { voice, clock } = this.#options
    const wanted = wants(message, 'MSH-15')
    return wanted ? [acknowledgement(voice, message, 'CA', this.#nextId(), clock.now())] : []
  }

  /** Commit and application acknowledgement, as the message wishes. */
  #acknowledged(message: Message, error?: { code: string; text: string }): readonly Uint8Array[] {
    const { voice, clock } = this.#options
    const code = error ? 'AR' : 'AA'
    const application = () => acknowledgement(voice, message, code, this.#nextId(), clock.now(), error)
    if (!isEnhanced(message)) return [application()]
    return [...this.#committed(message), ...(wants(message, 'MSH-16') ? [application()] : [])]
  }

  #answer(message: Message, group: OrderGroup): Answer[] {
    const { clock, voice, orderables, planOf } = this.#options
    const accession = () => ({
      number: accessionNumber(clock.now(), this.#accessions++),
      authority: voice.fillerAuthority,
    })
    const control = understood(voice, 'order_control', text(group.orc, 1))
    const taken = takeOrder(this.book, orderIn(message, group), control, {
      orderables,
      planOf,
      accession,
      at: clock.now(),
    })
    const placer = numberIn(group, 2).number
    if (taken.entry) {
      this.#timers.get(placer)?.()
      this.#timers.delete(placer)
      this.book.set(placer, taken.entry)
      this.#schedule(placer)
      this.#options.onChange(placer)
    }
    return taken.answer ? [taken.answer] : []
  }

  #schedule(placer: string): void {
    const { clock, timeScale } = this.#options
    const step = this.book.get(placer)?.stepsLeft[0]
    if (!step) return
    const cancel = clock.at(clock.now() + Math.round(step.after_ms * timeScale), () => {
      this.#timers.delete(placer)
      this.#work(placer, step)
      this.#schedule(placer)
      this.#options.onChange(placer)
    })
    this.#timers.set(placer, cancel)
  }

  #work(placer: string, step: LabStep): void {
    const entry = this.book.get(placer)
    if (!entry) return
    const next = { ...entry, stepsLeft: entry.stepsLeft.slice(1) }
    if (step.kind === 'received') this.#received(placer, next)
    else if (step.kind === 'cancelled') this.#cancelByLab(placer, next)
    else this.#report(placer, next, step.kind)
  }

  #received(placer: string, entry: LabEntry): void {
    const order = { ...entry.order, receivedAt: this.#options.clock.now() }
    this.book.set(placer, { ...entry, order })
    this.#sayStatus(order, { control: 'SC', orderStatus: 'IP', reason: '' })
  }

  #cancelByLab(placer: string, entry: LabEntry): void {
    this.book.set(placer, { ...entry, state: 'cancelled', stepsLeft: [] })
    this.#sayStatus(entry.order, { control: 'OC', orderStatus: 'CA', reason: 'Specimen not received.' })
  }

  #sayStatus(order: LabOrder, word: LabWord): void {
    const { voice, clock, statusBy } = this.#options
    if (statusBy === null) return
    this.#send((controlId) => statusMessage(voice, statusBy, order, word, controlId, clock.now()))
  }

  #report(placer: string, entry: LabEntry, kind: 'partial' | 'final' | 'corrected' | 'overwritten'): void {
    const { orderables, components, clock, voice } = this.#options
    const orderable = orderables.get(entry.order.test)
    if (!orderable) return
    const bench = { random: this.#randomOf(placer), orderable, components, at: clock.now() }
    const done = reportOn(entry, kind, bench)
    this.book.set(placer, done.entry)
    const { order, report } = spoiled(done.entry, done.report)
    this.#send((controlId) => reportMessage(voice, order, report, controlId, clock.now()))
  }

  #randomOf(placer: string): Random {
    const random = this.#randoms.get(placer) ?? this.#options.randomOf(placer)
    this.#randoms.set(placer, random)
    return random
  }

  reportUnordered(placer: string, test: string, patient: LabPatient): void {
    const { orderables, clock, voice, planOf } = this.#options
    const orderable = orderables.get(test)
    if (!orderable) return
    const order: LabOrder = {
      placer: { number: placer, authority: voice.placerAuthority },
      filler: { number: accessionNumber(clock.now(), this.#accessions++), authority: voice.fillerAuthority },
      group: { number: '', authority: '' },
      test,
      testName: orderable.name,
      section: orderable.department,
      specimen: orderable.specimen,
      patient,
      collectedAt: clock.now(),
      receivedAt: clock.now(),
    }
    const entry: LabEntry = { order, plan: planOf(placer), state: 'accepted', stepsLeft: [], observations: [] }
    this.#report(placer, entry, 'final')
    this.#options.onChange(placer)
  }
}

function isEnhanced(message: Message): boolean {
  return Boolean(get(message, 'MSH-15') || get(message, 'MSH-16'))
}

/** Whether MSH-15 or MSH-16 asks to hear of success. (HL7 table 0155) */
function wants(message: Message, field: 'MSH-15' | 'MSH-16'): boolean {
  return ['AL', 'SU'].includes(get(message, field) ?? '')
}

/** Year, day of the year and a number: `26-326-001234`. */
function accessionNumber(at: Instant, number: number): string {
  const year = new Date(at).getUTCFullYear()
  const day = Math.floor((at - Date.UTC(year, 0, 1)) / 86_400_000) + 1
  return `${String(year).slice(2)}-${String(day).padStart(3, '0')}-${String(number).padStart(6, '0')}`
}
