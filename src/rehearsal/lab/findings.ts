// What the bench finds for one part of a report: values as a play wishes them, or drawn by chance of the order's own. The
// one thing to know: a component that was reported before keeps its value unless another is wished for, so a report that
// is said in parts never contradicts itself.
import { Buffer } from 'node:buffer'
import type { Instant, Random } from '../../engine/ports/clock.ts'
import type { Component, Orderable } from '../catalog.ts'
import type { ReportPart, ValueWish, Wishes } from '../play/act.ts'
import type { LabEntry } from './lab-book.ts'
import type { LabObservation, LabReport } from './lab-messages.ts'
import { ageInDays, measure, measureAs, remeasure, report, type Subject } from './lab-values.ts'

/** What the bench works with. */
export type Tools = {
  readonly orderable: Orderable | undefined
  readonly components: ReadonlyMap<string, Component>
  readonly at: Instant
  /** Chance of the order's own for one purpose. */
  random(purpose: string): Random
}

/** The lab's whole view of an order after a report, and what the report says of it. */
export type Findings = { readonly all: readonly LabObservation[]; readonly report: LabReport }

/** The name under which an observation is found again. */
export function nameOf({ component, subId = '' }: LabObservation): string {
  return `${component}|${subId}`
}

/** Observations with others put in their places, or behind them where they are new. */
export function merged(before: readonly LabObservation[], after: readonly LabObservation[]): readonly LabObservation[] {
  const found = new Map(before.map((each) => [nameOf(each), each]))
  for (const each of after) found.set(nameOf(each), each)
  return [...found.values()]
}

/** The components that the test has in this lab's catalog. */
export function panelOf({ orderable, components }: Tools): readonly Component[] {
  return (orderable?.components ?? []).flatMap((code) => components.get(code) ?? [])
}

/** What a play calls a component: its code in this lab, or its LOINC code. */
function isCalled({ code, loinc }: Pick<Component, 'code' | 'loinc'>, name: string): boolean {
  return code === name || (loinc !== '' && loinc === name)
}

/** The wish for a component, where there is one. */
export function wishFor(
  wishes: Wishes | undefined,
  component: Pick<Component, 'code' | 'loinc'>,
): ValueWish | undefined {
  if (!wishes) return undefined
  return wishes[component.code] ?? (component.loinc === '' ? undefined : wishes[component.loinc])
}

/** The component of this name: of the test, of the catalog, or one made of the name alone. */
export function componentNamed(tools: Tools, name: string): Component {
  const own = panelOf(tools).find((each) => isCalled(each, name)) ?? tools.components.get(name)
  if (own) return own
  for (const each of tools.components.values()) if (each.loinc === name) return each
  const none = { loinc: '', loincName: '', unit: '', precision: 0, criticalLow: null, criticalHigh: null }
  return { ...none, code: name, name, valueType: 'ST', ranges: [], flags: [], answers: new Map(), typical: [] }
}

/** Components that a part names: of the test in the order of its catalog, then what else it names. */
function named(tools: Tools, names: readonly string[]): readonly Component[] {
  const panel = panelOf(tools).filter((each) => names.some((name) => isCalled(each, name)))
  const others = names.filter((name) => !panel.some((each) => isCalled(each, name)))
  return [...panel, ...others.map((name) => componentNamed(tools, name))]
}

/** Half of a panel is a part of it; the one component of a test is itself only preliminary. */
function chosen(tools: Tools, part: ReportPart): readonly Component[] {
  if (part.only) return named(tools, part.only)
  const panel = panelOf(tools)
  const some = part.stage === 'partial' && panel.length > 1 ? panel.slice(0, Math.ceil(panel.length / 2)) : panel
  const wished = Object.keys(part.values ?? {}).filter((name) => !some.some((each) => isCalled(each, name)))
  return [...some, ...named(tools, wished)]
}

/** Whom the specimen is of. */
export function subjectOf({ order }: LabEntry, at: Instant): Subject {
  const { sex, birthDate, mrn } = order.patient
  return { sex, age_days: ageInDays(birthDate, at), mrn }
}

/** A value as it is wished for; one given as HL7 writes it keeps its data type, or is text where it does not fit. */
export function wished(
  tools: Tools,
  component: Component,
  subject: Subject,
  wish: ValueWish,
  status: string,
): LabObservation {
  const random = tools.random(`value/${component.code}`)
  if ('kind' in wish) return measureAs(random, component, subject, wish.kind, status)
  // A structured number may be given as HL7 writes it; what the lab prints has no components. (HL7 v2.5.1 §2.A.70)
  const text = component.valueType === 'SN' ? wish.value.replaceAll('^', '') : wish.value
  const made = report(component, subject, text, status)
  if (component.valueType === 'CE' && !component.answers.has(wish.value)) {
    const coded = [...component.answers].find(([, name]) => name === wish.value)
    if (coded) return report(component, subject, coded[0], status)
    return { ...made, valueType: 'ST', value: wish.value, flags: '' }
  }
  if (component.valueType !== 'NM' || /^[+-]?\d+(\.\d+)?$/.test(wish.value)) return made
  if (/^[<>]=?\d/.test(wish.value)) return report({ ...component, valueType: 'SN' }, subject, wish.value, status)
  return { ...made, valueType: 'ST', flags: '' }
}

/** What a part of a report says, and what the lab holds of the order afterwards. */
export function findingsOf(entry: LabEntry, part: ReportPart, tools: Tools): Findings {
  const subject = subjectOf(entry, tools.at)
  const panel = chosen(tools, part)
  const status = part.observationStatus ?? usualStatus(part, panelOf(tools).length)
  const found = panel.map((component) => {
    const before = entry.observations.find((each) => each.component === component.code && !each.subId)
    const wish = wishFor(part.values, component)
    if (wish) return wished(tools, component, subject, wish, status)
    if (before && ['F', 'C'].includes(before.status) && part.observationStatus === undefined) return before
    if (before) return { ...before, status }
    return measure(tools.random(`value/${component.code}`), component, subject, status)
  })
  const told = withDocument(withText(found, tools, subject, part, status), part, status)
  const said = told.map((each) => (entry.sentTo ? { ...each, performedBy: entry.sentTo.name } : each))
  return { all: merged(entry.observations, said), report: { ...statusesOf(part, said), observations: said } }
}

/** OBX-11: part of a panel is final in itself, a single test is preliminary until it is final. (HL7 table 0085) */
function usualStatus({ stage }: ReportPart, size: number): string {
  if (stage === 'final') return 'F'
  return stage === 'partial' && size > 1 ? 'F' : 'P'
}

/** OBR-25 and ORC-5. (HL7 tables 0123, 0038) */
function statusesOf(
  part: ReportPart,
  said: readonly LabObservation[],
): Pick<LabReport, 'resultStatus' | 'orderStatus'> {
  const { stage, resultStatus } = part
  if (stage === 'final') {
    const corrected = said.some(({ status }) => status === 'C')
    return { resultStatus: resultStatus ?? (corrected ? 'C' : 'F'), orderStatus: 'CM' }
  }
  const some = stage === 'partial' && said.every(({ status }) => status === 'F')
  return { resultStatus: resultStatus ?? (some ? 'A' : 'P'), orderStatus: some ? 'A' : 'IP' }
}

function isNarrative({ valueType }: { readonly valueType: string }): boolean {
  return valueType === 'TX' || valueType === 'FT'
}

/** The lines of a narrative stand in its own component, or in the first. */
function withText(
  found: readonly LabObservation[],
  tools: Tools,
  subject: Subject,
  { text }: ReportPart,
  status: string,
): readonly LabObservation[] {
  if (!text) return found
  const component = panelOf(tools).find(isNarrative) ?? panelOf(tools)[0] ?? componentNamed(tools, 'REPORT')
  const made = { ...report({ ...component, valueType: 'TX' }, subject, text.join('~'), status), flags: '' }
  return merged(found, [made])
}

function withDocument(
  found: readonly LabObservation[],
  { document_bytes }: ReportPart,
  status: string,
): readonly LabObservation[] {
  return document_bytes === undefined ? found : merged(found, documentOf(found, document_bytes, status))
}

/** An embedded PDF of so many bytes beside the text that it belongs to. (HL7 v2.5.1 §2.A.24) */
export function documentOf(
  found: readonly LabObservation[],
  size_bytes: number,
  status: string,
  version = 1,
): readonly LabObservation[] {
  const beside = found.find(isNarrative) ?? found[0]
  if (!beside) return []
  const pdf = Buffer.alloc(Math.max(size_bytes, 16), 0x20)
  pdf.write(`%PDF-1.4 v${version}\n`)
  pdf.write('%%EOF\n', pdf.length - 6)
  const value = `^application^pdf^Base64^${pdf.toString('base64')}`
  return [{ ...beside, subId: 'PDF', valueType: 'ED', value, unit: '', range: '', flags: '', status, note: '' }]
}

/** Another value than before, as a correction has it. */
export function otherThan(tools: Tools, entry: LabEntry, before: LabObservation, status: string): LabObservation {
  const component = componentNamed(tools, before.component)
  const kept = {
    ...(before.subId ? { subId: before.subId } : {}),
    ...(before.performedBy ? { performedBy: before.performedBy } : {}),
  }
  const random = tools.random(`again/${before.component}/${before.value}`)
  return { ...remeasure(random, component, subjectOf(entry, tools.at), before, status), ...kept }
}
