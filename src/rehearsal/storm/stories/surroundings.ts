// Stories in which not the work changes but what is around it: a meter at the bedside, a record that is merged and parted
// again, an analyser that prints other ranges. Those that nobody can settle without a person say so.
import { hour, minute, type Pen } from '../pen.ts'
import type { StoryKind } from '../story-kind.ts'
import { toFinal } from './routine.ts'

/** Ordered on the ward and measured at the bedside within minutes. */
function meter(pen: Pen): void {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient, pen.menu.meters)])
  pen.report(pen.between(2 * minute, 20 * minute), { order: order!, stage: 'final' })
}

/** Measured at the bedside, and nobody ordered it. */
function loneMeter(pen: Pen): void {
  const patient = pen.patient()
  const order = pen.handle()
  pen.lab(0, { do: 'open', order, patient, test: pen.dish(patient, pen.menu.meters).lab, as: 'unsolicited' })
  pen.report(minute, { order, stage: 'final' })
  pen.plant(order, 'a meter measured what nobody ordered')
}

/** Two records become one in the EHR, which tells nobody. */
function silentMerge(pen: Pen): void {
  const patient = pen.patient()
  const into = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  pen.ehr(pen.between(20 * minute, hour), { do: 'merge', patient, into, silent: true })
  toFinal(pen, order!, hour)
  pen.plant(order!, 'a merge that nobody said')
}

/** Two records become one in the lab alone. */
function labMerge(pen: Pen): void {
  const patient = pen.patient()
  const into = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  pen.lab(pen.between(45 * minute, hour), { do: 'merge', patient, into })
  toFinal(pen, order!, hour)
  pen.plant(order!, 'a merge in the laboratory alone')
}

/** Merged by mistake, and parted again in the chart: no message says so. */
function unmerged(pen: Pen): void {
  const patient = pen.patient()
  const into = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient)])
  const done = toFinal(pen, order!)
  const merged = done + pen.between(10 * minute, 2 * hour)
  pen.ehr(merged, { do: 'merge', patient, into })
  pen.lab(merged + 5 * minute, { do: 'merge', patient, into })
  pen.ehr(merged + pen.between(hour, 6 * hour), { do: 'unmerge', patient, from: into })
  pen.plant(order!, 'a merge undone in the chart')
}

/** The same test before and after an analyser is changed: another range and place, at times a unit that nobody knows yet. */
function newAnalyser(pen: Pen): void {
  const patient = pen.patient()
  const dish = pen.dish(patient, pen.menu.numeric)
  const [before] = pen.place(patient, [dish])
  const done = toFinal(pen, before!)
  const ordered = done + pen.between(hour, 4 * hour)
  const [after] = pen.place(patient, [dish], {}, ordered)
  const received = ordered + pen.between(10 * minute, 40 * minute)
  const isUnknown = pen.chance(0.15)
  const unit = isUnknown ? { unit: 'kat/24 h' } : {}
  pen.receive(after!, received)
  pen.report(received + pen.between(30 * minute, 2 * hour), {
    order: after!,
    stage: 'final',
    change: { performedBy: 'NEW ANALYSER LINE', range: '0.1-9999.9', flags: 'N', comment: 'New method.', ...unit },
  })
  if (isUnknown) pen.plant(after!, 'the unit of a new analyser')
}

const hasMeters: StoryKind['needs'] = ({ meters }) => meters.length > 0

export const surroundings: readonly StoryKind[] = [
  { name: 'meter', weight: 20, orders: 1, needs: hasMeters, tell: meter },
  { name: 'meter without an order', weight: 1, orders: 1, needs: hasMeters, tell: loneMeter },
  { name: 'silent merge', weight: 0.7, orders: 1, tell: silentMerge },
  { name: 'merge in the lab alone', weight: 0.7, orders: 1, tell: labMerge },
  { name: 'unmerge', weight: 0.7, orders: 1, tell: unmerged },
  { name: 'new analyser', weight: 8, orders: 2, needs: ({ numeric }) => numeric.length > 0, tell: newAnalyser },
]
