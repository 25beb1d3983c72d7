// The orders of a rehearsal, told before they happen: who is ordered what, what the lab will do, and what is planted to
// go wrong. The one thing to know: everything is drawn from the seed in order of the orders, so the same seed tells the
// same stories whatever the clock and the network do.
import type { Instant, Random } from '../engine/ports/clock.ts'
import { seededRandom } from '../engine/random.ts'
import type { EhrOrder } from './ehr/ehr-messages.ts'
import { type Course, cancelAfter_ms, type LabPlan, planFor } from './lab/lab-plan.ts'
import { fillIn, type Menu, pickTests } from './order-picker.ts'
import { makePerson, type Person } from './people.ts'

/** Something that must end with an owner, because the two systems cannot agree on their own. */
export const plantedCauses = [
  'unmapped-component', // the lab reports a component that no map knows
  'wrong-birth-date', // a result names the patient with another birth date
  'never-ordered', // a result for a number that nobody gave
  'lab-silent', // the lab takes the order and never says a word
  'ehr-refuses', // the EHR will not file the result (AE)
  'lab-refuses', // the lab will not do the test (UA)
  'silent-overwrite', // another value under the status final
] as const
export type PlantedCause = (typeof plantedCauses)[number]

/** Shares of orders from 0 to 1 for each course; the rest are plain. */
export type Mix = {
  readonly partial: number
  readonly corrected: number
  readonly cancelledByPlacer: number
  readonly cancelledByLab: number
}

export const usualMix: Mix = { partial: 0.15, corrected: 0.05, cancelledByPlacer: 0.04, cancelledByLab: 0.03 }

export type Story = {
  /** Counted from 0. */
  readonly index: number
  readonly person: Person
  /** The person has not been registered before. */
  readonly isNew: boolean
  /** The person's data are said again before this order. */
  readonly isUpdate: boolean
  readonly order: EhrOrder
  readonly course: Course
  readonly plan: LabPlan
  /** When the EHR cancels, in lab time after placing; null: it does not. */
  readonly cancelAfter_ms: number | null
  readonly planted: PlantedCause | null
}

export type StoryOptions = {
  readonly seed: string | number
  readonly menu: Menu
  readonly mix: Mix
  /** Orders in all, Infinity for as long as one asks. */
  readonly orders: number
  readonly planted: boolean
  /** The first serial number of orders and patients. A later run against the same Labloop begins beyond the last one. */
  readonly first: number
  readonly at: Instant
}

/** Between two planted orders there are so many; all causes take turns, and none comes more often than every tenth. */
function plantedEvery(orders: number): number {
  return Math.max(10, Math.min(50, Math.floor(orders / plantedCauses.length)))
}

/** The requisitions of a rehearsal, each a list of stories placed together. */
export function* tellStories(options: StoryOptions): Generator<readonly Story[], void, undefined> {
  const random = seededRandom(`${options.seed}/stories`)
  const year = new Date(options.at).getUTCFullYear()
  const regulars: Person[] = []
  const every = plantedEvery(options.orders)
  let people = 0
  const someone = () => makePerson(random, options.first + people++, year)
  for (let index = 0; index < options.orders; ) {
    const cause = causeAt(options, index, every)
    const isNew = cause !== null || regulars.length === 0 || random.below(100) < 45
    const person = isNew ? someone() : regulars[random.below(regulars.length)]!
    const count = cause ? 1 : Math.min(1 + random.below(4), options.orders - index, untilPlanted(options, index, every))
    if (isNew && !cause) regulars.push(person)
    if (regulars.length > 500) regulars.shift()
    const told = requisition(random, options, { index, person, isNew, count, cause })
    yield told
    index += told.length
  }
}

/** The cause planted at this order. A planted order has a patient and a requisition of its own: what is held with it holds nothing else. */
function causeAt({ planted }: StoryOptions, index: number, every: number): PlantedCause | null {
  if (!planted || index % every !== every >> 1) return null
  return plantedCauses[Math.floor(index / every) % plantedCauses.length]!
}

function untilPlanted({ planted }: StoryOptions, index: number, every: number): number {
  if (!planted) return Number.POSITIVE_INFINITY
  const left = (every >> 1) - (index % every)
  return left > 0 ? left : left + every
}

type Draft = { index: number; person: Person; isNew: boolean; count: number; cause: PlantedCause | null }

function requisition(random: Random, options: StoryOptions, draft: Draft): readonly Story[] {
  const { index, person, isNew, count, cause } = draft
  const group = String(500_000_000 + options.first + index)
  const isUpdate = !isNew && random.below(20) === 0
  const tests = pickTests(random, options.menu, person, options.at, { count, measured: cause === 'silent-overwrite' })
  return tests.map((test, nth): Story => {
    const placer = String(900_000_000 + options.first + index + nth)
    const order = fillIn(random, options.menu, test, person, { placer, group }, options.at)
    const course = cause ? 'plain' : drawCourse(random, options.mix)
    return {
      index: index + nth,
      person,
      isNew: isNew && nth === 0,
      isUpdate: isUpdate && nth === 0,
      order,
      course,
      plan: planted(random, planFor(random, course), cause),
      cancelAfter_ms: course === 'cancelled-by-placer' ? cancelAfter_ms(random) : null,
      planted: cause,
    }
  })
}

function drawCourse(random: Random, mix: Mix): Course {
  const shares: readonly (readonly [Course, number])[] = [
    ['partial', mix.partial],
    ['corrected', mix.corrected],
    ['cancelled-by-placer', mix.cancelledByPlacer],
    ['cancelled-by-lab', mix.cancelledByLab],
  ]
  let left = random.next()
  for (const [course, share] of shares) {
    left -= share
    if (left < 0) return course
  }
  return 'plain'
}

/** The plan of a planted order. */
function planted(random: Random, plan: LabPlan, cause: PlantedCause | null): LabPlan {
  if (cause === 'unmapped-component') return { ...plan, spoil: 'component' }
  if (cause === 'wrong-birth-date') return { ...plan, spoil: 'birth-date' }
  if (cause === 'lab-silent') return { ...plan, answer: 'silent', steps: [] }
  if (cause === 'lab-refuses') return { ...plan, answer: 'refuse', steps: [] }
  if (cause !== 'silent-overwrite') return plan
  return { ...plan, steps: [...plan.steps, { kind: 'overwritten', after_ms: 600_000 + random.below(1_800_000) }] }
}
