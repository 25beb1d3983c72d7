// Runs a function of a site under a time limit. The one thing to know: the runtime really interrupts it, also in an endless
// loop; that costs about 0.2 ms a call, which only flows with a call step pay (ADR 0030).
import { Script } from 'node:vm'
import { LabloopError } from '../../errors.ts'
import type { LoadedStep, StepFunction } from '../../mapping/index.ts'

const runner = Symbol.for('labloop.step')
const script = new Script('globalThis[Symbol.for("labloop.step")]()', { filename: 'labloop-step' })
const place: Record<symbol, unknown> = globalThis

/** The function, interrupted after the limit it is called with. */
export function limited(name: string, step: StepFunction): LoadedStep {
  return (message, tools, limit_ms) => {
    place[runner] = () => step(message, tools)
    try {
      return script.runInThisContext({ timeout: Math.max(1, Math.round(limit_ms)) })
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
      throw new LabloopError('step-too-slow', { place: name, given: `more than ${limit_ms} ms` })
    } finally {
      delete place[runner]
    }
  }
}
