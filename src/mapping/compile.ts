// A flow made ready to apply: its steps as functions, its maps as tables, its header. The one thing to know: everything
// that can be worked out once is worked out here, so that a message costs only its own work.
import { LabloopError } from '../errors.ts'
import { requirePlace } from '../site/place.ts'
import type { Flow, LoopStep, SimpleStep, Step } from '../site/shapes/flow.ts'
import type { Site } from '../site/shapes/site.ts'
import { type CodeTable, codeTable } from './code-table.ts'
import { compact } from './draft.ts'
import { linesAt } from './find-lines.ts'
import type { StepFunctions } from './step.ts'
import { callStep } from './steps/call.ts'
import { convertStep } from './steps/convert.ts'
import { mapStep } from './steps/map.ts'
import { restructureStep } from './steps/restructure.ts'
import { splitStep } from './steps/split.ts'
import type { CompiledStep, LocalStep } from './steps/step-run.ts'
import { takableStep } from './steps/takable.ts'
import { conditionOf } from './steps/when.ts'
import { copyStep, dropStep, mergeStep, setStep } from './steps/write.ts'

export type CompiledFlow = {
  readonly flow: Flow
  readonly steps: readonly CompiledStep[]
  /** MSH-3 to MSH-6 of what goes out; undefined leaves the field as it came. */
  readonly header: readonly (readonly [field: number, text: string])[]
}

/**
 * Compiles a flow of a checked site.
 * @param functions of the site, by `file.ts#name`
 * @throws LabloopError step-compile where a step cannot be carried out, which a checked site has none of
 */
export function compileFlow(site: Site, flow: Flow, functions: StepFunctions): CompiledFlow {
  const tables = tableSource(site, flow)
  const steps = flow.steps.map((step) => compileStep(step, flow, tables, functions))
  const receiver = site.systems.find(({ id }) => id === flow.to)
  const convert = convertStep(flow, tables, receiver?.limits?.text_length)
  const takable = takableStep(site, flow)
  return {
    flow,
    steps: [
      ...(convert ? [convert.first] : []),
      ...steps,
      ...(convert ? [convert.last] : []),
      ...(takable ? [takable] : []),
    ],
    header: headerOf(site, flow),
  }
}

/** @param from the system whose codes they are; the sender where absent */
type Tables = (id: string, sameIn?: string, from?: string) => CodeTable

function tableSource(site: Site, flow: Flow): Tables {
  const made = new Map<string, CodeTable>()
  return (id, sameIn = '', from = flow.from) => {
    const key = `${id}|${sameIn}|${from}`
    const table = made.get(key) ?? codeTable(site, id, from, flow.to, sameIn)
    made.set(key, table)
    return table
  }
}

function compileStep(step: Step, flow: Flow, tables: Tables, functions: StepFunctions): CompiledStep {
  if ('split' in step) return splitStep(step.split, conditionOf(step.when))
  const local = 'for_each' in step ? forEach(step, flow, tables) : wholeStep(step, flow, tables, functions)
  return (drafts, run) => {
    for (const draft of drafts) {
      compact(draft)
      local(draft, run, -1)
    }
    return drafts
  }
}

function wholeStep(step: SimpleStep, flow: Flow, tables: Tables, functions: StepFunctions): LocalStep {
  if ('merge' in step) return mergeStep(step)
  if ('restructure' in step) return restructureStep(step, flow.id)
  if ('call' in step) return callStep(step, flow, functions.get(step.call), tables)
  if ('split' in step) throw new LabloopError('step-compile', { place: `flow ${flow.id}`, given: 'split' })
  return simpleStep(step, flow, tables)
}

function simpleStep(step: LoopStep, flow: Flow, tables: Tables): LocalStep {
  if ('set' in step) return setStep(step)
  if ('copy' in step) return copyStep(step)
  if ('drop' in step) return dropStep(step)
  const from = step.codes_of ?? flow.from
  return mapStep(step, tables(step.table, step.same_in_catalogs, from), { from, to: flow.to }, flow.unmapped)
}

/** Each segment of the name is the line at hand in turn, as long as no step has taken it out. */
function forEach(step: Extract<Step, { for_each: string }>, flow: Flow, tables: Tables): LocalStep {
  const place = requirePlace(`${step.for_each}[*]`)
  const holds = conditionOf(step.when)
  const inner = step.steps.map((one) => simpleStep(one, flow, tables))
  return (draft, run) => {
    for (const index of linesAt(draft, place, -1)) {
      if (!holds(draft, index)) continue
      for (const one of inner) if (draft.lines[index]!.code === place.code) one(draft, run, index)
    }
  }
}

/** Who the message says it is from and for (HL7 v2.5.1 §2.15.9.3 to 2.15.9.6). */
function headerOf(site: Site, flow: Flow): CompiledFlow['header'] {
  const named = (id: string) => site.systems.find((system) => system.id === id)?.header
  const sender = flow.header.sender ?? named(flow.from)
  const receiver = flow.header.receiver ?? named(flow.to)
  return [
    ...(sender
      ? ([
          [3, sender.application],
          [4, sender.facility],
        ] as const)
      : []),
    ...(receiver
      ? ([
          [5, receiver.application],
          [6, receiver.facility],
        ] as const)
      : []),
  ]
}
