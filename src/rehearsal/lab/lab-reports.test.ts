// How the virtual lab reports: in parts, by batch, held for a technologist, as a culture or a narrative, spoilt, and said again.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { type Message, raw, segmentsNamed, value } from '../../hl7/index.ts'
import type { ResultFact } from '../../ledger/fact.ts'
import { Flow } from '../../site/shapes/flow.ts'
import type { Spoil } from '../play/act.ts'
import { childrenOf } from '../testing/chart.ts'
import { testSite } from '../testing/site.ts'
import { field, minute, openStage, type Stage } from '../testing/stage.ts'
import { ask, inBook, inChart, last, ordered, part, report, results, values } from './testing/lab-words.ts'

test('a panel is reported in parts and keeps what it said; the chart shows the same', async () => {
  const stage = await ordered({ bmp: 'LAB15' })
  await stage.lab(report('bmp', { stage: 'partial', values: { K: { value: '4.4' } } }))
  expect(results(stage)[0]).toMatchObject({ resultStatus: 'A', orderStatus: 'A' })
  const part = values(results(stage)[0])
  expect(Object.keys(part)).toHaveLength(6)
  expect(part.K).toBe('4.4 F')
  await stage.lab(report('bmp'))
  const all = values(results(stage)[1])
  expect(all).toEqual(inBook(stage, 'bmp'))
  expect(all).toMatchObject(part)
  expect(inChart(stage, 'bmp').map((versions) => versions.at(-1))).toEqual(Object.values(all))
  expect([stage.entry('bmp').state, stage.shown('bmp').status]).toEqual(['final', 'CM'])
})

test('a rerun is preliminary, another value, then final; a preliminary value is final where none other is wished for', async () => {
  const stage = await ordered()
  await stage.lab(report('k', { stage: 'preliminary', values: { K: { value: '6.0' } } }))
  await stage.lab(report('k', { stage: 'preliminary', values: { K: { value: '4.9' } } }), report('k'))
  expect(inChart(stage, 'k')).toEqual([['6.0 P', '4.9 P', '4.9 F']])
  expect(results(stage).map(({ resultStatus }) => resultStatus)).toEqual(['P', 'P', 'F'])
})

test('values are as they are wished for, by code or LOINC, and their flags go with them', async () => {
  const stage = await ordered()
  const wishes = [
    ['normal', 'N'],
    ['low', 'L'],
    ['high', 'H'],
    ['critical-low', 'LL'],
    ['critical-high', 'HH'],
  ] as const
  for (const [kind, flag] of wishes) {
    await stage.lab(report('k', { values: { '2823-3': { kind } }, observationStatus: 'F' }))
    expect(stage.entry('k').observations[0]).toMatchObject({ flags: flag, valueType: 'NM' })
  }
  await stage.lab(report('k', { values: { K: { kind: 'text' } } }))
  expect(stage.entry('k').observations[0]).toMatchObject({ valueType: 'ST', flags: '' })
  await stage.lab(report('k', { values: { K: { kind: 'comparator' } } }))
  expect([stage.entry('k').observations[0]?.valueType, field(last(stage), 'OBX-5.1')]).toEqual(['SN', '<'])
  await stage.lab(report('k', { values: { K: { value: '>9.0' } } }))
  expect(value(segmentsNamed(last(stage)!, 'OBX')[0]!, 5, 2)).toBe('9.0')
})

test('the same seed measures the same whatever came first, another seed something else', async () => {
  const measured = async (seed: string, first: string, second: string) => {
    const stage = await openStage(testSite(), seed)
    await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('bmp', 'LAB15'), ask('k')] })
    await stage.lab(report(first), report(second))
    return inBook(stage, 'bmp')
  }
  expect(await measured('one', 'bmp', 'k')).toEqual(await measured('one', 'k', 'bmp'))
  expect(await measured('one', 'bmp', 'k')).not.toEqual(await measured('two', 'bmp', 'k'))
})

test('statuses are written as the play says, blank as well', async () => {
  const stage = await ordered()
  await stage.lab(report('k', { resultStatus: '', observationStatus: 'R' }))
  expect([field(last(stage), 'OBR-25'), field(last(stage), 'OBX-11')]).toEqual(['', 'R'])
})

test('one report on several orders is one message; of several patients one each', async () => {
  const stage = await ordered({ k: 'LAB22', mg: 'LAB26' })
  await stage.ehr({ do: 'order', patient: 'berta', asks: [ask('other')] })
  await stage.lab({ do: 'report', parts: [part('k'), part('mg'), part('other')] })
  const said = stage.said('lis', 'ORU')
  expect(said.map((message) => segmentsNamed(message, 'OBR').length)).toEqual([2, 1])
  expect(field(said[0], 'OBR[2]-1')).toBe('2')
  expect(stage.shown('mg').status).toBe('CM')
})

test('what is kept for a batch is in nobody’s book until it is released, as a burst or as a file', async () => {
  for (const as of ['burst', 'batch'] as const) {
    const stage = await ordered({ k: 'LAB22', mg: 'LAB26' })
    for (const order of ['k', 'mg']) await stage.lab({ do: 'report', parts: [part(order)], batch: true })
    expect([stage.said('lis', 'ORU').length, stage.entry('k').observations]).toEqual([0, []])
    const kept = stage.said('lis').length
    await stage.lab({ do: 'release', as })
    expect(stage.entry('k').state).toBe('final')
    expect(stage.pair.lab.words.filter(({ what }) => what === 'report')).toHaveLength(2)
    if (as === 'burst') expect(stage.said('lis').length).toBe(kept + 2)
  }
})

test('critical results and leaps from the last one wait for a technologist, who changes and releases them', async () => {
  const stage = await ordered({ k: 'LAB22', again: 'LAB22' })
  await stage.lab({ do: 'habits', habits: { holds: 'both' } })
  await stage.lab(report('k', { values: { K: { kind: 'critical-high' } } }))
  expect([stage.said('lis', 'ORU').length, stage.entry('k').state]).toEqual([0, 'accepted'])
  await stage.lab({ do: 'verify', order: 'k', values: { K: { value: '4.2' } } })
  expect(inChart(stage, 'k')).toEqual([['4.2 F']])
  await stage.lab(report('again', { values: { K: { value: '5.4' } } }))
  expect(stage.entry('again').state).toBe('accepted')
  await stage.lab({ do: 'verify', order: 'again' })
  expect(inChart(stage, 'again')).toEqual([['5.4 F']])
})

test('a culture grows: its isolates have sub-ids, their susceptibilities stand under them', async () => {
  const site = testSite()
  const stage = await openStage(site)
  const code = site.maps.find(({ id }) => id === 'tests')!.rows.find(({ toCode }) => toCode === 'UCULT')!.fromCode
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('urine', code)] })
  await stage.lab({ do: 'grow', order: 'urine', stage: 'preliminary', growth: 'Gram-negative rods' })
  const isolates = [
    { organism: 'Escherichia coli', sensitive: { MCIP: 'S', MSXT: 'R' } },
    { organism: 'Enterococcus faecalis', sensitive: { VANCOMYCIN: 'S' } },
  ] as const
  await stage.lab({ do: 'grow', order: 'urine', stage: 'final', growth: 'Growth', isolates })
  const [, culture, first, second] = results(stage)
  expect(culture?.observations.map(({ subId, value: said }) => [subId, said.split('^')[0]])).toEqual([
    ['', 'Growth'],
    ['1', 'ECOLI'],
    ['2', 'EFAE'],
  ])
  const filler = stage.entry('urine').order.filler
  expect([first?.order.parent?.observation, second?.order.parent?.observation]).toEqual(['UCUL|1', 'UCUL|2'])
  expect([first?.order.parent?.filler, second?.order.parent?.filler]).toEqual([filler, filler])
  expect(first?.observations.map(({ code: drug, flags }) => [drug.code, flags])).toEqual([
    ['MCIP', 'S'],
    ['MSXT', 'R'],
  ])
  expect(second?.observations[0]?.code.code).toBe('MVAN')
  const children = childrenOf(stage.pair.ehr.chart, stage.cast.order('urine')!.key)
  expect(children.map(({ components }) => components.length)).toEqual([2, 1])
  const corrected = [{ organism: 'Escherichia coli', sensitive: { MCIP: 'R', MSXT: 'R' } }] as const
  await stage.lab({ do: 'grow', order: 'urine', stage: 'corrected', growth: 'Growth', isolates: corrected })
  const now = results(stage).slice(-2)
  expect(now[0]?.observations.map(({ subId, status }) => subId + status)).toEqual(['F', '1F', '2D'])
  expect(now[1]?.observations.map(({ flags, status }) => flags + status)).toEqual(['RC', 'RF'])
  expect(childrenOf(stage.pair.ehr.chart, stage.cast.order('urine')!.key)).toHaveLength(2)
})

test('a narrative and its PDF are one report; an addendum appends and an amendment replaces', async () => {
  const site = testSite()
  const stage = await openStage(site)
  const code = site.maps.find(({ id }) => id === 'tests')!.rows.find(({ toCode }) => toCode === 'PROSB')!.fromCode
  await stage.ehr({ do: 'order', patient: 'carl', asks: [ask('biopsy', code)] })
  await stage.lab(report('biopsy', { text: ['Diagnosis:', 'benign.'], document_bytes: 1000 }))
  expect(raw(segmentsNamed(last(stage)!, 'OBX')[0]!, 5)).toBe('Diagnosis:~benign.')
  const pdf = Buffer.from(value(segmentsNamed(last(stage)!, 'OBX')[1]!, 5, 5)!, 'base64')
  expect([pdf.length, pdf.subarray(0, 8).toString(), pdf.subarray(-6).toString()]).toEqual([
    1000,
    '%PDF-1.4',
    '%%EOF\n',
  ])
  await stage.lab({ do: 'append', order: 'biopsy', text: ['Addendum: stains agree.'] })
  expect([stage.entry('biopsy').state, stage.shown('biopsy').components.length]).toEqual(['final', 3])
  expect(stage.shown('biopsy').components[0]?.versions).toHaveLength(1)
  await stage.lab({ do: 'amend', order: 'biopsy', text: ['Diagnosis: other.'], document_bytes: 1000 })
  expect(stage.shown('biopsy').components.map(({ versions }) => versions.at(-1)?.status)).toEqual(['C', 'C', 'F'])
  expect(results(stage).at(-1)?.resultStatus).toBe('C')
})

test('what was said is said again: the last or the first, under its own or another control id', async () => {
  const stage = await ordered({ k: 'LAB22', mg: 'LAB26' })
  await stage.lab(report('k', { values: { K: { value: '4.1' } } }), report('mg'), { do: 'correct', order: 'k' })
  const before = stage.said('lis', 'ORU')
  await stage.lab({ do: 'say-again', orders: ['k'], version: 'first' })
  const [again] = stage.said('lis', 'ORU').slice(-1)
  expect([field(again, 'OBX-5'), field(again, 'OBX-11')]).toEqual(['4.1', 'F'])
  expect(before.map((each) => field(each, 'MSH-10'))).not.toContain(field(again, 'MSH-10'))
  await stage.lab({ do: 'say-again' })
  expect(stage.said('lis', 'ORU')).toHaveLength(before.length + 3)
  await stage.lab({ do: 'say-again', orders: ['k'], sameControlId: true })
  // The same bytes under the same control id: the receiver answers as it did, and hears nothing new.
  expect(stage.said('lis', 'ORU')).toHaveLength(before.length + 3)
  expect(inBook(stage, 'k')).toEqual(values(results(stage)[2]))
})

const visible: readonly [Spoil, (message: Message, stage: Stage) => unknown, unknown][] = [
  ['unknown-component', (message) => field(message, 'OBX-3.1'), 'K-2'],
  ['unknown-test', (message) => field(message, 'OBR-4.1'), 'K-2'],
  ['unknown-unit', (message) => field(message, 'OBX-6'), 'spoon'],
  ['unreadable-range', (message) => field(message, 'OBX-7'), 'see comment'],
  ['unknown-flag', (message) => field(message, 'OBX-8'), 'ZZ'],
  ['other-birth-date', (message) => field(message, 'PID-7'), '19590102'],
  ['other-patient', (message) => field(message, 'PID-3.1'), 'R2'],
  ['wrong-authority', (message) => field(message, 'PID-3.4'), 'XYZ'],
  ['unknown-patient', (message) => field(message, 'PID-3.1'), 'UR1'],
  ['unknown-order', (message) => field(message, 'ORC-2.1'), '77900000001'],
  ['no-order-number', (message) => field(message, 'ORC-2.1') + field(message, 'OBR-2.1'), ''],
  ['other-control-id-reference', (message) => field(message, 'MSA-2'), 'NOTSENT1'],
  ['bad-escape', (message) => raw(segmentsNamed(message, 'NTE')[0]!, 3), 'Checked \\Zq\\ twice \\X0G\\.'],
]
test.each(visible)('a report is spoilt by %s, and the book stays right', async (spoil, read, expected) => {
  const stage = await ordered()
  await stage.lab(report('k', { spoil }))
  expect(read(last(stage)!, stage)).toBe(expected)
  expect(stage.entry('k').observations[0]).toMatchObject({ component: 'K', unit: 'mEq/L' })
  expect(stage.entry('k').order.patient).toMatchObject({ mrn: 'R1', birthDate: '19700102' })
})

test('a report in another character set than it says holds bytes that are none of that set', async () => {
  const stage = await ordered()
  const frames: Uint8Array[] = []
  stage.pair.lab.perform(report('k', { spoil: 'other-character-set' }), stage.cast)
  await stage.after(minute)
  for (const message of stage.said('lis', 'ORU')) frames.push(Buffer.from(field(message, 'NTE-3'), 'utf8'))
  expect(frames).toHaveLength(1)
  expect(Buffer.from(frames[0]!).toString('utf8')).not.toBe('Geprüft.')
})

test('a new analyser reports with its own range, unit and place; the value is the bench’s', async () => {
  const stage = await ordered()
  const change = { performedBy: 'NEW LINE', range: '1.0-2.0', unit: 'mg/dL', flags: 'HH', comment: 'New method.' }
  await stage.lab(report('k', { values: { K: { value: '4.1' } }, change }))
  const told = { value: '4.1', performedBy: 'NEW LINE', range: '1.0-2.0', unit: 'mg/dL', flags: 'HH', status: 'F' }
  expect(results(stage).at(-1)?.observations[0]).toMatchObject(told)
  expect(stage.entry('k').observations[0]).toMatchObject(told)
})

test('a lab whose results are taken as OUL^R22 says specimen, order and result in that order', async () => {
  const site = testSite()
  const results = site.flows.find(({ id }) => id === 'results')!
  const steps = [{ map: 'OBX[*]-3.1', table: 'components' }]
  const delivery = { connection: 'ehr-out' }
  const oul = Flow.parse({
    id: 'results',
    from: 'lis',
    to: 'ehr',
    kind: 'results',
    messages: ['OUL^R22'],
    steps,
    delivery,
  })
  const stage = await openStage({ ...site, flows: site.flows.map((flow) => (flow === results ? oul : flow)) })
  await stage.ehr(
    { do: 'register', patient: 'anna' },
    { do: 'order', patient: 'anna', asks: [ask('k'), ask('mg', 'LAB26')] },
  )
  await stage.lab({ do: 'report', parts: [part('k'), part('mg')] })
  const said = last(stage, 'OUL')!
  expect(said.segments.map(({ name }) => name).join(' ')).toBe('MSH PID SPM OBR ORC OBX SPM OBR ORC OBX')
  expect((stage.facts('lis', 'OUL') as ResultFact[]).map(({ order }) => order.test?.code)).toEqual(['K', 'MG'])
  expect([stage.shown('k').status, stage.shown('mg').components.length]).toEqual(['CM', 1])
})
