// The course of one order along its workflow: which steps its messages have shown, which loops it took, what was out of
// order. The one thing to know: it is replayed from the proofs in order of arrival, by the engine and by conformance alike.
import { type Loop, listOf, type Workflow, type WorkflowStep } from '../site/shapes/workflow.ts'
import { proofName } from './proof.ts'

/** A workflow with its proofs by name, worked out once. */
export type Route = {
  readonly workflow: Workflow
  /** Places of the steps that a proof shows, and of the loops, by name of the proof. */
  readonly shows: ReadonlyMap<string, { readonly steps: readonly number[]; readonly loops: readonly number[] }>
  /** Place of a step by its id. */
  readonly places: ReadonlyMap<string, number>
  /** Places of the steps that are awaited, and of those that an answer to a request shows. */
  readonly awaited: ReadonlySet<number>
  readonly answers: ReadonlySet<number>
}

export function routeOf(workflow: Workflow): Route {
  const shows = new Map<string, { steps: number[]; loops: number[] }>()
  const at = (name: string) => {
    const known = shows.get(name) ?? { steps: [], loops: [] }
    shows.set(name, known)
    return known
  }
  workflow.steps.forEach(({ proof }, place) => {
    for (const one of proof ? listOf(proof) : []) at(proofName(one)).steps.push(place)
  })
  workflow.loops.forEach((loop, place) => {
    for (const one of 'proof' in loop ? listOf(loop.proof) : []) at(proofName(one)).loops.push(place)
    for (const one of 'answer' in loop && loop.answer ? listOf(loop.answer) : []) at(proofName(one))
  })
  const placesWhere = (holds: (step: WorkflowStep) => boolean) =>
    new Set(workflow.steps.flatMap((step, place) => (holds(step) ? [place] : [])))
  return {
    ...{ workflow, shows, places: new Map(workflow.steps.map(({ id }, place) => [id, place])) },
    ...{ awaited: placesWhere(isAwaited), answers: placesWhere(isAnswer) },
  }
}

/** A message shows it, it may not be left out, and it has a time. */
function isAwaited({ proof, optional, within, release }: WorkflowStep): boolean {
  return proof !== undefined && !optional && (within !== undefined || release !== undefined)
}

/** Shown by the verdict of the other side on a request (ORR, ORL). */
function isAnswer({ proof }: WorkflowStep): boolean {
  return proof !== undefined && listOf(proof).every(({ message }) => /^OR[LR]\^/.test(message))
}

/** What one message showed. `at` in milliseconds. */
export type Shown = { readonly proof: string; readonly at: number; readonly messageId: number }

/** One thing on the way of an order. */
export type Passed = {
  readonly messageId: number
  readonly at: number
  /** Place of the step or loop. */
  readonly place: number
  /** `repeated`: the step was done already; `early`: a later step was shown before it. */
  readonly what: 'step' | 'repeated' | 'early' | 'loop' | 'answer'
}

export type Course = {
  readonly passed: readonly Passed[]
  /** When each step was done, by place, since the last loop that went back before it. */
  readonly done: ReadonlyMap<number, number>
  /** The last loop that says which step is next: since when, and by which timing. */
  readonly turn: { readonly loop: Loop; readonly at: number; readonly next: number } | null
  /** Steps before this place were not to be done: an add-on begins in the middle. */
  readonly begins: number
}

/** Replays what was shown of an order. `beganAt`: when it was asked for, where no message shows the first step. */
export function courseOf(route: Route, shown: readonly Shown[]): Course {
  const done = new Map<number, number>()
  const passed: Passed[] = []
  let turn: Course['turn'] = null
  let begins = 0
  for (const group of byMessage(shown)) {
    const [{ at, messageId }] = group
    const { steps, loops, answers } = together(route, group)
    const fresh = steps.filter((place) => !done.has(place))
    const loop = loops[0]
    // What could be a step still to come is that step; only what has been there already is a loop. A loop that is told
    // before its time, as an add-on with the request itself, goes with the step.
    for (const place of fresh) {
      passed.push({ messageId, at, place, what: isEarly(done, place, begins) ? 'early' : 'step' })
      done.set(place, at)
    }
    if (loop !== undefined && (fresh.length === 0 || startsIn(route, loop))) {
      passed.push({ messageId, at, place: loop, what: 'loop' })
      const taken = route.workflow.loops[loop]!
      const next = 'next' in taken && taken.next !== undefined ? route.places.get(taken.next) : undefined
      if (next !== undefined) {
        turn = { loop: taken, at, next }
        if (taken.loop === 'add-on') begins = next
        else for (const place of [...done.keys()]) if (place >= next) done.delete(place)
      }
    } else if (fresh.length === 0) {
      for (const place of steps) passed.push({ messageId, at, place, what: 'repeated' })
      if (steps.length === 0 && answers) passed.push({ messageId, at, place: -1, what: 'answer' })
    }
  }
  return { passed, done, turn, begins }
}

type Group = readonly [Shown, ...Shown[]]

function byMessage(shown: readonly Shown[]): readonly Group[] {
  const groups: [Shown, ...Shown[]][] = []
  for (const one of shown) {
    const last = groups.at(-1)
    if (last && last[0].messageId === one.messageId) last.push(one)
    else groups.push([one])
  }
  return groups
}

function together({ shows }: Route, group: Group) {
  const found = group.flatMap(({ proof }) => shows.get(proof) ?? [])
  return {
    steps: [...new Set(found.flatMap(({ steps }) => steps))].sort((a, b) => a - b),
    loops: [...new Set(found.flatMap(({ loops }) => loops))],
    answers: found.length > 0,
  }
}

/** Loops that begin with the very message that is a step as well: an add-on by its request, a rejection with its status. */
function startsIn({ workflow }: Route, place: number): boolean {
  const { loop } = workflow.loops[place]!
  return loop === 'add-on' || loop === 'recollect' || loop === 'send-out'
}

/** A later step, on the part that this order takes, was shown first. */
function isEarly(done: ReadonlyMap<number, number>, place: number, begins: number): boolean {
  return place >= begins && [...done.keys()].some((other) => other > place)
}
