// Stories from laboratories, each told as its messages arrive: add-ons, split accessions, recollected specimens, crossing
// cancels. The one thing to know: what matters at the end of each is whether anything that is still owed could be taken
// for done, and whether every result stands with the order that it belongs to.
import { expect, test } from 'vitest'
import { raiseOn } from './book.ts'
import type { PatientStatement } from './fact.ts'
import {
  accepted,
  cancelAccepted,
  cancelledByLab,
  cancelRequested,
  test as code,
  corrected,
  dialogue,
  final,
  ida,
  loopOf,
  merged,
  number,
  otto,
  patientStated,
  preliminary,
  raised,
  report,
  requested,
  shown,
  status,
  told,
  versions,
} from './testing/facts.ts'
import { story, whole } from './testing/story.ts'

const nobody: PatientStatement = { identifiers: [], familyName: '', givenName: '', birthDate: '', sex: '' }
const collected = (extra = {}) => dialogue('specimen-collected', 'filler', extra)
const received = (extra = {}) => dialogue('specimen-received', 'filler', extra)
const rejected = (extra = {}) => dialogue('specimen-rejected', 'filler', extra)
const second = { filler: [number('F2')] }
const byAccession = { placer: [] }

test('an add-on by telephone on the same accession is an order of its own, and finishes nobody else’s', () => {
  const addOn = final({ TSH: '2.2' }, { ...byAccession, test: code('TSH') })
  const { order, results, loop } = story([requested(), accepted(), addOn])
  expect(results[2]).toMatchObject({ orderId: 2, unsolicited: true, verdict: 'accepted' })
  expect(order(1)).toMatchObject({ state: 'accepted', observations: [] })
  expect(loop()).toBe('on-course')
})

test('an add-on ordered by the EHR under a new number shares the accession, and each gets its own result', () => {
  const { order } = story([
    requested(),
    accepted(),
    requested({ placer: [number('P2')], test: code('LAB90') }),
    accepted({ placer: [number('P2')], test: code('TSH') }),
    final({ TSH: '2.2' }, { ...byAccession, test: code('TSH') }),
  ])
  expect(order(1)).toMatchObject({ state: 'accepted' })
  expect(order(2)).toMatchObject({ state: 'final' })
})

test('an order split over two accessions is finished once both are', () => {
  const both = [requested(), accepted(), received(), received(second)]
  const first = final({ NA: '140', K: '4.1' })
  const { order, loop } = story([...both, first])
  expect(order(1)).toMatchObject({ state: 'partial' })
  expect(loop()).toBe('on-course')
  const done = story([...both, first, final({ GLU: '90' }, second)])
  expect(done.order(1)).toMatchObject({ state: 'final', expectations: [] })
  expect(done.raised).toEqual([])
})

test('of an order split over two accessions one can be given up, and the other is still waited for', () => {
  const gone = report('X', { NA: '' })
  const { order, loop } = story([requested(), accepted(), received(), received(second), gone])
  expect(order(1).state).toBe('in-process')
  expect(loop()).toBe('on-course')
})

test('the last of several accessions is given up: what the others reported is the result', () => {
  const { order, raised: all } = story([
    requested(),
    accepted(),
    received(),
    received(second),
    final({ K: '4.1' }),
    report('X', { GLU: '' }, second),
  ])
  expect(order(1)).toMatchObject({ state: 'final', expectations: [] })
  expect(all).toEqual([])
})

test('a number that only answered the request is no work of its own: laboratories change it afterwards', () => {
  const { order } = story([requested(), accepted(), received(second), final({ K: '4.1' }, second)])
  expect(order(1).state).toBe('final')
})

test('two orders combined on one accession: each result goes to its own test', () => {
  const { order, raised: all } = story([
    requested(),
    requested({ placer: [number('P2')], test: code('LAB16') }),
    accepted(),
    accepted({ placer: [number('P2')], test: code('CMP') }),
    final({ K: '4.1' }, byAccession),
    final({ ALB: '4.0' }, { ...byAccession, test: code('CMP') }),
  ])
  expect([order(1), order(2)].map((one) => one.observations.map(({ key }) => key))).toEqual([['K'], ['ALB']])
  expect(all).toEqual([])
})

test('a shared specimen: the potassium of both panels is measured once, reported twice, and never raised', () => {
  const { order, raised: all } = story([
    requested(),
    requested({ placer: [number('P2')], test: code('LAB16') }),
    final({ K: '4.1' }),
    final({ K: '4.1' }, { placer: [number('P2')], test: code('CMP') }),
  ])
  expect([shown(order(1), 'K'), shown(order(2), 'K')]).toEqual(['4.1', '4.1'])
  expect(all).toEqual([])
})

test('recollected under the same order: the rejection is owned, and settled by the new specimen', () => {
  const facts = [requested(), accepted(), collected(), rejected()]
  expect(story(facts).raised).toEqual(['specimen-rejected high'])
  const again = story([...facts, received()])
  expect(again.results.at(-1)!.settled).toContainEqual({
    kind: 'specimen-rejected',
    cause: 'specimen-rejected|lis|specimen-rejected',
    orderId: 1,
  })
  expect(story([...facts, received(), final({ K: '4.1' })]).order(1).state).toBe('final')
})

test('recollected by cancel and reorder: the first order ends, the second one lives', () => {
  const { order, loop } = story([
    requested(),
    accepted(),
    collected(),
    rejected(),
    cancelledByLab(),
    dialogue('order-accepted', 'placer', { filler: [number('F1')] }),
    requested({ placer: [number('P2')] }),
    final({ K: '4.1' }, { placer: [number('P2')], ...second }),
  ])
  expect([order(1).state, order(2).state]).toEqual(['cancelled', 'final'])
  expect([loop(1), loop(2)]).toEqual(['agreed', 'agreed'])
})

test('recollected under a new accession: the rejected one is no longer waited for', () => {
  const { order } = story([
    requested(),
    accepted(),
    received(),
    rejected(),
    received(second),
    final({ K: '4.1' }, second),
  ])
  expect(order(1).state).toBe('final')
})

test('a cancel that crosses the result on the wire: the result stays, and whichever answer comes is the end', () => {
  const crossing = [requested(), accepted(), cancelRequested(), final({ K: '4.1' })]
  expect(story(crossing)).toMatchObject({ raised: [] })
  const confirmed = story([...crossing, cancelAccepted()])
  expect(confirmed.order(1)).toMatchObject({ state: 'cancelled' })
  expect(confirmed.raised).toEqual(['illegal-transition high'])
  expect(shown(confirmed.order(1), 'K')).toBe('4.1')
})

test('a correction that carries the very times of the final is a version, and the old one stays readable', () => {
  const times = { saidAt: 1_893_456_000_000, collectedAt: '20300101' }
  const { order } = story([
    requested(),
    final({ K: '4.1' }, times),
    corrected({ K: '4.3' }, times),
    corrected({ K: '4.4' }, times),
  ])
  expect(versions(order(1), 'K')).toEqual(['4.1', '4.3', '4.4'])
  expect(order(1).state).toBe('corrected')
})

test('merged in one system only: results come under either record number, and nothing is held', () => {
  const survivor = { ...ida, identifiers: [{ number: '2002', authority: 'RIV', type: 'MR' }] }
  const { results } = story([
    patientStated(ida, 'A04'),
    requested(),
    merged(survivor, [number('1001', 'RIV')]),
    preliminary({ K: '4.1' }),
    final({ K: '4.1' }, { patient: survivor }),
  ])
  expect(results.slice(3).map(({ orderId, verdict }) => [orderId, verdict])).toEqual([
    [1, 'accepted'],
    [1, 'accepted'],
  ])
})

test('merged in the EHR only: an order under the new record gets its result under the old number and name', () => {
  const old = { ...ida, familyName: 'Testgirl', givenName: 'Baby' }
  const record = { ...ida, identifiers: [{ number: '2002', authority: 'RIV', type: 'MR' }] }
  const { results } = story([
    patientStated(old, 'A04'),
    patientStated(record, 'A04'),
    merged(record, [number('1001', 'RIV')]),
    requested({ patient: record }),
    final({ K: '4.1' }, { patient: old }),
  ])
  expect(results[4]).toMatchObject({ orderId: 1, verdict: 'accepted', concerns: [] })
  const unmerged = story([
    patientStated(old, 'A04'),
    patientStated(record, 'A04'),
    requested({ patient: record }),
    final({ K: '4.1' }, { patient: old }),
  ])
  expect(unmerged.results[3]).toMatchObject({ verdict: 'identity-hold' })
})

test('two patients under one placer number: the second result never joins the first order', () => {
  const { order, raised: all } = story([requested(), final({ K: '4.1' }), final({ K: '6.6' }, { patient: otto })])
  expect(versions(order(1), 'K')).toEqual(['4.1'])
  expect(all).toEqual(['number-shared critical'])
})

test('a result that names no patient does not join by its number alone: it is held', () => {
  const { order, results } = story([requested(), accepted(), final({ K: '4.1' }, { patient: nobody })])
  expect(results[2]).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
  expect(raised(results[2]!)).toEqual(['identity-conflict critical'])
  expect(results[2]!.concerns[0]!.text).toContain('nothing of its patient')
  expect(order(1).observations).toEqual([])
})

test('a result whose only name for the patient is a number of another authority is held as well', () => {
  const patient = { ...nobody, identifiers: [{ number: '1001', authority: 'ELSEWHERE', type: 'MR' }] }
  expect(story([requested(), final({ K: '4.1' }, { patient })]).results[1]).toMatchObject({ verdict: 'identity-hold' })
})

test('a reflex test that the EHR never ordered is a child of its parent, and finishes nothing of it', () => {
  const parent = { placer: number('P1'), filler: number('F1'), observation: 'TSH' }
  const { order, results } = story([
    requested(),
    accepted(),
    preliminary({ TSH: '9.9' }),
    final({ FT4: '0.4' }, { placer: [], ...second, test: code('FT4'), parent }),
  ])
  expect(results[3]).toMatchObject({ orderId: 2, unsolicited: false })
  expect(order(2)).toMatchObject({ parentId: 1, state: 'final' })
  expect(order(1)).toMatchObject({ state: 'partial' })
})

test('a reflex cascade: the grandchild hangs below the child', () => {
  const below = (placer: string | null, filler: string) => ({
    placer: placer ? number(placer) : null,
    filler: number(filler),
    observation: '',
  })
  const { order } = story([
    requested(),
    final({ TSH: '9.9' }),
    final({ FT4: '0.4' }, { placer: [], filler: [number('F2')], test: code('FT4'), parent: below('P1', 'F1') }),
    final({ FT3: '1.1' }, { placer: [], filler: [number('F3')], test: code('FT3'), parent: below(null, 'F2') }),
  ])
  expect([2, 3].map((id) => order(id).parentId)).toEqual([1, 2])
})

test('a report that calls itself final while a component is pending is not at its end', () => {
  const { order, loop } = story([requested(), accepted(), final({ K: '4.1', NA: ['', { status: 'I' }] })])
  expect(order(1)).toMatchObject({ state: 'partial' })
  expect(loop()).toBe('on-course')
  const complete = story([requested(), final({ K: '4.1', NA: ['', { status: 'I' }] }), final({ NA: '140' })])
  expect(complete.order(1).state).toBe('final')
  expect(complete.raised).toEqual([])
})

test('what was not asked (OBX-11 N) or is order detail only (O) does not keep a final report open', () => {
  const facts = [requested(), final({ K: '4.1', Q1: ['', { status: 'N' }], Q2: ['', { status: 'O' }] })]
  expect(story(facts).order(1).state).toBe('final')
})

test('“completed” (ORC-5 CM) does not make a preliminary value final', () => {
  const facts = [requested(), accepted(), preliminary({ K: '4.1' }), status('CM')]
  expect(story(facts).order(1)).toMatchObject({ state: 'partial' })
  expect(story([requested(), final({ K: '4.1' }, { report: 'A' }), status('CM')]).order(1).state).toBe('final')
})

test('a component that is renamed from preliminary to final is not missing from a whole report', () => {
  const first = preliminary({ 'K|1': ['4.1', { code: code('K'), subId: '1' }] })
  const renamed = final({ 'K|2': ['4.1', { code: code('K'), subId: '2' }] })
  expect(story([requested(), first, renamed], whole).raised).toEqual([])
})

test('a component that vanishes from a whole report has a kind of its own', () => {
  expect(story([requested(), final({ K: '4.1', NA: '140' }), corrected({ K: '4.2' })], whole).raised).toEqual([
    'component-missing high',
  ])
})

test('a registration that changes name and birth date at once under a known number is raised: one record may hide another', () => {
  const overlay = { ...otto, identifiers: ida.identifiers }
  expect(story([patientStated(ida, 'A04'), patientStated(overlay)]).raised).toEqual(['identity-conflict high'])
  const married = { ...ida, familyName: 'Fictional' }
  expect(story([patientStated(ida, 'A04'), patientStated(married)]).raised).toEqual([])
})

test('the same cancelled order asked for again is a new life of it, which its result ends', () => {
  const { order } = story([
    requested(),
    accepted(),
    cancelRequested(),
    cancelAccepted(),
    requested(),
    accepted(),
    final({ K: '4.1' }),
  ])
  expect(order(1).state).toBe('final')
})

test('what was raised of a rejected specimen keeps the order owned until it is settled', () => {
  const { book } = told(requested(), accepted(), rejected())
  raiseOn(book, 1, 5)
  expect(loopOf(book).status).toBe('owned')
})
