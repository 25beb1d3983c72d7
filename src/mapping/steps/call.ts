// call: a function of the site. The one thing to know: it runs under a time limit that the loader enforces, what it may
// not change is compared before and after, and whatever goes wrong holds the message and never stops the engine.

import { LabloopError } from '../../errors.ts'
import * as hl7 from '../../hl7/index.ts'
import { carriesResults } from '../../site/content-rules.ts'
import type { Flow, SimpleStep } from '../../site/shapes/flow.ts'
import { type CodeTable, lookUp } from '../code-table.ts'
import { protectedContent } from '../content.ts'
import { type Draft, draftOf, fieldBytes, finished, type Line } from '../draft.ts'
import { codes } from '../find-lines.ts'
import type { Hl7Tools, LoadedStep, StepTools } from '../step.ts'
import { type LocalStep, type Run, raise } from './step-run.ts'
import { conditionOf } from './when.ts'

type CallStep = Extract<SimpleStep, { call: string }>

/** After so many calls in a row over the limit the function is not called any more, until a new revision or a start. */
const strikes = 5

const hl7Tools: Hl7Tools = hl7

/** @throws LabloopError step-compile */
export function callStep(
  step: CallStep,
  flow: Flow,
  loaded: LoadedStep | undefined,
  table: (id: string) => CodeTable,
): LocalStep {
  if (!loaded)
    throw new LabloopError('step-compile', { place: `flow ${flow.id}`, given: step.call, allowed: 'a loaded function' })
  const holds = conditionOf(step.when)
  const ofResults = carriesResults(flow)
  let slow = 0
  return (draft, run) => {
    if (!holds(draft, -1)) return
    if (slow >= strikes) return fail(run, flow.id, step.call, 'step-disabled')
    const given = finished(draft)
    const before = protectedContent(draftOf(given), ofResults)
    try {
      const made = loaded(given, toolsFor(flow, step.call, run, table), step.limit)
      slow = 0
      if (!isMessage(made)) return fail(run, flow.id, step.call, 'step-returned')
      const after = draftOf(made)
      if (protectedContent(after, ofResults) !== before) return fail(run, flow.id, step.call, 'step-content-changed')
      // The draft goes on as if the message had come so, with values that are converted.
      keepConversions(draft, after)
      Object.assign(draft, after)
    } catch (error) {
      const isSlow = error instanceof LabloopError && error.code === 'step-too-slow'
      if (isSlow) slow++
      fail(run, flow.id, step.call, isSlow ? 'step-too-slow' : 'step-threw', error)
    }
  }
}

/** What came under a conversion is known again by its code, value and unit. */
function keepConversions(before: Draft, after: Draft): void {
  const known = before.lines.filter(({ conversion }) => conversion !== undefined)
  if (known.length === 0) return
  const marks = new Map(known.map((line) => [contentOf(line), line.conversion]))
  for (const line of after.lines) if (line.code === codes.OBX) line.conversion = marks.get(contentOf(line))
}

function contentOf(line: Line): string {
  return [3, 5, 6].map((field) => fieldBytes(line, field) ?? '').join('|')
}

function isMessage(made: unknown): made is hl7.Message {
  return (
    made instanceof Object && 'segments' in made && Array.isArray(made.segments) && made.segments[0]?.name === 'MSH'
  )
}

function toolsFor(flow: Flow, call: string, run: Run, table: (id: string) => CodeTable): StepTools {
  const say = (verdict: 'pass' | 'hold', text: string): void =>
    raise(run, verdict, {
      kind: 'step-failed',
      severity: verdict === 'hold' ? 'high' : 'low',
      text: `${call}: ${text.slice(0, 200)}`,
      cause: `step-failed|${flow.id}|${call}|${text.slice(0, 80)}`,
    })
  return {
    hl7: hl7Tools,
    flow: { id: flow.id, from: flow.from, to: flow.to },
    lookup(id, code, context = {}) {
      const entry = lookUp(table(id), code, (key) => context[key] ?? '', run.day)
      if (entry) run.lookups.push(entry)
      return entry ? entry.to : null
    },
    warn: (text) => say('pass', text),
    hold: (text) => say('hold', text),
  }
}

type Fault = 'step-disabled' | 'step-returned' | 'step-content-changed' | 'step-too-slow' | 'step-threw'

/** Holds the message. The text names the kind of a thrown error and never its words, which may quote a patient's. */
function fail(run: Run, flow: string, call: string, fault: Fault, error?: unknown): void {
  const { message, remedy } = new LabloopError(fault)
  const kind = fault === 'step-threw' && error instanceof Error ? ` (${'code' in error ? error.code : error.name})` : ''
  run.failed = true
  raise(run, 'hold', {
    kind: 'step-failed',
    severity: 'high',
    text: `${call}: ${message}${kind} The message is held. ${remedy}`,
    cause: `step-failed|${flow}|${call}|${fault}`,
  })
}
