// A small pair of systems on which no rule finds anything, and changes of it: what the cases of the rules are made of. The one
// thing to know: it is one hospital with a handful of tests, so that a case changes a cell and sees one rule.
import { z } from 'zod'
import { AlignmentFile } from '../../site/shapes/alignment.ts'
import { Flow } from '../../site/shapes/flow.ts'
import { type CodeMap, type MapRow, Ownership, type Site, SiteFile } from '../../site/shapes/site.ts'
import { System } from '../../site/shapes/system.ts'

export type Cells = Readonly<Record<string, string>>
type Rows = Readonly<Record<string, Cells>>
type Kind = 'components' | 'orderables' | 'aoe'

/** Rows by code; null takes a row away, a new code adds one. */
type RowChanges = Readonly<Record<string, Cells | null>>

/** Rows of a map by `from>to`, with a context behind a space; null takes a row away. */
type MapChanges = Readonly<Record<string, Partial<MapRow> | null>>

export type TinyChange = {
  readonly lis?: Partial<Record<Kind, RowChanges>>
  readonly ehr?: Partial<Record<Kind, RowChanges>>
  readonly maps?: Readonly<Record<string, MapChanges>>
  /** Settings of systems/*.yaml, over those that stand. */
  readonly lisSystem?: Readonly<Record<string, unknown>>
  readonly ehrSystem?: Readonly<Record<string, unknown>>
  /** Steps put before those of the results flow. */
  readonly steps?: readonly unknown[]
  readonly accepted?: z.input<typeof AlignmentFile>
}

const potassium = { name: 'Potassium', loinc: '2823-3', loinc_name: 'Potassium [Moles/volume] in Serum or Plasma' }
const sodium = { name: 'Sodium', loinc: '2951-2', loinc_name: 'Sodium [Moles/volume] in Serum or Plasma' }
const glucose = { name: 'Glucose', loinc: '2345-7', loinc_name: 'Glucose [Mass/volume] in Serum or Plasma' }
const hiv = { name: 'HIV screen', loinc: '7917-8', loinc_name: 'HIV 1 Ab [Presence] in Serum' }
const electrolyte = { value_type: 'NM', unit: 'mmol/L', specimen: 'SER', method: 'ISE' }
const lisFlags = { flags: 'N;L;H;LL;HH' }
const ehrFlags = { flags: 'NORM;LO;HI;LO!;HI!' }
const ofPotassium = { ...electrolyte, precision: '1', ranges: '3.5-5.1', critical_low: '2.8', critical_high: '6.2' }
const ofSodium = { ...electrolyte, precision: '0', ranges: '136-145', critical_low: '120', critical_high: '160' }
const ofGlucose = {
  value_type: 'NM',
  unit: 'mg/dL',
  precision: '0',
  specimen: 'SER',
  ranges: '70-99',
  method: 'hexokinase',
}
const ofHiv = { value_type: 'CE', specimen: 'SER', ranges: 'Nonreactive' }
const panel = { kind: 'panel', result_mode: 'snapshot' }
const test = { kind: 'test', result_mode: 'snapshot' }

const lisRows: Readonly<Record<Kind, Rows>> = {
  components: {
    K: {
      ...potassium,
      ...ofPotassium,
      ...lisFlags,
      delta_limit: '1.0 in 24h',
      possible_low: '0.5',
      possible_high: '20',
    },
    NA: { ...sodium, ...ofSodium, ...lisFlags },
    GLU: { ...glucose, ...ofGlucose, flags: 'N;L;H' },
    HIV: { ...hiv, ...ofHiv, flags: 'N;A', coded_answers: 'NR=Nonreactive;R=Reactive' },
  },
  orderables: {
    LYTES: { name: 'Electrolytes', ...panel, components: 'NA;K', specimen: 'SER' },
    GLUC: { name: 'Glucose', ...test, components: 'GLU', specimen: 'SER' },
    HIVS: { name: 'HIV screen', ...test, components: 'HIV', specimen: 'SER', aoe: 'PREG;WT', reflex: 'GLUC:HIV=R' },
  },
  aoe: {
    PREG: { name: 'Pregnant?', value_type: 'CE', coded_answers: 'Y=Yes;N=No', required: 'yes' },
    WT: { name: 'Weight', value_type: 'NM', unit: 'kg', required: 'yes' },
  },
}

const ehrRows: Readonly<Record<Kind, Rows>> = {
  components: {
    E1: { ...potassium, ...ofPotassium, specimen: 'SERUM', ...ehrFlags },
    E2: { ...sodium, ...ofSodium, specimen: 'SERUM', ...ehrFlags },
    E3: { ...glucose, ...ofGlucose, specimen: 'SERUM', flags: 'NORM;LO;HI' },
    E4: { ...hiv, ...ofHiv, specimen: 'SERUM', flags: 'NORM;*', coded_answers: '1=Nonreactive;2=Reactive' },
  },
  orderables: {
    L1: { name: 'Electrolyte panel', ...panel, components: 'E2;E1', specimen: 'SERUM' },
    L2: { name: 'Glucose', ...test, components: 'E3', specimen: 'SERUM' },
    L3: { name: 'HIV screen', ...test, components: 'E4', specimen: 'SERUM', aoe: 'Q1;Q2' },
  },
  aoe: {
    Q1: { name: 'Is the patient pregnant?', value_type: 'CE', coded_answers: '1=Yes;2=No', required: 'yes' },
    Q2: { name: 'Weight', value_type: 'NM', unit: 'kg', required: 'yes' },
  },
}

/** Rows as `from>to`, from the LIS to the EHR, with a context behind a space. */
const mapRows: Readonly<Record<string, readonly string[]>> = {
  components: ['K>E1', 'NA>E2', 'GLU>E3', 'HIV>E4'],
  tests: ['LYTES>L1', 'GLUC>L2', 'HIVS>L3'],
  units: ['mmol/L>mmol/L', 'mg/dL>mg/dL', 'kg>kg'],
  flags: ['N>NORM', 'L>LO', 'H>HI', 'LL>LO!', 'HH>HI!', 'A>*'],
  specimens: ['SER>SERUM', 'UR>URINE'],
  aoe: ['PREG>Q1', 'WT>Q2', 'Y>1 question=Q1', 'N>2 question=Q1'],
  statuses: [
    ...['F', 'C', 'P', 'X', 'D', 'I'].map((code) => `${code}>${code} table=0085`),
    'W>D table=0085',
    ...['F', 'C', 'P', 'X', 'I'].map((code) => `${code}>${code} table=0123`),
    ...['CM', 'IP', 'CA'].map((code) => `${code}>${code} table=0038`),
  ],
}

const tables = (table: string) => ({ table: 'statuses', context: { table: `=${table}` } })

const resultSteps = [
  { map: 'OBX[*]-6', table: 'units', context: { component: 'OBX-3.1' } },
  { map: 'OBX[*]-3', table: 'components', keep_original: 'OBX[*]-3.4', name_to: 'OBX[*]-3.2' },
  { map: 'OBX[*]-8[*]', table: 'flags', unmapped: 'pass' },
  { map: 'OBX[*]-11', ...tables('0085') },
  { map: 'OBR[*]-25', ...tables('0123') },
  { map: 'ORC[*]-5', ...tables('0038') },
  { map: 'OBR[*]-4', table: 'tests', keep_original: 'OBR[*]-4.4' },
  { map: 'SPM[*]-4', table: 'specimens', unmapped: 'pass' },
]

const orderSteps = [
  { map: 'OBR[*]-4', table: 'tests', keep_original: 'OBR[*]-4.4' },
  { map: 'SPM[*]-4', table: 'specimens' },
  { map: 'OBX[*]-5', when: { path: 'OBX-2', equals: 'CE' }, table: 'aoe', context: { question: 'OBX-3.1' } },
  { map: 'OBX[*]-6', table: 'units', context: { component: 'OBX-3.1' } },
  { map: 'OBX[*]-3', table: 'aoe', context: { question: '=none' } },
]

/** The small site with what a case wants different. */
export function tinySite(change: TinyChange = {}): Site {
  const site = SiteFile.parse({ name: 'tiny', title: 'Tiny Hospital', time_zone: 'America/Chicago' })
  return {
    ...site,
    revision: 'tiny',
    systems: z.array(System).parse([
      { ...systemOf('lis', 'lis'), ...change.lisSystem },
      { ...systemOf('ehr', 'ehr'), ...change.ehrSystem },
    ]),
    flows: z
      .array(Flow)
      .parse([
        flow('results', 'lis', 'ehr', 'ORU^R01', [...(change.steps ?? []), ...resultSteps]),
        flow('orders', 'ehr', 'lis', 'OML^O21', orderSteps),
      ]),
    ownership: Ownership.parse({ default_team: 'desk', teams: [{ id: 'desk', title: 'Desk', role: 'analyst' }] }),
    maps: [...new Set([...Object.keys(mapRows), ...Object.keys(change.maps ?? {})])].map((id) =>
      mapOf(id, mapRows[id] ?? [], change.maps?.[id] ?? {}),
    ),
    catalogs: (['lis', 'ehr'] as const).flatMap((system) =>
      (['components', 'orderables', 'aoe'] as const).map((kind) => {
        const rows = changed((system === 'lis' ? lisRows : ehrRows)[kind], change[system]?.[kind] ?? {})
        return {
          id: `${system}-${kind}`,
          rows: Object.entries(rows).map(([code, cells]) => ({ code, active: 'yes', ...cells })),
        }
      }),
    ),
    ...(change.accepted ? { alignment: AlignmentFile.parse(change.accepted) } : {}),
  }
}

function systemOf(id: string, role: string) {
  return {
    ...{ id, role, name: id.toUpperCase() },
    dialect: { versions: ['2.5.1'], patient: { authorities: { RCH: 'riverside' }, identifier_types: ['MR'] } },
  }
}

function flow(id: string, from: string, to: string, type: string, steps: readonly unknown[]) {
  return { id, from, to, kind: id, messages: [type], steps, delivery: { connection: 'out' } }
}

function changed(rows: Rows, changes: RowChanges): Record<string, Cells> {
  const made: Record<string, Cells> = { ...rows }
  for (const [code, cells] of Object.entries(changes)) {
    if (cells === null) delete made[code]
    else made[code] = { ...made[code], ...cells }
  }
  return made
}

function mapOf(id: string, rows: readonly string[], changes: MapChanges): CodeMap {
  const made = new Map(rows.map((row) => [row, {} as Partial<MapRow>]))
  for (const [row, change] of Object.entries(changes)) {
    if (change === null) made.delete(row)
    else made.set(row, { ...made.get(row), ...change })
  }
  return { id, rows: [...made].map(([row, change], index) => rowOf(id, row, index, change)) }
}

function rowOf(id: string, row: string, index: number, change: Partial<MapRow>): MapRow {
  const [, fromCode = '', toCode = '', context = ''] = /^(.+?)>(.*?)(?: (\S+=\S+))?$/.exec(row) ?? []
  const [key, value = ''] = context.split('=')
  return {
    ...{ fromSystem: 'lis', fromCode, toSystem: 'ehr', toCode, context: key ? { [key]: value } : {} },
    ...{ direction: 'both', status: 'approved', approvedBy: 'director', approvedOn: '2026-01-01', note: '' },
    ...{ file: `maps/${id}.csv`, line: index + 2 },
    ...change,
  }
}
