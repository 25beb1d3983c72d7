// Steps about a map of OBX-3 that converts values: what they may not change before it, and what it may not ask. The one thing
// to know: values are converted before the first step, by the row that answers to the message as it came; where the map of
// OBX-3 then comes upon another row, every converted message is held, and that is said here and not by the first patient.
import { carriesResults } from '../content-rules.ts'
import { signedConversion, type Translation, translations } from '../map-rows.ts'
import { codeMaps, type FlowPart, type SiteParts } from '../parts.ts'
import { type Place, placeOf } from '../place.ts'
import type { Report } from '../problem.ts'
import type { Step } from '../shapes/flow.ts'
import type { Path } from '../yaml-file.ts'

const home = 'components'

/** Value, unit and range: what a conversion writes. */
const converted = [5, 6, 7]

type MapStep = Extract<Step, { map: string }>
/** One step, those of loops too, with the conditions that stand about it. */
type Stood = { readonly at: Path; readonly step: Step; readonly conditions: readonly Asked[] }
/** A path that a step reads, and where that stands in the file. */
type Asked = { readonly path: string; readonly at: Path }

export function checkConversionSteps(parts: SiteParts, report: Report): void {
  for (const flow of parts.flows) {
    const stood = stoodIn(flow)
    for (const [nth, { step, at, conditions }] of stood.entries()) {
      if (!('map' in step) || !isOfObservation(step.map)) continue
      const rows = rowsOf(parts, step.table, step.codes_of ?? flow.from ?? '', flow.to ?? '')
      if (!rows.some(signedConversion)) continue
      checkConditions(flow, conditions, report)
      checkBefore(
        flow,
        stood.slice(0, nth),
        [...conditions, ...contextsOf(step, at, rows), askedCode(step, at)],
        report,
      )
    }
    checkUnasked(flow, stood, parts, report)
  }
}

function stoodIn({ steps }: FlowPart): readonly Stood[] {
  return steps.flatMap(({ at, value }): Stood[] => {
    const around = conditionOf(value, at)
    if (!('for_each' in value)) return [{ at, step: value, conditions: around }]
    return value.steps.map((step, index) => {
      const own = [...at, 'steps', index]
      return { at: own, step, conditions: [...around, ...conditionOf(step, own)] }
    })
  })
}

function conditionOf(step: Step, at: Path): readonly Asked[] {
  return step.when ? [{ path: step.when.path, at: [...at, 'when', 'path'] }] : []
}

function isOfObservation(path: string): boolean {
  const place = placeOf(path)
  return place?.segment === 'OBX' && place.field === 3
}

function rowsOf({ maps }: SiteParts, table: string, from: string, to: string): readonly Translation[] {
  const map = codeMaps(maps).find(({ id }) => id === table)
  return map ? translations(map, from, to) : []
}

/** Contexts by which a row of a converted code is chosen. */
function contextsOf(step: MapStep, at: Path, rows: readonly Translation[]): readonly Asked[] {
  const codes = new Set(rows.filter(signedConversion).map(({ from }) => from))
  const keys = new Set(rows.filter(({ from }) => codes.has(from)).flatMap(({ context }) => Object.keys(context)))
  return Object.entries(step.context)
    .filter(([key, path]) => keys.has(key) && !path.startsWith('='))
    .map(([key, path]) => ({ path, at: [...at, 'context', key] }))
}

function askedCode(step: MapStep, at: Path): Asked {
  return { path: step.map, at: [...at, 'map'] }
}

/** A condition is read as the message stands at the step, and its value, unit and range are the receiver's by then. */
function checkConditions({ source }: FlowPart, conditions: readonly Asked[], report: Report): void {
  for (const { path, at } of conditions) {
    const place = placeOf(path)
    if (place?.segment !== 'OBX' || !converted.includes(place.field)) continue
    report.error('site-step-order', source.file, source.at(at), {
      message: 'The condition asks for what the conversion of values has changed before the first step.',
      given: `when: { path: ${path} } at a map of OBX-3 with signed conversions`,
      allowed: 'a condition on another field, or rows with a context, which is read as the message came',
      remedy: 'Give the rows the context, as unit=mg/dL, and the step context: { unit: OBX-6.1 }.',
    })
  }
}

/** What the row is chosen by stays as it came until the map of OBX-3. */
function checkBefore({ source }: FlowPart, before: readonly Stood[], asked: readonly Asked[], report: Report): void {
  for (const { at, step } of before) {
    for (const [setting, path] of written(step)) {
      const target = placeOf(path)
      const read = asked.find((one) => target && meet(target, placeOf(one.path)))
      if (!read) continue
      report.warning('site-step-order', source.file, source.at([...at, setting]), {
        message:
          'The step changes what the map of OBX-3 chooses its row by, and values are converted by the row before that.',
        given: `${path}, which the map of OBX-3 reads (${read.path})`,
        allowed: 'the step behind the map of OBX-3',
        remedy: 'Move it: where the map comes upon another row than the conversion, the message is held.',
      })
    }
  }
}

/** Where a step writes. */
function written(step: Step): readonly (readonly [setting: string, path: string])[] {
  if ('map' in step) {
    const more = (['keep_original', 'name_to'] as const).flatMap((name) =>
      step[name] === undefined ? [] : [[name, step[name]] as const],
    )
    return [step.to === undefined ? ['map', step.map] : ['to', step.to], ...more]
  }
  if ('set' in step) return [['set', step.set]]
  if ('copy' in step || 'merge' in step) return [['to', step.to]]
  return 'drop' in step ? [['drop', step.drop]] : []
}

/** Whether one place lies within the other. A map of a whole coded field writes its code, name and system. */
function meet(one: Place, other: Place | undefined): boolean {
  if (one.segment !== other?.segment) return false
  if (one.field === 0 || other.field === 0) return true
  return one.field === other.field && (one.component === other.component || one.component * other.component === 0)
}

/** A signature counts without a step; but a row with a context is only chosen by a step that gives it. */
function checkUnasked(flow: FlowPart, stood: readonly Stood[], parts: SiteParts, report: Report): void {
  const { from = '', to = '', head, messages } = flow
  const types = messages.map(({ value }) => value)
  if (!carriesResults(head ? { kind: head.kind, messages: types } : { messages: types })) return
  if (stood.some(({ step }) => 'map' in step && step.table === home && isOfObservation(step.map))) return
  const map = parts.maps.find(({ id }) => id === home)
  for (const translation of rowsOf(parts, home, from, to)) {
    if (!signedConversion(translation) || Object.keys(translation.context).length === 0) continue
    const csv = map?.rows.find(({ row }) => row === translation.row)?.csv
    if (!map || !csv) continue
    report.error('site-map-context', map.source.file, csv.at('context'), {
      message: 'The conversion is signed for a context that no step gives, so its values would go out as they come.',
      given: `${Object.keys(translation.context).join(', ')} in the flow ${flow.id}, which has no map of OBX-3 by maps/${home}.csv`,
      allowed: 'a step that maps OBX-3 by it and gives the context',
      remedy: `Add the step, as map: OBX[*]-3, table: ${home}, context: { specimen: SPM-4.1 }.`,
    })
  }
}
