// Numbers of one message that lead to two patients, and results that nobody can be sure of. The one thing to know: whichever
// came first, and whatever else fits, a number that is another patient's is never passed by.
import { expect, test } from 'vitest'
import { orderIn, tell, tellAs, trust } from './book.ts'
import type { Fact, PatientStatement } from './fact.ts'
import {
  accepted,
  cancelRequested,
  test as code,
  corrected,
  delivered,
  final,
  ida,
  loopOf,
  merged,
  nobody,
  number,
  otto,
  patientStated,
  policy,
  raised,
  requested,
  shown,
  status,
  told,
} from './testing/facts.ts'
import { open, story } from './testing/story.ts'

const [one, two] = [number('P1', 'EPC'), number('P2', 'EPC')]
const lab = [number('F1', 'LAB')]
const ordered = () => [requested({ placer: [one] }), requested({ placer: [two], patient: otto })]
const numbersOf = (order: ReturnType<typeof orderIn>) => order!.items.flatMap(({ numbers }) => numbers)

test('a result whose ORC-2 is another patient’s order is held, on both orders, though OBR-2 and patient agree', () => {
  const stray = final({ K: '6.6' }, { placer: [one, two], filler: lab, patient: otto })
  const { book, results } = told(...ordered(), stray)
  expect(results[2]).toMatchObject({ orderId: 2, verdict: 'identity-hold' })
  expect(raised(results[2]!)).toEqual(['identity-conflict critical'])
  expect(results[2]!.concerns[0]!.orderIds).toEqual([2, 1])
  expect([orderIn(book, 1)!.state, orderIn(book, 2)!.state]).toEqual(['requested', 'requested'])
  expect(book.byKey.get('p:P1')).toEqual([1])
})

test('it stays another patient’s number after people have let the message go', () => {
  const stray = final({ K: '6.6' }, { placer: [one, two], filler: lab, patient: otto })
  const { book } = told(...ordered(), stray)
  expect(tellAs(book, 2, stray, policy)).toMatchObject({ orderId: 2, verdict: 'accepted' })
  expect(shown(orderIn(book, 2)!, 'K')).toBe('6.6')
  expect(numbersOf(orderIn(book, 2))).not.toContainEqual(one)
  expect(book.byKey.get('p:P1')).toEqual([1])
  const again = { placer: [one, two], filler: lab, patient: otto }
  expect(tell(book, corrected({ K: '6.7' }, again), policy).verdict).toBe('identity-hold')
  expect(tell(book, final({ K: '4.1' }, { placer: [one], filler: [number('F2')] }), policy)).toMatchObject({
    orderId: 1,
    verdict: 'accepted',
  })
})

test('a result that fits a finished order by its accession is held where its placer number is another patient’s', () => {
  const facts = [
    requested({ placer: [two], patient: otto }),
    final({ K: '4.1' }, { placer: [two], filler: lab, patient: otto }),
    requested({ placer: [one] }),
  ]
  const { results } = told(...facts, final({ K: '6.6' }, { placer: [one], filler: lab, patient: otto }))
  expect(results[3]).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
  expect(results[3]!.concerns).toMatchObject([{ kind: 'identity-conflict', severity: 'critical', orderIds: [1, 2] }])
})

test('a status or a cancel that names orders of two patients changes neither, and is held', () => {
  for (const fact of [
    status('CM', { placer: [one, two], patient: otto }),
    cancelRequested({ placer: [one, two], patient: otto }),
  ]) {
    const { book, results } = told(...ordered(), fact)
    expect(results[2]).toMatchObject({ orderId: 2, verdict: 'identity-hold' })
    expect(results[2]!.concerns).toMatchObject([{ severity: 'high', orderIds: [2, 1] }])
    expect([orderIn(book, 1)!.state, orderIn(book, 2)!.state]).toEqual(['requested', 'requested'])
  }
})

test('a filler number under which another patient’s work goes on holds a result, though its placer number fits', () => {
  const started = accepted({ placer: [one], filler: lab })
  const { book, results } = told(
    ...ordered(),
    started,
    accepted({ placer: [two], filler: lab, patient: otto }),
    final({ K: '6.6' }, { placer: [two], filler: lab, patient: otto }),
  )
  expect(results[3]).toMatchObject({ orderId: 2, verdict: 'accepted' })
  expect(results[3]!.concerns).toMatchObject([{ kind: 'number-shared', severity: 'high', orderIds: [2, 1] }])
  expect(results[4]).toMatchObject({ orderId: 2, verdict: 'identity-hold' })
  expect(results[4]!.concerns).toMatchObject([{ severity: 'critical', orderIds: [2, 1] }])
  expect(book.byKey.get('f:F1')).toEqual([1])
})

test('a filler number that a laboratory gives again once the other order is over is said, and holds nothing', () => {
  const { results, order } = story([
    ...ordered(),
    final({ K: '4.1' }, { placer: [one], filler: lab }),
    final({ K: '6.6' }, { placer: [two], filler: lab, patient: otto }),
    corrected({ K: '6.7' }, { placer: [two], filler: lab, patient: otto }),
  ])
  expect(results.map(raised)).toEqual([[], [], [], ['number-shared high'], []])
  expect([shown(order(1), 'K'), shown(order(2), 'K')]).toEqual(['4.1', '6.7'])
})

test('two laboratories that count alike, and name no authority, are no matter', () => {
  const filler = [number('77')]
  const second = { placer: [two], filler, patient: otto, system: 'lis-2' }
  const { results } = told(...ordered(), accepted({ placer: [one], filler }), final({ K: '4.1' }, second))
  expect(results[3]).toMatchObject({ orderId: 2, verdict: 'accepted', concerns: [] })
})

test('a result nobody ordered is held where its filler number is that of another patient’s order, whatever the test', () => {
  const facts = [...open(), final({ CHOL: '5' }, { placer: [number('P9')], test: code('LIPID'), patient: otto })]
  const { results } = told(...facts)
  expect(results[2]).toMatchObject({ orderId: 2, verdict: 'identity-hold' })
  expect(results[2]!.concerns).toMatchObject([{ severity: 'critical', orderIds: [2, 1] }])
})

test('a child that names another patient’s order as its parent is held, and is nobody’s child', () => {
  const parent = { placer: number('P1'), filler: number('F1'), observation: 'K' }
  const child = final({ FT4: '0.5' }, { placer: [], filler: [number('F9')], test: code('FT4'), parent, patient: otto })
  const { book, results } = told(...open(), child)
  expect(results[2]).toMatchObject({ orderId: 2, verdict: 'identity-hold', unsolicited: true })
  expect(orderIn(book, 2)!.parentId).toBeNull()
})

const noName = { ...nobody, identifiers: [{ number: '777', authority: 'LABX', type: 'MR' }] }

test.each([
  ['nobody', nobody],
  ['a record number of another authority alone', noName],
])('a request does not take over a result that named %s, and what was held stays in doubt', (_, patient) => {
  const result = final({ K: '4.1' }, { patient })
  const { book, results } = told(result, requested())
  expect(results[1]).toMatchObject({ orderId: 2, verdict: 'accepted', settled: [] })
  expect(results[1]!.concerns).toMatchObject([{ kind: 'number-shared', severity: 'high', orderIds: [2, 1] }])
  expect(orderIn(book, 1)).toMatchObject({ doubt: 'number', state: 'final' })
  expect(orderIn(book, 2)).toMatchObject({ state: 'requested', observations: [] })
  expect(tell(book, corrected({ K: '4.2' }, { patient }), policy).verdict).toBe('identity-hold')
  expect(told(requested(), result).results[1]!.verdict).toBe('identity-hold')
})

test('a request under the number of another authority leaves a result of nobody as it is', () => {
  const bare = (value: string) => final({ K: value }, { patient: nobody, placer: [number('P1', 'HNAM')] })
  const { book, results } = told(bare('4.1'), requested({ placer: [one] }))
  expect([results[1]!.orderId, raised(results[1]!)]).toEqual([2, ['number-shared high']])
  expect(orderIn(book, 1)!.doubt).toBe('')
})

test('a request that knows the patient of a result takes it over, and so does one where nobody is named at all', () => {
  expect(told(final({ K: '4.1' }), requested()).results[1]).toMatchObject({ orderId: 1, concerns: [] })
  const bare = told(final({ K: '4.1' }, { patient: nobody }), requested({ patient: nobody }))
  expect(bare.results[1]).toMatchObject({ orderId: 1, concerns: [] })
})

test('no later word gives results of nobody a patient by their number alone', () => {
  const unnamed = final({ K: '4.1' }, { patient: nobody })
  for (const fact of [status('CM'), final({ NA: '140' }), cancelRequested()]) {
    const { book, results } = told(unnamed, fact)
    expect(results[1]!.verdict, fact.kind).toBe('identity-hold')
    expect(orderIn(book, 1)!.patient.familyName).toBe('')
  }
  expect(told(unnamed, corrected({ K: '4.2' }, { patient: nobody })).results[1]!.verdict).toBe('accepted')
})

test('a request with the record number alone does not clear a result that contradicts that very record', () => {
  const wrong = { ...otto, identifiers: ida.identifiers }
  const bare = { ...nobody, identifiers: ida.identifiers }
  const { book } = told(patientStated(ida), final({ K: '4.1' }, { patient: wrong }), requested({ patient: bare }))
  expect(orderIn(book, 1)).toMatchObject({ doubt: 'record' })
  expect(orderIn(book, 2)).toMatchObject({ state: 'requested' })
})

const both: PatientStatement = { ...otto, identifiers: [...ida.identifiers, ...otto.identifiers] }
const registered = () => [patientStated(ida, 'A28'), patientStated(otto, 'A28')]

test('record numbers of two registered people in one PID-3 hold a result, and are raised on a request', () => {
  const ottos = requested({ patient: otto })
  const { book, results } = told(...registered(), ottos, final({ K: '4.1' }, { patient: both }))
  expect(results[3]).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
  expect(raised(results[3]!)).toEqual(['identity-conflict critical'])
  expect(orderIn(book, 1)!.observations).toEqual([])
  expect(told(...registered(), final({ K: '4.1' }, { patient: both })).results[2]!.verdict).toBe('identity-hold')
  const asked = told(...registered(), requested({ patient: both })).results[2]!
  expect([asked.verdict, raised(asked)]).toEqual(['accepted', ['identity-conflict high']])
})

test('a message with the record numbers of two people changes neither record', () => {
  const twin = { ...otto, birthDate: ida.birthDate, identifiers: both.identifiers }
  const named = [...told(...registered()).book.patients.records.values()].map(({ familyName }) => familyName)
  for (const fact of [patientStated(twin), requested({ patient: twin })]) {
    const { book, results } = told(...registered(), fact)
    expect(raised(results[2]!)).toEqual(['identity-conflict high'])
    expect([...book.patients.records.values()].map(({ familyName }) => familyName)).toEqual(named)
  }
})

test('once the two records are merged, both numbers are one patient’s', () => {
  const merge = merged(otto, [number('1001', 'RIV')])
  const { results } = told(...registered(), merge, requested({ patient: otto }), final({ K: '4.1' }, { patient: both }))
  expect(results[4]).toMatchObject({ verdict: 'accepted', concerns: [] })
})

test('two records that differ in their number alone are raised, and hold nothing', () => {
  const again = { ...otto, identifiers: [{ number: '2003', authority: 'RIV', type: 'MR' }] }
  const twice = { ...otto, identifiers: [...otto.identifiers, ...again.identifiers] }
  const facts = [patientStated(otto), patientStated(again), requested({ patient: otto })]
  const { results } = told(...facts, final({ K: '4.1' }, { patient: twice }))
  expect([results[3]!.verdict, raised(results[3]!)]).toEqual(['accepted', ['identity-conflict normal']])
})

const jane: PatientStatement = { ...ida, familyName: 'Sample', givenName: 'Jane', birthDate: '19800203' }

function overwritten(...facts: readonly Fact[]) {
  const { book } = told(patientStated(ida, 'A28'), requested(), ...facts)
  return { book, overlay: tell(book, patientStated(jane), policy) }
}

test('a registration that overwrites one person with another is raised on every open order of that record', () => {
  const { overlay } = overwritten(requested({ placer: [two] }), final({ K: '4.1' }, { placer: [two], filler: lab }))
  expect(overlay.concerns).toMatchObject([{ kind: 'identity-conflict', severity: 'high', orderIds: [1] }])
})

test('it makes no order hers that was ordered for him, until people have decided that both are one person', () => {
  const { book } = overwritten()
  const hers = () => final({ K: '4.1' }, { patient: jane })
  expect(delivered(book, hers())).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
  expect(loopOf(book, 1, 0).status).not.toBe('agreed')
  trust(book, 1)
  expect(delivered(book, hers())).toMatchObject({ orderId: 1, verdict: 'accepted', concerns: [] })
  expect(orderIn(book, 1)!.patient).toMatchObject({ familyName: 'Testpatient', more: { isRenamed: true } })
})

test('his result still goes to his order, her own order and result are hers, and messages of the order go on', () => {
  const { book } = overwritten()
  expect(tell(book, accepted({ patient: jane }), policy)).toMatchObject({ orderId: 1, verdict: 'accepted' })
  expect(tell(book, final({ K: '4.1' }), policy)).toMatchObject({ orderId: 1, verdict: 'accepted' })
  const own = { placer: [two], patient: jane }
  tell(book, requested(own), policy)
  expect(tell(book, final({ K: '5.5' }, { ...own, filler: lab }), policy)).toMatchObject({
    orderId: 2,
    verdict: 'accepted',
  })
})

test('a laboratory that reports one order under two of its own record numbers names two patients', () => {
  const labs = (record: string): PatientStatement => ({
    ...ida,
    identifiers: [{ number: record, authority: 'LABX', type: 'MR' }],
  })
  const results = (patient: PatientStatement) =>
    told(requested(), final({ K: '4.1' }, { patient: labs('999') }), corrected({ K: '4.2' }, { patient })).results
  expect(results(labs('999'))[2]!.verdict).toBe('accepted')
  expect(results(ida)[2]!.verdict).toBe('accepted')
  expect(results(labs('998'))[1]!.verdict).toBe('accepted')
  expect(results(labs('998'))[2]).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
})
