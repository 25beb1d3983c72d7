// The virtual EHR's chart: what a clinician sees of each patient's orders and results, with every earlier version behind
// it. The one thing to know: it files what it is told in order of arrival and never judges; a checker that asks "what
// does the chart show" asks here and not in Labloop's own books.
import type { Instant } from '../../engine/ports/clock.ts'
import type { Identifier } from '../../ledger/fact.ts'

/** One version of a component, as the message that filed it wrote it. */
export type ChartVersion = {
  readonly value: string
  readonly unit: string
  readonly range: string
  readonly flags: string
  /** HL7 table 0085. */
  readonly status: string
  readonly note: string
  /** OBX-14 as written, and who performed it: OBX-15.2, or the name in OBX-23. */
  readonly observedAt: string
  readonly performedBy: string
  /** MSH-10 of the message that filed it. */
  readonly controlId: string
  readonly filedAt: Instant
}

/** How the display labels what it shows. */
export type ChartLabel = 'preliminary' | 'final' | 'corrected' | 'deleted' | 'withdrawn' | 'not obtained' | 'pending'

/** One component of an order. The newest version is last. */
export type ChartComponent = {
  readonly component: string
  readonly alternate: string
  readonly name: string
  readonly subId: string
  /** Which of several lines under one code and sub-id in a report; absent: the first. */
  readonly repeat?: number
  readonly versions: readonly ChartVersion[]
}

/** The patient whose chart it is. */
export type ChartPatient = {
  readonly mrn: string
  readonly mrnAuthority: string
  readonly familyName: string
  readonly givenName: string
  readonly birthDate: string
  readonly sex: string
  /** The record number in which this record lives on; absent: it is in use. */
  readonly mergedInto?: string
}

export type ChartOrder = {
  /** Tells it from every other order of the chart: its placer number, unless two orders share one. */
  readonly key: string
  /** The order under which it stands, as a reflex or a susceptibility test does; empty: none. */
  readonly parent: string
  readonly placer: string
  readonly filler: Identifier
  readonly mrn: string
  readonly mrnAuthority: string
  readonly test: string
  readonly group: string
  /** HL7 table 0038, or empty while nothing was heard. */
  readonly status: string
  /** Why it was cancelled or refused, as the lab wrote it. */
  readonly reason: string
  readonly components: readonly ChartComponent[]
  readonly placedAt: Instant
  readonly changedAt: Instant
}

/** What a report says of one component. */
export type FiledComponent = Pick<ChartComponent, 'component' | 'alternate' | 'name' | 'subId' | 'repeat'> &
  Omit<ChartVersion, 'controlId' | 'filedAt'>

/** What one message changes on one order. Parts that it does not mention are absent. */
export type ChartEntry = {
  readonly filler?: Identifier
  readonly status?: string
  readonly reason?: string
  readonly components?: readonly FiledComponent[]
  readonly controlId: string
  readonly at: Instant
}

/** An order as it is put into the chart. `key`: its placer number unless told; `parent`: none. */
export type Placement = Omit<
  ChartOrder,
  'components' | 'changedAt' | 'status' | 'reason' | 'filler' | 'key' | 'parent'
> &
  Partial<Pick<ChartOrder, 'key' | 'parent'>>

/** A record of the chart, by number and authority. */
export type RecordNumber = { readonly mrn: string; readonly mrnAuthority: string }

export type Chart = {
  readonly patients: ReadonlyMap<string, ChartPatient>
  /** By key. */
  readonly orders: ReadonlyMap<string, ChartOrder>
  /** Counts up by one at each change; the census's cursor. */
  readonly changes: number
  register(patient: ChartPatient, at?: Instant): void
  place(order: Placement): void
  /** Files an entry on the order with this key. False where there is no such order. */
  file(key: string, entry: ChartEntry): boolean
  /** Takes out of an order what one message filed on it. False where it filed nothing. */
  unfile(key: string, controlId: string, at: Instant): boolean
  /** The newest message that filed results on the order; empty where none did. */
  lastReport(key: string): string
  /** Gives an order that the lab opened its placer number. */
  number(key: string, placer: string, at: Instant): void
  /** The order stands in another patient's chart from now on. */
  move(key: string, to: RecordNumber, at: Instant): void
  /** Orders placed under this number, oldest first. */
  numbered(placer: string): readonly ChartOrder[]
  /** Orders to which the lab gave this number, oldest first. */
  filled(filler: string): readonly ChartOrder[]
  /** Orders of one patient, oldest first. */
  ofPatient(mrn: string, authority: string): readonly ChartOrder[]
  /** Everything is as it was at that moment; what was placed since is gone. Only for a chart that keeps its history. */
  restore(to: Instant): void
  /** Keys and their change number, of all that changed after the given one, oldest change first; so many at most. */
  changedSince(change: number, most?: number): readonly { readonly key: string; readonly change: number }[]
}

/**
 * An empty chart.
 * @param options `history`: it can be put back to an earlier state; what it was before each change is kept in memory
 */
export function openChart(options: { readonly history?: boolean } = {}): Chart {
  return new Books(options.history === true)
}

class Books implements Chart {
  readonly patients = new Map<string, ChartPatient>()
  readonly orders = new Map<string, ChartOrder>()
  readonly #placed = new Map<string, ChartOrder>()
  readonly #entries = new Map<string, readonly ChartEntry[]>()
  readonly #numbered = new Map<string, Set<string>>()
  readonly #filled = new Map<string, Set<string>>()
  readonly #ofPatient = new Map<string, Set<string>>()
  // The order changed by change n stands at n - 1; only its newest change counts.
  readonly #log: string[] = []
  readonly #newest = new Map<string, number>()
  readonly #past: { readonly at: Instant; undo(): void }[] | null

  constructor(history: boolean) {
    this.#past = history ? [] : null
  }

  get changes(): number {
    return this.#log.length
  }

  register(patient: ChartPatient, at = 0): void {
    const key = patientKey(patient.mrn, patient.mrnAuthority)
    const before = this.patients.get(key)
    this.patients.set(key, patient)
    this.#past?.push({ at, undo: () => void (before ? this.patients.set(key, before) : this.patients.delete(key)) })
  }

  place(order: Placement): void {
    const made: ChartOrder = {
      key: order.placer,
      parent: '',
      ...order,
      filler: { number: '', authority: '' },
      status: '',
      reason: '',
      components: [],
      changedAt: order.placedAt,
    }
    this.#placed.set(made.key, made)
    add(this.#numbered, made.placer, made.key)
    this.#keep(made, [])
  }

  file(key: string, entry: ChartEntry): boolean {
    const order = this.orders.get(key)
    if (!order) return false
    this.#keep(withEntry(order, entry), [...(this.#entries.get(key) ?? []), entry])
    return true
  }

  unfile(key: string, controlId: string, at: Instant): boolean {
    const order = this.orders.get(key)
    const entries = this.#entries.get(key) ?? []
    const left = entries.filter((entry) => entry.controlId !== controlId)
    if (!order || left.length === entries.length) return false
    const { placer, mrn, mrnAuthority } = order
    const bare = { ...this.#placed.get(key)!, placer, mrn, mrnAuthority }
    this.#keep({ ...left.reduce(withEntry, bare), changedAt: at }, left)
    return true
  }

  lastReport(key: string): string {
    return this.#entries.get(key)?.findLast(({ components = [] }) => components.length > 0)?.controlId ?? ''
  }

  number(key: string, placer: string, at: Instant): void {
    const order = this.orders.get(key)
    if (!order) return
    add(this.#numbered, placer, key)
    this.#keep({ ...order, placer, changedAt: at })
  }

  move(key: string, { mrn, mrnAuthority }: RecordNumber, at: Instant): void {
    const order = this.orders.get(key)
    if (order) this.#keep({ ...order, mrn, mrnAuthority, changedAt: at })
  }

  numbered(placer: string): readonly ChartOrder[] {
    return this.#all(this.#numbered.get(placer)).filter((order) => order.placer === placer)
  }

  filled(filler: string): readonly ChartOrder[] {
    return this.#all(this.#filled.get(filler)).filter((order) => order.filler.number === filler)
  }

  ofPatient(mrn: string, authority: string): readonly ChartOrder[] {
    const keys = this.#ofPatient.get(patientKey(mrn, authority))
    return this.#all(keys).filter((order) => order.mrn === mrn && order.mrnAuthority === authority)
  }

  restore(to: Instant): void {
    while ((this.#past?.at(-1)?.at ?? to) > to) this.#past?.pop()?.undo()
  }

  changedSince(change: number, most = Number.POSITIVE_INFINITY): { key: string; change: number }[] {
    const found: { key: string; change: number }[] = []
    for (let at = change + 1; at <= this.#log.length && found.length < most; at++) {
      const key = this.#log[at - 1]!
      if (this.#newest.get(key) === at && this.orders.has(key)) found.push({ key, change: at })
    }
    return found
  }

  #keep(order: ChartOrder, entries = this.#entries.get(order.key) ?? []): void {
    const { key } = order
    const [before, entriesBefore] = [this.orders.get(key), this.#entries.get(key) ?? []]
    this.orders.set(key, order)
    this.#entries.set(key, entries)
    if (before?.mrn !== order.mrn) add(this.#ofPatient, patientKey(order.mrn, order.mrnAuthority), key)
    if (order.filler.number !== '' && before?.filler.number !== order.filler.number) {
      add(this.#filled, order.filler.number, key)
    }
    this.#changed(key)
    this.#past?.push({ at: order.changedAt, undo: () => this.#back(key, before, entriesBefore) })
  }

  #back(key: string, order: ChartOrder | undefined, entries: readonly ChartEntry[]): void {
    if (order) this.orders.set(key, order)
    else this.orders.delete(key)
    this.#entries.set(key, entries)
    this.#changed(key)
  }

  #changed(key: string): void {
    this.#newest.set(key, this.#log.push(key))
  }

  #all(keys: ReadonlySet<string> | undefined): ChartOrder[] {
    return [...(keys ?? [])].flatMap((key) => this.orders.get(key) ?? [])
  }
}

/** Index entries stay when an order moves on; whoever reads them looks whether they still hold. */
function add(index: Map<string, Set<string>>, at: string, key: string): void {
  const known = index.get(at)
  if (known) known.add(key)
  else index.set(at, new Set([key]))
}

/** The key of a patient in a chart. */
export function patientKey(mrn: string, authority: string): string {
  return `${mrn}^${authority}`
}

function withEntry(order: ChartOrder, entry: ChartEntry): ChartOrder {
  const { filler, status, reason, components = [], controlId, at } = entry
  return {
    ...order,
    filler: filler?.number ? filler : order.filler,
    status: status || order.status,
    reason: reason || order.reason,
    components: components.reduce((all, filed) => withComponent(all, filed, controlId, at), order.components),
    changedAt: at,
  }
}

function withComponent(
  all: readonly ChartComponent[],
  filed: FiledComponent,
  controlId: string,
  filedAt: Instant,
): readonly ChartComponent[] {
  const { component, alternate, name, subId, repeat, ...said } = filed
  const index = placeOf(all, filed)
  const before = all[index]
  const version = { ...said, controlId, filedAt }
  const nth = repeat === undefined ? {} : { repeat }
  if (!before) return [...all, { component, alternate, name, subId, ...nth, versions: [version] }]
  if (sameVersion(before.versions.at(-1)!, said)) return all
  return all.with(index, { ...before, versions: [...before.versions, version] })
}

function placeOf(all: readonly ChartComponent[], { component, subId, repeat }: FiledComponent): number {
  return all.findIndex((other) => other.component === component && other.subId === subId && other.repeat === repeat)
}

function sameVersion(before: ChartVersion, said: Omit<ChartVersion, 'controlId' | 'filedAt'>): boolean {
  const { value, unit, range, flags, status, note, observedAt, performedBy } = before
  return (
    value === said.value &&
    unit === said.unit &&
    range === said.range &&
    flags === said.flags &&
    status === said.status &&
    note === said.note &&
    observedAt === said.observedAt &&
    performedBy === said.performedBy
  )
}

/** What the display shows of one component: the newest version, its label, and the versions behind it. */
export type Shown = {
  readonly component: string
  readonly name: string
  readonly subId: string
  readonly value: string
  readonly unit: string
  readonly flags: string
  readonly status: string
  readonly label: ChartLabel
  readonly filedAt: Instant
  readonly earlier: readonly ChartVersion[]
}

const labels: Readonly<Record<string, ChartLabel>> = {
  F: 'final',
  U: 'final',
  C: 'corrected',
  D: 'deleted',
  W: 'withdrawn',
  X: 'not obtained',
  I: 'pending',
  O: 'pending',
}

/**
 * How a component is labelled. A corrected label stays: a later final of a component that was corrected is still shown
 * as corrected, so that nobody takes the newest value for the only one there ever was. (HL7 table 0085)
 */
export function labelOf(component: ChartComponent): ChartLabel {
  const newest = labels[component.versions.at(-1)?.status ?? ''] ?? 'preliminary'
  return newest === 'final' && component.versions.some(({ status }) => status === 'C') ? 'corrected' : newest
}

/** What the display shows of a component. A deleted or withdrawn one shows no value; its versions stay readable. */
export function shown(component: ChartComponent): Shown {
  const newest = component.versions.at(-1)!
  const label = labelOf(component)
  const gone = label === 'deleted' || label === 'withdrawn'
  return {
    component: component.component,
    name: component.name,
    subId: component.subId,
    value: gone ? '' : newest.value,
    unit: newest.unit,
    flags: gone ? '' : newest.flags,
    status: newest.status,
    label,
    filedAt: newest.filedAt,
    earlier: component.versions.slice(0, -1),
  }
}

/** The orders in one patient's chart, oldest first. */
export function ordersOf(chart: Chart, mrn: string, authority: string): readonly ChartOrder[] {
  return chart.ofPatient(mrn, authority)
}
