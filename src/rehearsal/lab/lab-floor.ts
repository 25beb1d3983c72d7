// The people of the virtual lab: they collect, receive, reject, report, correct, withdraw, add, open, send out and cancel as
// a play tells them. The one thing to know: an act on an order that the lab has not heard of waits until it comes; what can
// never be done is noted, and nothing throws.
import type { Clock, Random } from '../../engine/ports/clock.ts'
import type { Identifier } from '../../ledger/fact.ts'
import type { Component, Orderable } from '../catalog.ts'
import type { Voice } from '../lines/voice.ts'
import type { Handle, LabAct, LabHabits } from '../play/act.ts'
import type { Cast, Undone } from '../play/cast.ts'
import { keyOf, type LabBook } from './book-index.ts'
import type { Tools } from './findings.ts'
import type { LabEntry } from './lab-book.ts'
import type { LabOrder, LabPatient, LabWord } from './lab-messages.ts'
import type { LabVoice } from './lab-voice.ts'
import { accessionNumber } from './numbers.ts'
import { type ReportAct, Reporting } from './reporting.ts'

export type FloorOptions = {
  readonly voice: Voice
  readonly clock: Clock
  readonly orderables: ReadonlyMap<string, Orderable>
  readonly components: ReadonlyMap<string, Component>
  /** The lab's codes of tests by the EHR's, for acts that name a test in the other's code. */
  readonly tests: ReadonlyMap<string, string>
  readonly book: LabBook
  readonly mouth: LabVoice
  habits(): LabHabits
  /** Keeps an entry and tells who watches. */
  keep(entry: LabEntry): void
  /** Calls after so much lab time, unless the lab is closed before. */
  later(after_ms: number, call: () => void): void
}

/** What the lab means to do with an order that comes. */
export type Intent = Extract<LabAct, { readonly do: 'intend' }>

type SystemAct = 'fail-over' | 'habits' | 'down' | 'up' | 'reset-counter' | 'restore' | 'send-raw'
/** Acts of people; the rest is done by the system itself. */
export type FloorAct = Exclude<LabAct, { readonly do: SystemAct }>
type Of<Do extends FloorAct['do']> = Extract<FloorAct, { readonly do: Do }>

const noNumber: Identifier = { number: '', authority: '' }
const done = ''
const plan = { answer: 'accept', steps: [], spoil: 'none' } as const
const over: ReadonlySet<LabEntry['state']> = new Set(['refused', 'cancelled', 'discontinued', 'replaced'])

export class Floor {
  readonly undone: Undone<LabAct>[] = []
  readonly #options: FloorOptions
  readonly #reporting: Reporting
  readonly #intents = new Map<Handle, Intent>()
  #waiting: { readonly act: FloorAct; readonly cast: Cast }[] = []
  readonly #blocked = new Set<Handle>()
  #sentOut = 0

  constructor(options: FloorOptions) {
    this.#options = options
    this.#reporting = new Reporting({
      ...options,
      toolsFor: (entry, cast) => this.#tools(entry, cast),
      add: (act, cast) => void this.#add(act, cast),
    })
  }

  /** Acts that still wait for their order. */
  get waiting(): readonly Undone<LabAct>[] {
    return this.#waiting.map(({ act }) => ({ act, why: 'The lab never heard of the order.' }))
  }

  intentFor(handle: Handle | undefined): Intent | undefined {
    return handle === undefined ? undefined : this.#intents.get(handle)
  }

  perform(act: FloorAct, cast: Cast): void {
    const handles = ordersOf(act)
    // An earlier act that waits for one of its orders goes first.
    const isFree = handles.every((handle) => !this.#blocked.has(handle) && this.#entry(handle, cast) !== undefined)
    if (isFree) this.#do(act, cast)
    else {
      this.#waiting.push({ act, cast })
      for (const handle of handles) this.#blocked.add(handle)
    }
  }

  /** Something came: what waited for it is done, in the order in which it was told. */
  arrived(): void {
    if (this.#waiting.length === 0) return
    const all = this.#waiting
    this.#waiting = []
    this.#blocked.clear()
    for (const { act, cast } of all) this.perform(act, cast)
  }

  #do(act: FloorAct, cast: Cast): void {
    const why = this.#perform(act, cast)
    if (why !== done) this.undone.push({ act, why })
  }

  #entry(handle: Handle, cast: Cast): LabEntry | undefined {
    return this.#options.book.entries.get(cast.order(handle)?.key ?? '')
  }

  #perform(act: FloorAct, cast: Cast): string {
    switch (act.do) {
      case 'intend':
        this.#intents.set(act.order, act)
        return done
      case 'open':
        return this.#open(act, cast)
      case 'merge':
        return this.#merge(act, cast)
      case 'combine':
        return this.#combine(act.orders.flatMap((handle) => this.#entry(handle, cast) ?? []))
      case 'report':
      case 'release':
      case 'refile':
      case 'say-again':
        return this.#reporting.perform(act satisfies ReportAct, cast)
      default:
        return this.#onOne(act, cast)
    }
  }

  #onOne(
    act: Exclude<
      FloorAct,
      { do: 'intend' | 'open' | 'merge' | 'combine' | 'report' | 'release' | 'refile' | 'say-again' }
    >,
    cast: Cast,
  ): string {
    const entry = this.#entry(act.do === 'add' ? act.parent : act.order, cast)
    if (!entry) return 'The lab does not have this order.'
    switch (act.do) {
      case 'collect':
        return this.#collect(entry)
      case 'receive':
        return this.#receive(entry)
      case 'reject-specimen':
        return this.#reject(entry, act)
      case 'cancel':
        return this.#cancel(entry, act.reason, act.silent === true)
      case 'add':
        return this.#add(act, cast)
      case 'split':
        return this.#split(entry)
      case 'send-out':
        return this.#sendOut(entry, act.to)
      case 'say':
        return this.#say(entry, act)
      default:
        return this.#reporting.perform(act satisfies ReportAct, cast)
    }
  }

  #collect(entry: LabEntry): string {
    if (over.has(entry.state)) return 'The order is at an end.'
    const order = { ...entry.order, collectedAt: this.#options.clock.now(), receivedAt: null }
    return this.#status(
      { ...entry, order },
      { control: 'SC', orderStatus: 'SC', reason: '', specimen: { rejected: '' } },
    )
  }

  #receive(entry: LabEntry): string {
    if (over.has(entry.state)) return 'The order is at an end.'
    const now = this.#options.clock.now()
    const order = { ...entry.order, collectedAt: entry.order.collectedAt ?? now, receivedAt: now }
    return this.#status(
      { ...entry, order },
      { control: 'SC', orderStatus: 'IP', reason: '', specimen: { rejected: '' } },
    )
  }

  #status(entry: LabEntry, word: LabWord): string {
    this.#options.keep(entry)
    this.#options.mouth.status(entry, word, 'status')
    return done
  }

  /** A rejection belongs to the specimen: it reaches every order that is to be done on it. */
  #reject(entry: LabEntry, { reason, then }: Of<'reject-specimen'>): string {
    if (over.has(entry.state)) return 'The order is at an end.'
    const { specimenId } = entry.order
    const sharing = specimenId ? this.#options.book.onSpecimen(specimenId) : [entry]
    const reached = sharing.filter(({ state, observations }) => !over.has(state) && observations.length === 0)
    for (const each of reached.includes(entry) ? reached : [entry, ...reached]) this.#rejected(each, reason, then)
    return done
  }

  #rejected(entry: LabEntry, reason: string, then: Of<'reject-specimen'>['then']): void {
    const specimen = { rejected: reason }
    if (then === 'cancel') {
      this.#ended(entry, { control: 'OC', orderStatus: 'CA', reason, specimen })
      return
    }
    const { filler, specimenId } = entry.order
    const anew = then === 'new-accession' ? { ...filler, number: nextOf(filler.number) } : filler
    // The rejection is of the old accession; only then does the work begin anew under another.
    this.#status(entry, { control: 'SC', orderStatus: 'SC', reason, specimen })
    const id = specimenId ? { specimenId: nextOf(specimenId) } : {}
    const next: LabEntry = {
      ...entry,
      order: { ...entry.order, ...id, filler: anew, collectedAt: null, receivedAt: null },
    }
    if (then === 'new-accession') this.#status(next, { control: 'SC', orderStatus: 'SC', reason: '' })
    else this.#options.keep(next)
  }

  #cancel(entry: LabEntry, reason: string, silent: boolean): string {
    if (over.has(entry.state)) return 'The order is at an end.'
    if (silent) this.#options.keep({ ...entry, state: 'cancelled' })
    else this.#ended(entry, { control: 'OC', orderStatus: 'CA', reason })
    return done
  }

  #ended(entry: LabEntry, word: LabWord): void {
    const next: LabEntry = { ...entry, state: 'cancelled', stepsLeft: [] }
    this.#options.keep(next)
    this.#options.mouth.status(next, word, 'cancel')
  }

  #say(entry: LabEntry, { control, orderStatus = '' }: Of<'say'>): string {
    const ends = ['OC', 'CR'].includes(control) || (control === 'SC' && orderStatus === 'CA')
    const next: LabEntry = ends ? { ...entry, state: 'cancelled' } : entry
    this.#options.keep(next)
    this.#options.mouth.status(next, { control, orderStatus, reason: '' }, ends ? 'cancel' : 'status')
    return done
  }

  /** Half of the components are done under a second accession. */
  #split(entry: LabEntry): string {
    const { components = [] } = this.#options.orderables.get(entry.order.test) ?? {}
    if (components.length < 2) return 'A test of one component cannot be split.'
    const { filler } = entry.order
    const second = {
      filler: { ...filler, number: `${filler.number}B` },
      components: components.slice(Math.ceil(components.length / 2)),
    }
    this.#options.keep({ ...entry, second })
    return done
  }

  /** All are done under the accession of the first. */
  #combine(entries: readonly LabEntry[]): string {
    const [first, ...others] = entries
    if (!first) return 'The lab does not have these orders.'
    for (const entry of others) {
      const { filler, specimenId, collectedAt, receivedAt } = first.order
      const order = { ...entry.order, filler, collectedAt, receivedAt, ...(specimenId ? { specimenId } : {}) }
      this.#status(
        { ...entry, order },
        { control: 'SC', orderStatus: entry.order.receivedAt ? 'IP' : 'SC', reason: '' },
      )
    }
    return done
  }

  #sendOut(entry: LabEntry, to: string): string {
    if (over.has(entry.state)) return 'The order is at an end.'
    const number = `REF${String(++this.#sentOut).padStart(5, '0')}${entry.order.filler.number.slice(-6)}`
    const word = { control: 'SC', orderStatus: 'IP', reason: `Sent to ${to}.` }
    return this.#status({ ...entry, sentTo: { name: to, number } }, word)
  }

  /** A test added because of a result, or by telephone. */
  #add(act: Of<'add'>, cast: Cast): string {
    const parent = this.#entry(act.parent, cast)
    if (!parent) return 'The lab does not have the parent order.'
    const patient = cast.order(act.parent)?.patient ?? ''
    const opened = cast.open(act.order, patient)
    if (this.#options.book.entries.has(opened.key)) return 'This order is open already.'
    const order = this.#newOrder(act.test, parent.order.patient, opened.serial)
    const { collectedAt, receivedAt, specimenId, group, placer, filler } = parent.order
    const shared = { collectedAt, receivedAt, group, ...(specimenId ? { specimenId } : {}) }
    const calling = this.#reporting.callingFor(parent, order.test)
    const link = { placer, filler, ...calling }
    const entry: LabEntry = {
      ...this.#fresh(opened.key, { ...order, ...shared }),
      ...(act.as === 'unsolicited' ? {} : { parent: link }),
    }
    this.#options.keep(entry)
    cast.label(opened.key, order.filler.number)
    if (act.as === 'order') this.#options.mouth.status(entry, numberWanted, 'status')
    this.arrived()
    return done
  }

  #open(act: Of<'open'>, cast: Cast): string {
    const person = cast.person(act.patient)
    if (!person) return 'The run has no such patient.'
    const { voice, clock } = this.#options
    const opened = cast.open(act.order, act.patient)
    if (this.#options.book.entries.has(opened.key)) return 'This order is open already.'
    const { mrnAuthority, mrnType } = voice
    const order = this.#newOrder(act.test, { ...person, mrnAuthority, mrnType }, opened.serial)
    const now = clock.now()
    const entry = this.#fresh(opened.key, { ...order, collectedAt: now, receivedAt: now })
    this.#options.keep(entry)
    cast.label(opened.key, order.filler.number)
    if (act.as !== 'unsolicited') this.#options.mouth.status(entry, { ...numberWanted, control: act.as }, 'status')
    this.arrived()
    return done
  }

  #fresh(key: string, order: LabOrder): LabEntry {
    return { key, order, plan, state: 'accepted', stepsLeft: [], observations: [] }
  }

  #newOrder(wished: string, patient: LabPatient, serial: number): LabOrder {
    const { orderables, tests, voice, clock } = this.#options
    const test = orderables.has(wished) ? wished : (tests.get(wished) ?? wished)
    const { name = test, department = '', specimen = '' } = orderables.get(test) ?? {}
    const { mrn, mrnAuthority, mrnType, familyName, givenName, middleName, birthDate, sex } = patient
    return {
      placer: noNumber,
      filler: { number: accessionNumber(clock.now(), serial), authority: voice.fillerAuthority },
      group: noNumber,
      test,
      testName: name,
      section: department,
      specimen,
      patient: { mrn, mrnAuthority, mrnType, familyName, givenName, middleName, birthDate, sex },
      collectedAt: null,
      receivedAt: null,
    }
  }

  /** The lab's own record is merged; no message says so. */
  #merge({ patient, into }: Of<'merge'>, cast: Cast): string {
    const [prior, target] = [cast.person(patient), cast.person(into)]
    if (!prior || !target) return 'The run has no such patient.'
    this.joined(prior.mrn, target)
    return done
  }

  /** Orders of one record stand under another from now on. */
  joined(mrn: string, into: Omit<LabPatient, 'mrnAuthority' | 'mrnType'>): void {
    for (const entry of this.#options.book.joined(mrn, into)) this.#options.keep(entry)
  }

  #tools(entry: LabEntry, cast: Cast): Tools {
    const { orderables, components, clock } = this.#options
    // What two orders on one accession have in common is measured once: by the chance of the first of them.
    const key = keyOf(this.#options.book.filled(entry.order.filler.number)[0] ?? entry)
    const handle = cast.byKey(key)?.handle ?? key
    return {
      orderable: orderables.get(entry.order.test),
      components,
      at: clock.now(),
      random: (purpose): Random => cast.random(handle, purpose),
    }
  }
}

const numberWanted: LabWord = { control: 'SN', orderStatus: 'IP', reason: '' }

/** `26-326-000001` is followed by `26-326-000001-2`, and that by -3. */
function nextOf(number: string): string {
  const [, base = number, nth = '1'] = /^(.*\d{6})-(\d+)$/.exec(number) ?? [number, number]
  return `${base}-${Number(nth) + 1}`
}

/** The orders that must be there before an act can be done. */
function ordersOf(act: FloorAct): readonly Handle[] {
  switch (act.do) {
    case 'intend':
    case 'open':
    case 'release':
    case 'merge':
      return []
    case 'report':
      return act.parts.map(({ order }) => order)
    case 'combine':
      return act.orders
    case 'say-again':
      return act.orders ?? []
    case 'add':
      return [act.parent]
    case 'refile':
      return [act.order, act.onto]
    default:
      return [act.order]
  }
}
