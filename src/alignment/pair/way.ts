// What the steps of a flow make of codes, without a message: each map step in order, on the fields of one observation or
// order. The one thing to know: functions of the site are not run, so what they recode is seen only on live messages.
import { type CodeTable, codeTable, type Entry, lookUp } from '../../mapping/code-table.ts'
import { placeOf } from '../../site/place.ts'
import type { Flow, SimpleStep, Step } from '../../site/shapes/flow.ts'
import type { Site } from '../../site/shapes/site.ts'

/** Codes by the field that they stand in: `OBX-3`, `OBX-6`, `SPM-4`. */
export type Fields = Readonly<Record<string, string>>

export type MapStep = Extract<SimpleStep, { map: string }>

type Stage = { readonly step: MapStep; readonly field: string; readonly table: CodeTable }

/** A flow with its map steps made ready. */
export type Way = {
  readonly flow: Flow
  readonly stages: readonly Stage[]
  /** The day for which rows with dates are asked, as 2026-08-31; empty: rows count that have no end. */
  readonly day: string
}

/** A code that no approved row leads on. */
export type Stuck = { readonly field: string; readonly table: string; readonly code: string; readonly flow: Flow }

/** What came of the fields. */
export type Crossed = {
  readonly fields: Fields
  readonly stuck: readonly Stuck[]
  /** The rows that were used, by the field that they changed. */
  readonly rows: ReadonlyMap<string, Entry>
}

export function wayOf(site: Site, flow: Flow, day = ''): Way {
  return {
    flow,
    day,
    stages: mapSteps(flow.steps).flatMap((step) => {
      const field = fieldOf(step.map)
      const table = codeTable(site, step.table, step.codes_of ?? flow.from, flow.to, step.same_in_catalogs)
      return field === '' ? [] : [{ step, field, table }]
    }),
  }
}

function mapSteps(steps: readonly Step[]): readonly MapStep[] {
  return steps.flatMap((step): readonly MapStep[] => {
    if ('for_each' in step) return mapSteps(step.steps)
    return 'map' in step ? [step] : []
  })
}

/** `OBX[*]-3.1` is OBX-3. */
function fieldOf(path: string): string {
  const place = placeOf(path)
  return place && place.field > 0 ? `${place.segment}-${place.field}` : ''
}

/** Takes codes over a flow, step by step, as a message would be taken. Fields that are not given are left alone. */
export function cross(way: Way, given: Fields): Crossed {
  const fields: Record<string, string> = { ...given }
  const stuck: Stuck[] = []
  const rows = new Map<string, Entry>()
  for (const { step, field, table } of way.stages) {
    const code = fields[field]
    if (!code || !holds(step, fields)) continue
    const entry = lookUp(
      table,
      code,
      (key) => contextOf(step, key, fields),
      () => way.day,
    )
    if (!entry) {
      stuck.push({ field, table: step.table, code, flow: way.flow })
      continue
    }
    fields[step.to ? fieldOf(step.to) : field] = entry.to
    rows.set(field, entry)
  }
  return { fields, stuck, rows }
}

/** A condition on a field that is not known here is taken to hold. */
function holds({ when }: MapStep, fields: Fields): boolean {
  const value = when ? fields[fieldOf(when.path)] : undefined
  if (!when || value === undefined) return true
  const allowed = when.equals === undefined ? when.in : [...(when.in ?? []), when.equals]
  return (when.present === undefined || when.present === (value !== '')) && (!allowed || allowed.includes(value))
}

function contextOf(step: MapStep, key: string, fields: Fields): string {
  const field = contextField(step, key)
  return field === null ? (step.context[key] ?? '').slice(1) : (fields[field] ?? '')
}

/** The field in which a context key stands; null where the step gives its value itself. */
export function contextField({ context }: MapStep, key: string): string | null {
  const source = context[key] ?? ''
  return source.startsWith('=') ? null : fieldOf(source)
}

/** The flows that translate a field; where none does, the first, on which it passes as it is. */
export function waysTranslating(ways: readonly Way[], field: string): readonly Way[] {
  const translating = ways.filter((way) => translates(way, field))
  return translating.length > 0 ? translating : ways.slice(0, 1)
}

/** Whether any step of the flow translates this field. */
export function translates(way: Way, field: string): boolean {
  return way.stages.some((stage) => stage.field === field)
}
