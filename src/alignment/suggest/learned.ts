// What was learned from tests whose code is known. The files of weights are written by `node test/bench/suggest/write-weights.ts`.
import type { Calibration } from './calibrate.ts'
import type { Weights } from './learn.ts'

export type Learned = {
  /** From what, and how many tests. */
  readonly from: string
  readonly weights: Weights
  /** For a list that has the right code nearly always. */
  readonly calibration: Calibration
  /** For the built-in table, which lacks many codes: there the best of the wrong ones must not seem sure. */
  readonly builtIn: Calibration
}
