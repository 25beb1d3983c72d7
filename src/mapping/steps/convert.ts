// The first step of a flow whose map of components has signed conversions: values become the receiver's. The one thing to
// know: it reads the message as it came, so that code, unit and context are the laboratory's own words; and what it cannot
// convert holds the message, never to go out in the wrong unit.
import { carriesResults } from '../../site/content-rules.ts'
import { requirePlace } from '../../site/place.ts'
import type { Flow, LoopStep, Step } from '../../site/shapes/flow.ts'
import { type CodeTable, hasConversions } from '../code-table.ts'
import { mayShow } from '../concern.ts'
import { saidBy, writeConverted } from '../conversion/line.ts'
import { addNotes, originalText, piecesOf } from '../conversion/note.ts'
import { convertObservation, type Doubt, type Refused } from '../conversion/observation.ts'
import type { SignedConversion } from '../conversion/signed.ts'
import type { Draft } from '../draft.ts'
import { codes, linesAt } from '../find-lines.ts'
import { entryAsItCame, isOfObservation, type MapPlan, type MapStep, planOf } from './map.ts'
import { type CompiledStep, type Run, raise } from './step-run.ts'
import { conditionOf } from './when.ts'

/** A step that translates OBX-3 by a table with conversions, and the lines that it will meet. `isStep`: not only the map's rows. */
type Source = {
  readonly plan: MapPlan
  readonly isStep: boolean
  readonly linesOf: (draft: Draft) => readonly number[]
}

/** The first step of a flow, and its last look. */
export type ConvertSteps = { readonly first: CompiledStep; readonly last: CompiledStep }

/**
 * The conversions of a flow; null where its maps have none. Where no step translates OBX-3 by maps/components.csv, the rows of
 * that map still say how results are converted.
 * @param noteLength the longest NTE-3 that the receiver keeps, in characters; undefined: any
 * @throws LabloopError step-compile
 */
export function convertStep(
  flow: Flow,
  tables: (id: string, sameIn?: string, from?: string) => CodeTable,
  noteLength: number | undefined,
): ConvertSteps | null {
  const sources = sourcesOf(flow, tables)
  if (sources.length === 0) return null
  return {
    first: (drafts, run) => {
      for (const draft of drafts) convertDraft(draft, run, flow, sources, noteLength)
      return drafts
    },
    last: (drafts, run) => {
      for (const { lines } of drafts)
        for (const { code, conversion } of lines)
          if (conversion?.awaitsRow && code === codes.OBX) untranslated(run, flow, conversion.by)
      return drafts
    },
  }
}

const home = 'components'

function sourcesOf(flow: Flow, tables: (id: string, sameIn?: string, from?: string) => CodeTable): Source[] {
  const planned = flow.steps.flatMap((step) => sourcesIn(step, flow, tables))
  const isMapped = planned.some(({ plan }) => plan.table.id === home)
  const all = isMapped || !carriesResults(flow) ? planned : [...planned, unmappedSource(flow, tables)]
  return all.filter(({ plan }) => hasConversions(plan.table))
}

function unmappedSource(flow: Flow, tables: (id: string) => CodeTable): Source {
  const plan = planOf({ map: 'OBX[*]-3', table: home, context: {} }, tables(home), flow, 'pass')
  return { plan, isStep: false, linesOf: (draft) => linesAt(draft, plan.source, -1) }
}

function sourcesIn(
  step: Step,
  flow: Flow,
  tables: (id: string, sameIn?: string, from?: string) => CodeTable,
): Source[] {
  if (!('for_each' in step)) {
    return 'map' in step ? sourceOf(step, flow, tables, () => [-1]) : []
  }
  const place = requirePlace(`${step.for_each}[*]`)
  const holds = conditionOf(step.when)
  const here = (draft: Draft) => linesAt(draft, place, -1).filter((index) => holds(draft, index))
  return step.steps.flatMap((inner: LoopStep) => ('map' in inner ? sourceOf(inner, flow, tables, here) : []))
}

function sourceOf(
  step: MapStep,
  flow: Flow,
  tables: (id: string, sameIn?: string, from?: string) => CodeTable,
  here: (draft: Draft) => readonly number[],
): Source[] {
  const from = step.codes_of ?? flow.from
  const plan = planOf(step, tables(step.table, step.same_in_catalogs, from), { from, to: flow.to }, 'pass')
  if (!isOfObservation(plan)) return []
  const holds = conditionOf(step.when)
  return [
    {
      plan,
      isStep: true,
      linesOf: (draft) =>
        here(draft).flatMap((index) => linesAt(draft, plan.source, index).filter((at) => holds(draft, at))),
    },
  ]
}

function convertDraft(
  draft: Draft,
  run: Run,
  flow: Flow,
  sources: readonly Source[],
  noteLength: number | undefined,
): void {
  const notes = new Map<number, readonly string[]>()
  for (const { plan, isStep, linesOf } of sources)
    for (const index of linesOf(draft)) {
      const line = draft.lines[index]!
      const conversion = line.conversion ? undefined : entryAsItCame(plan, draft, run, index)?.conversion
      if (!conversion) continue
      const original = convertLine(draft, index, run, flow, conversion)
      if (isStep) line.conversion!.awaitsRow = true
      if (original !== '') notes.set(index, piecesOf(original, noteLength))
    }
  addNotes(draft, notes)
}

/** Converts one line; gives the text that keeps what it said, empty where nothing of it changed. */
function convertLine(draft: Draft, index: number, run: Run, flow: Flow, by: SignedConversion): string {
  const line = draft.lines[index]!
  const said = saidBy(draft, line)
  const done = convertObservation(said, by)
  const came = { ...line, edits: line.edits?.map((edit) => ({ ...edit })) }
  line.conversion = { by, came, settlesUnit: done.outcome !== 'kept', awaitsRow: false }
  run.conversions.push({ conversion: by, outcome: done.outcome === 'refused' ? 'held' : done.outcome })
  if (done.outcome === 'refused') refuse(run, flow, by, done.why, said.unit)
  if (done.outcome !== 'converted') return ''
  for (const doubt of done.doubts) tell(run, flow, by, doubt)
  const text = done.changed ? originalText(said, done, by) : ''
  writeConverted(draft, line, said, done, by)
  return text
}

/** The step that should have translated the code did not come upon it, so that it may not be what was converted. */
function untranslated(run: Run, flow: Flow, by: SignedConversion): void {
  raise(run, 'hold', {
    kind: 'value-conversion',
    severity: 'high',
    text:
      `OBX-3: ${named(flow, by)} was to be translated by the row of its conversion (maps/${by.table}.csv, line ${by.line}), and no step did. ` +
      'The message is held. Steps that change OBX-3, or what its context or condition is read from, come after the map of OBX-3.',
    cause: `value-conversion|${flow.from}|${flow.to}|${by.from}|untranslated`,
  })
}

const reasons: Readonly<Record<Refused, string>> = {
  'unit-missing': 'its unit (OBX-6) is missing',
  'unit-differs': 'its unit (OBX-6) is another than the one for which the conversion was signed',
  'value-unreadable': 'it is no plain number',
  'no-factor': 'no factor leads from the one unit to the other',
  'says-another': 'no number of decimals says it in the new unit without saying something else of it',
}

function refuse(run: Run, flow: Flow, by: SignedConversion, why: Refused, unit: string): void {
  const shown = why === 'unit-differs' && mayShow('OBX-6', unit) ? ` ("${unit}")` : ''
  raise(run, 'hold', {
    kind: 'value-conversion',
    severity: 'high',
    text:
      `OBX-5: a value of ${named(flow, by)} must be converted from ${by.unitFrom.given} to ${by.unitTo.given} (maps/${by.table}.csv, line ${by.line}), and ${reasons[why]}${shown}. ` +
      'The message is held. Phone the result. Have it sent as it was signed, or have the conversion changed and signed; then release it.',
    cause: `value-conversion|${flow.from}|${flow.to}|${by.from}|${why}`,
  })
}

const doubts: Readonly<Record<Doubt, string>> = {
  'range-left-out':
    'OBX-7: a reference range of {test} cannot be read as limits in {unit}, so it could not be converted and was left out. The result is not held for this; the range as it came stands in the note beside it. Have the laboratory send limits.',
}

function tell(run: Run, flow: Flow, by: SignedConversion, doubt: Doubt): void {
  raise(run, 'pass', {
    kind: 'value-conversion',
    severity: 'normal',
    text: doubts[doubt].replace('{test}', named(flow, by)).replace('{unit}', by.unitFrom.given),
    cause: `value-conversion|${flow.from}|${flow.to}|${by.from}|${doubt}`,
  })
}

function named({ from }: Flow, by: SignedConversion): string {
  return mayShow('OBX-3', by.from) ? `"${by.from}" of ${from}` : `a component of ${from}`
}
