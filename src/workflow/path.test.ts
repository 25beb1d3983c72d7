// Workflows in the ledger: what an order waits for, what is late and whose it is, and how loops turn the path.
import { expect, test } from 'vitest'
import { loopStatus } from '../ledger/loop.ts'
import { bench, hour, minute, ordered, reported, said, siteWith } from './testing/lab.ts'

// A Monday, 08:00 in Chicago.
const monday = Date.parse('2026-11-23T08:00:00-06:00')

const chemistry = `id: chemistry
title: Chemistry
for: { tests: [GLU] }
clocks: { cancel_answered: 5m }
batches:
  twice:
    runs: [{ days: [tue, thu], at: "10:00", released_by: "15:00" }]
steps:
  - { id: ordered, title: Ordered, who: ehr, proof: { from: ehr, message: ORM^O01, where: { ORC-1: NW } } }
  - { id: accepted, title: Accepted, who: lab, within: 15m, proof: { from: lis, message: ORL^O22, where: { ORC-1: OK } } }
  - { id: collected, title: Collected, who: phlebotomist, manual: true, within: { stat: 30m, any: 2h } }
  - { id: received, title: Received, who: courier, team: lab, within: 1h, proof: { from: lis, message: OML^O21, where: { ORC-1: SC, ORC-5: IP } } }
  - { id: resulted, title: Resulted, who: analyser, within: { stat: 1h, any: 4h }, hours: core, at_any_hour: [stat], proof: { from: lis, message: ORU^R01, where: { OBR-25: [F, C] } } }
loops:
  - { loop: rerun, proof: { from: lis, message: ORU^R01, where: { OBR-25: P } }, next: resulted, within: 2h }
  - { loop: recollect, form: same-order, proof: { from: lis, message: OML^O21, where: { ORC-1: SC }, present: [SPM-21] }, next: received, within: 3h }
  - { loop: send-out, to: Reference, proof: { from: lis, message: OML^O21, where: { ORC-1: SC, ORC-5: A } }, next: resulted, within: 7d }
  - { loop: reflex, when: { component: GLU, above: 400 }, add: K, parent: unsolicited, within: 2h }
  - { loop: correction, proof: { from: lis, message: ORU^R01, where: { OBR-25: C } } }
`
const on = () => bench(siteWith({ chemistry }))

test('an order waits for the next step that a message shows; what is done by hand lets time pass', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  expect(lab.awaits()).toEqual({ 'chemistry/accepted': 'Mon 08:15' })
  lab.say('lis', monday + 5 * minute, ...said('ORL^O22', 'OK'))
  // Collected by 10:05 at the latest, received an hour later.
  expect(lab.awaits()).toEqual({ 'chemistry/received': 'Mon 11:05' })
  lab.say('lis', monday + 30 * minute, ...said('OML^O21', 'SC', { status: 'IP' }))
  expect(lab.awaits()).toEqual({ 'chemistry/resulted': 'Mon 12:30' })
  lab.say('lis', monday + 60 * minute, ...reported('F', '90'))
  expect(lab.awaits()).toEqual({})
  expect(loopStatus(lab.order(), monday + 60 * minute).status).toBe('agreed')
})

test('a STAT order has the times of its priority, in the code of its own system', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered({ priority: 'STAT' }))
  lab.say('lis', monday, ...said('ORL^O22', 'OK'))
  expect(lab.awaits()).toEqual({ 'chemistry/received': 'Mon 09:30' })
})

test('the clock of a routine result stands still at night; that of a STAT result does not', () => {
  for (const [priority, due] of [
    ['ROUT', 'Tue 10:00'],
    ['STAT', 'Mon 19:00'],
  ] as const) {
    const lab = on()
    lab.say('ehr', monday + 9 * hour, ...ordered({ priority }))
    lab.say('lis', monday + 10 * hour, ...said('OML^O21', 'SC', { status: 'IP' }))
    expect(lab.awaits()).toEqual({ 'chemistry/resulted': due })
  }
})

test('a step that is overdue is raised with its name, its workflow and whose it is, and settles when it comes late', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday, ...said('ORL^O22', 'OK'))
  expect(lab.overdue(monday + 3 * hour - 1)).toEqual([])
  const [raised] = lab.overdue(monday + 3 * hour)
  expect(raised).toMatchObject({ cause: 'overdue-step|chemistry/received|lis', team: 'lab', severity: 'normal' })
  expect(raised!.text).toContain('"Received" (courier) of the workflow "Chemistry"')
  expect(raised!.text).toContain('OML^O21 from lis')
  const [told] = lab.say('lis', monday + 4 * hour, ...said('OML^O21', 'SC', { status: 'IP' }))
  expect(told!.settled).toContainEqual({
    kind: 'overdue-step',
    cause: 'overdue-step|chemistry/received|lis',
    orderId: 1,
  })
  expect(lab.awaits()).toEqual({ 'chemistry/resulted': 'Mon 16:00' })
})

test('a STAT step that is late is severe, and without a team of its own it is the team’s of the system that should say it', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered({ priority: 'STAT' }))
  expect(lab.overdue(monday + 15 * minute)).toMatchObject([
    { severity: 'high', team: 'lab', cause: 'overdue-step|chemistry/accepted|lis' },
  ])
})

test('a step that was left out is not waited for once a later one is done', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday + hour, ...reported('F', '90'))
  expect(lab.awaits()).toEqual({})
})

test('a preliminary result that is run again waits for the final one by the clock of the rerun', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday + hour, ...reported('P', '90'))
  expect(lab.awaits()).toEqual({ 'chemistry/resulted': 'Mon 11:00' })
  lab.say('lis', monday + 2 * hour, ...reported('P', '95'))
  expect(lab.awaits()).toEqual({ 'chemistry/resulted': 'Mon 12:00' })
})

test('a rejected specimen is waited for again, by the clock of the recollection', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday, ...said('OML^O21', 'SC', { status: 'IP' }))
  const rejected = `SPM|1|||SER${'|'.repeat(17)}EX`
  lab.say('lis', monday + hour, ...said('OML^O21', 'SC', { more: [rejected] }))
  expect(lab.awaits()).toEqual({ 'chemistry/received': 'Mon 12:00' })
  lab.say('lis', monday + 2 * hour, ...said('OML^O21', 'SC', { status: 'IP' }))
  expect(lab.awaits()).toEqual({ 'chemistry/resulted': 'Mon 14:00' })
})

test('what is sent out has the other clock', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday + hour, ...said('OML^O21', 'SC', { status: 'A' }))
  expect(lab.order().expectations).toEqual([{ step: 'chemistry/resulted', due: monday + hour + 7 * 24 * hour }])
})

test('a reflex that the result demands is waited for, is overdue by its name, and settles when the child comes', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday + hour, ...reported('F', '450'))
  expect(lab.awaits()).toEqual({ 'chemistry/reflex-K': 'Mon 11:00' })
  expect(loopStatus(lab.order(), monday + hour).status).toBe('on-course')
  expect(lab.overdue(monday + 3 * hour)).toMatchObject([{ cause: 'overdue-step|chemistry/reflex-K|lis' }])
  const child = lab.say(
    'lis',
    monday + 4 * hour,
    ...reported('F', '4.1', { placer: '', filler: 'FK', test: 'K', parent: 'P1' }),
  )
  expect(child.flatMap(({ settled }) => settled)).toContainEqual({
    kind: 'overdue-step',
    cause: 'overdue-step|chemistry/reflex-K|lis',
    orderId: 1,
  })
  expect(lab.awaits()).toEqual({})
})

test('a reflex that names no parent is the child of the order under its accession that waits for it', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday + hour, ...reported('F', '450'))
  lab.overdue(monday + 3 * hour)
  const [child] = lab.say('lis', monday + 4 * hour, ...reported('F', '4.1', { placer: '', filler: 'FP1', test: 'K' }))
  expect(child).toMatchObject({ orderId: 2, verdict: 'accepted', unsolicited: false })
  expect(lab.order(2).parentId).toBe(1)
  expect(lab.order(1).observations.map(({ code }) => code.code)).toEqual(['GLU'])
  expect(child!.settled.map(({ cause }) => cause)).toContain('overdue-step|chemistry/reflex-K|lis')
  expect(lab.awaits()).toEqual({})
})

test('what no result demands, and what comes under no number of the order, has no parent and stays unsolicited', () => {
  for (const [value, filler] of [
    ['90', 'FP1'],
    ['450', 'F77'],
  ] as const) {
    const lab = on()
    lab.say('ehr', monday, ...ordered())
    lab.say('lis', monday + hour, ...reported('F', value))
    const [other] = lab.say('lis', monday + 2 * hour, ...reported('F', '4.1', { placer: '', filler, test: 'K' }))
    expect(other).toMatchObject({ orderId: 2, unsolicited: true })
    expect(lab.order(2).parentId).toBeNull()
  }
})

test('a reflex that comes under the order’s own number is there, though it should have been an order of its own', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday + hour, ...reported('F', '450'))
  expect(Object.keys(lab.awaits())).toEqual(['chemistry/reflex-K'])
  lab.say('lis', monday + 2 * hour, ...reported('F', '4.1', { component: 'K' }))
  expect(lab.awaits()).toEqual({})
})

test('a result inside the limits, and a preliminary one outside of them, demand no reflex', () => {
  for (const [status, value] of [
    ['F', '400'],
    ['P', '450'],
  ] as const) {
    const lab = on()
    lab.say('ehr', monday, ...ordered())
    lab.say('lis', monday + hour, ...reported(status, value))
    expect(Object.keys(lab.awaits()).filter((step) => step.includes('reflex'))).toEqual([])
  }
})

test('a correction that takes the value back inside the limits demands it no more', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday + hour, ...reported('F', '450'))
  lab.say('lis', monday + 2 * hour, ...reported('C', '90'))
  expect(lab.awaits()).toEqual({})
})

test('a cancellation is answered by the clock of the workflow, and after it nothing of the path is awaited', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday, ...said('ORL^O22', 'OK'))
  lab.say('ehr', monday + hour, ...ordered({ control: 'CA' }))
  expect(lab.awaits()).toEqual({ cancel_answered: 'Mon 09:05' })
  lab.say('lis', monday + hour + minute, ...said('ORL^O22', 'CR'))
  expect(Object.keys(lab.awaits()).filter((step) => step.includes('/'))).toEqual([])
})

const batch = chemistry.replace(
  'within: { stat: 1h, any: 4h }, hours: core, at_any_hour: [stat]',
  'within: { stat: 1h, any: 0s }, release: twice, at_any_hour: [stat]',
)

test('a batch release is not late by mistake: what comes after the run is due with the next one', () => {
  const lab = bench(siteWith({ chemistry: batch }))
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday + 27 * hour, ...said('OML^O21', 'SC', { status: 'IP' }))
  // Tuesday 11:00 is after the run of 10:00: due on Thursday at 15:00.
  expect(lab.awaits()).toEqual({ 'chemistry/resulted': 'Thu 15:00' })
  expect(lab.overdue(monday + 60 * hour)).toEqual([])
  expect(lab.overdue(Date.parse('2026-11-26T15:00:00-06:00'))).toHaveLength(1)
})

test('an order of a test without a workflow goes by the clocks of the site, as before', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered({ test: 'LAB2' }))
  expect(lab.awaits()).toEqual({ accepted: 'Mon 08:30' })
})

test('a message of another path leaves no mark on an order, and the same message marks it once', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday + minute, ...said('OML^O21', 'SC', { status: 'IP' }))
  lab.say('lis', monday + 2 * minute, ...said('OML^O21', 'OC'))
  expect(lab.order().marks?.map(({ proof }) => proof)).toEqual([
    'ehr ORM^O01 ORC-1=NW',
    'lis OML^O21 ORC-1=SC ORC-5=IP',
  ])
})

const addOn = chemistry.replace(
  'loops:\n',
  `loops:
  - { loop: add-on, form: ehr-order, proof: { from: ehr, message: ORM^O01, where: { ORC-1: NW, OBR-11: A } }, next: resulted, within: 90m }
`,
)

test('an add-on begins in the middle: nobody waits for a specimen that is in the laboratory', () => {
  const lab = bench(siteWith({ chemistry: addOn }))
  const [header, pid, orc, obr] = ordered()
  lab.say('ehr', monday, header, pid, orc, `${obr}|||||||A`)
  expect(lab.awaits()).toEqual({ 'chemistry/resulted': 'Mon 09:30' })
})

test('a specimen for which the order is cancelled and placed anew leaves nothing to wait for on the old order', () => {
  const form = 'form: cancel-and-reorder, proof: { from: lis, message: OML^O21, where: { ORC-1: OC } }'
  const lab = bench(
    siteWith({
      chemistry: chemistry.replace(/form: same-order.*next: received, within: 3h/, form),
    }),
  )
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday, ...said('OML^O21', 'SC', { status: 'IP' }))
  expect(Object.keys(lab.awaits())).toContain('chemistry/resulted')
  lab.say('lis', monday + hour, ...said('OML^O21', 'OC', { status: 'CA' }))
  expect(lab.awaits()).toEqual({})
})

test('a future order is to be accepted now, and the rest of its path begins when it does', () => {
  const lab = on()
  const [header, pid, orc, obr] = ordered()
  const starts = orc.replace('^^^^^ROUT', '^^^20261201080000^^ROUT')
  lab.say('ehr', monday, header, pid, starts, obr)
  expect(lab.awaits()['chemistry/accepted']).toBe('Mon 08:15')
  lab.say('lis', monday + minute, ...said('ORL^O22', 'OK'))
  expect(lab.order().expectations.find(({ step }) => step === 'chemistry/received')?.due).toBe(
    Date.parse('2026-12-01T11:00:00-06:00'),
  )
  expect(loopStatus(lab.order(), monday + hour).status).toBe('dormant')
})

test('a reflex that is filed under its parent has come once the order shows its component', () => {
  const lab = bench(siteWith({ chemistry: chemistry.replace('parent: unsolicited', 'parent: file-under-parent') }))
  lab.say('ehr', monday, ...ordered())
  lab.say('lis', monday + hour, ...reported('F', '450'))
  expect(Object.keys(lab.awaits())).toEqual(['chemistry/reflex-K'])
  lab.say('lis', monday + 2 * hour, ...reported('F', '4.1', { component: 'K' }))
  expect(lab.awaits()).toEqual({})
})

test('the exception of a step that is closed while the step is late begins its waiting anew, and not at once again', () => {
  const lab = on()
  lab.say('ehr', monday, ...ordered())
  lab.overdue(monday + 15 * minute)
  lab.close(monday + hour)
  expect(lab.awaits()).toEqual({ 'chemistry/accepted': 'Mon 09:15' })
  lab.say('ehr', monday + hour + minute, ...ordered())
  expect(lab.awaits()).toEqual({ 'chemistry/accepted': 'Mon 09:15' })
  expect(lab.overdue(monday + 75 * minute)).toHaveLength(1)
})
