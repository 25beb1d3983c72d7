// What the virtual lab will do with one order: whether it takes it, the steps of its work and the time between them. The
// one thing to know: a plan is drawn before the order is placed, from the seed and the order's own number, so it does not
// depend on when a message happens to arrive.
import type { Random } from '../../engine/ports/clock.ts'

/** A step of the lab's work, so many milliseconds of lab time after the step before. */
export type LabStep = {
  /** `overwritten`: another value under the status final, with no word that it is a correction. */
  readonly kind: 'received' | 'partial' | 'final' | 'corrected' | 'cancelled' | 'overwritten'
  readonly after_ms: number
}

export type LabPlan = {
  /** `silent`: it takes the message and never says a word of the order. */
  readonly answer: 'accept' | 'refuse' | 'silent'
  readonly steps: readonly LabStep[]
  /** What is wrong with its reports: a component code that no map knows, or another birth date. */
  readonly spoil: 'none' | 'component' | 'birth-date'
}

/** How an order goes, without faults. */
export type Course = 'plain' | 'partial' | 'corrected' | 'cancelled-by-placer' | 'cancelled-by-lab'

const minute_ms = 60_000

/** A plan for a course. Cancelled by the placer: the specimen is received and then waits for the cancel. */
export function planFor(random: Random, course: Course): LabPlan {
  const step = (kind: LabStep['kind'], least: number, most: number): LabStep => ({
    kind,
    after_ms: Math.round((least + random.next() * (most - least)) * minute_ms),
  })
  const received = step('received', 10, 30)
  const final = step('final', 30, 120)
  const steps: Record<Course, readonly LabStep[]> = {
    plain: [received, final],
    partial: [received, step('partial', 20, 60), final],
    corrected: [received, final, step('corrected', 30, 150)],
    'cancelled-by-placer': [received],
    'cancelled-by-lab': [step('cancelled', 10, 60)],
  }
  return { answer: 'accept', steps: steps[course], spoil: 'none' }
}

/** How long after placing it the EHR cancels an order, in milliseconds of lab time. */
export function cancelAfter_ms(random: Random): number {
  return Math.round((2 + random.next() * 18) * minute_ms)
}
