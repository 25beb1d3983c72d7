// A scenario with one real system: Labloop's engine stands between the virtual side and a test system, and what the test
// system must do is asked of the person who sits at it, timed, and looked for on the wire. The one thing to know: it ends
// whatever the real system does; a step of which nothing comes, or a system that goes away, fails it and is named.
import type { CensusPage } from '../../engine/ports/census.ts'
import type { Act } from '../play/act.ts'
import type { Evidence } from '../play/evidence.ts'
import type { Prepared } from '../scenario/prepare.ts'
import { virtualOnly, type World } from '../world/world.ts'
import type { RealSide } from './far-end.ts'
import { judgedLive, type LiveJudgement } from './judged.ts'
import { awaitOpened } from './meeting.ts'
import { questionsOf } from './questions.ts'
import { isSeen, type Sign, signOf } from './sign.ts'
import { told } from './told.ts'

/** Which side Labloop's virtual system plays; the other one is real. */
export type Played = 'ehr' | 'lab'

/** What a person says to a step or a question. */
export type Said = 'yes' | 'no' | 'stop'

export type LiveOptions = {
  readonly played: Played
  /** Asks a person: to do a step (yes: done; no: it cannot be done here), or whether something is so. */
  ask(kind: 'step' | 'question', text: string): Promise<Said>
  /** Tells the person what happens by itself. */
  tell(text: string): void
  /** Longest wait between two acts that the scenario sets apart; lab time is not lived through. */
  readonly pace_ms: number
  /** How long the message may take that shows a step which a person has done. */
  readonly shownWithin_ms: number
  /** How long to wait in the end for everything to be delivered. */
  readonly settleWithin_ms: number
  /** The whole census of the real EHR, read at the end; absent where it has none. */
  readonly census?: () => Promise<readonly CensusPage[]>
}

/** A step as it was done, or not. */
export type LiveStep = {
  readonly text: string
  readonly done: boolean
  readonly by: 'person' | 'labloop'
  /** How long a person took; null for what Labloop did. */
  readonly seconds: number | null
  /** The message that must come of it, in words, and whether it came; null where none need come. */
  readonly sign: { readonly what: string; readonly came: boolean } | null
}

export type LiveOutcome = LiveJudgement & {
  readonly passed: boolean
  readonly stopped: boolean
  readonly steps: readonly LiveStep[]
  /** What a person looked at, and what they said of it. */
  readonly witnessed: readonly { readonly text: string; readonly holds: boolean }[]
  readonly evidence: Evidence
}

/** The system that is real where Labloop plays this one. */
export function realSide(played: Played): RealSide {
  return played === 'ehr' ? 'lab' : 'ehr'
}

/** Faults of a wire that meet what the real system itself puts on it: nobody stands there who could lose or change it. */
function isAtTheFarEnd({ who, act }: Act, real: RealSide): boolean {
  if (who !== 'wire' || act.do !== 'fault') return false
  const isOfAnswer = act.fault.endsWith('-answer')
  return isOfAnswer ? act.line === `labloop-to-${real}` : act.line === `${real}-to-labloop`
}

/** Whether an act cannot be done in a live run, by anybody. */
export function impossibleLive(act: Act, real: RealSide): boolean {
  return virtualOnly(act) || isAtTheFarEnd(act, real)
}

/** Plays a prepared scenario in a world that runs in real time, with a person at the real system. */
export async function playLive(prepared: Prepared, world: World, options: LiveOptions): Promise<LiveOutcome> {
  const live = new Live(prepared, world, options)
  await live.play()
  return live.ended(await live.settle())
}

type Step = Omit<LiveStep, 'sign'> & { readonly sign: Sign | null; readonly since: number; came: boolean }

const look_ms = 250

class Live {
  readonly #prepared: Prepared
  readonly #world: World
  readonly #options: LiveOptions
  readonly #real: RealSide
  readonly #steps: Step[] = []
  readonly #acts: { readonly at: number; readonly act: Act }[] = []
  #stopped = false

  constructor(prepared: Prepared, world: World, options: LiveOptions) {
    this.#prepared = prepared
    this.#world = world
    this.#options = options
    this.#real = realSide(options.played)
  }

  async play(): Promise<void> {
    let last_ms = 0
    for (const { at_ms, ...act } of this.#prepared.play.acts) {
      await this.#world.run(this.#world.now() + Math.min(at_ms - last_ms, this.#options.pace_ms))
      last_ms = at_ms
      await this.#step(act as Act)
      if (this.#stopped) return
    }
  }

  async #step(act: Act): Promise<void> {
    const text = told(act, this.#prepared, this.#world.cast)
    if (act.who === this.#real) await this.#ask(act, text)
    else if (impossibleLive(act, this.#real)) {
      this.#steps.push({ text, done: false, by: 'labloop', seconds: null, sign: null, since: 0, came: false })
      this.#options.tell(`${text}: not possible with a real system; left out`)
    } else {
      this.#options.tell(text)
      this.#world.perform(act)
      this.#steps.push({ text, done: true, by: 'labloop', seconds: null, sign: null, since: 0, came: false })
    }
    this.#acts.push({ at: this.#world.now(), act })
  }

  /** Has a person do it, and looks for the message that must come of it. */
  async #ask(act: Act, text: string): Promise<void> {
    const { cast, frames } = this.#world
    awaitOpened(act, this.#real, this.#prepared, cast)
    const [began, since] = [this.#world.now(), frames.length]
    const said = await this.#options.ask('step', text)
    const seconds = (this.#world.now() - began) / 1000
    this.#stopped = said === 'stop'
    const done = said === 'yes'
    const step: Step = { text, done, by: 'person', seconds, sign: signOf(act, this.#prepared.site), since, came: false }
    this.#steps.push(step)
    if (done && step.sign) await this.#lookFor(step, step.sign)
  }

  async #lookFor(step: Step, { what }: Sign): Promise<void> {
    const { shownWithin_ms, tell } = this.#options
    const until = this.#world.now() + shownWithin_ms
    while (!this.#hasCome(step) && this.#world.now() < until) await this.#world.run(this.#world.now() + look_ms)
    if (step.came) return
    tell(`Nothing has come of that within ${Math.round(shownWithin_ms / 1000)} s (${what} was to come); going on`)
  }

  /** Looks from when the step was asked for: it may have come while the person still had the hand on the key. */
  #hasCome(step: Step): boolean {
    const { frames, cast } = this.#world
    step.came ||= step.sign !== null && isSeen(step.sign, frames.slice(step.since), this.#real, cast)
    return step.came
  }

  /** Waits until every order rests. Gives when nothing was on its way any more; null where that did not come in time. */
  async settle(): Promise<number | null> {
    const { settleWithin_ms } = this.#options
    let drainedAt: number | null = null
    if (this.#stopped) return drainedAt
    this.#world.heal()
    for (const until = this.#world.now() + settleWithin_ms; this.#world.now() < until; ) {
      await this.#world.run(this.#world.now() + 500)
      const { pending, restless } = await this.#world.unfinished()
      if (pending === 0) drainedAt ??= this.#world.now()
      if (pending === 0 && restless === 0) break
    }
    return drainedAt
  }

  async ended(drainedAt: number | null): Promise<LiveOutcome> {
    const { seed } = this.#prepared
    const left = { ...(await this.#world.evidence()), seed, acts: this.#acts, healedAt: this.#world.now(), drainedAt }
    const steps = this.#steps.map((step) => this.#told(step))
    const judged = await judgedLive(this.#prepared, left, this.#world.cast, {
      ...{ real: this.#real, census: this.#options.census, stopped: this.#stopped },
    })
    const witnessed = this.#stopped ? [] : await this.#witness(judged.evidence)
    const passed =
      !this.#stopped &&
      judged.failures.length === 0 &&
      judged.violations.length === 0 &&
      steps.every(({ done, sign }) => done && sign?.came !== false) &&
      witnessed.every(({ holds }) => holds)
    return { ...judged, passed, stopped: this.#stopped, steps, witnessed }
  }

  #told(step: Step): LiveStep {
    const { text, done, by, seconds, sign } = step
    const came = this.#hasCome(step)
    return { text, done, by, seconds, sign: done && sign ? { what: sign.what, came } : null }
  }

  /** What only the real system itself can show. */
  async #witness(evidence: Evidence): Promise<LiveOutcome['witnessed']> {
    const found: { text: string; holds: boolean }[] = []
    for (const text of questionsOf(this.#prepared, evidence, this.#real)) {
      const said = await this.#options.ask('question', text)
      found.push({ text, holds: said === 'yes' })
      this.#stopped = said === 'stop'
      if (this.#stopped) break
    }
    return found
  }
}
