import { expect, test } from 'vitest'
import { clearOn, orderIn, raiseOn, tell, tellAs, trust } from './book.ts'
import type { Fact, PatientStatement } from './fact.ts'
import {
  accepted,
  test as code,
  corrected,
  dialogue,
  final,
  ida,
  merged,
  nobody,
  number,
  otto,
  patientStated,
  policy,
  raised,
  report,
  requested,
  shown,
  status,
  told,
} from './testing/facts.ts'

const last = (...facts: readonly Fact[]) => told(...facts).results.at(-1)!
const baby: PatientStatement = { ...ida, birthDate: '20240221' }

test('a result whose number, record and name agree and whose birth date does not is held, and shown with the order', () => {
  const { book, results } = told(requested(), final({ K: '4.1' }, { patient: baby }))
  expect(results[1]).toMatchObject({ orderId: 1, verdict: 'identity-hold', unsolicited: false })
  expect(raised(results[1]!)).toEqual(['identity-conflict critical'])
  expect(results[1]!.concerns[0]!.orderIds).toEqual([1])
  expect(orderIn(book, 1)).toMatchObject({ state: 'requested', observations: [] })
})

test('a result that shares only the number with an order joins nothing, and is held', () => {
  const { book, results } = told(requested(), final({ K: '4.1' }, { patient: otto }))
  expect(results[1]).toMatchObject({ orderId: 2, verdict: 'identity-hold' })
  expect(raised(results[1]!)).toEqual(['number-shared critical'])
  expect(results[1]!.concerns[0]!.orderIds).toEqual([2, 1])
  expect(orderIn(book, 1)!.observations).toEqual([])
  expect(orderIn(book, 2)!.patient.familyName).toBe('Sample')
})

test('what was held stays held when it comes again or is corrected, until people are sure or the order comes', () => {
  const result = final({ K: '4.1' }, { patient: otto })
  const again = final({ K: '4.1' }, { patient: otto })
  const correction = corrected({ K: '4.2' }, { patient: otto })
  const { book, results } = told(requested(), result, again, correction)
  expect(results.map(({ orderId, verdict }) => [orderId, verdict])).toEqual([
    [1, 'accepted'],
    [2, 'identity-hold'],
    [2, 'identity-hold'],
    [2, 'identity-hold'],
  ])
  raiseOn(book, 2, 7)
  clearOn(book, 2, 7, policy, correction.seenAt)
  expect(tell(book, correction, policy).verdict).toBe('identity-hold')
  trust(book, 2)
  expect(tell(book, corrected({ K: '4.3' }, { patient: otto }), policy).verdict).toBe('accepted')
  expect(last(requested(), result, requested({ patient: otto }), correction)).toMatchObject({
    orderId: 2,
    verdict: 'accepted',
  })
})

test('what people have decided to be this order’s is told to it, with all its values', () => {
  const held = final({ K: '4.1' }, { patient: baby })
  const { book } = told(requested(), held)
  expect(tellAs(book, 1, held, policy)).toMatchObject({ orderId: 1, verdict: 'accepted', unsolicited: false })
  expect(orderIn(book, 1)).toMatchObject({ state: 'final', patient: { birthDate: '19700102' } })
  expect(tellAs(book, 9, held, policy).verdict).toBe('unmatched')
})

test('a number of another authority is another number: two orders, nothing held', () => {
  const epc = requested({ placer: [number('77', 'EPC')] })
  const { results } = told(epc, final({ K: '4.1' }, { placer: [number('77', 'HNAM')], patient: otto }))
  expect(results[1]).toMatchObject({ orderId: 2, verdict: 'accepted', unsolicited: true })
  expect(raised(results[1]!)).toEqual(['number-shared high'])
})

test('two orders of different patients under one number are kept apart, and each gets its own results', () => {
  const { book, results } = told(
    requested(),
    requested({ patient: otto }),
    final({ K: '4.1' }, { filler: [number('F1')] }),
    final({ K: '5.5' }, { filler: [number('F2')], patient: otto }),
  )
  expect(results.map(({ orderId }) => orderId)).toEqual([1, 2, 1, 2])
  expect(results.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted', 'accepted', 'accepted'])
  expect(raised(results[1]!)).toEqual(['number-shared high'])
  expect(shown(orderIn(book, 1)!, 'K')).toBe('4.1')
  expect(shown(orderIn(book, 2)!, 'K')).toBe('5.5')
})

test('a message without a patient contradicts nobody', () => {
  expect(last(requested(), accepted({ patient: nobody }))).toMatchObject({
    orderId: 1,
    verdict: 'accepted',
    concerns: [],
  })
  expect(last(requested({ patient: nobody }), final({ K: '4.1' }))).toMatchObject({ orderId: 1, verdict: 'accepted' })
})

test('a filler number that came with the acceptance leads to the order without the placer number', () => {
  expect(last(requested(), accepted(), final({ K: '4.1' }, { placer: [] }))).toMatchObject({
    orderId: 1,
    unsolicited: false,
  })
})

test('one accession over several orders: the placer number tells them apart, else the test', () => {
  const story = [
    requested(),
    requested({ placer: [number('P2')], test: code('LAB16') }),
    accepted({ test: code('BMP') }),
    accepted({ placer: [number('P2')], test: code('LIPID') }),
  ]
  expect(last(...story, final({ K: '4.1' }, { placer: [number('P2')], test: code('LIPID') })).orderId).toBe(2)
  expect(last(...story, final({ CHOL: '180' }, { placer: [], test: code('LIPID') })).orderId).toBe(2)
  expect(last(...story, final({ K: '4.1' }, { placer: [], test: code('BMP') })).orderId).toBe(1)
})

test('where nothing tells which of several orders is meant, none is taken, and it is raised', () => {
  const story = [
    requested(),
    requested({ placer: [number('P2')] }),
    accepted({ test: null }),
    accepted({ placer: [number('P2')], test: null }),
  ]
  const result = last(...story, final({ K: '4.1' }, { placer: [], test: null }))
  expect(result).toMatchObject({ orderId: 3, unsolicited: true, verdict: 'accepted' })
  expect(last(...story, ...[1, 2].map(() => final({ K: '4.1' }, { placer: [], test: null })))).toMatchObject({
    orderId: 3,
    verdict: 'repeat',
  })
  expect(raised(result)).toEqual(['number-shared high'])
})

test('what repeats the words of one order, but would move it, does not mean that order rather than another', () => {
  // Of the second order's two accessions one was given up after the report of the other: a report without results ends it.
  const [second, gone] = [{ placer: [number('P2')] }, { placer: [number('P2')], filler: [number('F9')] }]
  const story = [
    report('P', {}, { filler: [] }),
    ...[status('IP', second), status('IP', gone)],
    report('F', { K: '4.1' }, { ...second, report: 'C' }),
    dialogue('specimen-rejected', 'filler', gone),
    requested({ filler: [number('F1')] }),
  ]
  const end = () => report('', {}, { placer: [], report: 'C' })
  expect(told(...story, end(), end()).results.slice(-2)).toMatchObject([
    { orderId: 3, verdict: 'accepted' },
    { orderId: 3, verdict: 'repeat' },
  ])
})

test('one request may become two accessions, and both are items of one order', () => {
  const { book, results } = told(
    requested(),
    final({ K: '4.1' }, { report: 'A', filler: [number('F1')] }),
    final({ TSH: '2.0' }, { filler: [number('F2')], test: code('TSH') }),
  )
  expect(results.map(({ orderId }) => orderId)).toEqual([1, 1, 1])
  expect(orderIn(book, 1)!.items.filter(({ side }) => side === 'filler')).toHaveLength(2)
})

test('ORC-2 and OBR-2 that differ are both aliases of one order', () => {
  const both = final({ K: '4.1' }, { placer: [number('23075'), number('97107')] })
  const { results } = told(both, requested({ placer: [number('97107')] }), requested({ placer: [number('23075')] }))
  expect(results.map(({ orderId }) => orderId)).toEqual([1, 1, 1])
})

test('a child with a filler number of its own is an order of its own, under its parent, and nobody need order it', () => {
  const parent = { placer: number('P1'), filler: number('F1'), observation: 'TSH' }
  const { book, results } = told(
    requested(),
    final({ TSH: '9.9' }),
    final({ FT4: '0.5' }, { placer: [], filler: [number('F2')], test: code('FT4'), parent }),
    final({ FT3: '0.5' }, { filler: [number('F3')], test: code('FT3'), parent }),
  )
  expect(results.map(({ orderId }) => orderId)).toEqual([1, 1, 2, 3])
  expect(results.map(({ unsolicited }) => unsolicited)).toEqual([false, false, false, false])
  expect(orderIn(book, 2)!.parentId).toBe(1)
  expect(orderIn(book, 3)!.parentId).toBe(1)
})

test('a result with no number at all is an order that nobody asked for', () => {
  expect(last(final({ K: '4.1' }, { placer: [], filler: [] }))).toMatchObject({ orderId: 1, unsolicited: true })
})

test('an order message with no number at all is unmatched, and raised', () => {
  const result = last(accepted({ placer: [], filler: [] }))
  expect(result).toMatchObject({ orderId: null, verdict: 'unmatched' })
  expect(raised(result)).toEqual(['illegal-transition normal'])
})

test('a held result is said to be of another test only where its own system called the order by another', () => {
  const text = (...facts: readonly Fact[]) => last(...facts).concerns[0]!.text
  const held = (name: string) => final({ K: '4.1' }, { patient: baby, test: code(name) })
  expect(text(requested({ test: code('LAB16') }), held('LYTES'))).not.toContain('the test (OBR-4)')
  expect(text(requested({ test: code('LAB16') }), final({}, { test: code('LYTES') }), held('LYTES'))).not.toContain(
    'the test (OBR-4)',
  )
  expect(text(requested({ test: code('LAB16') }), final({}, { test: code('LYTES') }), held('CBC'))).toContain(
    'the test (OBR-4) differs, too',
  )
  const published = (name: string) => code(name, 'LN')
  const panel = final({ K: '4.1' }, { patient: baby, test: published('57128-1') })
  expect(text(requested({ test: published('54089-8') }), panel)).toContain('the test (OBR-4) differs, too')
  expect(text(requested({ test: published('57128-1') }), panel)).not.toContain('the test (OBR-4)')
})

test('a result under a known record number whose person contradicts the record is held', () => {
  const wrong = { ...otto, identifiers: ida.identifiers }
  const result = last(patientStated(ida), final({ K: '4.1' }, { patient: wrong }))
  expect(result).toMatchObject({ verdict: 'identity-hold', unsolicited: true })
  expect(raised(result)).toEqual(['identity-conflict critical'])
})

test('a married name stated by ADT lets results come under either name', () => {
  const married = { ...ida, familyName: 'Sample' }
  const story = [requested(), patientStated(married)]
  expect(last(...story, final({ K: '4.1' }, { patient: married })).verdict).toBe('accepted')
  expect(last(...story, final({ K: '4.1' })).verdict).toBe('accepted')
})

test('after a merge both record numbers and names mean one patient', () => {
  const survivor: PatientStatement = { ...ida, identifiers: [{ number: '3003', authority: 'RIV', type: 'MR' }] }
  const merge = merged(survivor, [number('1001', 'RIV')])
  expect(last(requested(), final({ K: '4.1' }, { patient: survivor })).verdict).toBe('identity-hold')
  expect(last(requested(), merge, final({ K: '4.1' }, { patient: survivor })).verdict).toBe('accepted')
  expect(last(requested({ patient: survivor }), merge, final({ K: '4.1' })).verdict).toBe('accepted')
})

test('a concern never holds what stands in the message', () => {
  const { results } = told(requested(), final({ K: '4.1' }, { patient: baby }), requested({ patient: otto }))
  const texts = results.flatMap(({ concerns }) => concerns.flatMap(({ text, cause }) => [text, cause])).join(' ')
  for (const secret of ['Ida', 'Otto', 'Sample', '1001', '2002', '1970', '2024', 'P1'])
    expect(texts).not.toContain(secret)
})

test('a result with an accession alone joins the order of that accession, and not one of another authority', () => {
  const lab = [{ number: 'A1', authority: 'LAB-A' }]
  const story = [requested(), accepted({ accession: lab })]
  const alone = { placer: [], filler: [] }
  expect(last(...story, final({ K: '4.1' }, { ...alone, accession: lab })).orderId).toBe(1)
  const other = [{ number: 'A1', authority: 'LAB-B' }]
  expect(last(...story, final({ K: '4.1' }, { ...alone, accession: other })).orderId).toBe(2)
})

test('of two alike orders under one accession a result means the one whose work is not done', () => {
  const second = { placer: [number('P2')] }
  const story = [requested(), accepted(), final({ K: '4.1' }), requested(second), accepted(second)]
  expect(last(...story, final({ K: '4.4' }, { placer: [] }))).toMatchObject({ orderId: 2, unsolicited: false })
})
