// What the virtual lab reports of a culture: growth, organisms, and what each of them is sensitive to. The one thing to
// know: each isolate is an observation of the culture with a sub-id of its own, and its susceptibilities are a child that
// names culture, sub-id and organism (HL7 v2.5.1 §7.2.4; OBX-4, OBR-26, OBR-29).
import type { Identifier } from '../../ledger/fact.ts'
import type { Component } from '../catalog.ts'
import type { Isolate } from '../play/act.ts'
import { componentNamed, merged, panelOf, subjectOf, type Tools } from './findings.ts'
import type { LabEntry } from './lab-book.ts'
import type { LabObservation, LabParent, LabReport } from './lab-messages.ts'
import { report } from './lab-values.ts'

export type Stage = 'preliminary' | 'final' | 'corrected'

const statuses: Readonly<Record<Stage, Pick<LabReport, 'resultStatus' | 'orderStatus'>>> = {
  preliminary: { resultStatus: 'P', orderStatus: 'IP' },
  final: { resultStatus: 'F', orderStatus: 'CM' },
  corrected: { resultStatus: 'C', orderStatus: 'CM' },
}

/** The culture after it has grown. An isolate that was named before and is not any more is withdrawn. */
export function grown(
  entry: LabEntry,
  stage: Stage,
  growth: string,
  isolates: readonly Isolate[],
  tools: Tools,
): LabEntry {
  const component = panelOf(tools)[0] ?? componentNamed(tools, entry.order.test)
  const status = stage === 'preliminary' ? 'P' : 'F'
  const said = [
    coded(entry, component, growth, status, tools),
    ...isolates.map(({ organism }, index) => ({
      ...coded(entry, component, organism, status, tools),
      subId: String(index + 1),
    })),
  ].map((each) => inStage(entry, each, stage))
  const gone = entry.observations
    .filter(({ subId }) => subId && Number(subId) > isolates.length)
    .map((each) => ({ ...each, status: 'D' }))
  const state = stage === 'preliminary' ? 'partial' : stage
  return { ...entry, state, observations: merged(entry.observations, [...said, ...gone]) }
}

/** The report of a culture: everything that the lab holds of it. */
export function cultureReport({ observations }: LabEntry, stage: Stage): LabReport {
  return { ...statuses[stage], observations }
}

/** In a correction, what differs from what was said is corrected and the rest stays as it was. */
function inStage(entry: LabEntry, said: LabObservation, stage: Stage): LabObservation {
  if (stage !== 'corrected') return said
  const before = entry.observations.find(
    (each) => each.component === said.component && (each.subId ?? '') === (said.subId ?? ''),
  )
  return before && before.value === said.value ? before : { ...said, status: 'C' }
}

/** A finding by code where the component has one for these words, else as text. */
function coded(entry: LabEntry, component: Component, words: string, status: string, tools: Tools): LabObservation {
  const subject = subjectOf(entry, tools.at)
  const isSame = (name: string) => name.toLowerCase() === words.toLowerCase()
  const answer = [...component.answers].find(([code, name]) => isSame(code) || isSame(name))
  if (answer && component.valueType === 'CE') return report(component, subject, answer[0], status)
  return { ...report(component, subject, words, status), valueType: 'ST', value: words, flags: '' }
}

/** The susceptibilities of one isolate as an order of their own under the culture. */
export function susceptibilities(
  culture: LabEntry,
  isolate: Isolate,
  place: number,
  stage: Stage,
  before: LabEntry | undefined,
  tools: Tools,
): LabEntry {
  const { order } = culture
  const subId = String(place)
  const organism = culture.observations.find((each) => each.subId === subId)
  const parent: LabParent = {
    placer: order.placer,
    filler: order.filler,
    component: organism?.component ?? order.test,
    subId,
    value: isolate.organism,
  }
  const filler: Identifier = { ...order.filler, number: `${order.filler.number}-${place}` }
  const test = tools.orderable?.reflexes?.[0]?.test ?? 'SUSC'
  const status = stage === 'preliminary' ? 'P' : 'F'
  const said = Object.entries(isolate.sensitive)
    .map(([name, letter]) => tested(culture, drugNamed(tools, name), letter, status, tools))
    .map((each) => (before ? inStage(before, each, stage) : each))
  return {
    order: { ...order, placer: { number: '', authority: '' }, filler, test, testName: 'SUSCEPTIBILITY' },
    key: `${culture.key ?? order.placer.number}/${place}`,
    plan: { answer: 'accept', steps: [], spoil: 'none' },
    state: stage === 'preliminary' ? 'partial' : before && stage === 'corrected' ? 'corrected' : 'final',
    stepsLeft: [],
    observations: merged(before?.observations ?? [], said),
    parent,
  }
}

/** An antibiotic by the lab's code, by LOINC, or by a name that the catalog's begins with. */
function drugNamed(tools: Tools, name: string): Component {
  const direct = componentNamed(tools, name)
  if (direct.name !== name || tools.components.has(name)) return direct
  const wished = name.toUpperCase()
  for (const each of tools.components.values()) {
    if (each.name.toUpperCase().startsWith(wished) && each.flags.includes('R')) return each
  }
  return direct
}

/** A concentration that goes with the letter: the least of the usual ones for S, the most for R. (HL7 table 0078) */
function tested(
  entry: LabEntry,
  drug: Component,
  letter: 'S' | 'I' | 'R',
  status: string,
  tools: Tools,
): LabObservation {
  const typical = drug.typical[0]
  const choices = typical?.kind === 'choices' ? typical.choices : []
  const at = letter === 'S' ? 0 : letter === 'R' ? choices.length - 1 : choices.length >> 1
  const value = choices[at]?.value ?? letter
  return { ...report(drug, subjectOf(entry, tools.at), value, status), flags: letter }
}
