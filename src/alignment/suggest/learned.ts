// What was learned from tests whose code is known. The files of weights are written by `node test/bench/suggest/write-weights.ts`.
import type { Calibration } from './calibrate.ts'
import type { Weights } from './learn.ts'

export type Learned = {
  /** From what, and how many tests. */
  readonly from: string
  readonly weights: Weights
  readonly calibration: Calibration
}
