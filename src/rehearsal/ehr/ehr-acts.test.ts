import { expect, test } from 'vitest'
import type { OrderFact, PatientFact } from '../../ledger/fact.ts'
import { Flow } from '../../site/shapes/flow.ts'
import type { MergeEvent, OrderAsk } from '../play/act.ts'
import { childrenOf, shownOrder } from '../testing/chart.ts'
import { testSite } from '../testing/site.ts'
import { field, minute, openStage, type Stage, start } from '../testing/stage.ts'
import { labelOf } from './chart.ts'

const ask = (order: string, more: Partial<OrderAsk> = {}): OrderAsk => ({ order, test: 'LAB22', ...more })

/** Potassium of anna, ordered as `k`. */
async function ordered(more: Partial<OrderAsk> = {}): Promise<Stage> {
  const stage = await openStage()
  await stage.ehr({ do: 'register', patient: 'anna' }, { do: 'order', patient: 'anna', asks: [ask('k', more)] })
  return stage
}
const controls = (stage: Stage) => stage.facts('ehr', 'ORM').map((fact) => (fact as OrderFact).asWritten)
const kinds = (stage: Stage, system: 'ehr' | 'lis', type?: string) => stage.facts(system, type).map(({ kind }) => kind)

test('orders of one requisition share the group, have numbers of their own, and stand in the chart', async () => {
  const stage = await openStage()
  await stage.ehr({
    do: 'order',
    patient: 'anna',
    asks: [ask('k', { priority: 'STAT' }), ask('na', { test: 'LAB16' })],
  })
  const [k, na] = stage.said('ehr', 'ORM')
  expect(field(k, 'ORC-4.1')).toBe(field(na, 'ORC-4.1'))
  expect(field(k, 'ORC-2.1')).toBe(stage.cast.order('k')?.placer)
  expect(field(k, 'ORC-2.1')).not.toBe(field(na, 'ORC-2.1'))
  expect(field(k, 'OBR-27.6')).toBe('STAT')
  expect(stage.shown('k')).toMatchObject({ mrn: 'R1', test: 'LAB22', status: 'SC' })
  expect(kinds(stage, 'ehr', 'ORM')).toEqual(['order-requested', 'order-requested'])
  expect(stage.pair.ehr.events.map(({ what }) => what)).toEqual(['placed', 'placed', 'filed', 'filed'])
})

test('a timed order says when it begins, a collected one when it was collected, an add-on that it is one', async () => {
  const stage = await openStage()
  const asks = [ask('a', { startsAt_ms: 60 * minute }), ask('b', { collected: true }), ask('c', { addOnTo: 'b' })]
  await stage.ehr({ do: 'order', patient: 'anna', asks })
  const [timed, collected, added] = stage.said('ehr', 'ORM')
  expect((stage.facts('ehr', 'ORM')[0] as OrderFact).startsAt).toBe(start + 60 * minute)
  expect([field(collected, 'OBR-11'), field(collected, 'OBR-7')]).toEqual(['O', field(collected, 'ORC-9')])
  expect([field(timed, 'OBR-11'), field(added, 'OBR-11')]).toEqual(['', 'A'])
})

test('questions are answered as they should be, as the play says, or not at all', async () => {
  const stage = await openStage()
  const menu = [...new Set(testSite().catalogs.find(({ id }) => id === 'ehr-orderables')!.rows)]
  const asking = menu.find(({ aoe }) => aoe?.split(';').includes('40010'))!
  const code = asking.code!
  const answers = { '40010': { value: 'Y' }, '99999': { value: '12', unit: 'wk' } }
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('a', { test: code, answers })] })
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('b', { test: code, answers: { '40010': null } })] })
  const [given, silent] = stage.said('ehr', 'ORM')
  const codes = (message: typeof given) => message!.segments.filter(({ name }) => name === 'OBX').length
  expect(codes(given)).toBeGreaterThanOrEqual(2)
  expect(field(given, 'OBX-3.1')).toBe('40010')
  expect(field(given, 'OBX[2]-6')).toBe('wk')
  expect(field(silent, 'OBX-3.1')).not.toBe('40010')
})

test('two orders under one number are two orders of the chart and of the lab, told apart by their patient', async () => {
  const stage = await openStage()
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('k')] })
  await stage.ehr({ do: 'order', patient: 'berta', asks: [ask('other', { sameNumberAs: 'k' })] })
  expect(stage.cast.order('other')?.placer).toBe(stage.cast.order('k')?.placer)
  expect([stage.entry('k').order.patient.mrn, stage.entry('other').order.patient.mrn]).toEqual(['R1', 'R2'])
  await stage.lab({ do: 'report', parts: [{ order: 'other', stage: 'final', values: { K: { value: '4.7' } } }] })
  expect(stage.shown('k').components).toEqual([])
  expect(stage.shown('other').components[0]?.versions[0]?.value).toBe('4.7')
})

test('an accession that the EHR printed stays the order’s', async () => {
  const stage = await ordered({ withFiller: true })
  const printed = field(stage.said('ehr', 'ORM')[0], 'ORC-3.1')
  expect(printed).not.toBe('')
  expect(stage.entry('k').order.filler.number).toBe(printed)
})

test('cancel, discontinue, hold and continue say their control and the lab’s number, and are answered', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'hold', order: 'k' })
  expect(stage.shown('k').status).toBe('HD')
  await stage.ehr({ do: 'continue', order: 'k' })
  expect([stage.shown('k').status, stage.entry('k').state]).toEqual(['SC', 'accepted'])
  await stage.ehr({ do: 'discontinue', order: 'k', reason: 'Not needed' })
  expect(stage.shown('k').status).toBe('DC')
  expect(controls(stage)).toEqual(['CD:1', 'HD', 'RL', 'DC'])
  const last = stage.said('ehr', 'ORM').at(-1)
  expect(field(last, 'ORC-3.1')).toBe(stage.entry('k').order.filler.number)
  expect(field(last, 'ORC-16.2')).toBe('Not needed')
  const cancelled = await ordered()
  await cancelled.ehr({ do: 'cancel', order: 'k' })
  expect([cancelled.shown('k').status, cancelled.entry('k').state]).toEqual(['CA', 'cancelled'])
  expect(kinds(cancelled, 'lis', 'ORL')).toEqual(['order-accepted', 'cancel-accepted'])
})

test('a cancel that the lab refuses leaves the order as it goes', async () => {
  const stage = await openStage()
  await stage.lab({ do: 'intend', order: 'k', answer: 'accept', cancels: 'refuse' })
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('k')] }, { do: 'cancel', order: 'k' })
  expect(stage.shown('k').status).not.toBe('CA')
  expect(kinds(stage, 'lis', 'ORL')).toContain('cancel-refused')
})

test('an order is changed by XO and replaced by RP with RO in one message', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'modify', order: 'k', priority: 'STAT' })
  expect(kinds(stage, 'lis', 'ORL')).toContain('change-accepted')
  await stage.ehr({ do: 'replace', order: 'k', by: ask('panel', { test: 'LAB16' }) })
  const last = stage.said('ehr', 'ORM').at(-1)
  expect([field(last, 'ORC-1'), field(last, 'ORC[2]-1')]).toEqual(['RP', 'RO'])
  expect([stage.shown('k').status, stage.entry('k').state]).toEqual(['RP', 'replaced'])
  expect([stage.shown('panel').status, stage.entry('panel').state]).toEqual(['SC', 'accepted'])
})

test('an order said again is one order: the same bytes under its control id, or a new message', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'repeat', order: 'k' })
  await stage.ehr({ do: 'repeat', order: 'k', newControlId: true })
  const ids = stage.said('ehr', 'ORM').map((message) => field(message, 'MSH-10'))
  // The crossover answers a repeat as it answered first, and hears it once.
  expect(new Set(ids).size).toBe(2)
  expect(stage.pair.lab.book.size).toBe(1)
  expect(stage.pair.ehr.said.filter(({ controlId }) => controlId === ids[0])).toHaveLength(2)
})

const statements = ['A01', 'A04', 'A05', 'A28'] as const
test.each(statements)('%s registers a patient whom both systems then know', async (event) => {
  const stage = await openStage()
  await stage.ehr({ do: 'register', patient: 'anna', event })
  expect(stage.facts('ehr')).toMatchObject([{ kind: 'patient-stated', event, patient: { familyName: 'Testoak' } }])
  expect(stage.pair.ehr.chart.patients.get('R1^RVH')?.familyName).toBe('Testoak')
})

test('an update changes chart and lab, a discharge says when', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'update', patient: 'anna', change: { familyName: 'Testash' }, event: 'A31' })
  expect(stage.pair.ehr.chart.patients.get('R1^RVH')?.familyName).toBe('Testash')
  expect(stage.entry('k').order.patient.familyName).toBe('Testash')
  await stage.ehr({ do: 'discharge', patient: 'anna' })
  const last = stage.said('ehr', 'ADT').at(-1)
  expect([field(last, 'MSH-9.2'), field(last, 'PV1-45')]).toEqual(['A03', field(last, 'EVN-2')])
})

const whole: MergeEvent[] = ['A18', 'A34', 'A36', 'A39', 'A40', 'A43', 'A44', 'A45', 'A47']
test.each(whole)('%s moves the orders of a record in chart and lab, and the ledger reads it', async (event) => {
  const stage = await ordered()
  await stage.ehr({ do: 'register', patient: 'berta' }, { do: 'merge', patient: 'anna', into: 'berta', event })
  const message = stage.said('ehr', 'ADT').at(-1)
  expect([field(message, 'PID-3.1'), field(message, 'MRG-1.1')]).toEqual(['R2', 'R1'])
  expect(stage.shown('k').mrn).toBe('R2')
  expect(stage.entry('k').order.patient.mrn).toBe('R2')
  const fact = stage.facts('ehr', 'ADT').at(-1) as PatientFact
  expect(fact.event).toBe(event)
  await stage.lab({ do: 'report', parts: [{ order: 'k', stage: 'final' }] })
  expect(stage.shown('k').components).toHaveLength(1)
})

const accounts = [
  ['A35', 'PID-18', 'MRG-3'],
  ['A41', 'PID-18', 'MRG-3'],
  ['A42', 'PV1-19', 'MRG-5'],
] as const
test.each(accounts)(
  '%s names an account or a visit and moves no order to another patient',
  async (event, into, prior) => {
    const stage = await ordered()
    await stage.ehr({ do: 'register', patient: 'berta' }, { do: 'merge', patient: 'anna', into: 'berta', event })
    const message = stage.said('ehr', 'ADT').at(-1)
    expect([field(message, into), field(message, prior)]).not.toContain('')
    expect(field(message, into)).not.toBe(field(message, prior))
    expect(field(message, 'MRG-1.1')).toBe('R2')
    expect(stage.shown('k').mrn).toBe('R1')
  },
)

test.each(['A24', 'A37'] as const)('%s names two patients and moves nothing', async (event) => {
  const stage = await ordered()
  await stage.ehr({ do: 'merge', patient: 'anna', into: 'berta', event })
  const message = stage.said('ehr', 'ADT').at(-1)
  expect([field(message, 'PID-3.1'), field(message, 'PID[2]-3.1'), field(message, 'MRG-1')]).toEqual(['R2', 'R1', ''])
  expect(stage.shown('k').mrn).toBe('R1')
})

test('a merge that nobody is told of moves orders in the chart alone, and unmerging moves them back', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'merge', patient: 'anna', into: 'berta', silent: true })
  expect([stage.shown('k').mrn, stage.entry('k').order.patient.mrn]).toEqual(['R2', 'R1'])
  // A result under the old number finds the order where it is now.
  await stage.lab({ do: 'report', parts: [{ order: 'k', stage: 'final' }] })
  expect(stage.shown('k')).toMatchObject({ mrn: 'R2', status: 'CM' })
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('later')] })
  expect(stage.shown('later').mrn).toBe('R2')
  await stage.ehr({ do: 'unmerge', patient: 'anna', from: 'berta' })
  expect([stage.shown('k').mrn, stage.shown('later').mrn]).toEqual(['R1', 'R2'])
  expect(stage.pair.ehr.events.filter(({ what }) => what === 'moved')).toHaveLength(2)
  expect(stage.said('ehr', 'ADT').map((each) => field(each, 'MSH-9.2'))).toEqual(['A04'])
})

const report = (order: string, stage: 'preliminary' | 'final' = 'final', value = '4.1') =>
  ({ do: 'report', parts: [{ order, stage, values: { K: { value } } }] }) as const
const events = (stage: Stage) => stage.pair.ehr.events.map(({ what }) => what)
const answersOf = (stage: Stage) =>
  stage.crossover.answers.filter(({ system }) => system === 'ehr').map(({ code }) => code)

test('an EHR that takes only some statuses refuses, drops or queues the others', async () => {
  const expected = {
    AE: ['refused', 'AE'],
    AR: ['refused', 'AR'],
    drop: ['dropped', 'AA'],
    queue: ['queued', 'AA'],
  } as const
  for (const onTrouble of ['AE', 'AR', 'drop', 'queue'] as const) {
    const stage = await ordered()
    await stage.ehr({ do: 'habits', habits: { statuses: ['F', 'C'], onTrouble } })
    await stage.lab(report('k', 'preliminary'))
    expect([events(stage).at(-1), answersOf(stage).at(-1)]).toEqual(expected[onTrouble])
    expect(stage.shown('k').components).toEqual([])
    expect(stage.pair.ehr.errorQueue).toHaveLength(onTrouble === 'queue' ? 1 : 0)
    await stage.lab(report('k'))
    expect(shownOrder(stage.pair.ehr.chart, stage.cast.order('k')!.key)).toMatchObject([
      { value: '4.1', label: 'final' },
    ])
  }
})

test('an EHR that refuses unknown codes, cuts values, drops documents or has a closed encounter', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'habits', habits: { unknownCodes: 'trouble' } })
  const spoilt = { order: 'k', stage: 'final', spoil: 'unknown-component' } as const
  await stage.lab({ do: 'report', parts: [spoilt] })
  expect(stage.shown('k').components).toEqual([])
  await stage.ehr({ do: 'habits', habits: { unknownCodes: 'file', longestValue: 5, dropsDocuments: true } })
  await stage.lab({
    do: 'report',
    parts: [{ order: 'k', stage: 'final', text: ['a long story'], document_bytes: 300 }],
  })
  expect(stage.shown('k').components.map(({ versions }) => versions[0]?.value)).toEqual(['a lon'])
  await stage.ehr({ do: 'habits', habits: { locked: ['k'] } })
  await stage.lab({ do: 'correct', order: 'k' })
  expect(events(stage).at(-1)).toBe('refused')
})

test('an unknown patient or order is trouble, or is filed where the EHR works so', async () => {
  const stage = await openStage()
  await stage.lab({ do: 'open', order: 'poc', patient: 'carl', test: 'GLUPC', as: 'unsolicited' })
  await stage.lab({ do: 'report', parts: [{ order: 'poc', stage: 'final' }] })
  expect(events(stage).at(-1)).toBe('refused')
  await stage.ehr({ do: 'habits', habits: { unknownPatients: 'file', unknownOrders: 'file' } })
  await stage.lab({ do: 'say-again', orders: ['poc'] })
  expect(stage.shown('poc')).toMatchObject({ mrn: 'R3', status: 'CM' })
})

test('answers are as late as the EHR is slow', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'habits', habits: { answerAfter_ms: 1500 } })
  const before = answersOf(stage).length
  stage.pair.lab.perform(report('k'), stage.cast)
  await stage.after(1000)
  expect([stage.shown('k').status, answersOf(stage).length]).toEqual(['CM', before])
  await stage.after(1000)
  expect(answersOf(stage).length).toBe(before + 1)
})

test('what the error queue behind the AA refuses leaves the chart, and what stood before shows again', async () => {
  const stage = await ordered()
  await stage.lab(report('k', 'preliminary', '4.0'))
  await stage.lab(report('k', 'final', '4.1'))
  const [, second] = stage.said('lis', 'ORU')
  await stage.ehr({ do: 'reject-later', order: 'k', why: 'The encounter was closed.' })
  expect(stage.shown('k').components[0]?.versions.map(({ value }) => value)).toEqual(['4.0'])
  expect(stage.pair.ehr.errorQueue).toMatchObject([
    { controlId: field(second, 'MSH-10'), why: 'The encounter was closed.' },
  ])
  expect(events(stage).at(-1)).toBe('rejected-later')
  const rows = stage.pair.ehr.census('').results
  expect(rows.map(({ value }) => value)).toEqual(['4.0'])
})

test('an EHR that was down takes afterwards what was said meanwhile, and says what it was told', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'down' })
  await stage.lab(report('k'))
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('late')] })
  expect([stage.shown('k').status, stage.cast.order('late')]).toEqual(['SC', undefined])
  await stage.ehr({ do: 'up' })
  await stage.after(5 * minute)
  expect([stage.shown('k').status, stage.entry('late').state]).toEqual(['CM', 'accepted'])
})

test.each([
  ['refuses', 'refused', 0],
  ['queues', 'queued', 0],
  ['drops', 'dropped', 0],
  ['cuts', 'cut', 1],
] as const)(
  'a lapse of the receiver that %s a report is in its book as %s, and ends with it',
  async (lapse, what, shown) => {
    const stage = await ordered()
    await stage.ehr({ do: 'habits', habits: { lapses: { [lapse]: 1 } } })
    await stage.lab({ do: 'report', parts: [{ order: 'k', stage: 'final', values: { K: { value: '12.75' } } }] })
    expect(events(stage).at(-1)).toBe(what)
    expect(stage.shown('k').components).toHaveLength(shown)
    if (lapse === 'cuts') expect(stage.shown('k').components[0]?.versions[0]?.value).toBe('12.')
    expect(stage.pair.ehr.errorQueue).toHaveLength(lapse === 'queues' ? 1 : 0)
    await stage.ehr({ do: 'habits', habits: { lapses: {} } })
    await stage.lab({ do: 'say-again' })
    expect(stage.shown('k').components[0]?.versions.at(-1)?.value).toBe('12.75')
  },
)

test('a number that is the same without its end is kept whole by a receiver that cuts, and is no lapse', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'habits', habits: { lapses: { cuts: 1 } } })
  await stage.lab({ do: 'report', parts: [{ order: 'k', stage: 'final', values: { K: { value: '4.10' } } }] })
  expect(stage.shown('k').components[0]?.versions[0]?.value).toBe('4.10')
  expect(events(stage)).not.toContain('cut')
})

test('a restored chart has lost what came since, and takes again what is said again', async () => {
  const stage = await ordered()
  await stage.after(10 * minute)
  await stage.lab(report('k'))
  await stage.ehr({ do: 'restore', back_ms: 5 * minute })
  expect(stage.shown('k').components).toEqual([])
  await stage.lab({ do: 'say-again', sameControlId: true })
  await stage.lab({ do: 'say-again' })
  expect(stage.shown('k').components).toHaveLength(1)
})

test('a counter that was reset uses its control ids again for other messages', async () => {
  const stage = await ordered()
  await stage.ehr({ do: 'reset-counter' }, { do: 'order', patient: 'anna', asks: [ask('b')] })
  const ids = stage.pair.ehr.said.map(({ controlId }) => controlId)
  expect(new Set(ids).size).toBeLessThan(ids.length)
  expect(stage.entry('b').state).toBe('accepted')
})

test('raw text is said as it is, with the numbers of the run filled in, and does not stop the line', async () => {
  const stage = await ordered()
  const line = 'MSH|^~\\&|MERIDIAN|RVH|||{{time}}||ORM^O01|{{id}}|T|2.3\nPID|1||{{mrn:anna}}\nORC|CA|{{placer:k}}'
  await stage.ehr({ do: 'send-raw', text: line }, { do: 'send-raw', text: 'no message at all' })
  await stage.ehr({ do: 'order', patient: 'anna', asks: [ask('b')] })
  await stage.after(5 * minute)
  expect(field(stage.said('ehr', 'ORM')[1], 'ORC-2')).toBe(stage.cast.order('k')?.placer)
  expect(stage.entry('b').state).toBe('accepted')
})

test('an order that the lab opens is made in the chart, gets a number, and is known by it from then on', async () => {
  const stage = await openStage()
  await stage.ehr({ do: 'register', patient: 'anna' })
  await stage.lab({ do: 'open', order: 'paper', patient: 'anna', test: 'K', as: 'SN' })
  const given = stage.entry('paper').order.placer.number
  expect([stage.shown('paper').placer, given]).toEqual([given, stage.shown('paper').placer])
  expect(given).not.toBe('')
  expect(kinds(stage, 'ehr', 'ORM')).toEqual(['number-assigned'])
  await stage.lab(report('paper'))
  expect(stage.shown('paper').status).toBe('CM')
  await stage.ehr({ do: 'cancel', order: 'paper' })
  expect(kinds(stage, 'lis', 'ORL').at(-1)).toBe('cancel-refused')
})

test('an EHR that gives no numbers by itself gives one when told', async () => {
  const stage = await openStage()
  await stage.ehr({ do: 'register', patient: 'anna' }, { do: 'habits', habits: { assigns: false } })
  await stage.lab({ do: 'open', order: 'paper', patient: 'anna', test: 'K', as: 'SN' })
  expect(stage.entry('paper').order.placer.number).toBe('')
  await stage.ehr({ do: 'assign', order: 'paper' })
  expect(stage.entry('paper').order.placer.number).not.toBe('')
})

test('what cannot be done is noted with its reason, and nothing throws', async () => {
  const stage = await openStage()
  await stage.ehr(
    { do: 'cancel', order: 'none' },
    { do: 'register', patient: 'nobody' },
    { do: 'unmerge', patient: 'anna', from: 'berta' },
    { do: 'reject-later', order: 'none', why: '' },
  )
  expect(stage.pair.ehr.undone.map(({ act, why }) => [act.do, why])).toEqual([
    ['cancel', 'The EHR did not place this order.'],
    ['register', 'The run has no such patient.'],
    ['unmerge', 'These two were never merged.'],
    ['reject-later', 'Nothing was filed on this order.'],
  ])
})

test('children stand under their parent, and a corrected label stays', async () => {
  const stage = await ordered()
  await stage.lab(report('k'), { do: 'correct', order: 'k', values: { K: { value: '4.4' } } })
  expect(labelOf(stage.shown('k').components[0]!)).toBe('corrected')
  await stage.lab({ do: 'add', order: 'child', parent: 'k', test: 'MG', as: 'child' }, report('child'))
  const key = stage.cast.order('k')!.key
  expect(childrenOf(stage.pair.ehr.chart, key)).toMatchObject([{ parent: key, status: 'CM', mrn: 'R1' }])
})

test('a site that takes OML^O21 hears the same orders with timing and specimen in segments of their own', async () => {
  const site = testSite()
  const steps = [
    { set: 'MSH-15', value: 'AL' },
    { set: 'MSH-16', value: 'NE' },
    { map: 'OBR[*]-4.1', table: 'tests' },
  ]
  const delivery = { connection: 'lis-out' }
  const orders = Flow.parse({
    id: 'orders',
    from: 'ehr',
    to: 'lis',
    kind: 'orders',
    messages: ['OML^O21'],
    steps,
    delivery,
  })
  const flows = site.flows.map((flow) => (flow.id === 'orders' ? orders : flow))
  const systems = site.systems.map((each) =>
    each.id === 'ehr' ? { ...each, dialect: { ...each.dialect, versions: ['2.5.1'] as never } } : each,
  )
  const stage = await openStage({ ...site, flows, systems })
  await stage.ehr({
    do: 'order',
    patient: 'anna',
    asks: [ask('k', { startsAt_ms: 60 * minute, priority: 'STAT', collected: true })],
  })
  const [said] = stage.said('ehr', 'OML')
  expect([field(said, 'TQ1-9'), field(said, 'SPM-4.1'), field(said, 'SPM-17')]).toEqual([
    'STAT',
    'SERUM',
    field(said, 'ORC-9'),
  ])
  expect((stage.facts('ehr', 'OML')[0] as OrderFact).startsAt).toBe(start + 60 * minute)
})
