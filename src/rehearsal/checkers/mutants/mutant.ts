// A mutant is an engine with one fault built in, to try the judges: a checker that no mutant can make speak is itself a
// defect. The one thing to know: a mutant is made by injection alone, from the options that `createEngine` takes; the
// engine's own code knows nothing of it, and nothing in production can make one.
import type { EngineOptions } from '../../../engine/engine.ts'

export type Mutant = {
  /** What it does wrong, in a few words: `acknowledges before it stores`. */
  readonly name: string
  /** The checkers that must catch it; others may as well. */
  readonly caughtBy: readonly string[]
  /** The options of a broken engine, from those of a sound one. Called anew for each life of the engine. */
  broken(options: EngineOptions): EngineOptions
}
