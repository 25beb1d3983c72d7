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
}

export type ChartOrder = {
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
export type FiledComponent = Pick<ChartComponent, 'component' | 'alternate' | 'name' | 'subId'> &
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

export type Chart = {
  readonly patients: ReadonlyMap<string, ChartPatient>
  readonly orders: ReadonlyMap<string, ChartOrder>
  /** Counts up by one at each change; the census's cursor. */
  readonly changes: number
  register(patient: ChartPatient): void
  place(order: Omit<ChartOrder, 'components' | 'changedAt' | 'status' | 'reason' | 'filler'>): void
  /** Files an entry on the order with this placer number. False where there is no such order. */
  file(placer: string, entry: ChartEntry): boolean
  /** Placer numbers and their change number, of all that changed after the given one, oldest change first; so many at most. */
  changedSince(change: number, most?: number): readonly { readonly placer: string; readonly change: number }[]
}

/** An empty chart. */
export function openChart(): Chart {
  const patients = new Map<string, ChartPatient>()
  const orders = new Map<string, ChartOrder>()
  // The order changed by change n stands at n - 1; only its newest change counts.
  const log: string[] = []
  const newest = new Map<string, number>()
  const keep = (order: ChartOrder) => {
    orders.set(order.placer, order)
    newest.set(order.placer, log.push(order.placer))
  }
  return {
    patients,
    orders,
    get changes() {
      return log.length
    },
    register: (patient) => void patients.set(patientKey(patient.mrn, patient.mrnAuthority), patient),
    place: (order) =>
      keep({
        ...order,
        filler: { number: '', authority: '' },
        status: '',
        reason: '',
        components: [],
        changedAt: order.placedAt,
      }),
    file(placer, entry) {
      const order = orders.get(placer)
      if (!order) return false
      keep(withEntry(order, entry))
      return true
    },
    changedSince(change, most = Number.POSITIVE_INFINITY) {
      const found: { placer: string; change: number }[] = []
      for (let at = change + 1; at <= log.length && found.length < most; at++) {
        const placer = log[at - 1]!
        if (newest.get(placer) === at) found.push({ placer, change: at })
      }
      return found
    },
  }
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
  const { component, alternate, name, subId, ...said } = filed
  const index = all.findIndex((other) => other.component === component && other.subId === subId)
  const before = all[index]
  if (!before) return [...all, { component, alternate, name, subId, versions: [{ ...said, controlId, filedAt }] }]
  if (sameVersion(before.versions.at(-1)!, said)) return all
  return all.with(index, { ...before, versions: [...before.versions, { ...said, controlId, filedAt }] })
}

function sameVersion(before: ChartVersion, said: Omit<ChartVersion, 'controlId' | 'filedAt'>): boolean {
  const { value, unit, range, flags, status, note } = before
  return (
    value === said.value &&
    unit === said.unit &&
    range === said.range &&
    flags === said.flags &&
    status === said.status &&
    note === said.note
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

/** What the display shows of an order, component by component. Null where the chart has no such order. */
export function shownOrder(chart: Chart, placer: string): readonly Shown[] | null {
  return chart.orders.get(placer)?.components.map(shown) ?? null
}

/** The orders in one patient's chart, oldest first. */
export function ordersOf(chart: Chart, mrn: string, authority: string): readonly ChartOrder[] {
  return [...chart.orders.values()].filter((order) => order.mrn === mrn && order.mrnAuthority === authority)
}
