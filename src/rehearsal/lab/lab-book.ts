// The virtual lab's own book: every order that it knows, how far its work has come, and the last word that it said of
// each component. The one thing to know: checkers read this book and the EHR's chart, never Labloop's opinion of either.
import type { Random } from '../../engine/ports/clock.ts'
import type { Identifier } from '../../ledger/fact.ts'
import type { Component, Orderable } from '../catalog.ts'
import { otherBirthDate } from '../people.ts'
import type { LabObservation, LabOrder, LabParent, LabReport } from './lab-messages.ts'
import type { LabPlan, LabStep } from './lab-plan.ts'
import { ageInDays, measure, remeasure, type Subject } from './lab-values.ts'

export type LabState =
  | 'accepted'
  | 'refused'
  | 'held'
  | 'cancelled'
  | 'discontinued'
  | 'replaced'
  | 'partial'
  | 'final'
  | 'corrected'

/** One order in the book. `observations` is the lab's last word on each component that it has reported. */
export type LabEntry = {
  readonly order: LabOrder
  readonly plan: LabPlan
  readonly state: LabState
  readonly stepsLeft: readonly LabStep[]
  readonly observations: readonly LabObservation[]
  /** Its key in the book, where that is not the placer number. */
  readonly key?: string
  /** The order whose result called for it. */
  readonly parent?: LabParent
  /** The second accession of an order that was split, and the components that are done on it. */
  readonly second?: { readonly filler: Identifier; readonly components: readonly string[] }
  /** The laboratory that it was sent to, and that laboratory's own number. */
  readonly sentTo?: { readonly name: string; readonly number: string }
}

/** What a step of work needs to know. */
export type Bench = {
  readonly random: Random
  readonly orderable: Orderable
  readonly components: ReadonlyMap<string, Component>
  readonly at: number
}

/** The next report on an order, and the entry after it. */
export function reportOn(
  entry: LabEntry,
  kind: 'partial' | 'final' | 'corrected' | 'overwritten',
  bench: Bench,
): { readonly entry: LabEntry; readonly report: LabReport } {
  const observations = {
    partial: firstPart,
    final: complete,
    corrected: (before: LabEntry, by: Bench) => changeOne(before, by, 'C'),
    overwritten: (before: LabEntry, by: Bench) => changeOne(before, by, 'F'),
  }[kind](entry, bench)
  const state = kind === 'overwritten' ? 'final' : kind
  return { entry: { ...entry, state, observations }, report: { ...statusOf(kind, observations), observations } }
}

function statusOf(
  kind: 'partial' | 'final' | 'corrected' | 'overwritten',
  observations: readonly LabObservation[],
): Pick<LabReport, 'resultStatus' | 'orderStatus'> {
  if (kind === 'partial') {
    const some = observations.every(({ status }) => status === 'F')
    return { resultStatus: some ? 'A' : 'P', orderStatus: some ? 'A' : 'IP' }
  }
  return { resultStatus: kind === 'corrected' ? 'C' : 'F', orderStatus: 'CM' }
}

function subjectOf({ order }: LabEntry, at: number): Subject {
  const { sex, birthDate, mrn } = order.patient
  return { sex, age_days: ageInDays(birthDate, at), mrn }
}

function componentsOf({ orderable, components }: Bench): readonly Component[] {
  return orderable.components.flatMap((code) => components.get(code) ?? [])
}

/** Half of a panel as final, or the one component of a test as preliminary. */
function firstPart(entry: LabEntry, bench: Bench): readonly LabObservation[] {
  const all = componentsOf(bench)
  const some = all.length > 1 ? all.slice(0, Math.ceil(all.length / 2)) : all
  return some.map((item) => measure(bench.random, item, subjectOf(entry, bench.at), all.length > 1 ? 'F' : 'P'))
}

/** Everything, final. What was final stays as it was; a preliminary value is measured again every second time. */
function complete(entry: LabEntry, bench: Bench): readonly LabObservation[] {
  const subject = subjectOf(entry, bench.at)
  return componentsOf(bench).map((item) => {
    const before = entry.observations.find(({ component }) => component === item.code)
    if (before?.status === 'F') return before
    if (before && bench.random.below(2) === 0) return { ...before, status: 'F' }
    return measure(bench.random, item, subject, 'F')
  })
}

/** The whole report again, with another value of one component; of one that has another value, where there is any. */
function changeOne(entry: LabEntry, bench: Bench, status: 'C' | 'F'): readonly LabObservation[] {
  const { observations } = entry
  const from = bench.random.below(Math.max(observations.length, 1))
  const changes = observations.flatMap((_, index) => {
    const at = (from + index) % observations.length
    const before = observations[at]!
    const component = bench.components.get(before.component)
    if (!component) return []
    return [{ at, before, after: remeasure(bench.random, component, subjectOf(entry, bench.at), before, status) }]
  })
  const change = changes.find(({ before, after }) => before.value !== after.value) ?? changes[0]
  return change ? observations.with(change.at, change.after) : observations
}

/** What a plan spoils in a report: one component code that no map knows, or the patient's birth date. */
export function spoiled({ plan, order }: LabEntry, report: LabReport): { order: LabOrder; report: LabReport } {
  const [first, ...rest] = report.observations
  if (plan.spoil === 'component' && first) {
    return { order, report: { ...report, observations: [{ ...first, component: `${first.component}-2` }, ...rest] } }
  }
  if (plan.spoil !== 'birth-date') return { order, report }
  const { patient } = order
  return { order: { ...order, patient: { ...patient, birthDate: otherBirthDate(patient.birthDate) } }, report }
}
