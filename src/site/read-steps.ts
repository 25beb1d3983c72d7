// Reads the steps of a flow one by one. The one thing to know: a step is read by the schema of its verb, so that an error
// speaks of the settings of that verb and not of all that a step could have been.
import { readBy } from './issues.ts'
import type { Placed } from './parts.ts'
import type { Report } from './problem.ts'
import { loopVerbs, type Step, type StepVerb, stepVerbs } from './shapes/flow.ts'
import { didYouMean, listed } from './suggest.ts'
import type { Path, YamlFile } from './yaml-file.ts'

export type ReadSteps = { readonly steps: readonly Placed<Step>[]; readonly isWhole: boolean }

const verbs = Object.keys(stepVerbs) as StepVerb[]

/** The steps that can be read, each with its place; `isWhole` where that is all of them. */
export function readSteps(given: unknown, source: YamlFile, report: Report): ReadSteps {
  if (given === undefined) return { steps: [], isWhole: true }
  if (!Array.isArray(given)) {
    report.error('site-value-invalid', source.file, source.at(['steps']), {
      message: 'steps has a value that is not allowed.',
      given: given === null ? 'nothing (the value is empty)' : 'no list',
      allowed: 'a list of steps, each beginning with a hyphen',
    })
    return { steps: [], isWhole: false }
  }
  const read = given.map((step, index) => readStep(step, ['steps', index], source, report))
  return {
    steps: read.flatMap((value, index) => (value ? [{ at: ['steps', index], value }] : [])),
    isWhole: read.every((value) => value !== undefined),
  }
}

function readStep(given: unknown, at: Path, source: YamlFile, report: Report): Step | undefined {
  const verb = verbOf(given, at, source, report)
  if (!verb) return undefined
  if (verb === 'for_each') return readLoop(given as Record<string, unknown>, at, source, report)
  return readBy(stepVerbs[verb], source, at, given, report)
}

/** The inner steps one by one; the loop itself with a step in their place that is surely right. */
function readLoop(given: Record<string, unknown>, at: Path, source: YamlFile, report: Report): Step | undefined {
  const { steps } = given
  if (!Array.isArray(steps) || steps.length === 0) return readBy(stepVerbs.for_each, source, at, given, report)
  const inner = steps.map((step, index) => readInner(step, [...at, 'steps', index], source, report))
  const loop = readBy(stepVerbs.for_each, source, at, { ...given, steps: [{ drop: 'ZZZ' }] }, report)
  const whole = inner.filter((step) => step !== undefined)
  return loop && whole.length === inner.length ? { ...loop, steps: whole } : undefined
}

type Inner = Extract<Step, { for_each: string }>['steps'][number]

function readInner(given: unknown, at: Path, source: YamlFile, report: Report): Inner | undefined {
  const verb = verbOf(given, at, source, report)
  if (!verb) return undefined
  const allowed = loopVerbs.find((other) => other === verb)
  if (allowed) return readBy(stepVerbs[allowed], source, at, given, report)
  report.error('site-step-verb', source.file, source.atKey([...at, verb]), {
    message: `${verb} cannot stand inside for_each.`,
    given: verb,
    allowed: listed(loopVerbs),
  })
  return undefined
}

function verbOf(given: unknown, at: Path, source: YamlFile, report: Report): StepVerb | undefined {
  const keys = given !== null && typeof given === 'object' ? Object.keys(given) : []
  const found = verbs.filter((verb) => keys.includes(verb))
  if (found.length === 1) return found[0]
  report.error('site-step-verb', source.file, source.at(at), {
    given:
      found.length > 1
        ? listed(found)
        : keys.length > 0
          ? listed(keys.map((key) => didYouMean(key, verbs)))
          : 'no step',
    allowed: listed(verbs),
  })
  return undefined
}
