// Maps from the text of their file to what the receiver gets: context, direction, status, days, and a third system's codes.
import { expect, test } from 'vitest'
import { codeMaps } from '../site/parts.ts'
import { newReport, problemText } from '../site/problem.ts'
import { readMap } from '../site/read-map.ts'
import type { Site } from '../site/shapes/site.ts'
import { System } from '../site/shapes/system.ts'
import { kinds, open } from './testing/looking.ts'
import { field } from './testing/messages.ts'
import { testSite } from './testing/site.ts'
import { world } from './testing/world.ts'

const columns = [
  ...['from_system', 'from_code', 'to_system', 'to_code', 'context', 'direction', 'status', 'approved_by'],
  ...['approved_on', 'effective_from', 'effective_to'],
] as const
type Row = Partial<Record<(typeof columns)[number], string>>

const usual: Row = {
  ...{ from_system: 'lis', to_system: 'ehr', direction: 'both', status: 'approved' },
  ...{ approved_by: 'Laboratory director', approved_on: '2026-01-05' },
}

/** The test site with this map of components, as its file says it, and a step in each flow that translates by it. */
function siteWith(rows: readonly Row[], results: object = {}, more: readonly object[] = []): Site {
  const lines = rows.map((row) => columns.map((column) => ({ ...usual, ...row })[column] ?? '').join(','))
  const report = newReport()
  const map = readMap('maps/components.csv', `${[columns.join(','), ...lines].join('\n')}\n`, report)
  expect(report.problems.map(problemText)).toEqual([])
  const step = { map: 'OBX[*]-3', table: 'components', ...results }
  const orders = { map: 'OBR[*]-4', table: 'components' }
  const site = testSite({ flows: { results: { steps: [step, ...more] as never }, orders: { steps: [orders] } } })
  return { ...site, maps: codeMaps([map]) }
}

let sent = 0
/** A report of GLU, with what a context can look at. */
function report(
  change: { day?: string; sex?: string; born?: string; at?: string; specimen?: string; obx?: string } = {},
) {
  const { day = '20260302', sex = 'F', born = '19700102', at = 'WARD', specimen = 'SER', obx } = change
  const id = ++sent
  const lines = [
    `MSH|^~\\&|LIS|TEST|EHR|TEST|${day}080000||ORU^R01^ORU_R01|M${id}|P|2.5.1`,
    `PID|1||${id}^^^TEST^MR||Testpatient^Ida||${born}|${sex}`,
    `PV1|1|I|${at}^1^2`,
    `ORC|RE|P${id}|F${id}`,
    `OBR|1|P${id}|F${id}|BMP^Panel^L|||20260302073000|||||||||||||||20260302080000||CH|F`,
    obx ?? 'OBX|1|NM|GLU^Glucose^L||98|mg/dL|70-99|N|||F||||||HEX^Hexokinase^L',
    `SPM|1|||${specimen}^Specimen^L`,
  ]
  return Buffer.from(lines.map((line) => `${line}\r`).join(''))
}

/** The code under which the receiver gets each report; empty where it gets none. */
async function codes(site: Site, ...reports: readonly Buffer[]): Promise<string[]> {
  const got: string[] = []
  const on = await world({ wholeSite: site })
  for (const bytes of reports) {
    const before = on.toEhr.got.length
    on.lis.send(bytes)
    await on.after(1000)
    const [message] = on.toEhr.got.slice(before)
    got.push(message ? field(message, 'OBX', 3).split('^')[0]! : '')
  }
  return got
}

const glu = { from_code: 'GLU', to_code: '1001' }

test.each([
  ['specimen', 'SPM-4.1', 'UR', { specimen: 'UR' }],
  ['method', 'OBX-17.1', 'POC', { obx: 'OBX|1|NM|GLU^Glucose^L||98|mg/dL|70-99|N|||F||||||POC^Meter^L' }],
  ['sex', 'PID-8', 'M', { sex: 'M' }],
  ['location', 'PV1-3.1', 'NICU', { at: 'NICU' }],
  ['age', 'PID-7', '0d-28d', { born: '20260220' }],
])('a row for one %s translates what has it, and the row without a context the rest', async (key, path, value, has) => {
  const rows = [glu, { ...glu, to_code: '2002', context: `${key}=${value}`, direction: 'forward' }]
  const site = siteWith(rows, { context: { [key]: path } })
  expect(await codes(site, report(has), report())).toEqual(['2002', '1001'])
})

test('several parts of a context must all hold; the row that says most counts', async () => {
  const rows = [
    { ...glu, to_code: '1', context: 'specimen=UR', direction: 'forward' },
    { ...glu, to_code: '2', context: 'specimen=UR;sex=M;age=18y-', direction: 'forward' },
  ]
  const site = siteWith(rows, { context: { specimen: 'SPM-4.1', sex: 'PID-8', age: 'PID-7' } })
  const urine = { specimen: 'UR' }
  const boy = report({ ...urine, sex: 'M', born: '20100302' })
  expect(await codes(site, report({ ...urine, sex: 'M' }), report(urine), boy)).toEqual(['2', '1', '1'])
})

test('where no row holds, the result waits and is the laboratory’s to phone', async () => {
  const on = await world({
    wholeSite: siteWith([{ ...glu, context: 'specimen=UR' }], { context: { specimen: 'SPM-4.1' } }),
  })
  on.lis.send(report())
  await on.after(1000)
  expect(on.toEhr.got).toEqual([])
  expect(kinds(on)).toContain('unmapped-code')
  expect(open(on)[0]?.text).toContain('"GLU"')
})

test('a draft translates nothing, whoever is named beside it', async () => {
  expect(await codes(siteWith([{ ...glu, status: 'draft' }]), report())).toEqual([''])
})

test('a row counts from its first to its last day, by the message’s own time', async () => {
  const rows = [
    { ...glu, effective_to: '2026-02-28', direction: 'forward' },
    { ...glu, to_code: '2001', effective_from: '2026-03-01', effective_to: '2026-03-31', direction: 'forward' },
  ]
  const days = ['20260228', '20260301', '20260331', '20260401'].map((day) => report({ day }))
  expect(await codes(siteWith(rows), ...days)).toEqual(['1001', '2001', '2001', ''])
})

test('an order goes the other way by rows of both directions only', async () => {
  const on = await world({ wholeSite: siteWith([glu, { from_code: 'NA', to_code: '1003', direction: 'forward' }]) })
  const order = (id: string, code: string) =>
    Buffer.from(
      [
        `MSH|^~\\&|EHR|TEST|LIS|TEST|20260302080000||ORM^O01^ORM_O01|${id}|P|2.5.1`,
        'PID|1||100^^^TEST^MR||Testpatient^Ida||19700102|F',
        `ORC|NW|${id}`,
        `OBR|1|${id}||${code}^x^E`,
        '',
      ].join('\r'),
    )
  on.ehr.send(order('O1', '1001'))
  on.ehr.send(order('O2', '1003'))
  await on.after(1000)
  expect(on.toLis.got.map((message) => field(message, 'OBR', 4).split('^')[0])).toEqual(['GLU'])
  expect(kinds(on)).toContain('unmapped-code')
})

test('a send-out’s result keeps the reference laboratory’s codes on the way, and its own rows translate them', async () => {
  const rows = [glu, { from_system: 'ref', from_code: 'R77', to_code: '5005' }]
  const isOf = (system: string) => ({ when: { path: 'OBX-3.3', equals: system } })
  const site = siteWith(rows, isOf('L'), [{ map: 'OBX[*]-3', table: 'components', codes_of: 'ref', ...isOf('REF') }])
  const ref = System.parse({
    ...{ id: 'ref', name: 'Reference laboratory', role: 'reference-lab', owner: 'lab' },
    ...{ dialect: { versions: ['2.5.1'] }, connections: [] },
  })
  const both = { ...site, systems: [...site.systems, ref] }
  const sendOut = (code: string) => report({ obx: `OBX|1|NM|${code}^Vitamin^REF||30|ng/mL|20-50|N|||F` })
  expect(await codes(both, sendOut('R77'), report(), sendOut('GLU'))).toEqual(['5005', '1001', ''])
})
