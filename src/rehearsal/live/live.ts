// A scenario with one real system: Labloop's engine stands between the virtual side and a test system, and what the test
// system must do is asked of the person who sits at it, and timed. The one thing to know: what the real side holds is
// witnessed by that person; what the virtual side holds is read from its book.
import type { Act } from '../play/act.ts'
import type { Evidence } from '../play/evidence.ts'
import { chartText, namingOf } from '../scenario/explain.ts'
import { type Failure, judge } from '../scenario/judge.ts'
import type { Prepared } from '../scenario/prepare.ts'
import { tellAct } from '../scenario/tell-act.ts'
import { virtualOnly, type World } from '../world/world.ts'

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
  /** How long to wait in the end for everything to be delivered. */
  readonly settleWithin_ms: number
}

/** A step as it was done, or not. `seconds` that a person took; null for what Labloop did. */
export type LiveStep = {
  readonly text: string
  readonly done: boolean
  readonly by: 'person' | 'labloop'
  readonly seconds: number | null
}

export type LiveOutcome = {
  readonly passed: boolean
  readonly stopped: boolean
  readonly steps: readonly LiveStep[]
  readonly failures: readonly Failure[]
  /** What a person looked at, and what they said of it. */
  readonly witnessed: readonly { readonly text: string; readonly holds: boolean }[]
  readonly evidence: Evidence
}

/** Plays a prepared scenario in a world that runs in real time, with a person at the real system. */
export async function playLive(prepared: Prepared, world: World, options: LiveOptions): Promise<LiveOutcome> {
  const live = new Live(prepared, world, options)
  await live.play()
  return live.judged(await live.settle())
}

class Live {
  readonly #prepared: Prepared
  readonly #world: World
  readonly #options: LiveOptions
  readonly #steps: LiveStep[] = []
  readonly #acts: { readonly at: number; readonly act: Act }[] = []
  #stopped = false

  constructor(prepared: Prepared, world: World, options: LiveOptions) {
    this.#prepared = prepared
    this.#world = world
    this.#options = options
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
    const text = this.#told(act)
    if (this.#isPersons(act)) {
      const began = this.#world.now()
      const said = await this.#options.ask('step', text)
      const seconds = (this.#world.now() - began) / 1000
      this.#stopped = said === 'stop'
      this.#steps.push({ text, done: said === 'yes', by: 'person', seconds })
    } else if (virtualOnly(act)) {
      this.#steps.push({ text, done: false, by: 'labloop', seconds: null })
      this.#options.tell(`${text}: not possible with a real system; left out.`)
    } else {
      this.#options.tell(text)
      this.#world.perform(act)
      this.#steps.push({ text, done: true, by: 'labloop', seconds: null })
    }
    this.#acts.push({ at: this.#world.now(), act })
  }

  /** Acts of the system that is real. */
  #isPersons({ who }: Act): boolean {
    return who === (this.#options.played === 'ehr' ? 'lab' : 'ehr')
  }

  /** The sentence, with the numbers by which the real system knows the order. */
  #told(act: Act): string {
    const { order, patient, component } = namingOf(this.#prepared)
    const number = (handle: string) => this.#world.cast.order(handle)?.placer
    const person = (handle: string) => this.#world.cast.person(handle)
    return tellAct(act, {
      component,
      order: (handle) => (number(handle) ? `${order(handle)} (${number(handle)})` : order(handle)),
      patient: (handle) => {
        const { familyName, givenName, mrn } = person(handle) ?? {}
        return mrn ? `${patient(handle)} (${familyName}, ${givenName}, ${mrn})` : patient(handle)
      },
    })
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

  async judged(drainedAt: number | null): Promise<LiveOutcome> {
    const left = await this.#world.evidence()
    const evidence: Evidence = {
      ...left,
      seed: this.#prepared.seed,
      acts: this.#acts,
      healedAt: this.#world.now(),
      drainedAt,
      excused: new Map(),
    }
    const failures = this.#stopped ? [] : judge(this.#prepared, evidence).filter((failure) => this.#isReadable(failure))
    const witnessed = this.#stopped ? [] : await this.#witness()
    const passed =
      !this.#stopped &&
      failures.length === 0 &&
      this.#steps.every(({ done }) => done) &&
      witnessed.every(({ holds }) => holds)
    return { passed, stopped: this.#stopped, steps: this.#steps, failures, witnessed, evidence }
  }

  /** Whether a failure is read from a book that is there: the real system's is not. */
  #isReadable({ where, subject, expected }: Failure): boolean {
    const { played } = this.#options
    if (where === 'wire' && subject.startsWith(`labloop to ${played === 'lab' ? 'ehr' : 'lab'}`)) return false
    if (played === 'lab') return where !== 'chart'
    return where !== 'lab' && !expected.startsWith('what the lab said') && !expected.startsWith('the lab’s last word')
  }

  /** What only the display of the real system, or the person who knows what was said there, can tell. */
  async #witness(): Promise<LiveOutcome['witnessed']> {
    const { scenario, orders } = this.#prepared
    const found: { text: string; holds: boolean }[] = []
    for (const { handle, name } of orders.values()) {
      const expected = scenario.expect.chart[handle] ?? scenario.expect.chart[name] ?? 'as the lab said'
      if (expected === 'not checked') continue
      if (this.#options.played === 'ehr' && expected !== 'as the lab said') continue
      const number = this.#world.cast.order(handle)?.placer ?? ''
      const text = `${handle}${number === '' ? '' : ` (${number})`}: the chart shows: ${chartText(expected)}`
      const said = await this.#options.ask('question', text)
      if (said === 'stop') this.#stopped = true
      found.push({ text, holds: said === 'yes' })
      if (said === 'stop') break
    }
    return found
  }
}
