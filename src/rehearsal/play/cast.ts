// Who is who in a run: the present data of its patients and the numbers of its orders, by handle. The one thing to know:
// numbers follow from the order in which a play opens its orders, and chance from the seed and an order's own handle, so
// that neither depends on which message happens to arrive first.
import type { Instant, Random } from '../../engine/ports/clock.ts'
import { seededRandom } from '../../engine/random.ts'
import type { Person } from '../people.ts'
import type { Handle, PersonChange } from './act.ts'

/** One order of the run, whichever side opened it. */
export type CastOrder = {
  readonly handle: Handle
  /** Tells it from every other order in both systems' books: its placer number, or the lab's own name for it. */
  readonly key: string
  /** The number under which the EHR placed it; empty where the lab opened it. Two orders may share one. */
  readonly placer: string
  readonly patient: Handle
  /** Counted from 1 in the order of opening: its accession follows from it. */
  readonly serial: number
}

export type CastOptions = {
  readonly patients: Readonly<Record<Handle, Person>>
  readonly seed: string | number
  /** When the run begins: times of acts count from here. */
  readonly start: Instant
  /** The first serial number of orders, groups and accessions; 1 unless told. Beyond those of a run before it against one Labloop. */
  readonly first?: number
}

/** An order as a system names it that gives its own numbers. `test` in that system's code. */
export type Newcomer = {
  readonly placer: string
  readonly filler: string
  readonly test: string
  readonly patient: Pick<Person, 'mrn' | 'familyName' | 'givenName' | 'birthDate'>
}

/** What a number is given for. */
export type Series = 'group' | 'visit' | 'account'

export type Cast = {
  readonly start: Instant
  /** The patient's data as they are now, or undefined where the run has no such patient. */
  person(patient: Handle): Person | undefined
  /** The data after a change; undefined where the run has no such patient. */
  change(patient: Handle, change: PersonChange): Person | undefined
  /** An order that was opened under this handle. */
  order(order: Handle): CastOrder | undefined
  /** Opens an order of the EHR and gives its number, or that of another order (`sameNumberAs`). Opened once: again, the same. */
  place(order: Handle, patient: Handle, sameNumberAs?: Handle): CastOrder
  /** Opens an order of the lab, which has no placer number. */
  open(order: Handle, patient: Handle): CastOrder
  /**
   * Says that a system which gives its own numbers, as a real one does, will open this order. `test`: in that system's
   * code, empty where it is not known.
   */
  awaits(order: Handle, patient: Handle, test: string): void
  /** Orders under this number; else the order that is awaited and that this one must be, known by its number from now on. */
  met(seen: Newcomer): readonly CastOrder[]
  /** The order with this key. */
  byKey(key: string): CastOrder | undefined
  /** Orders placed under this number, oldest first. */
  numbered(placer: string): readonly CastOrder[]
  /** The lab's number on the label of an order that the lab opened; empty until it has one. */
  labelOf(key: string): string
  label(key: string, number: string): void
  /** The next number of a series. */
  next(series: Series): string
  /** Chance of an order's own, for one purpose. */
  random(of: Handle, purpose: string): Random
  /** The key of each order and the record number of each patient, by handle. */
  readonly keys: ReadonlyMap<Handle, string>
}

const firstOf: Readonly<Record<Series, number>> = { group: 500_000_000, visit: 300_000_000, account: 400_000_000 }
const firstPlacer = 900_000_000

/** The cast of a run; nobody has an order yet. */
export function openCast({ patients, seed, start, first = 1 }: CastOptions): Cast {
  const people = new Map(Object.entries(patients))
  const orders = new Map<Handle, CastOrder>()
  const byKey = new Map<string, CastOrder>()
  const byNumber = new Map<string, CastOrder[]>()
  const keys = new Map<Handle, string>([...people].map(([handle, { mrn }]) => [handle, mrn]))
  const given: Record<Series, number> = { group: first, visit: first, account: first }
  const labels = new Map<string, string>()
  const keep = (order: CastOrder): CastOrder => {
    orders.set(order.handle, order)
    byKey.set(order.key, order)
    keys.set(order.handle, order.key)
    return order
  }
  const serialOf = () => first + orders.size
  const numbered = (placer: string) => byNumber.get(placer) ?? []
  const awaited: { readonly order: Handle; readonly patient: Handle; readonly test: string }[] = []

  /** Of the orders awaited the one that this is: of its test, and of its patient where several are. */
  function taken({ test, patient: seen }: Newcomer) {
    const likely = awaited.filter((one) => one.test === '' || one.test === test)
    const isOf = (one: (typeof awaited)[number], what: 'mrn' | 'familyName') =>
      people.get(one.patient)?.[what] === seen[what]
    const found = likely.find((one) => isOf(one, 'mrn')) ?? likely.find((one) => isOf(one, 'familyName')) ?? likely[0]
    if (found) awaited.splice(awaited.indexOf(found), 1)
    return found
  }

  /** The patient as the other system has registered them. */
  function learn(patient: Handle, { mrn, familyName, givenName, birthDate }: Newcomer['patient']): void {
    const before = people.get(patient)
    if (!before || mrn === '') return
    people.set(patient, { ...before, mrn, familyName, givenName, birthDate })
    keys.set(patient, mrn)
  }

  return {
    start,
    keys,
    person: (patient) => people.get(patient),
    change(patient, change) {
      const before = people.get(patient)
      if (!before) return undefined
      const after = { ...before, ...change }
      people.set(patient, after)
      return after
    },
    order: (order) => orders.get(order),
    place(order, patient, sameNumberAs) {
      const known = orders.get(order)
      if (known) return known
      const serial = serialOf()
      const other = sameNumberAs === undefined ? undefined : orders.get(sameNumberAs)
      const placer = other?.placer || String(firstPlacer + serial)
      const sharing = byNumber.get(placer) ?? []
      const key = sharing.length === 0 ? placer : `${placer}#${sharing.length + 1}`
      const placed = keep({ handle: order, key, placer, patient, serial })
      byNumber.set(placer, [...sharing, placed])
      return placed
    },
    open(order, patient) {
      const serial = serialOf()
      return orders.get(order) ?? keep({ handle: order, key: `lab:${order}`, placer: '', patient, serial })
    },
    awaits: (order, patient, test) => void awaited.push({ order, patient, test }),
    met(seen) {
      const { placer, filler, patient } = seen
      const known =
        placer === '' ? [...orders.values()].filter(({ key }) => labels.get(key) === filler) : numbered(placer)
      const one = known.length > 0 ? undefined : taken(seen)
      if (!one) return known
      learn(one.patient, patient)
      const key = placer || `lab:${one.order}`
      const made = keep({ handle: one.order, key, placer, patient: one.patient, serial: serialOf() })
      if (placer !== '') byNumber.set(placer, [made])
      else labels.set(key, filler)
      return [made]
    },
    byKey: (key) => byKey.get(key),
    numbered,
    labelOf: (key) => labels.get(key) ?? '',
    label: (key, number) => void labels.set(key, number),
    next: (series) => String(firstOf[series] + given[series]++),
    random: (of, purpose) => seededRandom(`${seed}/${of}/${purpose}`),
  }
}

/** Counts up over all that happens in a run, so that what two systems wrote down can be put in order. */
export type Counter = () => number

/** A counter that begins at 1. */
export function openCounter(): Counter {
  let last = 0
  return () => ++last
}

/** A message of a system's own: MSH-10, and the acknowledgement code that ended it or '' while there is none. */
export type Said = { readonly controlId: string; readonly code: string }

/** An act that was not done, and why. */
export type Undone<Act> = { readonly act: Act; readonly why: string }
