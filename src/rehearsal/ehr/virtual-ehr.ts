// The virtual EHR: it registers patients, places and cancels orders, takes what the lab says, and keeps a chart as a
// clinician sees it. The one thing to know: it acknowledges in original mode, AA only once a message is filed whole, so
// that its acknowledgement and its census can be held against each other.

import type { CensusPage } from '../../engine/ports/census.ts'
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Endpoint, Network } from '../../engine/ports/network.ts'
import { acknowledge, get, type Message } from '../../hl7/index.ts'
import { type Disturbance, type Inbox, type InboxCounts, openInbox } from '../lines/inbox.ts'
import type { OutboxCounts } from '../lines/outbox.ts'
import { rawBytes } from '../lines/raw-text.ts'
import { type Patience, Speaker } from '../lines/speaker.ts'
import { timeOf, type Voice } from '../lines/voice.ts'
import type { Menu } from '../order-picker.ts'
import type { Person } from '../people.ts'
import type { EhrAct, EhrHabits, Lapses } from '../play/act.ts'
import { type Cast, type Counter, openCounter, type Said, type Undone } from '../play/cast.ts'
import type { ChartEvent } from '../play/evidence.ts'
import { takeCensus } from './census.ts'
import { type Chart, openChart } from './chart.ts'
import { chartKey, Desk, type DeskAct } from './ehr-desk.ts'
import { cutKeys, type Filed, type FilingRules, fileMessage, type Refused } from './ehr-filing.ts'
import type { EhrOrder, OrderMessageType } from './ehr-messages.ts'
import { type ErrorQueue, openErrorQueue, type QueuedError } from './error-queue.ts'

export type { Patience } from '../lines/speaker.ts'

export type EhrOptions = {
  readonly clock: Clock
  readonly network: Network
  readonly voice: Voice
  /** Where it listens, one for each connection on which Labloop sends to it. */
  readonly listen: readonly Endpoint[]
  readonly patience: Patience
  /** What it does with what it does not know, until a play tells it of other habits. */
  readonly rules: FilingRules
  disturb(controlId: string): Disturbance
  /** Begins every control id; different in each run against one Labloop. */
  readonly run: string
  /** Hears of each message that it filed (empty text), and of each answer to a message that it sent on an order. */
  onChange(key: string): void
  /** The message by which the site takes its orders; ORM^O01 unless told. */
  readonly orderBy?: OrderMessageType
  /** What can be ordered and what is asked then; needed for plays. */
  readonly menu?: Menu
  /** Codes of the components that it knows; needed where it refuses others. */
  readonly components?: ReadonlySet<string>
  /** Codes of the tests that it knows. */
  readonly tests?: ReadonlySet<string>
  /** Puts what it does in order with what the lab does. */
  readonly counter?: Counter
  /** Keeps what the chart was before each change, so that a play can put it back. */
  readonly history?: boolean
}

export type EhrCounts = { readonly outbox: OutboxCounts | null; readonly inboxes: readonly InboxCounts[] }

export type VirtualEhr = {
  readonly chart: Chart
  /** Ports really bound, in the order of `listen`. */
  readonly ports: readonly number[]
  readonly counts: EhrCounts
  /** Nothing of its own is without an answer. */
  readonly idle: boolean
  /** Keys of orders whose message was refused. */
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

/** Starts listening; sends nothing until `connect`. */
export async function openEhr(options: EhrOptions): Promise<VirtualEhr> {
  const front = new FrontEnd(options)
  await front.listen()
  const { chart, refused, inboxes, desk, speaker, errors } = front
  return {
    chart,
    refused,
    get ports() {
      return inboxes.map(({ port }) => port)
    },
    get counts() {
      return { outbox: speaker.counts, inboxes: inboxes.map(({ counts }) => counts) }
    },
    get idle() {
      return speaker.idle
    },
    connect: (endpoint) => speaker.connect(endpoint),
    register: (person) => desk.register(person),
    update: (person) => desk.state('A08', person),
    place: (person, order) => desk.place(person, order),
    cancel: (key) => void desk.cancel(key),
    events: front.events,
    errorQueue: errors.waiting,
    said: speaker.said,
    undone: front.undone,
    perform: (act, cast) => front.perform(act, cast),
    census: (since, limit) => takeCensus(chart, since, options.clock.now(), limit, errors.waiting),
    close: (grace_ms) => front.close(grace_ms),
  }
}

/** Habits of an EHR that takes what it can and refuses the rest with AE. */
const usual: EhrHabits = {
  statuses: null,
  onTrouble: 'AE',
  unknownPatients: 'trouble',
  unknownOrders: 'trouble',
  unknownCodes: 'file',
  longestValue: null,
  dropsDocuments: false,
  answerAfter_ms: 0,
  assigns: true,
  locked: [],
  lapses: {},
}

/** Of a value that a lapse cuts, so many characters are kept. */
const cutTo = 3

/** Table 0357: an application's own trouble. */
const lapseCode = '207'
const onLapse: Readonly<Record<keyof Lapses, EhrHabits['onTrouble']>> = {
  refuses: 'AE',
  queues: 'queue',
  drops: 'drop',
  cuts: 'AE',
}

function lapsed(lapse: keyof Lapses | null): Partial<FilingRules> {
  if (lapse === null) return {}
  return lapse === 'cuts' ? { longestValue: cutTo } : { lapse: 'The report could not be filed.' }
}

class FrontEnd {
  readonly chart: Chart
  #cast: Cast | null = null
  readonly refused = new Set<string>()
  readonly events: ChartEvent[] = []
  readonly errors: ErrorQueue = openErrorQueue()
  readonly undone: Undone<EhrAct>[] = []
  readonly inboxes: Inbox[] = []
  readonly speaker: Speaker
  readonly desk: Desk
  readonly #options: EhrOptions
  readonly #count: Counter
  readonly #lockedKeys = new Set<string>()
  /** Acts that came while it was down. */
  readonly #later: { readonly act: EhrAct; readonly cast: Cast }[] = []
  #habits: EhrHabits
  #isDown = false

  constructor(options: EhrOptions) {
    const { clock, network, patience, run, voice, orderBy = 'ORM^O01', menu = null, rules } = options
    this.#options = options
    this.#count = options.counter ?? openCounter()
    this.#habits = {
      ...usual,
      unknownPatients: rules.unknownPatients === 'file' ? 'file' : 'trouble',
      unknownOrders: rules.unknownOrders === 'file' ? 'file' : 'trouble',
    }
    this.chart = openChart({ history: options.history === true })
    this.speaker = new Speaker({ clock, network, patience, prefix: `E${run}` })
    this.desk = new Desk({
      voice,
      clock,
      chart: this.chart,
      orderBy,
      menu,
      speak: (make, key, controlId) => this.#speak(make, key, controlId),
      note: (what, key, mrn, controlId) => this.#note(what, key, mrn, controlId),
    })
  }

  async listen(): Promise<void> {
    const { clock, network, patience, disturb, listen } = this.#options
    const receive = (message: Message) => this.#receive(message)
    const busy = (message: Message) => this.#answer(message, 'AR', { code: '207', text: 'Busy. Send again.' })
    const answerAfter_ms = () => this.#habits.answerAfter_ms
    for (const endpoint of listen) {
      const { slow_ms } = patience
      const inbox = { clock, network, endpoint, receive, busy, disturb, slow_ms, answerAfter_ms }
      this.inboxes.push(await openInbox(inbox))
    }
  }

  async close(grace_ms: number): Promise<void> {
    this.speaker.close()
    await Promise.all(this.inboxes.map((inbox) => inbox.close(grace_ms)))
  }

  perform(act: EhrAct, cast: Cast): void {
    if (this.#isDown && act.do !== 'up' && act.do !== 'restore') {
      this.#later.push({ act, cast })
      return
    }
    const why = this.#perform(act, cast)
    if (why !== '') this.undone.push({ act, why })
  }

  /** Why an act cannot be done, or empty text. */
  #perform(act: EhrAct, cast: Cast): string {
    switch (act.do) {
      case 'reject-later':
        return this.#rejectLater(chartKey(this.chart, cast, act.order), act.why)
      case 'restore':
        return this.#restore(this.#options.clock.now() - act.back_ms)
      case 'down':
        return this.#turn(false)
      case 'up':
        return this.#turn(true)
      case 'fail-over':
        for (const inbox of this.inboxes) inbox.move()
        this.speaker.down()
        this.speaker.up()
        return ''
      case 'habits':
        return this.#take(act.habits, cast)
      case 'reset-counter':
        this.speaker.resetCounter()
        return ''
      case 'send-raw':
        return this.#sendRaw(act.text, cast)
      default:
        return this.desk.perform(act satisfies DeskAct, cast)
    }
  }

  #turn(up: boolean): string {
    this.#isDown = !up
    for (const inbox of this.inboxes) up ? inbox.up() : inbox.down()
    if (!up) this.speaker.down()
    else {
      this.speaker.up()
      for (const { act, cast } of this.#later.splice(0)) this.perform(act, cast)
    }
    return ''
  }

  #take(habits: Partial<EhrHabits>, cast: Cast): string {
    this.#habits = { ...this.#habits, ...habits }
    this.#cast = cast
    this.#lockedKeys.clear()
    for (const handle of this.#habits.locked) this.#lockedKeys.add(chartKey(this.chart, cast, handle) || handle)
    return ''
  }

  /** What the application behind the AA refused afterwards leaves the chart, and waits for somebody. */
  #rejectLater(key: string, why: string): string {
    const controlId = this.chart.lastReport(key)
    const entry = this.chart.orders.get(key)
    if (!entry || controlId === '') return 'Nothing was filed on this order.'
    this.chart.unfile(key, controlId, this.#options.clock.now())
    this.errors.add({ controlId, why, at: this.#options.clock.now(), placer: entry.placer, code: '' })
    this.#note('rejected-later', key, entry.mrn, controlId)
    this.#options.onChange('')
    return ''
  }

  #restore(to: Instant): string {
    this.chart.restore(to)
    for (const inbox of this.inboxes) inbox.forget(to)
    this.#options.onChange('')
    return ''
  }

  #sendRaw(text: string, cast: Cast): string {
    const { voice, clock } = this.#options
    this.speaker.sayRaw(rawBytes(text, cast, voice, clock.now(), () => this.speaker.nextId()))
    return ''
  }

  #note(what: ChartEvent['what'], placer: string, mrn: string, controlId: string): void {
    this.events.push({ n: this.#count(), at: this.#options.clock.now(), what, placer, mrn, controlId })
  }

  #speak(make: (controlId: string) => Uint8Array, key: string, again?: string): string {
    const controlId = again ?? this.speaker.nextId()
    this.speaker.say(controlId, make(controlId), ({ taken }) => {
      if (!taken && key !== '') this.refused.add(key)
      this.#options.onChange(key)
    })
    return controlId
  }

  #rules(): FilingRules {
    const { statuses, unknownPatients, unknownOrders, unknownCodes, longestValue, dropsDocuments } = this.#habits
    const { rules, components, tests } = this.#options
    const rule = (habit: 'trouble' | 'file') => (habit === 'file' ? 'file' : 'refuse')
    return {
      unknownPatients: rule(unknownPatients),
      unknownOrders: rule(unknownOrders),
      unknownCodes: rule(unknownCodes),
      locked: (key) => (this.#lockedKeys.has(key) ? 'The encounter is closed.' : rules.locked(key)),
      statuses,
      longestValue,
      dropsDocuments,
      ...(components ? { components } : {}),
      ...(tests ? { tests } : {}),
    }
  }

  #receive(message: Message): readonly Uint8Array[] {
    const type = get(message, 'MSH-9.1') ?? ''
    if (type === 'ACK') return []
    if (!['ORU', 'OUL', 'ORM', 'ORR', 'OML', 'ORL'].includes(type)) {
      return [this.#answer(message, 'AR', { code: '200', text: 'This system takes orders and results only.' })]
    }
    const { voice, clock, onChange } = this.#options
    const lapse = this.#lapse(get(message, 'MSH-10') ?? '')
    const rules = { ...this.#rules(), ...lapsed(lapse) }
    const filed = fileMessage(this.chart, voice, rules, message, clock.now())
    const cut = filed.taken ? cutKeys(message, filed.keys, rules.longestValue ?? null) : []
    const answer = filed.taken ? this.#took(message, filed, cut) : this.#trouble(message, filed, lapse)
    onChange('')
    return [answer]
  }

  /** Whether this report meets a lapse: by chance of its own, so that it is the same whatever else was said. */
  #lapse(controlId: string): keyof Lapses | null {
    const shares = Object.entries(this.#habits.lapses) as [keyof Lapses, number][]
    if (shares.length === 0 || !this.#cast) return null
    let left = this.#cast.random(controlId, 'lapse').next()
    for (const [lapse, share] of shares) {
      left -= share
      if (left < 0) return lapse
    }
    return null
  }

  #took(message: Message, { keys, unnumbered }: Extract<Filed, { taken: true }>, cut: readonly string[]): Uint8Array {
    this.#noteAll('filed', keys, get(message, 'MSH-10') ?? '')
    if (cut.length > 0) this.#noteAll('cut', cut, get(message, 'MSH-10') ?? '')
    const answer = this.#answer(message, 'AA')
    if (this.#habits.assigns) for (const key of unnumbered) this.desk.assign(key)
    return answer
  }

  #trouble(message: Message, refused: Refused, lapse: keyof Lapses | null): Uint8Array {
    const onTrouble = (refused.code === lapseCode && lapse && onLapse[lapse]) || this.#habits.onTrouble
    const { clock } = this.#options
    const controlId = get(message, 'MSH-10') ?? ''
    const what = onTrouble === 'drop' ? 'dropped' : onTrouble === 'queue' ? 'queued' : 'refused'
    this.#noteAll(what, refused.keys, controlId)
    if (onTrouble === 'AE' || onTrouble === 'AR') return this.#answer(message, onTrouble, refused)
    const placer = this.chart.orders.get(refused.keys[0] ?? '')?.placer ?? ''
    const { code, text: why } = refused
    if (onTrouble === 'queue') this.errors.add({ controlId, why, at: clock.now(), placer, code })
    return this.#answer(message, 'AA')
  }

  #noteAll(what: ChartEvent['what'], keys: readonly string[], controlId: string): void {
    for (const key of new Set(keys)) this.#note(what, key, this.chart.orders.get(key)?.mrn ?? '', controlId)
    if (keys.length === 0) this.#note(what, '', '', controlId)
  }

  #answer(message: Message, code: 'AA' | 'AE' | 'AR', error?: { code: string; text: string }): Uint8Array {
    const { voice, clock } = this.#options
    const time = timeOf(voice, clock.now())
    const refusal = error ? { error: { code: error.code, text: error.text } } : {}
    return acknowledge(message, { code, controlId: this.speaker.nextId(), time, ...refusal })
  }
}
