import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { type Message, raw, segmentsNamed, value } from '../../hl7/index.ts'
import type { OrderFact, ResultFact } from '../../ledger/fact.ts'
import { Flow } from '../../site/shapes/flow.ts'
import { childrenOf, labelOf } from '../ehr/chart.ts'
import type { LabAct, OrderAsk, ReportPart, Spoil } from '../play/act.ts'
import { testSite } from '../testing/site.ts'
import { field, minute, openStage, type Stage } from '../testing/stage.ts'

const ask = (order: string, test = 'LAB22', more: Partial<OrderAsk> = {}): OrderAsk => ({ order, test, ...more })
const part = (order: string, more: Partial<ReportPart> = {}): ReportPart => ({ order, stage: 'final', ...more })
const report = (order: string, more: Partial<ReportPart> = {}): LabAct => ({ do: 'report', parts: [part(order, more)] })

/** Orders of anna, by the EHR's code of the test. */
async function ordered(orders: Readonly<Record<string, string>> = { k: 'LAB22' }): Promise<Stage> {
  const stage = await openStage()
  const asks = Object.entries(orders).map(([order, code]) => ask(order, code))
  await stage.ehr({ do: 'register', patient: 'anna' }, { do: 'order', patient: 'anna', asks })
  return stage
}

const results = (stage: Stage) => stage.facts('lis', 'ORU') as ResultFact[]
const last = (stage: Stage, type = 'ORU') => stage.said('lis', type).at(-1)
const values = (fact: ResultFact | undefined) =>
  Object.fromEntries(
    (fact?.observations ?? []).map(({ code, value: said, status }) => [code.code, `${said} ${status}`]),
  )
const inBook = (stage: Stage, order: string) =>
  Object.fromEntries(stage.entry(order).observations.map((each) => [each.component, `${each.value} ${each.status}`]))
const inChart = (stage: Stage, order: string) =>
  stage.shown(order).components.map((each) => each.versions.map((version) => `${version.value} ${version.status}`))
const kinds = (stage: Stage, type: string) => stage.facts('lis', type).map(({ kind }) => kind)

test('an order is accepted, refused or never answered, as the lab means to', async () => {
  const stage = await openStage()
  await stage.lab({ do: 'intend', order: 'no', answer: 'refuse' }, { do: 'intend', order: 'mute', answer: 'silent' })
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('yes'), ask('no'), ask('mute')] })
  expect(kinds(stage, 'ORL')).toEqual(['order-accepted', 'order-refused'])
  expect([stage.shown('yes').status, stage.shown('no').status, stage.shown('mute').status]).toEqual(['SC', 'CA', ''])
  expect(stage.entry('mute').state).toBe('accepted')
})

test('accessions follow from the play, not from which message came first', async () => {
  const [one, two] = [await openStage(), await openStage()]
  await one.ehr({ do: 'order', patient: 'anna', asks: [ask('a'), ask('b')] })
  await two.ehr({ do: 'down' })
  await two.ehr({ do: 'up' }, { do: 'order', patient: 'anna', asks: [ask('a'), ask('b')] })
  await two.after(minute)
  for (const order of ['a', 'b']) expect(two.entry(order).order.filler).toEqual(one.entry(order).order.filler)
  expect(one.entry('a').order.specimenId).toBe(one.entry('b').order.specimenId)
})

test('collected and received are said with the specimen’s times', async () => {
  const stage = await ordered()
  await stage.lab({ do: 'collect', order: 'k' })
  await stage.lab({ do: 'receive', order: 'k' })
  expect(kinds(stage, 'OML')).toEqual(['status-changed', 'specimen-collected', 'status-changed', 'specimen-received'])
  expect((stage.facts('lis', 'OML') as OrderFact[]).map(({ orderStatus }) => orderStatus)).toEqual([
    'SC',
    'SC',
    'IP',
    'IP',
  ])
  expect(stage.shown('k').status).toBe('IP')
  expect(stage.pair.lab.words.map(({ what }) => what)).toEqual(['answer', 'status', 'status'])
})

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

test('a correction says the whole report again with another value, and only what changed is corrected', async () => {
  const stage = await ordered({ bmp: 'LAB15' })
  await stage.lab(report('bmp'))
  const before = inBook(stage, 'bmp')
  await stage.lab({ do: 'correct', order: 'bmp', values: { K: { value: '4.9' } } })
  expect(results(stage)[1]?.resultStatus).toBe('C')
  expect(values(results(stage)[1])).toEqual({ ...before, K: '4.9 C' })
  await stage.lab({ do: 'correct', order: 'bmp', all: false, values: { K: { value: '4.7' } } })
  expect(values(results(stage)[2])).toEqual({ K: '4.7 C' })
  await stage.lab({ do: 'correct', order: 'bmp', all: true })
  expect(Object.values(values(results(stage)[3])).every((said) => said.endsWith(' C'))).toBe(true)
  const shown = stage.shown('bmp').components.find(({ versions }) => versions.some((each) => each.value === '4.9'))!
  expect([shown.versions.length, labelOf(shown)]).toEqual([4, 'corrected'])
})

test('a correction can carry the very times of what it corrects, and a wrong or blank status', async () => {
  const stage = await ordered()
  await stage.lab(report('k'))
  await stage.after(60 * minute)
  await stage.lab(
    { do: 'correct', order: 'k', sameTimes: true, status: 'F' },
    { do: 'correct', order: 'k', status: '' },
  )
  const [one, two, three] = stage.said('lis', 'ORU')
  for (const path of ['MSH-7', 'OBR-22', 'OBX-19']) expect(field(two, path)).toBe(field(one, path))
  expect([field(two, 'OBX-11'), field(three, 'OBX-11'), field(three, 'OBR-25')]).toEqual(['F', '', ''])
  expect(field(three, 'MSH-7')).not.toBe(field(one, 'MSH-7'))
  expect(field(two, 'OBX-5')).not.toBe(field(one, 'OBX-5'))
})

test('a correction of unit, range, flag, comment, time or laboratory leaves the value as it is', async () => {
  const stage = await ordered()
  await stage.lab(report('k', { values: { K: { value: '4.1' } } }))
  const change = {
    unit: 'mmol/L',
    range: '4.5-5.1',
    comment: 'Slightly haemolysed.',
    collectedBefore_ms: 90 * minute,
    performedBy: 'Elsewhere Laboratory',
  }
  await stage.lab({ do: 'correct', order: 'k', change })
  const [fact] = results(stage).slice(-1)
  expect(fact?.observations[0]).toMatchObject({
    ...{ value: '4.1', unit: 'mmol/L', range: '4.5-5.1', flags: 'L', status: 'C' },
    note: 'Slightly haemolysed.',
    performedBy: 'Elsewhere Laboratory',
  })
  const [before, after] = stage.shown('k').components[0]!.versions
  expect(after?.observedAt).not.toBe(before?.observedAt)
  expect([after?.performedBy, after?.note, after?.value]).toEqual([
    'Elsewhere Laboratory',
    'Slightly haemolysed.',
    '4.1',
  ])
})

test('results are deleted, withdrawn as wrong, or cannot be obtained; the chart keeps every version', async () => {
  const labels = { D: 'deleted', W: 'withdrawn', X: 'not obtained' } as const
  for (const as of ['D', 'W', 'X'] as const) {
    const stage = await ordered({ bmp: 'LAB15' })
    await stage.lab(report('bmp'))
    await stage.lab({ do: 'withdraw', order: 'bmp', only: ['K'], as })
    const statuses = results(stage)[1]!.observations.map(({ status }) => status)
    expect([statuses.filter((status) => status === as).length, results(stage)[1]?.resultStatus]).toEqual([1, 'C'])
    const shown = stage.shown('bmp').components[1]!
    expect([labelOf(shown), shown.versions.length]).toEqual([labels[as], 2])
  }
  const never = await ordered()
  await never.lab({ do: 'withdraw', order: 'k', as: 'X' })
  expect([results(never)[0]?.resultStatus, never.entry('k').state, never.shown('k').status]).toEqual([
    'X',
    'cancelled',
    'CA',
  ])
})

test('a result in the wrong chart is withdrawn there and filed in the right one', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'order', patient: 'berta', asks: [ask('right')] })
  await stage.lab(report('k', { values: { K: { value: '6.6' } } }), { do: 'refile', order: 'k', onto: 'right' })
  expect([inChart(stage, 'k'), inChart(stage, 'right')]).toEqual([[['6.6 F', '6.6 W']], [['6.6 F']]])
})

test('a cancel by the lab is said with its reason, or is not', async () => {
  const stage = await ordered({ k: 'LAB22', mg: 'LAB26' })
  await stage.lab(
    { do: 'cancel', order: 'k', reason: 'Duplicate order' },
    { do: 'cancel', order: 'mg', reason: '', silent: true },
  )
  expect(kinds(stage, 'OML')).toEqual(['order-cancelled'])
  expect([stage.shown('k').status, stage.shown('k').reason, stage.shown('mg').status]).toEqual([
    'CA',
    'Duplicate order',
    'SC',
  ])
  expect(stage.entry('mg').state).toBe('cancelled')
  await stage.lab(report('k'))
  expect(stage.pair.lab.undone.map(({ act }) => act.do)).toEqual(['report'])
})

test('a rejected specimen reaches every order on it, in each of the three forms', async () => {
  const forms = { 'same-order': 'accepted', cancel: 'cancelled', 'new-accession': 'accepted' } as const
  for (const [then, state] of Object.entries(forms) as [keyof typeof forms, string][]) {
    const stage = await ordered({ k: 'LAB22', mg: 'LAB26', cbc: 'LAB60' })
    const numbers = ['k', 'mg'].map((order) => stage.entry(order).order.filler.number)
    await stage.lab({ do: 'reject-specimen', order: 'k', reason: 'Haemolysed', then })
    const said = stage.said('lis', 'OML')
    expect(said.map((each) => field(each, 'SPM-21.1')).filter((reason) => reason !== '')).toEqual(['RH', 'RH'])
    expect(stage.facts('lis', 'OML').map(({ kind }) => kind)).toContain(
      then === 'cancel' ? 'order-cancelled' : 'specimen-rejected',
    )
    expect([stage.entry('k').state, stage.entry('mg').state]).toEqual([state, state])
    const after = ['k', 'mg'].map((order) => stage.entry(order).order.filler.number)
    if (then === 'new-accession') expect(after.some((number) => numbers.includes(number))).toBe(false)
    else expect(after).toEqual(numbers)
    if (then !== 'cancel') {
      await stage.lab({ do: 'collect', order: 'k' }, { do: 'receive', order: 'k' }, report('k'))
      expect(stage.shown('k')).toMatchObject({ status: 'CM', filler: { number: after[0] } })
    }
  }
})

test('a test is added under its parent, as an order of its own, or unsolicited', async () => {
  const stage = await ordered({ lipid: 'LAB18' })
  await stage.lab(report('lipid', { values: { TRIG: { value: '512' } } }))
  await stage.lab({ do: 'add', order: 'child', parent: 'lipid', test: 'DLDL', as: 'child' }, report('child'))
  const child = results(stage).at(-1)
  const parent = stage.entry('lipid').order
  expect(child?.order).toMatchObject({
    placer: [],
    parent: { placer: parent.placer, filler: parent.filler, observation: 'TRIG' },
  })
  expect(childrenOf(stage.pair.ehr.chart, stage.cast.order('lipid')!.key)).toMatchObject([{ status: 'CM', placer: '' }])
  await stage.lab({ do: 'add', order: 'own', parent: 'lipid', test: 'LAB24', as: 'order' }, report('own'))
  expect(kinds(stage, 'OML')).toEqual(['number-requested'])
  expect(stage.entry('own').order).toMatchObject({ test: 'DLDL', placer: { number: stage.shown('own').placer } })
  await stage.ehr({ do: 'habits', habits: { unknownOrders: 'file' } })
  await stage.lab({ do: 'add', order: 'loose', parent: 'lipid', test: 'DLDL', as: 'unsolicited' }, report('loose'))
  expect(results(stage).at(-1)?.order).toMatchObject({ placer: [], parent: null })
})

test('a reflex that the catalog calls for is added and reported by itself, also on a reflex or a correction', async () => {
  const stage = await ordered({ lipid: 'LAB18' })
  await stage.lab({ do: 'habits', habits: { reflex: 'child', reflexAfter_ms: 30 * minute } })
  await stage.lab(report('lipid', { values: { TRIG: { value: '401' } } }))
  expect(stage.entry('lipid.DLDL').state).toBe('accepted')
  await stage.after(31 * minute)
  expect([stage.entry('lipid.DLDL').state, stage.shown('lipid.DLDL').status]).toEqual(['final', 'CM'])
  await stage.lab({ do: 'correct', order: 'lipid' }, report('lipid'))
  await stage.after(60 * minute)
  expect(stage.pair.lab.book.size).toBe(2)
  const calm = await ordered({ lipid: 'LAB18' })
  await calm.lab({ do: 'habits', habits: { reflex: 'child' } }, report('lipid', { values: { TRIG: { value: '400' } } }))
  await calm.after(60 * minute)
  expect(calm.pair.lab.book.size).toBe(1)
  await calm.lab({ do: 'correct', order: 'lipid', values: { TRIG: { value: '402' } } })
  await calm.after(60 * minute)
  expect(calm.entry('lipid.DLDL').state).toBe('final')
})

test('an order split over two accessions is reported under both; orders combined share one', async () => {
  const stage = await ordered({ bmp: 'LAB15', k: 'LAB22', mg: 'LAB26' })
  await stage.lab({ do: 'split', order: 'bmp' }, report('bmp'))
  const [first, second] = results(stage)
  expect(first?.order.placer).toEqual(second?.order.placer)
  expect(first?.order.filler[0]?.number).not.toBe(second?.order.filler[0]?.number)
  expect(stage.shown('bmp').components).toHaveLength(11)
  await stage.lab({ do: 'combine', orders: ['k', 'mg'] }, report('mg'))
  expect(stage.entry('mg').order.filler).toEqual(stage.entry('k').order.filler)
  expect([stage.shown('mg').status, stage.shown('k').status]).toEqual(['CM', 'SC'])
})

test('what two combined orders have in common is measured once', async () => {
  const stage = await ordered({ small: 'LAB15', large: 'LAB17' })
  await stage.lab({ do: 'combine', orders: ['small', 'large'] }, report('small'), report('large'))
  const [small, large] = [stage.entry('small'), stage.entry('large')]
  expect(large.order.collectedAt).toBe(small.order.collectedAt)
  const valueIn = (entry: typeof small, code: string) =>
    entry.observations.find(({ component }) => component === code)?.value
  const shared = small.observations.filter(({ component }) => valueIn(large, component) !== undefined)
  expect(shared.length).toBeGreaterThanOrEqual(4)
  for (const { component, value } of shared) expect(valueIn(large, component)).toBe(value)
})

test('a send-out carries the reference laboratory and its number, and its later correction', async () => {
  const stage = await ordered()
  await stage.lab({ do: 'send-out', order: 'k', to: 'Farfield Reference Laboratory' }, report('k'))
  expect(field(last(stage), 'OBR-20')).toBe(stage.entry('k').sentTo?.number)
  expect(stage.shown('k').components[0]?.versions[0]?.performedBy).toBe('Farfield Reference Laboratory')
  await stage.lab({ do: 'correct', order: 'k' })
  expect(results(stage).at(-1)?.observations[0]).toMatchObject({
    performedBy: 'Farfield Reference Laboratory',
    status: 'C',
  })
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

test('the meter reports what nobody ordered; a paper requisition is opened as SN or NW', async () => {
  const stage = await openStage()
  await stage.ehr({ do: 'register', patient: 'anna' }, { do: 'habits', habits: { unknownOrders: 'file' } })
  await stage.lab({ do: 'open', order: 'poc', patient: 'anna', test: 'GLUPC', as: 'unsolicited' }, report('poc'))
  expect(results(stage)[0]?.order.placer).toEqual([])
  expect(stage.shown('poc').status).toBe('CM')
  await stage.lab({ do: 'open', order: 'paper', patient: 'anna', test: 'LAB22', as: 'NW' }, report('paper'))
  expect(kinds(stage, 'OML')).toEqual(['order-requested'])
  expect([stage.entry('paper').order.test, stage.shown('paper').status]).toEqual(['K', 'CM'])
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

test('a word of table 0119 is said as written', async () => {
  const stage = await ordered()
  await stage.lab({ do: 'say', order: 'k', control: 'OH', orderStatus: 'HD' })
  expect((stage.facts('lis', 'OML')[0] as OrderFact).asWritten).toBe('OH HD')
  expect(stage.shown('k').status).toBe('HD')
  await stage.lab({ do: 'say', order: 'k', control: 'SC', orderStatus: 'CA' })
  expect([stage.entry('k').state, stage.shown('k').status]).toEqual(['cancelled', 'CA'])
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

test('an act on an order that has not come waits for it, with all that follows', async () => {
  const stage = await openStage()
  await stage.lab(
    report('k'),
    { do: 'correct', order: 'k', values: { K: { value: '4.9' } } },
    { do: 'report', parts: [part('k'), part('mg')] },
  )
  expect(stage.pair.lab.undone).toHaveLength(3)
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('k')] })
  await stage.lab({ do: 'cancel', order: 'k', reason: 'later than the report on both' })
  expect([stage.entry('k').state, inBook(stage, 'k').K]).toEqual(['corrected', '4.9 C'])
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('mg', 'LAB26')] })
  expect([stage.entry('mg').state, stage.entry('k').state]).toEqual(['final', 'cancelled'])
  expect(stage.pair.lab.undone).toEqual([])
})

test('what waited for an order is said after the lab’s verdict on it, however late that comes', async () => {
  for (const answerAfter_ms of [0, 2 * minute]) {
    const stage = await openStage()
    await stage.lab(
      { do: 'habits', habits: { answerAfter_ms } },
      { do: 'cancel', order: 'k', reason: 'Duplicate order' },
    )
    await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('k')] })
    await stage.after(3 * minute)
    expect(stage.facts('lis').map(({ kind }) => kind)).toEqual(['order-accepted', 'order-cancelled'])
    expect(stage.shown('k').status).toBe('CA')
  }
})

test('a lab that was down takes afterwards what was said meanwhile, and does what it was told', async () => {
  const stage = await ordered()
  await stage.lab({ do: 'down' }, report('k'))
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('late')] })
  expect(stage.pair.lab.book.size).toBe(1)
  await stage.lab({ do: 'up' })
  await stage.after(5 * minute)
  expect([stage.shown('k').status, stage.entry('late').state]).toEqual(['CM', 'accepted'])
})

test('answers can name another message, or come late; unknown tests can be taken', async () => {
  const stage = await openStage()
  await stage.lab({
    do: 'habits',
    habits: { foreignAnswers: true, answerAfter_ms: 5 * minute, unknownTests: 'accept' },
  })
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('k')] })
  expect(stage.said('lis', 'ORL')).toEqual([])
  await stage.after(5 * minute)
  const named = field(last(stage, 'ORL'), 'MSA-2')
  const ids = stage.pair.ehr.said.map(({ controlId }) => controlId)
  expect(ids).not.toContain(named)
  expect(ids.some((id) => id.endsWith(named))).toBe(true)
})

test('a record that is merged in the lab alone is another in its messages; its counter can begin anew', async () => {
  const stage = await ordered()
  await stage.lab({ do: 'merge', patient: 'anna', into: 'berta' }, { do: 'reset-counter' }, report('k'))
  expect(field(last(stage), 'PID-3.1')).toBe('R2')
  expect(stage.shown('k').components).toEqual([])
  for (let nth = 0; nth < 3; nth++) await stage.lab({ do: 'say-again' })
  const ids = stage.pair.lab.said.map(({ controlId }) => controlId)
  expect(new Set(ids).size).toBeLessThan(ids.length)
})

test('a restored laboratory has lost orders and results since, and knows again what it is told again', async () => {
  const stage = await ordered({ k: 'LAB22' })
  await stage.after(10 * minute)
  await stage.lab(report('k'))
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('late')] })
  expect(stage.entry('late').state).toBe('accepted')
  await stage.lab({ do: 'restore', back_ms: 5 * minute })
  expect([...stage.pair.lab.book.keys()]).toEqual([stage.cast.order('k')!.key])
  expect([stage.entry('k').state, stage.entry('k').observations]).toEqual(['accepted', []])
  const told = (order: string) => stage.pair.lab.told.get(stage.cast.order(order)!.key)?.state
  expect([told('k'), told('late')]).toEqual(['final', 'accepted'])
  await stage.ehr({ do: 'repeat', order: 'late', newControlId: true })
  await stage.lab(report('k'))
  expect([stage.entry('k').state, stage.entry('late').state]).toEqual(['final', 'accepted'])
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
