// The virtual LIS: it takes orders, answers them, does the work of each by its plan or as a play tells it, and sends
// results, corrections and cancels. The one thing to know: in enhanced mode it commits a message at once (CA) and gives
// its own verdict (ORL) as a message on its own line; in original mode the ORL is itself the acknowledgement. (HL7 v2.5.1
// §2.9.2, §2.9.3)

import type { Clock, Instant, Random } from '../../engine/ports/clock.ts'
import type { Endpoint, Network } from '../../engine/ports/network.ts'
import { get, Hl7Error, type Message, parseMessage } from '../../hl7/index.ts'
import type { Component, Orderable } from '../catalog.ts'
import { type Disturbance, type Inbox, type InboxCounts, openInbox } from '../lines/inbox.ts'
import { type OrderGroup, orderGroups, text } from '../lines/order-groups.ts'
import type { OutboxCounts } from '../lines/outbox.ts'
import { rawBytes } from '../lines/raw-text.ts'
import { type Patience, Speaker } from '../lines/speaker.ts'
import { understood, type Voice } from '../lines/voice.ts'
import type { LabAct, LabHabits } from '../play/act.ts'
import { type Cast, type Counter, openCounter, type Said, type Undone } from '../play/cast.ts'
import type { LabWordSaid } from '../play/evidence.ts'
import { keyOf, LabBook } from './book-index.ts'
import { joinedBy } from './heard-patients.ts'
import { type LabEntry, reportOn, spoiled } from './lab-book.ts'
import { Floor } from './lab-floor.ts'
import { type Answer, orderIn, takeOrder } from './lab-intake.ts'
import { acknowledgement, type LabOrder, type LabPatient, type ReportType } from './lab-messages.ts'
import type { LabPlan, LabStep } from './lab-plan.ts'
import { LabVoice } from './lab-voice.ts'
import { accessionNumber } from './numbers.ts'
import { learned } from './recorded-words.ts'

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
  onChange(key: string): void
  /** The message by which the site takes results; ORU^R01 unless told. */
  readonly reportBy?: ReportType
  /** Its codes of tests by the EHR's, for plays that name a test in the other's code. */
  readonly tests?: ReadonlyMap<string, string>
  /** Who is who in a play: tells which order of the play a message means, before the lab is told anything. */
  readonly cast?: Cast
  /** Puts what it says in order with what the EHR does. */
  readonly counter?: Counter
  /** Keeps what the book was before each change, for plays that restore it. */
  readonly history?: boolean
}

export type LisCounts = { readonly outbox: OutboxCounts | null; readonly inboxes: readonly InboxCounts[] }

export type VirtualLis = {
  /** Orders by key: the placer number, or in a play the lab's own key. */
  readonly book: ReadonlyMap<string, LabEntry>
  /** The book with what a restore lost of it after it was told. */
  readonly told: ReadonlyMap<string, LabEntry>
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

/** Starts listening; sends nothing of its own until `connect`. */
export async function openLis(options: LisOptions): Promise<VirtualLis> {
  const lab = new Laboratory(options)
  await lab.listen()
  return {
    book: lab.books.entries,
    get told() {
      return lab.books.told
    },
    get ports() {
      return lab.inboxes.map(({ port }) => port)
    },
    get counts() {
      return { outbox: lab.speaker.counts, inboxes: lab.inboxes.map(({ counts }) => counts) }
    },
    get idle() {
      return lab.speaker.idle
    },
    words: lab.mouth.words,
    said: lab.speaker.said,
    get undone() {
      return [...lab.floor.undone, ...lab.floor.waiting]
    },
    perform: (act, cast) => lab.perform(act, cast),
    connect: (endpoint) => lab.speaker.connect(endpoint),
    reportUnordered: (placer, test, patient) => lab.reportUnordered(placer, test, patient),
    close: (grace_ms) => lab.close(grace_ms),
  }
}

/** Habits of a lab that answers at once and lets every result go. */
const usual: LabHabits = {
  answerAfter_ms: 0,
  foreignAnswers: false,
  unknownTests: 'refuse',
  holds: 'nothing',
  reflex: 'none',
  reflexAfter_ms: 45 * 60_000,
  silent: false,
}

class Laboratory {
  readonly books: LabBook
  readonly inboxes: Inbox[] = []
  readonly speaker: Speaker
  readonly mouth: LabVoice
  readonly floor: Floor
  readonly #options: LisOptions
  readonly #randoms = new Map<string, Random>()
  readonly #timers = new Map<string, () => void>()
  readonly #waits = new Set<() => void>()
  /** Acts that came while it was down. */
  readonly #later: { readonly act: LabAct; readonly cast: Cast }[] = []
  #habits = usual
  #cast: Cast | null
  #isDown = false
  #accessions: number

  constructor(options: LisOptions) {
    const { clock, network, patience, run, voice, statusBy, reportBy = 'ORU^R01', repeats } = options
    const { orderables, components, tests = new Map(), counter = openCounter() } = options
    this.#options = options
    this.books = new LabBook(options.history)
    this.#accessions = options.firstAccession
    this.#cast = options.cast ?? null
    this.speaker = new Speaker({ clock, network, patience, prefix: `L${run}` })
    const settled = () => options.onChange('')
    const { speaker } = this
    const book = this.books.entries
    this.mouth = new LabVoice({ voice, clock, speaker, counter, statusBy, reportBy, book, repeats, settled })
    this.floor = new Floor({
      ...{ voice, clock, orderables, components, tests },
      book: this.books,
      mouth: this.mouth,
      habits: () => this.#habits,
      keep: (entry) => this.#keep(entry),
      later: (after_ms, call) => this.#wait(after_ms * options.timeScale, call),
    })
  }

  async listen(): Promise<void> {
    const { clock, network, voice, patience, disturb } = this.#options
    for (const endpoint of this.#options.listen) {
      this.inboxes.push(
        await openInbox({
          ...{ clock, network, endpoint, disturb },
          slow_ms: patience.slow_ms,
          receive: (message) => this.#receive(message),
          busy: (message) => {
            const busy = { code: '207', text: 'Busy. Send again.' }
            const code = isEnhanced(message) ? 'CR' : 'AR'
            return acknowledgement(voice, message, code, this.speaker.nextId(), clock.now(), busy)
          },
        }),
      )
    }
  }

  async close(grace_ms: number): Promise<void> {
    for (const cancel of [...this.#timers.values(), ...this.#waits]) cancel()
    this.#timers.clear()
    this.#waits.clear()
    this.speaker.close()
    await Promise.all(this.inboxes.map((inbox) => inbox.close(grace_ms)))
  }

  perform(act: LabAct, cast: Cast): void {
    this.#cast = cast
    if (this.#isDown && act.do !== 'up' && act.do !== 'restore') {
      this.#later.push({ act, cast })
      return
    }
    switch (act.do) {
      case 'habits':
        this.#habits = { ...this.#habits, ...act.habits }
        return
      case 'down':
      case 'up':
        this.#turn(act.do === 'up')
        return
      case 'fail-over':
        for (const inbox of this.inboxes) inbox.move()
        this.speaker.down()
        this.speaker.up()
        return
      case 'reset-counter':
        this.speaker.resetCounter()
        return
      case 'restore':
        this.#restore(this.#options.clock.now() - act.back_ms)
        return
      case 'send-raw':
        this.#sendRaw(act.text, cast)
        return
      default:
        this.floor.perform(act, cast)
    }
  }

  #restore(to: Instant): void {
    this.books.restore(to)
    for (const inbox of this.inboxes) inbox.forget(to)
    this.#options.onChange('')
  }

  #turn(up: boolean): void {
    this.#isDown = !up
    for (const inbox of this.inboxes) up ? inbox.up() : inbox.down()
    if (!up) this.speaker.down()
    else {
      this.speaker.up()
      for (const { act, cast } of this.#later.splice(0)) this.perform(act, cast)
    }
  }

  #sendRaw(written: string, cast: Cast): void {
    const { voice, clock } = this.#options
    const bytes = rawBytes(written, cast, voice, clock.now(), () => this.speaker.nextId())
    if (this.#habits.silent) this.#learn(bytes)
    this.speaker.sayRaw(bytes)
  }

  /** The book of a lab that only says what it is given follows what it says. */
  #learn(bytes: Uint8Array): void {
    try {
      const message = parseMessage(bytes)
      for (const entry of learned(message, this.#options.voice, (order) => this.books.meant(order, false)))
        this.#keep(entry)
    } catch (error) {
      if (!(error instanceof Hl7Error)) throw error
    }
  }

  #keep(entry: LabEntry): void {
    this.books.keep(entry, this.#options.clock.now())
    this.#options.onChange(keyOf(entry))
  }

  #wait(after_ms: number, call: () => void): void {
    const { clock } = this.#options
    const cancel = clock.at(clock.now() + Math.round(after_ms), () => {
      this.#waits.delete(cancel)
      call()
    })
    this.#waits.add(cancel)
  }

  /** Does the work of a message and gives the answers that go back on its own line. */
  #receive(message: Message): readonly Uint8Array[] {
    const type = get(message, 'MSH-9.1') ?? ''
    if (type === 'ACK') return []
    if (type === 'ADT') this.#hear(message)
    if (type === 'ADT') return this.#acknowledged(message)
    if (!['OML', 'ORM', 'ORR', 'ORL'].includes(type)) {
      return this.#acknowledged(message, { code: '200', text: 'This system takes orders and patients only.' })
    }
    const answered = orderGroups(message).map((group) => this.#answer(message, group))
    const answers = this.#habits.silent ? [] : answered.flatMap(({ answer }) => answer ?? [])
    if (answers.length === 0 || type === 'ORR' || type === 'ORL') {
      this.floor.arrived()
      return this.#acknowledged(message)
    }
    return this.#say(
      message,
      answers,
      answered.map(({ key }) => key),
    )
  }

  /**
   * The verdict on the orders of a message: after CA as a message of its own, or at once as the answer. What waited for an
   * order is done once its verdict is said, so that no later word goes before it.
   */
  #say(message: Message, answers: readonly Answer[], keys: readonly string[]): readonly Uint8Array[] {
    const { answerAfter_ms, foreignAnswers } = this.#habits
    const controlId = get(message, 'MSH-10') ?? ''
    const to = { controlId: foreignAnswers ? controlId.slice(1) : controlId, code: 'AA' } as const
    const say = (how: 'own-message' | 'answer') => {
      const answer = this.mouth.answer(to, answers, keys, how)
      this.floor.arrived()
      return answer
    }
    if (!isEnhanced(message)) return [say('answer')]
    if (answerAfter_ms > 0) this.#wait(answerAfter_ms, () => void say('own-message'))
    else say('own-message')
    return this.#committed(message)
  }

  #committed(message: Message): readonly Uint8Array[] {
    const { voice, clock } = this.#options
    const wanted = wants(message, 'MSH-15')
    return wanted ? [acknowledgement(voice, message, 'CA', this.speaker.nextId(), clock.now())] : []
  }

  /** Commit and application acknowledgement, as the message wishes. */
  #acknowledged(message: Message, error?: { code: string; text: string }): readonly Uint8Array[] {
    const { voice, clock } = this.#options
    const code = error ? 'AR' : 'AA'
    const application = () => acknowledgement(voice, message, code, this.speaker.nextId(), clock.now(), error)
    if (!isEnhanced(message)) return [application()]
    return [...this.#committed(message), ...(wants(message, 'MSH-16') ? [application()] : [])]
  }

  #hear(message: Message): void {
    const joined = joinedBy(message)
    if (joined) this.floor.joined(joined.from, joined.into)
  }

  #answer(message: Message, group: OrderGroup): { readonly key: string; readonly answer: Answer | null } {
    const { clock, voice, orderables, planOf } = this.#options
    const control = understood(voice, 'order_control', text(group.orc, 1))
    const asked = orderIn(message, group)
    const isNew = control === 'NW' || control === 'RO'
    const known = this.books.meant(asked, !isNew || this.#isNobodyElses(asked))
    const key = known ? keyOf(known) : this.books.newKey(asked, this.#cast)
    const intent = this.floor.intentFor(this.#cast?.byKey(key)?.handle)
    const plan = planOf(key)
    const taken = takeOrder(known, asked, control, {
      orderables,
      plan: intent ? { ...plan, answer: intent.answer } : plan,
      ...(intent?.cancels ? { cancels: intent.cancels } : {}),
      takesUnknownTests: this.#habits.unknownTests === 'accept',
      accession: () => this.#accession(key),
      ...(this.#cast ? { specimenId: specimenOf } : {}),
      at: clock.now(),
    })
    if (taken.entry) this.#took(key, taken.entry)
    return { key, answer: taken.answer }
  }

  /** Without a play, a placer number means one order, whoever the patient is. */
  #isNobodyElses({ placer, patient }: LabOrder): boolean {
    return this.#cast === null || (placer.number !== '' && patient.mrn === '')
  }

  #took(key: string, entry: LabEntry): void {
    this.#timers.get(key)?.()
    this.#timers.delete(key)
    this.#keep(key === entry.order.placer.number ? entry : { ...entry, key })
    this.#schedule(key)
  }

  #accession(key: string): { readonly number: string; readonly authority: string } {
    const { clock, voice } = this.#options
    const serial = this.#cast?.byKey(key)?.serial ?? this.#accessions++
    return { number: accessionNumber(clock.now(), serial), authority: voice.fillerAuthority }
  }

  #schedule(placer: string): void {
    const { clock, timeScale } = this.#options
    const step = this.books.entries.get(placer)?.stepsLeft[0]
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
    const entry = this.books.entries.get(placer)
    if (!entry) return
    const next = { ...entry, stepsLeft: entry.stepsLeft.slice(1) }
    if (step.kind === 'received') this.#received(next)
    else if (step.kind === 'cancelled') this.#cancelByLab(next)
    else this.#report(placer, next, step.kind)
  }

  #received(entry: LabEntry): void {
    const next = { ...entry, order: { ...entry.order, receivedAt: this.#options.clock.now() } }
    this.books.keep(next)
    this.mouth.status(next, { control: 'SC', orderStatus: 'IP', reason: '' }, 'status')
  }

  #cancelByLab(entry: LabEntry): void {
    const next: LabEntry = { ...entry, state: 'cancelled', stepsLeft: [] }
    this.books.keep(next)
    this.mouth.status(next, { control: 'OC', orderStatus: 'CA', reason: 'Specimen not received.' }, 'cancel')
  }

  #report(placer: string, entry: LabEntry, kind: 'partial' | 'final' | 'corrected' | 'overwritten'): void {
    const { orderables, components, clock } = this.#options
    const orderable = orderables.get(entry.order.test)
    if (!orderable) return
    const at = clock.now()
    const done = reportOn(entry, kind, { random: this.#randomOf(placer), orderable, components, at })
    this.books.keep(done.entry)
    this.mouth.report({ sheets: [{ ...spoiled(done.entry, done.report), at }], keys: [placer], at })
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
      filler: this.#accession(placer),
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

/** One specimen for the orders of a requisition that want the same kind. */
function specimenOf({ group, placer }: LabOrder, specimen: string): string {
  return `S${group.number || placer.number}${specimen === '' ? '' : `-${specimen}`}`
}

function isEnhanced(message: Message): boolean {
  return Boolean(get(message, 'MSH-15') || get(message, 'MSH-16'))
}

/** Whether MSH-15 or MSH-16 asks to hear of success. (HL7 table 0155) */
function wants(message: Message, field: 'MSH-15' | 'MSH-16'): boolean {
  return ['AL', 'SU'].includes(get(message, field) ?? '')
}
