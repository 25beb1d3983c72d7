// Leaves out a statement that would have nothing to do.
import type { Step } from './pipeline.ts'

/** The step for the rows, or none where there are none. */
export function when<T>(rows: readonly T[], step: (rows: readonly T[]) => Step): Step[] {
  return rows.length === 0 ? [] : [step(rows)]
}
