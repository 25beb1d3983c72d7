// The people in front of the virtual EHR: they register, place, cancel, change and replace, and bring records together.
// The one thing to know: each act changes the chart at once and says so in a message; what cannot be done is told by the
// text that comes back, and changes nothing.

import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Identifier } from '../../ledger/fact.ts'
import { voiceTime } from '../lines/raw-text.ts'
import type { Voice } from '../lines/voice.ts'
import type { Menu } from '../order-picker.ts'
import type { Person } from '../people.ts'
import type { EhrAct, Handle, MergeEvent, OrderAsk } from '../play/act.ts'
import type { Cast, CastOrder } from '../play/cast.ts'
import type { ChartEvent } from '../play/evidence.ts'
import { type Chart, patientKey } from './chart.ts'
import { type Asked, type EhrOrder, noStay, type OrderMessageType, orderMessage, type Stay } from './ehr-messages.ts'
import { survivor } from './find-order.ts'
import { fillOrder } from './order-entry.ts'
import {
  mergeForms,
  mergeMessage,
  type Resident,
  recordLivesOn,
  type StatementEvent,
  statementMessage,
} from './patient-messages.ts'

export type DeskOptions = {
  readonly voice: Voice
  readonly clock: Clock
  readonly chart: Chart
  /** The message by which the site takes orders. */
  readonly orderBy: OrderMessageType
  /** What can be ordered, for plays; without it an order is said as it is asked. */
  readonly menu: Menu | null
  /** Says a message, made with its control id or under one that was used already; `key`: the order that it is about. */
  speak(make: (controlId: string) => Uint8Array, key: string, controlId?: string): string
  note(what: ChartEvent['what'], key: string, mrn: string, controlId: string): void
}

/** What the desk knows of an order that it placed. */
type Placed = {
  readonly resident: Resident
  readonly order: EhrOrder
  readonly filler: Identifier
  readonly controlId: string
  readonly at: Instant
}

/** An order that went from one chart to another with a merge. */
type Moved = { readonly key: string; readonly from: string; readonly into: string }

const noNumber: Identifier = { number: '', authority: '' }
const notPlaced = 'The EHR did not place this order.'
const nobody = 'The run has no such patient.'
const done = ''

type PatientAct = Extract<EhrAct, { readonly do: 'register' | 'update' | 'discharge' | 'merge' | 'unmerge' }>
type OrderAct = Extract<
  EhrAct,
  { readonly do: 'order' | 'cancel' | 'discontinue' | 'hold' | 'continue' | 'modify' | 'replace' | 'repeat' | 'assign' }
>
/** What the people at the desk do; the rest is done by the system itself. */
export type DeskAct = PatientAct | OrderAct

export class Desk {
  readonly #options: DeskOptions
  readonly #placed = new Map<string, Placed>()
  readonly #people = new Map<string, Person>()
  readonly #stays = new Map<string, Stay>()
  #moved: readonly Moved[] = []

  constructor(options: DeskOptions) {
    this.#options = options
  }

  /** Does an act; why not, or empty text. */
  perform(act: DeskAct, cast: Cast): string {
    switch (act.do) {
      case 'register':
        return this.#register(cast, act.patient, act.event ?? 'A04')
      case 'update':
        return this.#update(cast, act)
      case 'discharge':
        return this.#discharge(cast, act.patient)
      case 'merge':
        return this.#merge(cast, act)
      case 'unmerge':
        return this.#unmerge(cast, act.patient, act.from)
      case 'order':
        return this.#order(cast, act.patient, act.asks)
      case 'cancel':
        return this.#ask(cast, act.order, 'CA', act.reason)
      case 'discontinue':
        return this.#ask(cast, act.order, 'DC', act.reason)
      case 'hold':
        return this.#ask(cast, act.order, 'HD', act.reason)
      case 'continue':
        return this.#ask(cast, act.order, 'RL', act.reason)
      case 'modify':
        return this.#modify(cast, act)
      case 'replace':
        return this.#replace(cast, act.order, act.by)
      case 'repeat':
        return this.#repeat(cast, act.order, act.newControlId === true)
      case 'assign':
        return this.#assignTo(cast, act.order)
    }
  }

  /** Puts a patient into the chart and says so. */
  register(person: Person, event: StatementEvent = 'A04', stay: Stay = noStay): void {
    this.#know(person, stay)
    this.state(event, person)
  }

  /** Says a patient's data. */
  state(event: StatementEvent, person: Person): void {
    const { voice, clock, speak } = this.#options
    const resident = this.#resident(person)
    speak((controlId) => statementMessage(voice, event, resident, controlId, clock.now()), '')
  }

  /** Places an order. `withFiller`: the accession that the EHR prints itself. */
  place(person: Person, order: EhrOrder, key = order.placer, withFiller: Identifier = noNumber): void {
    const { chart, voice, clock, note } = this.#options
    const { placer, group, test } = order
    const at = clock.now()
    const resident = this.#resident(person)
    chart.place({ key, placer, group, test, mrn: person.mrn, mrnAuthority: voice.mrnAuthority, placedAt: at })
    const controlId = this.#say(resident, [{ control: 'NW', order, filler: withFiller }], key)
    this.#placed.set(key, { resident, order, filler: withFiller, controlId, at })
    note('placed', key, person.mrn, controlId)
  }

  /** Asks that an order be cancelled. Does nothing where the chart has it no more in hand. */
  cancel(key: string, control = 'CA', reason?: string): string {
    const { chart, note } = this.#options
    const placed = this.#placed.get(key)
    const entry = chart.orders.get(key)
    if (!placed || !entry) return notPlaced
    if (['CA', 'DC', 'RP'].includes(entry.status)) return 'The chart has this order as ended already.'
    const filler = entry.filler.number === '' ? placed.filler : entry.filler
    const asked: Asked = { control, order: placed.order, filler, ...(reason ? { reason } : {}) }
    const controlId = this.#say(this.#present(placed), [asked], key)
    if (control === 'CA' || control === 'DC') note('cancelled', key, entry.mrn, controlId)
    return done
  }

  /** Gives a number to an order that the lab opened, and says it (NA). */
  assign(key: string): void {
    const { chart, clock } = this.#options
    const entry = chart.orders.get(key)
    if (!entry) return
    const placer = entry.placer === '' || entry.placer === key ? `N${entry.filler.number || key}` : entry.placer
    chart.number(key, placer, clock.now())
    const person = this.#people.get(entry.mrn)
    if (!person) return
    const { test, group, filler } = entry
    const order: EhrOrder = { placer, group, test, testName: '', priority: '', specimen: '', note: '', answers: [] }
    const resident = this.#resident(person)
    const controlId = this.#say(resident, [{ control: 'NA', order, filler }], key)
    this.#placed.set(key, { resident, order, filler, controlId, at: clock.now() })
  }

  #say(resident: Resident, asked: readonly Asked[], key: string, controlId?: string, at?: Instant): string {
    const { voice, clock, orderBy, speak } = this.#options
    const when = at ?? clock.now()
    return speak((id) => orderMessage(voice, orderBy, { ...resident, asked }, id, when), key, controlId)
  }

  #know(person: Person, stay: Stay): void {
    const { chart, voice, clock } = this.#options
    const { mrn, familyName, givenName, birthDate, sex } = person
    const { mrnAuthority } = voice
    const before = chart.patients.get(patientKey(mrn, mrnAuthority))
    const mergedInto = before?.mergedInto ? { mergedInto: before.mergedInto } : {}
    this.#people.set(mrn, person)
    if (!this.#stays.has(mrn)) this.#stays.set(mrn, stay)
    chart.register({ mrn, mrnAuthority, familyName, givenName, birthDate, sex, ...mergedInto }, clock.now())
  }

  #resident(person: Person): Resident {
    return { person, stay: this.#stays.get(person.mrn) ?? noStay }
  }

  /** The patient of an order as the chart has them now: after a merge, the one that lives on. */
  #present({ resident }: Placed): Resident {
    return this.#livingOn(resident.person) ?? resident
  }

  #livingOn(person: Person): Resident | undefined {
    const { chart, voice } = this.#options
    const { mrn } = survivor(chart, { mrn: person.mrn, authority: voice.mrnAuthority })
    const found = this.#people.get(mrn)
    return found && this.#resident(found)
  }

  #newStay(cast: Cast): Stay {
    return { account: cast.next('account'), visit: cast.next('visit') }
  }

  #register(cast: Cast, patient: Handle, event: StatementEvent): string {
    const person = cast.person(patient)
    if (!person) return nobody
    this.register(person, event, this.#newStay(cast))
    return done
  }

  #update(cast: Cast, act: Extract<EhrAct, { do: 'update' }>): string {
    const person = cast.change(act.patient, act.change)
    if (!person) return nobody
    this.#know(person, this.#newStay(cast))
    this.state(act.event ?? 'A08', person)
    return done
  }

  #discharge(cast: Cast, patient: Handle): string {
    const person = cast.person(patient)
    if (!person) return nobody
    this.state('A03', person)
    this.#stays.delete(person.mrn)
    return done
  }

  #merge(cast: Cast, { patient, into, event = 'A40', silent }: Extract<EhrAct, { do: 'merge' }>): string {
    const { voice, clock, speak } = this.#options
    const [prior, target] = [cast.person(patient), cast.person(into)]
    if (!prior || !target) return nobody
    for (const person of [prior, target]) if (!this.#people.has(person.mrn)) this.#know(person, this.#newStay(cast))
    const residents = { prior: this.#resident(prior), into: this.#resident(target) }
    if (mergeForms[event].record && prior.mrn !== target.mrn) this.#join(prior, target, event)
    if (!silent) speak((controlId) => mergeMessage(voice, event, residents, controlId, clock.now()), '')
    return done
  }

  #join(prior: Person, into: Person, event: MergeEvent): void {
    const { chart, voice, clock } = this.#options
    const { mrnAuthority } = voice
    const orders = chart.ofPatient(prior.mrn, mrnAuthority)
    for (const { key } of orders) this.#moveOrder(key, into.mrn)
    this.#moved = [...this.#moved, ...orders.map(({ key }) => ({ key, from: prior.mrn, into: into.mrn }))]
    if (recordLivesOn.has(event)) return
    const record = chart.patients.get(patientKey(prior.mrn, mrnAuthority))
    if (record) chart.register({ ...record, mergedInto: into.mrn }, clock.now())
  }

  #moveOrder(key: string, mrn: string): void {
    const { chart, voice, clock, note } = this.#options
    chart.move(key, { mrn, mrnAuthority: voice.mrnAuthority }, clock.now())
    note('moved', key, mrn, '')
  }

  #unmerge(cast: Cast, patient: Handle, from: Handle): string {
    const { chart, voice, clock } = this.#options
    const [prior, target] = [cast.person(patient), cast.person(from)]
    if (!prior || !target) return nobody
    const record = chart.patients.get(patientKey(prior.mrn, voice.mrnAuthority))
    const back = this.#moved.filter((moved) => moved.from === prior.mrn && moved.into === target.mrn)
    if (!record?.mergedInto && back.length === 0) return 'These two were never merged.'
    if (record) {
      const { mergedInto: _, ...alone } = record
      chart.register(alone, clock.now())
    }
    for (const { key } of back) this.#moveOrder(key, prior.mrn)
    this.#moved = this.#moved.filter((moved) => !back.includes(moved))
    return done
  }

  #order(cast: Cast, patient: Handle, asks: readonly OrderAsk[]): string {
    const person = cast.person(patient)
    if (!person) return nobody
    if (!this.#people.has(person.mrn)) this.#know(person, this.#newStay(cast))
    const resident = this.#livingOn(person) ?? this.#resident(person)
    const group = cast.next('group')
    for (const ask of asks) {
      const placed = cast.place(ask.order, patient, ask.sameNumberAs)
      const order = this.#filled(cast, placed, ask, resident.person, group)
      this.place(resident.person, order, placed.key, ask.withFiller ? this.#printed(placed) : noNumber)
    }
    return done
  }

  #filled(cast: Cast, placed: CastOrder, ask: OrderAsk, person: Person, group: string): EhrOrder {
    const { menu, clock } = this.#options
    return fillOrder(menu, ask, person, { placer: placed.placer, group }, cast, clock.now())
  }

  /** The accession label that the EHR printed. */
  #printed({ serial }: CastOrder): Identifier {
    const { voice, clock } = this.#options
    return { number: `P${voiceTime(voice, clock.now()).slice(2, 8)}-${serial}`, authority: voice.fillerAuthority }
  }

  #ask(cast: Cast, order: Handle, control: string, reason?: string): string {
    return this.cancel(chartKey(this.#options.chart, cast, order), control, reason)
  }

  #modify(cast: Cast, { order, priority, startsAt_ms }: Extract<EhrAct, { do: 'modify' }>): string {
    const key = chartKey(this.#options.chart, cast, order)
    const placed = this.#placed.get(key)
    if (!placed) return notPlaced
    const startsAt = startsAt_ms === undefined ? {} : { startsAt: cast.start + startsAt_ms }
    const changed: EhrOrder = { ...placed.order, ...(priority === undefined ? {} : { priority }), ...startsAt }
    const filler = this.#options.chart.orders.get(key)?.filler ?? noNumber
    this.#placed.set(key, { ...placed, order: changed })
    this.#say(this.#present(placed), [{ control: 'XO', order: changed, filler }], key)
    return done
  }

  #replace(cast: Cast, order: Handle, by: OrderAsk): string {
    const { chart, voice, clock, note } = this.#options
    const old = cast.order(order)
    const before = old && this.#placed.get(old.key)
    if (!old || !before) return notPlaced
    const resident = this.#present(before)
    const placed = cast.place(by.order, old.patient, by.sameNumberAs)
    const made = this.#filled(cast, placed, by, resident.person, before.order.group)
    const { mrn } = resident.person
    const { key, placer } = placed
    const { group, test } = made
    chart.place({ key, placer, group, test, mrn, mrnAuthority: voice.mrnAuthority, placedAt: clock.now() })
    const filler = chart.orders.get(old.key)?.filler ?? noNumber
    const asked: Asked[] = [
      { control: 'RP', order: before.order, filler },
      { control: 'RO', order: made, filler: noNumber },
    ]
    const controlId = this.#say(resident, asked, key)
    this.#placed.set(key, { resident, order: made, filler: noNumber, controlId, at: clock.now() })
    note('cancelled', old.key, mrn, controlId)
    note('placed', key, mrn, controlId)
    return done
  }

  #repeat(cast: Cast, order: Handle, asNew: boolean): string {
    const key = chartKey(this.#options.chart, cast, order)
    const placed = this.#placed.get(key)
    if (!placed) return notPlaced
    const asked = [{ control: 'NW', order: placed.order, filler: placed.filler }]
    if (asNew) this.#say(this.#present(placed), asked, key)
    else this.#say(placed.resident, asked, key, placed.controlId, placed.at)
    return done
  }

  #assignTo(cast: Cast, order: Handle): string {
    const key = chartKey(this.#options.chart, cast, order)
    if (!this.#options.chart.orders.has(key)) return 'The chart does not have this order yet.'
    this.assign(key)
    return done
  }
}

/** The key in the chart of an order of the play: its own, or that under which stands what the lab opened. */
export function chartKey(chart: Chart, cast: Cast, order: Handle): string {
  const key = cast.order(order)?.key ?? ''
  if (key === '' || chart.orders.has(key)) return key
  const label = cast.labelOf(key)
  return (label === '' ? undefined : chart.filled(label)[0]?.key) ?? key
}
