// The play of one world of a storm: random stories until it has its orders, and the faults of the plan. The one thing to
// know: each story has its chance from (seed, world, its own number), so that a story is the same when others are dropped.
import type { Instant } from '../../engine/ports/clock.ts'
import { seededRandom } from '../../engine/random.ts'
import { makePerson, type Person } from '../people.ts'
import type { Handle, Play, TimedAct } from '../play/act.ts'
import { type FaultPlan, faultActs } from './faults.ts'
import { hour, minute, Pen, type Written } from './pen.ts'
import { amended } from './stories/amended.ts'
import { labLife } from './stories/lab-life.ts'
import { planted } from './stories/planted.ts'
import { routine } from './stories/routine.ts'
import { surroundings } from './stories/surroundings.ts'
import type { StormMenu } from './storm-menu.ts'
import type { StoryKind } from './story-kind.ts'

export const storyKinds: readonly StoryKind[] = [...routine, ...labLife, ...amended, ...surroundings, ...planted]

export type WorldPlan = {
  readonly seed: string
  readonly index: number
  /** Orders that it has exactly. */
  readonly orders: number
  readonly faults: FaultPlan
  readonly start: Instant
}

/** The stories of one world, as they were told. */
export type StormPlay = {
  readonly stories: readonly Written[]
  readonly faults: readonly TimedAct[]
}

/** When new stories begin, after the beginning of the world. */
const begins_ms = 24 * hour

/** Tells the stories of a world and draws its faults. */
export function stormPlay(plan: WorldPlan, menu: StormMenu): StormPlay {
  const { seed, index, orders, faults, start } = plan
  const kinds = storyKinds.filter(({ needs }) => needs?.(menu) ?? true)
  const stories: Written[] = []
  const year = new Date(start).getUTCFullYear()
  for (let left = orders, nth = 0; left > 0; nth++) {
    const random = seededRandom(`${seed}/${index}/story/${nth}`)
    const kind = draw(
      kinds.filter((one) => one.orders <= left),
      random.next(),
    )
    const at_ms = 5 * minute + Math.round(random.next() * begins_ms)
    const makeOne = (person: number) => makePerson(random, nth * 4 + person, year)
    const pen = new Pen({
      ...{ name: kind.name, index: nth, random, menu, at_ms },
      today: start + at_ms,
      makePerson: makeOne,
    })
    kind.tell(pen)
    const written = pen.written()
    left -= written.orders.length
    stories.push(written)
  }
  const lasts_ms = Math.max(...stories.flatMap(({ acts }) => acts.map(({ at_ms }) => at_ms)))
  return { stories, faults: faultActs(faults, lasts_ms, seededRandom(`${seed}/${index}/faults`)) }
}

function draw(kinds: readonly StoryKind[], share: number): StoryKind {
  let left = share * kinds.reduce((sum, { weight }) => sum + weight, 0)
  for (const kind of kinds) {
    left -= kind.weight
    if (left < 0) return kind
  }
  return kinds.at(-1)!
}

/** The lab adds reflex tests by its own rules. */
const habits: TimedAct = { at_ms: 0, who: 'lab', act: { do: 'habits', habits: { reflex: 'child' } } }

/** What is played: all stories and faults, in order of time. */
export function playOf({ stories, faults }: StormPlay): Play {
  const patients: Record<Handle, Person> = {}
  for (const story of stories) Object.assign(patients, story.patients)
  const acts = [habits, ...stories.flatMap((story) => story.acts), ...faults]
  return { patients, acts: acts.toSorted((one, other) => one.at_ms - other.at_ms) }
}
