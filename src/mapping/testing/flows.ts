// Flows and messages for the tests of mapping: a flow of given steps between two systems, maps from pairs of codes, and a
// message as lines of text.
import { parseMessage, write } from '../../hl7/index.ts'
import { Flow } from '../../site/shapes/flow.ts'
import type { CatalogFile, Conversion, MapRow, Site } from '../../site/shapes/site.ts'
import { type Applied, type ApplyContext, apply } from '../apply.ts'
import { type CompiledFlow, compileFlow } from '../compile.ts'
import { type StepFunction, type StepFunctions, unlimited } from '../step.ts'

/** `GLU>1001`, `mEq/L>mmol/L component=K`, `GLU>9 draft`, `A>P forward`: from the lab to the EHR. */
export function rowsOf(table: string, ...rows: readonly string[]): { id: string; rows: MapRow[] } {
  return {
    id: table,
    rows: rows.map((text, index) => {
      const [pair = '', ...more] = text.split(' ')
      const [fromCode = '', toCode = ''] = pair.split('>')
      const context = Object.fromEntries(more.filter((word) => word.includes('=')).map((word) => word.split('=')))
      return {
        ...{ fromSystem: 'lis', fromCode, toSystem: 'ehr', toCode, context, note: '', file: `maps/${table}.csv` },
        direction: more.includes('forward') ? 'forward' : 'both',
        status: more.includes('draft') ? 'draft' : 'approved',
        ...{ approvedBy: 'Laboratory director', approvedOn: '2026-08-17', line: index + 2 },
      } as const
    }),
  }
}

/** Rows with a conversion for a code: glucose from mg/dL to mmol/L by 0.0555, signed, unless told otherwise. */
export function converting(
  table: { id: string; rows: MapRow[] },
  code: string,
  change: Partial<Conversion> = {},
): { id: string; rows: MapRow[] } {
  const signed = { signedBy: 'Laboratory director', signedOn: '2026-08-17' }
  const conversion = { unitFrom: 'mg/dL', unitTo: 'mmol/L', factor: '0.0555', offset: '', ...signed, ...change }
  return { ...table, rows: table.rows.map((row) => (row.fromCode === code ? { ...row, conversion } : row)) }
}

export type FlowOptions = {
  readonly flow?: Record<string, unknown>
  readonly maps?: readonly { id: string; rows: MapRow[] }[]
  readonly catalogs?: readonly CatalogFile[]
  readonly functions?: Readonly<Record<string, StepFunction>>
  readonly loaded?: StepFunctions
  readonly systems?: readonly {
    id: string
    header?: { application: string; facility: string }
    limits?: { text_length?: number }
  }[]
}

/** A flow of results from the lab to the EHR, unless told otherwise. */
export function flowOf(steps: readonly object[], options: FlowOptions = {}): CompiledFlow {
  const { maps = [], catalogs = [], systems = [] } = options
  const site = { maps, catalogs, systems } as unknown as Site
  const base = {
    id: 'f',
    from: 'lis',
    to: 'ehr',
    kind: 'results',
    messages: ['ORU^R01'],
    delivery: { connection: 'out' },
  }
  const flow = Flow.parse({ ...base, ...options.flow, steps })
  return compileFlow(site, flow, options.loaded ?? unlimited(options.functions ?? {}))
}

export const orderFlow = { from: 'ehr', to: 'lis', kind: 'orders', messages: ['ORM^O01'] }

/** Applies a flow to a message of these lines; every line ends in CR. */
export function applied(flow: CompiledFlow, lines: readonly string[], context: ApplyContext = {}): Applied {
  return apply(flow, parseMessage(Buffer.from(lines.map((line) => `${line}\r`).join(''))), context)
}

/** The lines of an output, the first unless told otherwise. */
export function linesOf({ outputs }: Applied, index = 0): string[] {
  return Buffer.from(write(outputs[index]!)).toString().split('\r').slice(0, -1)
}

/** The lines of the only output of a flow of these steps. */
export function after(steps: readonly object[], lines: readonly string[], options: FlowOptions = {}): string[] {
  return linesOf(applied(flowOf(steps, options), lines))
}

/** A header of the given type and version. */
export function msh(type: string, version: string): string {
  return `MSH|^~\\&|LIS|LAB|EHR|HOSP|20260101||${type}|C1|T|${version}`
}

export const patient = 'PID|1||R000001^^^RCH^MR||Testpatient^Ida||19700102|F'
