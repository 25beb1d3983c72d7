// Riverside's flows with every code of its catalogs: what one side can order or report, the other side can read.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireSite } from '../../src/adapters/file/open-site.ts'
import { build, get, type Message, type SegmentInput, segmentsNamed, value } from '../../src/hl7/index.ts'
import { type Applied, apply, compileFlow } from '../../src/mapping/index.ts'

const { site, functions } = await requireSite(join(import.meta.dirname, '../../examples/riverside'))

type Row = Readonly<Record<string, string>>
const rows = (catalog: string): readonly Row[] => site.catalogs.find(({ id }) => id === catalog)!.rows
const isActive = (row: Row) => row.active === 'yes'
/** What only the LIS knows and never leaves it. */
const internal = ['PSMR', 'PSMRT']

function flow(id: string): (message: Message) => Applied {
  const compiled = compileFlow(site, site.flows.find((candidate) => candidate.id === id)!, functions)
  return (message) => apply(compiled, message)
}

const patient: SegmentInput = [
  'PID',
  '1',
  '',
  ['R000001', '', '', 'RCH', 'MR'],
  '',
  ['Testpatient', 'Ida'],
  '',
  '19700102',
  'F',
]

function header(from: 'ehr' | 'lis', code: string, event: string, version: string): SegmentInput {
  const party = (id: string) => site.systems.find((system) => system.id === id)!.header!
  const [me, you] = [party(from), party(from === 'ehr' ? 'lis' : 'ehr')]
  const type = version === '2.3' ? [code, event] : [code, event, `${code}_${event}`]
  return [
    'MSH',
    undefined,
    undefined,
    me.application,
    me.facility,
    you.application,
    you.facility,
    '20260101',
    '',
    type,
    'C1',
    'T',
    version,
  ]
}

const blank = (count: number) => Array.from({ length: count }, () => '')

function order(row: Row, priority: string, answers: readonly SegmentInput[]): Message {
  const timing = ['', '', '', '20260101', '', priority]
  return build([
    header('ehr', 'ORM', 'O01', '2.3'),
    patient,
    ['ORC', 'NW', ['968906415', 'EPC'], '', ['88', 'EPC'], '', '', timing],
    [
      'OBR',
      '1',
      ['968906415', 'EPC'],
      '',
      [row.code, row.name, 'L'],
      priority,
      ...blank(9),
      [first(row.specimen)],
      ...blank(11),
      timing,
    ],
    ...answers,
  ])
}

/** An answer as the EHR writes it: the first coded answer, or a number. */
function answer(code: string, index: number): SegmentInput {
  const question = rows('ehr-aoe').find((row) => row.code === code)!
  const [first = ''] = (question.coded_answers ?? '').split(';')
  const given = question.value_type === 'CE' ? first.split('=') : '5'
  return ['OBX', `${index + 1}`, question.value_type, [code, question.name, 'L'], '', given, question.unit]
}

const codesOf = (cell: string | undefined) => (cell ?? '').split(';').filter(Boolean)
/** Of several that it can come from, the first. */
const first = (cell: string | undefined) => codesOf(cell)[0]
const said = (applied: Applied) => applied.concerns.map(({ text }) => text)

test('every test of the EHR, with every priority and question it has, reaches the LIS in the words of the LIS', () => {
  const orders = flow('orders')
  const known = new Map(rows('lis-orderables').map((row) => [row.code, row]))
  let count = 0
  for (const row of rows('ehr-orderables').filter(isActive)) {
    for (const priority of codesOf(row.priorities)) {
      const applied = orders(order(row, priority, codesOf(row.aoe).map(answer)))
      expect([applied.verdict, said(applied), applied.losses], row.code).toEqual(['pass', [], []])
      const [message] = applied.outputs
      const target = known.get(get(message!, 'OBR-4.1') ?? '')
      expect(target, row.code).toBeDefined()
      expect(codesOf(target?.priorities), `${row.code} ${priority}`).toContain(get(message!, 'TQ1-9.1'))
      expect(codesOf(target?.specimen), row.code).toContain(get(message!, 'SPM-4.1'))
      expect(
        segmentsNamed(message!, 'OBX').map((obx) => value(obx, 3, 1)),
        row.code,
      ).toEqual(codesOf(target?.aoe))
      count++
    }
  }
  expect(count).toBeGreaterThan(300)
})

test('a coded answer reaches the LIS as one that its question allows', () => {
  const orders = flow('orders')
  const [panel] = rows('ehr-orderables')
  for (const question of rows('ehr-aoe').filter(({ value_type }) => value_type === 'CE')) {
    for (const given of codesOf(question.coded_answers).map((text) => text.split('='))) {
      const obx: SegmentInput = ['OBX', '1', 'CE', [question.code, question.name, 'L'], '', given]
      const [message] = orders(order(panel!, 'ROUT', [obx])).outputs
      const target = rows('lis-aoe').find((row) => row.code === get(message!, 'OBX-3.1'))
      const allowed = codesOf(target?.coded_answers).map((text) => text.split('=')[0])
      expect(allowed, `${question.code} ${given}`).toContain(get(message!, 'OBX-5.1'))
      expect(get(message!, 'OBX-5.4')).toBe(given[0])
    }
  }
})

function result(test: Row, components: readonly Row[], flags = 'N', status = 'F', unit?: string): Message {
  return build([
    header('lis', 'ORU', 'R01', '2.5.1'),
    patient,
    ['ORC', 'RE', ['968906415', 'EPC'], ['26-001-000001', 'LAB'], '', 'CM'],
    [
      'OBR',
      '1',
      ['968906415', 'EPC'],
      ['26-001-000001', 'LAB'],
      [test.code, test.name, 'L'],
      '',
      '',
      '20260101',
      ...blank(17),
      status,
    ],
    ...components.map((row, index): SegmentInput => {
      const identifier = [row.code, row.name, 'L', row.loinc, row.loinc_name, row.loinc ? 'LN' : '']
      return [
        'OBX',
        `${index + 1}`,
        row.value_type,
        identifier,
        '',
        '1',
        unit ?? row.unit,
        '1-2',
        flags,
        '',
        '',
        status,
      ]
    }),
    ['SPM', '1', '', '', [first(test.specimen), '', 'HL70487'], ...blank(12), '20260101', '20260101'],
  ])
}

test('every panel of the LIS reaches the EHR whole, in its codes and units, with the original and the LOINC beside them', () => {
  const results = flow('results')
  const lisComponents = new Map(rows('lis-components').map((row) => [row.code, row]))
  const ehrComponents = new Map(rows('ehr-components').map((row) => [row.code, row]))
  let count = 0
  for (const test of rows('lis-orderables').filter((row) => isActive(row) && !internal.includes(row.code ?? ''))) {
    const components = codesOf(test.components).map((code) => lisComponents.get(code)!)
    const applied = results(result(test, components))
    expect([applied.verdict, said(applied)], test.code).toEqual(['pass', []])
    const observations = segmentsNamed(applied.outputs[0]!, 'OBX')
    expect(observations).toHaveLength(components.length)
    for (const [index, obx] of observations.entries()) {
      const [source, target] = [components[index]!, ehrComponents.get(value(obx, 3, 1) ?? '')]
      expect(value(obx, 6, 1) ?? '', `${test.code} ${source.code}`).toBe(target?.unit)
      expect(value(obx, 3, 2)).toBe(target?.name)
      const beside = [4, 10].map((component) => value(obx, 3, component) || undefined)
      expect(beside, source.code).toEqual(source.loinc ? [source.loinc, source.code] : [source.code, undefined])
      expect([value(obx, 5), value(obx, 7), value(obx, 8), value(obx, 11)]).toEqual(['1', '1-2', 'NORM', 'F'])
      count++
    }
    expect([get(applied.outputs[0]!, 'MSH-9'), get(applied.outputs[0]!, 'MSH-12')]).toEqual(['ORU^R01', '2.3'])
    expect(segmentsNamed(applied.outputs[0]!, 'SPM')).toEqual([])
  }
  expect(count).toBeGreaterThan(400)
})

test('every flag and status of the LIS is read by the EHR, and the statuses stay what it can take', () => {
  const results = flow('results')
  const [bmp] = rows('lis-orderables')
  const sodium = rows('lis-components').filter(({ code }) => code === 'NA')
  const limit = site.systems.find(({ id }) => id === 'ehr')?.limits.observation_statuses ?? []
  for (const flag of ['N', 'L', 'H', 'LL', 'HH', 'A', 'AA', 'U', 'D', 'S', 'I', 'R', ''])
    expect(results(result(bmp!, sodium, flag)).verdict, flag).toBe('pass')
  for (const status of ['P', 'F', 'C', 'X']) {
    const [message] = results(result(bmp!, sodium, 'N', status)).outputs
    expect(limit).toContain(get(message!, 'OBX-11'))
  }
})

test('a flag that nobody knows is told and holds nothing', () => {
  const sodium = rows('lis-components').filter(({ code }) => code === 'NA')
  const applied = flow('results')(result(rows('lis-orderables')[0]!, sodium, 'ZZ'))
  expect(applied.verdict).toBe('pass')
  expect(applied.concerns.map(({ cause, severity }) => [cause, severity])).toEqual([
    ['unmapped-code|lis|ehr|flags|ZZ', 'normal'],
  ])
  expect(get(applied.outputs[0]!, 'OBX-8')).toBe('ZZ')
})

test('a unit that is right for one component and wrong for another is held', () => {
  const results = flow('results')
  const [bmp] = rows('lis-orderables')
  const component = (code: string) => rows('lis-components').filter((row) => row.code === code)
  expect(results(result(bmp!, component('NA'), 'N', 'F', 'mEq/L')).verdict).toBe('pass')
  const calcium = results(result(bmp!, component('CA'), 'N', 'F', 'mEq/L'))
  expect(calcium.verdict).toBe('hold')
  expect(calcium.concerns[0]?.cause).toBe('unmapped-code|lis|ehr|units|mEq/L|component CA')
  expect(calcium.concerns[0]?.text).toContain(
    'has no approved row in maps/units.csv for component CA, so nothing says what ehr calls it',
  )
})

test('a component without a row is told, and not that its unit has no row for it', () => {
  const [sodium] = rows('lis-components').filter(({ code }) => code === 'NA')
  const unknown = { ...sodium!, code: 'NAX' }
  const applied = flow('results')(result(rows('lis-orderables')[0]!, [unknown], 'N', 'F', 'mEq/L'))
  expect(applied.verdict).toBe('hold')
  expect(applied.concerns.map(({ cause }) => cause)).toEqual(['unmapped-code|lis|ehr|components|NAX'])
})

test('a test that is the laboratory’s own never reaches the EHR unnoticed', () => {
  const smear = rows('lis-orderables').find(({ code }) => code === 'PSMR')!
  const component = rows('lis-components').filter(({ code }) => code === 'PSMRT')
  const applied = flow('results')(result(smear, component))
  expect(applied.verdict).toBe('hold')
  expect(applied.concerns.map(({ cause }) => cause).join()).toContain('|components|PSMRT')
})

test('answers and changes of status come back in the words of the EHR', () => {
  const [row] = rows('lis-orderables')
  const orc: SegmentInput = ['ORC', 'OK', ['968906415', 'EPC'], ['26-001-000001', 'LAB'], '', 'SC']
  const obr: SegmentInput = ['OBR', '1', ['968906415', 'EPC'], ['26-001-000001', 'LAB'], [row!.code, row!.name, 'L']]
  const answered = flow('answers')(build([header('lis', 'ORL', 'O22', '2.5.1'), ['MSA', 'AA', 'X'], patient, orc, obr]))
  expect([answered.verdict, get(answered.outputs[0]!, 'MSH-9'), get(answered.outputs[0]!, 'OBR-4.1')]).toEqual([
    'pass',
    'ORR^O02',
    'LAB15',
  ])
  const changed = flow('status')(build([header('lis', 'OML', 'O21', '2.5.1'), patient, orc, obr]))
  expect([changed.verdict, get(changed.outputs[0]!, 'MSH-9'), get(changed.outputs[0]!, 'ORC-5')]).toEqual([
    'pass',
    'ORM^O01',
    'SC',
  ])
})

test('nothing that goes to the EHR asks for enhanced acknowledgements, which it does not know', () => {
  const [row] = rows('lis-orderables')
  const asking = (code: string, event: string) =>
    [...header('lis', code, event, '2.5.1'), '', '', 'AL', 'NE'] as unknown as SegmentInput
  const orc: SegmentInput = ['ORC', 'OK', ['968906415', 'EPC'], ['26-001-000001', 'LAB'], '', 'SC']
  const obr: SegmentInput = ['OBR', '1', ['968906415', 'EPC'], ['26-001-000001', 'LAB'], [row!.code, row!.name, 'L']]
  const sent = [
    flow('answers')(build([asking('ORL', 'O22'), ['MSA', 'AA', 'X'], patient, orc, obr])),
    flow('status')(build([asking('OML', 'O21'), patient, orc, obr])),
    flow('results')(build([asking('ORU', 'R01'), patient, orc, obr])),
  ]
  for (const { outputs } of sent) {
    expect([get(outputs[0]!, 'MSH-12'), get(outputs[0]!, 'MSH-15') || '', get(outputs[0]!, 'MSH-16') || '']).toEqual([
      '2.3',
      '',
      '',
    ])
  }
})

test('registrations and merges go to the LIS with the header that its version asks for, and nothing else changed', () => {
  const patients = flow('patients')
  for (const [event, structure] of [
    ['A01', 'ADT_A01'],
    ['A04', 'ADT_A01'],
    ['A08', 'ADT_A01'],
    ['A31', 'ADT_A05'],
    ['A40', 'ADT_A39'],
  ]) {
    const sent = build([
      header('ehr', 'ADT', event!, '2.3'),
      ['EVN', event, '20260101'],
      patient,
      ['MRG', ['R000002', '', '', 'RCH', 'MR']],
    ])
    const [message] = patients(sent).outputs
    expect(get(message!, 'MSH-9')).toBe(`ADT^${event}^${structure}`)
    expect(get(message!, 'MSH-12')).toBe('2.5.1')
    for (const path of ['EVN-1', 'PID-3', 'PID-5', 'MRG-1']) expect(get(message!, path)).toBe(get(sent, path))
  }
})

test('each code of a map is a code of the catalogs, so no row leads nowhere', () => {
  const units = new Set(
    ['lis', 'ehr'].flatMap((id) =>
      ['components', 'aoe'].flatMap((kind) => rows(`${id}-${kind}`).map((row) => row.unit)),
    ),
  )
  const unitRows = site.maps.find(({ id }) => id === 'units')!.rows
  expect(unitRows.filter(({ toCode }) => !units.has(toCode)).map(({ toCode }) => toCode)).toEqual([])
})
