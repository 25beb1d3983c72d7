// Stories of results that change after they were final.
import type { LabAct } from '../../play/act.ts'
import { hour, minute, type Pen } from '../pen.ts'
import type { StoryKind } from '../story-kind.ts'
import { toFinal } from './routine.ts'

function finalOne(pen: Pen): { readonly order: string; readonly done: number } {
  const patient = pen.patient()
  const [order] = pen.place(patient, [pen.dish(patient, pen.chance(0.5) ? pen.menu.panels : pen.menu.numeric)])
  return { order: order!, done: toFinal(pen, order!) }
}

function corrected(pen: Pen): void {
  const { order, done } = finalOne(pen)
  const first = done + pen.between(10 * minute, 4 * hour)
  pen.lab(first, { do: 'correct', order, ...(pen.chance(0.3) ? { sameTimes: true } : {}) })
  if (pen.chance(0.25)) pen.lab(first + pen.between(5 * minute, 3 * hour), { do: 'correct', order })
}

/** Only a comment, a range, the time of collection or the performing laboratory changes. */
function restated(pen: Pen): void {
  const { order, done } = finalOne(pen)
  const change = pen.pick([
    { comment: 'Specimen slightly haemolysed.' },
    { collectedBefore_ms: 30 * minute },
    { performedBy: 'NORTH CAMPUS LABORATORY' },
  ])
  pen.lab(done + pen.between(10 * minute, 2 * hour), { do: 'correct', order, values: {}, change })
}

function withdrawn(pen: Pen): void {
  const { order, done } = finalOne(pen)
  pen.lab(done + pen.between(10 * minute, 2 * hour), { do: 'withdraw', order, as: pen.pick(['W', 'D', 'X'] as const) })
}

/** An old final is said again after its correction. */
function oldAfterNew(pen: Pen): void {
  const { order, done } = finalOne(pen)
  const first = done + pen.between(10 * minute, hour)
  pen.lab(first, { do: 'correct', order })
  pen.lab(first + pen.between(5 * minute, hour), { do: 'say-again', orders: [order], version: 'first' } as LabAct)
  pen.plant(order, 'an older final was said again after its correction')
}

const twoKinds: StoryKind['needs'] = ({ numeric, panels }) => numeric.length > 0 && panels.length > 0

export const amended: readonly StoryKind[] = [
  { name: 'corrected', weight: 70, orders: 1, needs: twoKinds, tell: corrected },
  { name: 'restated', weight: 10, orders: 1, needs: twoKinds, tell: restated },
  { name: 'withdrawn', weight: 8, orders: 1, needs: twoKinds, tell: withdrawn },
  { name: 'old final after correction', weight: 1, orders: 1, needs: twoKinds, tell: oldAfterNew },
]
