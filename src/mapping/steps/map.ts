// map: a code of the sender becomes the receiver's, and the original is kept beside it. The one thing to know: only an
// approved row translates; what has none stays as it is, and the flow's policy says what becomes of the message.

import { apart } from '../../hl7/index.ts'
import { each, type Place, requirePlace } from '../../site/place.ts'
import type { SimpleStep } from '../../site/shapes/flow.ts'
import { type CodeTable, type Entry, hasConversions, lookUp } from '../code-table.ts'
import { graver, type MappingConcern, mayShow, type Verdict } from '../concern.ts'
import { bytesOf, type Draft, fieldBytes, type Line, readPlace, textOf, writeField, writePlace } from '../draft.ts'
import { codes, lineAt, linesAt } from '../find-lines.ts'
import { joined, partsOf } from '../parts.ts'
import { type LocalStep, lose, type OfObservation, type Run, raise } from './step-run.ts'
import { conditionOf } from './when.ts'

export type MapStep = Extract<SimpleStep, { map: string }>

export type MapPlan = {
  readonly table: CodeTable
  readonly source: Place
  /** The code's component within its repetition, from 1. */
  readonly component: number
  /** Code, name, original and coding system all stand in one field: the short way. */
  readonly inOneField: boolean
  readonly to: Place | undefined
  readonly keep: Place | undefined
  readonly name: Place | undefined
  readonly codingSystem: string
  /** A place of the message, or a fixed text. */
  readonly context: ReadonlyMap<string, Place | string>
  readonly policy: Verdict
  /** It translates what was observed by a table with signed conversions: code and value go by one row. */
  readonly converts: boolean
  readonly pair: { readonly from: string; readonly to: string }
  /** Fields that were translated before, as they stood: codes repeat in every message. */
  readonly known: Map<string, Known>
}

type Known = { readonly mapped: string; readonly entry: Entry }

/** Fields kept of one step, and the longest. */
const [most_known, longest_known] = [5000, 120]

/**
 * @param pair the systems of the flow
 * @param policy of the flow, for codes without a row
 * @throws LabloopError step-compile
 */
export function mapStep(step: MapStep, table: CodeTable, pair: MapPlan['pair'], policy: Verdict): LocalStep {
  const plan = planOf(step, table, pair, policy)
  const holds = conditionOf(step.when)
  return (draft, run, here) => {
    for (const index of linesAt(draft, plan.source, here)) if (holds(draft, index)) mapLine(plan, draft, run, index)
  }
}

/** @throws LabloopError step-compile */
export function planOf(step: MapStep, table: CodeTable, pair: MapPlan['pair'], policy: Verdict): MapPlan {
  const source = requirePlace(step.map)
  const optional = (path: string | undefined) => (path === undefined ? undefined : requirePlace(path))
  const [to, keep, name] = [optional(step.to), optional(step.keep_original), optional(step.name_to)]
  const within = (place: Place | undefined) =>
    !place || (place.code === source.code && place.field === source.field && place.component > 0 && !place.subcomponent)
  return {
    table,
    source,
    component: source.component || 1,
    inOneField: to === undefined && within(keep) && within(name) && source.subcomponent === 0,
    to,
    keep,
    name,
    codingSystem: step.coding_system ?? '',
    context: new Map(Object.entries(step.context).map(([key, from]) => [key, contextSource(from)])),
    policy: step.unmapped ?? policy,
    converts: isOfObservation({ source }) && hasConversions(table),
    pair: { from: pair.from, to: pair.to },
    known: new Map(),
  }
}

function mapLine(plan: MapPlan, draft: Draft, run: Run, index: number): void {
  const line = draft.lines[index]!
  // The conversion has said in which unit the value goes out, or holds it.
  if (line.conversion?.settlesUnit && plan.source.code === codes.OBX && plan.source.field === unit_field) return
  const field = fieldBytes(line, plan.source.field)
  if (!field) return
  if (plan.inOneField) {
    const mapped = knownField(plan, draft, run, field) ?? mapField(plan, draft, run, index, field)
    if (mapped !== field) writeField(draft, line, plan.source.field, mapped)
    return
  }
  const entry = find(plan, draft, run, index, readCode(plan, draft, line) ?? '')
  if (entry) writeApart(plan, draft, line, index, entry)
}

/** As mapField(), where it was done before; undefined where it was not, or the message does not have the usual delimiters. */
function knownField(plan: MapPlan, draft: Draft, run: Run, field: string): string | undefined {
  const found = draft.isPlain ? plan.known.get(field) : undefined
  if (found) run.lookups.push(found.entry)
  return found?.mapped
}

/** Keeps a field that becomes the same in every message: a plain code by a row that always counts, in plain ASCII. */
function keepField(plan: MapPlan, draft: Draft, field: string, mapped: string, entry: Entry): void {
  const { table, codingSystem, known, converts } = plan
  if (converts || !draft.isPlain || !entry.isPlain || table.contextual.has(entry.from) || field.length > longest_known)
    return
  if (!isPlainField.test(field) || !isPlainField.test(codingSystem)) return
  if (known.size >= most_known) known.clear()
  known.set(apart(field), { mapped: apart(mapped), entry })
}

/** One coded element in ASCII without an escape. */
const isPlainField = /^[ -[\]-}]*$/

/** The repetitions that the path names, each with its code translated. */
function mapField(plan: MapPlan, draft: Draft, run: Run, index: number, field: string): string {
  const { repetition } = draft.delimiters
  const wanted = plan.source.repetition || 1
  if (repetition === '' || !field.includes(repetition)) {
    return wanted <= 1 ? mapWhole(plan, draft, run, index, field) : field
  }
  return field
    .split(repetition)
    .map((element, at) =>
      wanted === each || at + 1 === wanted ? mapElement(plan, draft, run, index, element) : element,
    )
    .join(repetition)
}

/** A field of one element, which is kept where nothing of it was lost. */
function mapWhole(plan: MapPlan, draft: Draft, run: Run, index: number, field: string): string {
  const lookups = run.lookups.length
  const mapped = mapElement(plan, draft, run, index, field)
  const entry = run.lookups[lookups]
  if (entry && run.losses.length === 0) keepField(plan, draft, field, mapped, entry)
  return mapped
}

/** One coded element: `code^name^system`, or a bare code. */
function mapElement(plan: MapPlan, draft: Draft, run: Run, index: number, element: string): string {
  const mark = draft.delimiters.component
  const parts = partsOf(element, mark)
  const original = parts[plan.component - 1] ?? ''
  const entry = find(plan, draft, run, index, original)
  if (!entry) return element
  const written = (text: string): string => (entry.isPlain && draft.isPlain ? text : bytesOf(draft, text))
  const code = written(entry.to)
  if (plan.keep && code !== original) keepOriginal(parts, plan.component, plan.keep, run)
  put(parts, plan.component, code)
  if (plan.name && entry.name !== '') put(parts, plan.name.component, written(entry.name))
  if (plan.codingSystem !== '') put(parts, plan.component + 2, bytesOf(draft, plan.codingSystem))
  return joined(parts, mark)
}

function put(parts: string[], nth: number, bytes: string): void {
  while (parts.length < nth) parts.push('')
  parts[nth - 1] = bytes
}

const unit_field = 6

/** Second alternate identifier, text and coding system: components 10 to 12 (HL7 v2.7 §2A.3.13). */
const second_alternate = 10

/**
 * The old code goes to its place; with it its name and coding system, where that place is an alternate identifier. One
 * that is taken (a LOINC sent along) stays, and the old code goes to the second alternate.
 */
function keepOriginal(parts: string[], component: number, keep: Place, run: Run): void {
  const isTriple = keep.component >= component + 3
  const original = parts[component - 1]!
  if (parts[keep.component - 1] === original) return
  let free = keep.component
  if (parts[free - 1] && isTriple) free = second_alternate
  if (parts[free - 1]) {
    lose(run, `${keep.text}: original code, the alternates are taken`)
    return
  }
  put(parts, free, original)
  for (let at = 1; isTriple && at < 3; at++) {
    const part = parts[component - 1 + at]
    if (part) put(parts, free + at, part)
  }
}

function readCode(plan: MapPlan, draft: Draft, line: Line): string | undefined {
  const { source } = plan
  return readPlace(draft, line, source.component === 0 ? { ...source, component: 1 } : source)
}

/** New code, name and original in fields of their own. */
function writeApart(plan: MapPlan, draft: Draft, line: Line, index: number, entry: Entry): void {
  const original = readCode(plan, draft, line) ?? ''
  const { source, component } = plan
  const target = plan.to ?? (source.component === 0 ? { ...source, component } : source)
  const at = (place: Place, bytes: string): void => {
    const found = lineAt(draft, { ...place, index: place.index === each ? 0 : place.index }, index)
    if (found >= 0) writePlace(draft, draft.lines[found]!, place, bytes)
  }
  if (plan.keep && entry.to !== textOf(draft, original)) at(plan.keep, original)
  at(target, bytesOf(draft, entry.to))
  if (plan.name && entry.name !== '') at(plan.name, bytesOf(draft, entry.name))
  if (plan.codingSystem !== '' && target.component > 0 && !target.subcomponent)
    at({ ...target, component: target.component + 2 }, bytesOf(draft, plan.codingSystem))
}

/** The entry for a code as it stands. An empty code and the HL7 null mean nothing, so they need no row. */
function find(plan: MapPlan, draft: Draft, run: Run, index: number, bytes: string): Entry | undefined {
  if (bytes === '' || bytes === '""') return undefined
  const code = textOf(draft, bytes)
  const entry = lookUp(plan.table, code, (key) => contextValue(plan, draft, index, key), run.day)
  if (!entry) unmapped(plan, draft, run, index, code)
  else {
    run.lookups.push(entry)
    if (plan.converts) byOneRow(plan, run, entry, draft.lines[index]!)
  }
  return entry
}

/** Whether a map translates what was observed, which decides how its value is converted. */
export function isOfObservation({ source }: Pick<MapPlan, 'source'>): boolean {
  return source.code === codes.OBX && source.field === 3
}

/** The row for an observation's code as it came; undefined where none answers. */
export function entryAsItCame(plan: MapPlan, draft: Draft, run: Run, index: number): Entry | undefined {
  const bytes = readCode(plan, draft, draft.lines[index]!)
  if (!bytes || bytes === '""') return undefined
  return lookUp(plan.table, textOf(draft, bytes), (key) => contextValue(plan, draft, index, key), run.day)
}

/**
 * Code and value go by one row. Where they do not, a step before this one changed what the row is chosen by.
 */
function byOneRow({ table, pair }: MapPlan, run: Run, { from, to, conversion }: Entry, line: Line): void {
  if (conversion === line.conversion?.by) {
    if (line.conversion) line.conversion.awaitsRow = false
    return
  }
  raise(run, 'hold', {
    kind: 'value-conversion',
    severity: 'high',
    text:
      `OBX-3: ${mayShow('OBX-3', from) ? `"${from}"` : 'a code'} of ${pair.from} leads to ${to} by a row of maps/${table.id}.csv whose conversion is not the one ` +
      'by which the value was converted as the message came. The message is held. Steps that change OBX-3, or what its context is read from, come after this map.',
    cause: `value-conversion|${pair.from}|${pair.to}|${table.id}|other-row`,
  })
}

function contextValue(plan: MapPlan, draft: Draft, index: number, key: string): string {
  const source = plan.context.get(key)
  if (source === undefined || typeof source === 'string') return source ?? ''
  const line = draft.lines[lineAt(draft, source, index)]
  return line ? textOf(draft, readPlace(draft, asAsked(plan, line, source), source)) : ''
}

/** Value, unit and range: what a conversion writes. */
const converted_fields = [5, 6, 7]

/** The row of a converted test is chosen by the unit in which it came: `unit=mg/dL`. */
function asAsked({ converts }: MapPlan, line: Line, { code, field }: Place): Line {
  const isConverted = converts && code === codes.OBX && converted_fields.includes(field)
  return (isConverted && line.conversion?.came) || line
}

function contextSource(from: string): Place | string {
  return from.startsWith('=') ? from.slice(1) : requirePlace(from)
}

function unmapped(plan: MapPlan, draft: Draft, run: Run, index: number, code: string): void {
  const { table, source, policy, pair } = plan
  const place = `${source.segment}-${source.field}`
  const shown = mayShow(place, code)
  const context = shown ? contextAsked(plan, draft, index, code) : []
  const where = context.map(({ key, value }) => (value === '' ? `this ${key}` : `${key} ${value}`)).join(', ')
  const concern: MappingConcern = {
    kind: 'unmapped-code',
    severity: policy === 'pass' ? 'normal' : 'high',
    text:
      `${place}: ${shown ? `the code "${code}"` : 'a code'} of ${pair.from} has no approved row in maps/${table.id}.csv` +
      `${where && ` for ${where}`}, so nothing says what ${pair.to} calls it${shown ? '' : ' (the message shows it)'}. ` +
      `${where && 'A row for something else is no answer: it may mean another thing there. '}${consequence[policy]}`,
    cause: `unmapped-code|${pair.from}|${pair.to}|${table.id}|${shown ? code : place}${where && `|${where}`}`,
  }
  raise(run, policy, concern)
  remember(plan, run, code, context, { concern, verdict: policy })
}

type Asked = { readonly key: string; readonly value: string; readonly isObservation: boolean }

/** The context in which a code has no row, where it has rows in others. Empty value: it must not be shown. */
function contextAsked(plan: MapPlan, draft: Draft, index: number, code: string): readonly Asked[] {
  const keys = new Set(plan.table.contextual.get(code)?.flatMap(({ context }) => Object.keys(context)))
  return [...keys].flatMap((key) => {
    const source = plan.context.get(key)
    if (source === undefined) return []
    const value = contextValue(plan, draft, index, key)
    if (typeof source === 'string') return [{ key, value, isObservation: false }]
    const isShown = mayShow(`${source.segment}-${source.field}`, value)
    const isObservation = isShown && source.code === codes.OBX && source.field === 3
    return [{ key, value: isShown ? value : '', isObservation }]
  })
}

/** By which the end of the steps tells what is moot. */
function remember(
  plan: MapPlan,
  run: Run,
  code: string,
  context: readonly Asked[],
  said: Pick<OfObservation, 'concern' | 'verdict'>,
): void {
  if (isOfObservation(plan)) {
    run.unknownObservations ??= new Map()
    run.unknownObservations.set(code, graver(run.unknownObservations.get(code) ?? 'pass', said.verdict))
    return
  }
  const [observation] = context.filter(({ isObservation }) => isObservation)
  if (!observation) return
  run.ofObservations ??= []
  run.ofObservations.push({ ...said, observation: observation.value })
}

const consequence = {
  pass: 'The message is not held for this; the code goes out as it came. Add the row and have it approved.',
  hold: 'The message is held. Add the row, have it approved, and release the message.',
  reject:
    'The message does not go out: the flow refuses it whole. Add the row, have it approved, and have the message sent again.',
} as const
