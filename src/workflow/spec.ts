// The interface specification that follows from a site's workflows: which messages, events and fields each system must send,
// and what it must accept. The one thing to know: nothing in it is written by hand; it comes from workflows, flows, dialects
// and maps, so that it is true for as long as the revision is.
import type { Flow } from '../site/shapes/flow.ts'
import type { Site } from '../site/shapes/site.ts'
import type { System } from '../site/shapes/system.ts'
import { listOf, type Proof, type Workflow } from '../site/shapes/workflow.ts'
import { codedFieldsOf, codesIn } from './coded-fields.ts'
import { proofName } from './proof.ts'
import { type CodeTableSpec, codeTablesOf } from './spec-codes.ts'
import { type FieldSpec, fieldsOf } from './spec-fields.ts'
import { type ConnectionSpec, connectionsOf } from './spec-transport.ts'
import { timingText } from './timing-text.ts'

/** One thing that a message can say. */
export type EventSpec = {
  /** The name of its proof, as marks of orders hold it. */
  readonly name: string
  readonly proof: Proof
  readonly shows: readonly Showing[]
}

/** What it shows in one workflow. */
export type Showing = {
  readonly workflow: string
  readonly step: string
  /** `step`, or the kind of the loop. */
  readonly kind: string
  /** `must`: the path needs it. `may`: it can be left out, or happens only where the loop is taken. */
  readonly need: 'must' | 'may'
  /** By when, in words; empty where no time is said. */
  readonly by: string
}

export type MessageSpec = {
  /** MSH-9: `ORU^R01`. */
  readonly type: string
  readonly events: readonly EventSpec[]
  readonly fields: readonly FieldSpec[]
  readonly delivered: readonly Delivered[]
}

/** What the receiver of a flow gets of it, and must accept. */
export type Delivered = {
  readonly flow: string
  readonly to: string
  readonly type: string
  readonly version: string
  readonly answerWithin_ms: number
  /** Codes of the receiver, by the place where they stand once mapped. */
  readonly codes: readonly { readonly path: string; readonly table: string; readonly values: readonly string[] }[]
}

export type SystemSpec = {
  readonly system: string
  readonly name: string
  readonly versions: readonly string[]
  readonly encoding: string
  readonly connections: readonly ConnectionSpec[]
  readonly sends: readonly MessageSpec[]
}

export type InterfaceSpec = {
  readonly site: string
  readonly title: string
  readonly revision: string
  readonly workflows: readonly { readonly id: string; readonly title: string; readonly note: string }[]
  readonly systems: readonly SystemSpec[]
  /** Every code, whole; empty where the specification is for one workflow only. */
  readonly codes: readonly CodeTableSpec[]
}

/** The specification for all workflows of a site, or for one. */
export function specOf(site: Site, only?: string): InterfaceSpec {
  const workflows = (site.workflows ?? []).filter(({ id }) => only === undefined || id === only)
  const events = eventsOf(workflows)
  return {
    ...{ site: site.name, title: site.title, revision: site.revision },
    workflows: workflows.map(({ id, title, note = '' }) => ({ id, title, note })),
    systems: site.systems.map((system) => ({
      ...{ system: system.id, name: system.name, versions: system.dialect.versions },
      encoding: system.dialect.encoding,
      connections: connectionsOf(system, site),
      sends: messagesOf(system, site, events, workflows),
    })),
    codes: only === undefined ? codeTablesOf(site) : [],
  }
}

/** Each thing that some workflow looks for, with everything that it shows. */
function eventsOf(workflows: readonly Workflow[]): readonly EventSpec[] {
  const found = new Map<string, { proof: Proof; shows: Showing[] }>()
  const add = (proof: Proof, showing: Showing) => {
    const name = proofName(proof)
    const known = found.get(name) ?? { proof, shows: [] }
    found.set(name, known)
    known.shows.push(showing)
  }
  for (const workflow of workflows) {
    const base = { workflow: workflow.id }
    for (const step of workflow.steps) {
      const need = step.optional ? ('may' as const) : ('must' as const)
      const by = timingText(step, workflow)
      for (const proof of step.proof ? listOf(step.proof) : [])
        add(proof, { ...base, step: step.title, kind: 'step', need, by })
    }
    for (const loop of workflow.loops) {
      const step = [loop.title ?? loop.loop, formText(loop)].filter(Boolean).join('; ')
      const by = 'at_any_hour' in loop ? timingText(loop, workflow) : ''
      const showing = { ...base, step, kind: loop.loop, need: 'may' as const, by }
      for (const proof of 'proof' in loop ? listOf(loop.proof) : []) add(proof, showing)
      for (const proof of 'answer' in loop && loop.answer ? listOf(loop.answer) : [])
        add(proof, {
          ...showing,
          step: `Answer to: ${step}`,
          need: 'must',
          by: loop.loop === 'cancel' ? withinText(loop.within) : '',
        })
    }
  }
  return [...found].map(([name, { proof, shows }]) => ({ name, proof, shows }))
}

const forms = {
  'same-order': 'the order and its numbers stay, and another specimen is collected',
  'cancel-and-reorder': 'the laboratory cancels, the placer answers, and a new order with numbers of its own follows',
  'new-accession': 'the order stays, and what follows has another filler number (ORC-3, OBR-3)',
  'ehr-order': 'an order of its own, which names the specimen that is there',
  laboratory: 'opened by the laboratory, and the placer gives it a number',
} as const

/** What else the form of a loop asks of both sides; empty for loops without forms. */
function formText(loop: Workflow['loops'][number]): string {
  return 'form' in loop ? forms[loop.form] : ''
}

function withinText(within: Extract<Workflow['loops'][number], { loop: 'cancel' }>['within']): string {
  return within === undefined ? '' : timingText({ within, at_any_hour: [] }, { batches: {}, steps: [] })
}

function messagesOf(
  system: System,
  site: Site,
  events: readonly EventSpec[],
  workflows: readonly Workflow[],
): readonly MessageSpec[] {
  const own = events.filter(({ proof }) => proof.from === system.id)
  // Patients must be known before their orders and results: their messages belong to every workflow.
  const patients = site.flows.filter(({ from, kind }) => from === system.id && kind === 'patients')
  const types = new Set([...own.map(({ proof }) => proof.message), ...patients.flatMap(({ messages }) => messages)])
  const hasChildren = workflows.some(({ loops }) => loops.some((loop) => loop.loop === 'reflex'))
  return [...types].map((type) => {
    const flows = site.flows.filter(({ from, messages }) => from === system.id && takes(messages, type))
    return {
      type,
      events: own.filter(({ proof }) => proof.message === type),
      fields: fieldsOf(type, system, flows, site, hasChildren),
      delivered: flows.map((flow) => deliveredBy(flow, type, system, site)),
    }
  })
}

export function takes(messages: readonly string[], type: string): boolean {
  return messages.includes(type) || messages.includes(type.slice(0, 3))
}

/** The message as the flow's steps make it. Steps that are limited to some messages may leave others as they were. */
function deliveredBy(flow: Flow, type: string, sender: System, site: Site): Delivered {
  let [made, version] = [type, sender.dialect.versions.join(', ')]
  for (const step of flow.steps) {
    if ('restructure' in step) [made, version] = [step.restructure.replace('_', '^'), step.version]
    else if ('set' in step && step.set === 'MSH-12') version = step.value
  }
  return {
    ...{ flow: flow.id, to: flow.to, type: made, version, answerWithin_ms: flow.delivery.answer_within },
    codes: codedFieldsOf(flow).map((field) => ({
      ...{ path: field.to, table: field.table },
      values: [...new Set(codesIn(site, field, flow).map(({ toCode }) => toCode))],
    })),
  }
}
