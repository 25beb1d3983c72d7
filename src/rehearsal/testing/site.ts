// A site for tests of the virtual systems: the catalogs and maps of examples/riverside, with just enough of systems and
// flows. The one thing to know: it is made here and not loaded, so that these tests need nothing but the tables.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { Flow } from '../../site/shapes/flow.ts'
import { type CatalogFile, type CodeMap, type MapRow, Ownership, type Site, SiteFile } from '../../site/shapes/site.ts'
import { System } from '../../site/shapes/system.ts'

const folder = join(import.meta.dirname, '../../../examples/riverside')
type Row = Record<string, string>

function rows(path: string): Row[] {
  return parse(readFileSync(join(folder, path)), { columns: true })
}

function names(part: string): string[] {
  return readdirSync(join(folder, part)).map((name) => name.replace(/\.csv$/, ''))
}

function mapOf(id: string): CodeMap {
  const file = `maps/${id}.csv`
  return { id, rows: rows(file).map((row, index) => mapRow(row, file, index + 2)) }
}

function mapRow(row: Row, file: string, line: number): MapRow {
  const context = Object.fromEntries((row.context ?? '').split(';').flatMap((part) => (part ? [part.split('=')] : [])))
  return {
    fromSystem: row.from_system!,
    fromCode: row.from_code!,
    toSystem: row.to_system!,
    toCode: row.to_code!,
    context,
    direction: row.direction as MapRow['direction'],
    status: row.status as MapRow['status'],
    approvedBy: row.approved_by!,
    approvedOn: row.approved_on!,
    note: row.note!,
    file,
    line,
  }
}

const numbers = { placer: { fields: ['ORC-2', 'OBR-2'], authorities: ['EPC'] } }
const patient = { authorities: { RVH: 'riverside' } }

const ehr = System.parse({
  id: 'ehr',
  name: 'Meridian EHR',
  role: 'ehr',
  header: { application: 'MERIDIAN', facility: 'RVH' },
  dialect: { versions: ['2.3'], numbers, patient, order_control: { 'CD:1': 'NW' } },
  connections: [
    { id: 'ehr-in', direction: 'in', port: 7071 },
    { id: 'ehr-out', direction: 'out', port: 0 },
  ],
})
const lis = System.parse({
  id: 'lis',
  name: 'Labrador LIS',
  role: 'lis',
  header: { application: 'LABRADOR', facility: 'RVHLAB' },
  dialect: {
    versions: ['2.5.1'],
    numbers: { ...numbers, filler: { fields: ['ORC-3', 'OBR-3'], authorities: ['RVL'] } },
    patient,
  },
  connections: [
    { id: 'lis-in', direction: 'in', port: 7072 },
    { id: 'lis-out', direction: 'out', port: 0 },
  ],
})

const toLis = { connection: 'lis-out' }
const toEhr = { connection: 'ehr-out' }
const test = { map: 'OBR[*]-4.1', table: 'tests' }
const flows = [
  { id: 'patients', from: 'ehr', to: 'lis', kind: 'patients', messages: ['ADT'], delivery: toLis },
  {
    id: 'orders',
    from: 'ehr',
    to: 'lis',
    kind: 'orders',
    messages: ['ORM^O01'],
    steps: [
      { set: 'ORC[*]-1', value: 'NW', when: { path: 'ORC-1', equals: 'CD:1' } },
      { restructure: 'OML_O21', version: '2.5.1' },
      test,
      { set: 'MSH-15', value: 'AL' },
      { set: 'MSH-16', value: 'NE' },
    ],
    delivery: toLis,
  },
  {
    id: 'answers',
    from: 'lis',
    to: 'ehr',
    kind: 'answers',
    messages: ['ORL^O22'],
    steps: [{ restructure: 'ORR_O02', version: '2.3' }, test],
    delivery: toEhr,
  },
  {
    id: 'status',
    from: 'lis',
    to: 'ehr',
    kind: 'status',
    messages: ['OML^O21'],
    steps: [{ restructure: 'ORM_O01', version: '2.3' }, test],
    delivery: toEhr,
  },
  {
    id: 'results',
    from: 'lis',
    to: 'ehr',
    kind: 'results',
    messages: ['ORU^R01'],
    steps: [{ restructure: 'ORU_R01', version: '2.3' }, test, { map: 'OBX[*]-3.1', table: 'components' }],
    delivery: toEhr,
  },
]

/** Riverside's tables between two systems that speak as little as the tests need. */
export function testSite(): Site {
  const file = SiteFile.parse({ name: 'test', title: 'Test', time_zone: 'America/Chicago' })
  const catalogs: CatalogFile[] = names('catalogs').map((id) => ({ id, rows: rows(`catalogs/${id}.csv`) }))
  const ownership = Ownership.parse({ default_team: 'lab', teams: [{ id: 'lab', title: 'Lab', role: 'lab' }] })
  return {
    ...file,
    revision: 'test',
    systems: [ehr, lis],
    flows: flows.map((flow) => Flow.parse(flow)),
    ownership,
    maps: names('maps').map(mapOf),
    catalogs,
  }
}
