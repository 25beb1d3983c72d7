// What the stories of a storm are written with: patients, orders and acts in lab time after the story's own beginning. The
// one thing to know: everything is drawn from the story's own chance, so that a story stays the same when others are left
// out.
import type { Random } from '../../engine/ports/clock.ts'
import { pickTests } from '../order-picker.ts'
import type { Person } from '../people.ts'
import type { EhrAct, EngineAct, Handle, LabAct, OrderAsk, ReportPart, TimedAct } from '../play/act.ts'
import type { Dish, StormMenu } from './storm-menu.ts'

export const minute = 60_000
export const hour = 60 * minute

/** What a story comes to. */
export type Written = {
  readonly name: string
  readonly acts: readonly TimedAct[]
  readonly orders: readonly Handle[]
  /** Patients by handle that the story brought with it. */
  readonly patients: Readonly<Record<Handle, Person>>
  /** Orders that cannot agree by themselves, and why. */
  readonly planted: ReadonlyMap<Handle, string>
}

export type PenOptions = {
  readonly name: string
  /** Tells this story from all others of its world. */
  readonly index: number
  readonly random: Random
  readonly menu: StormMenu
  /** When the story begins, after the beginning of the run. */
  readonly at_ms: number
  /** Moment of that, for dates that depend on the present day. */
  readonly today: number
  makePerson(index: number): Person
}

export class Pen {
  readonly random: Random
  readonly menu: StormMenu
  readonly #options: PenOptions
  readonly #acts: TimedAct[] = []
  readonly #orders: Handle[] = []
  readonly #patients: Record<Handle, Person> = {}
  readonly #planted = new Map<Handle, string>()

  constructor(options: PenOptions) {
    this.#options = options
    this.random = options.random
    this.menu = options.menu
  }

  /** When the story begins, after the beginning of the run: for times that an act counts from there. */
  get begins(): number {
    return this.#options.at_ms
  }

  written(): Written {
    const { name } = this.#options
    return { name, acts: this.#acts, orders: this.#orders, patients: this.#patients, planted: this.#planted }
  }

  /** Uniform in lab time. */
  between(least_ms: number, most_ms: number): number {
    return Math.round(least_ms + this.random.next() * (most_ms - least_ms))
  }

  chance(share: number): boolean {
    return this.random.next() < share
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.random.below(items.length)]!
  }

  /** A patient of the story's own, registered a little before it begins unless told. */
  patient(registered = true): Handle {
    const nth = Object.keys(this.#patients).length
    const handle = `p${this.#options.index}${nth === 0 ? '' : String.fromCharCode(96 + nth)}`
    this.#patients[handle] = this.#options.makePerson(nth)
    if (registered) this.ehr(-2 * minute, { do: 'register', patient: handle })
    return handle
  }

  /** A test that fits the patient, of one kind. */
  dish(patient: Handle, from: readonly Dish[] = this.menu.all): Dish {
    return this.dishes(patient, 1, from)[0] ?? this.pick(from)
  }

  /** Different tests that fit the patient; fewer where no more do. */
  dishes(patient: Handle, count: number, from: readonly Dish[] = this.menu.all): readonly Dish[] {
    // Of one person there is one blood group: two tests that find it would each draw their own.
    const wanted =
      count > 1 ? from.filter(({ orderable }) => !/^bb$|blood bank|transfusion/i.test(orderable.department)) : from
    const menu = { ...this.menu.menu, orderables: wanted.map(({ orderable }) => orderable) }
    const person = this.#patients[patient]!
    const picked = pickTests(this.random, menu, person, this.#options.today, { count, measured: false })
    return picked.flatMap(({ code }) => from.find(({ ehr }) => ehr === code) ?? [])
  }

  /** A handle for an order that somebody will open. */
  handle(): Handle {
    const handle = `o${this.#options.index}${this.#orders.length === 0 ? '' : `-${this.#orders.length}`}`
    this.#orders.push(handle)
    return handle
  }

  /** One requisition of these tests at the story's beginning, or after it. */
  place(patient: Handle, dishes: readonly Dish[], more: Partial<OrderAsk> = {}, after_ms = 0): readonly Handle[] {
    const asks = dishes.map((dish) => ({ order: this.handle(), test: dish.ehr, ...more }))
    this.ehr(after_ms, { do: 'order', patient, asks })
    return asks.map(({ order }) => order)
  }

  /** The specimen comes to the lab. */
  receive(order: Handle, after_ms: number): void {
    this.lab(after_ms, { do: 'receive', order })
  }

  report(after_ms: number, ...parts: readonly ReportPart[]): void {
    this.lab(after_ms, { do: 'report', parts })
  }

  ehr(after_ms: number, act: EhrAct): void {
    this.#acts.push({ at_ms: this.#at(after_ms), who: 'ehr', act })
  }

  lab(after_ms: number, act: LabAct): void {
    this.#acts.push({ at_ms: this.#at(after_ms), who: 'lab', act })
  }

  engine(after_ms: number, act: EngineAct): void {
    this.#acts.push({ at_ms: this.#at(after_ms), who: 'engine', act })
  }

  /** This order cannot agree by itself. */
  plant(order: Handle, cause: string): void {
    this.#planted.set(order, cause)
  }

  #at(after_ms: number): number {
    return Math.max(0, this.#options.at_ms + after_ms)
  }
}
