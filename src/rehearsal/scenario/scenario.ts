// A scenario as it was read: plain data in the words of its author. The one thing to know: it knows no site; what it means
// at a site is worked out by `prepare`.
import type { Position } from '../../site/problem.ts'
import type { HeadShape } from './shape.ts'
import type { Actor, Loose, Phrase, Verb } from './verb.ts'

/** One step: when, who, and what in the words of the verb. */
export type ScenarioStep = {
  readonly at_ms: number
  /** Between the members of a group. */
  readonly every_ms: number
  readonly note: string
  readonly actor: Actor
  readonly what: { readonly verb: Verb; readonly said: Loose } | { readonly phrase: Phrase }
  /** Where it stands in the file. */
  readonly place: Position
}

export type Scenario = HeadShape & {
  readonly file: string
  /** A site's own, and no built-in one. */
  readonly isOwn: boolean
  readonly steps: readonly ScenarioStep[]
  /** Where its orders and what is expected of them stand, by `orders.k` and `expect.chart.k`. */
  readonly places: ReadonlyMap<string, Position>
}
