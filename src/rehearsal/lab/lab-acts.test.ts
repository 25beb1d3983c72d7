// What the virtual lab can do with orders and specimens, act by act: each is looked at in what it says, in its own book, and in
// the chart.
import { expect, test } from 'vitest'
import type { OrderFact } from '../../ledger/fact.ts'
import { childrenOf } from '../testing/chart.ts'
import { field, minute, openStage } from '../testing/stage.ts'
import { ask, inBook, kinds, last, ordered, part, report, results } from './testing/lab-words.ts'

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

test('a word of table 0119 is said as written', async () => {
  const stage = await ordered()
  await stage.lab({ do: 'say', order: 'k', control: 'OH', orderStatus: 'HD' })
  expect((stage.facts('lis', 'OML')[0] as OrderFact).asWritten).toBe('OH HD')
  expect(stage.shown('k').status).toBe('HD')
  await stage.lab({ do: 'say', order: 'k', control: 'SC', orderStatus: 'CA' })
  expect([stage.entry('k').state, stage.shown('k').status]).toEqual(['cancelled', 'CA'])
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
