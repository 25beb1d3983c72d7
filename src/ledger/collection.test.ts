// Story: timed and standing orders have several collections in a day, which must not merge. (HL7 v2.5.1 §4.4.1, one placer
// number, a filler number for each)
import { expect, test } from 'vitest'
import { orderIn } from './book.ts'
import { compareCensus, sameWords } from './census.ts'
import { explain } from './explain.ts'
import type { Fact } from './fact.ts'
import {
  accepted,
  corrected,
  delivered,
  emptyBook,
  final,
  loopOf,
  number,
  preliminary,
  type ReportExtra,
  raised,
  report,
  requested,
  status,
} from './testing/facts.ts'
import { lifeFactOf } from './testing/life.ts'

const [first, second, third] = (['06', '12', '18'] as const).map(
  (hour, at): ReportExtra => ({ filler: [number(`F${at + 1}`)], collectedAt: `20300101${hour}00` }),
) as [ReportExtra, ReportExtra, ReportExtra]

function day(...reports: readonly Fact[]) {
  const book = emptyBook()
  const facts = [requested(), accepted(), ...reports]
  const results = facts.map((fact) => delivered(book, fact))
  const order = orderIn(book, 1)!
  const values = order.observations.map(({ versions }) => versions.map(({ value }) => value))
  return { book, facts, results, order, values, raised: results.flatMap(raised) }
}

const collections = () => [final({ K: '4.1' }, first), final({ K: '4.5' }, second), final({ K: '4.2' }, third)]

test('each collection of one order keeps its own values, and none overwrites another', () => {
  const { values, raised, order, book, results } = day(...collections())
  expect(values).toEqual([['4.1'], ['4.5'], ['4.2']])
  expect(raised).toEqual([])
  expect(results.map(({ orderId }) => orderId)).toEqual([1, 1, 1, 1, 1])
  expect(loopOf(book, 1, order.lastSeenAt).status).toBe('agreed')
})

test('also where the laboratory named all its numbers before', () => {
  const received = [first, second].map(({ filler }) => status('IP', { filler: filler! }))
  const { values, raised } = day(...received, final({ K: '4.1' }, first), final({ K: '4.5' }, second))
  expect([values, raised]).toEqual([[['4.1'], ['4.5']], []])
})

test('a correction corrects its own collection, the first or a later one', () => {
  expect(day(...collections(), corrected({ K: '4.0' }, first)).values).toEqual([['4.1', '4.0'], ['4.5'], ['4.2']])
  expect(day(...collections(), corrected({ K: '4.6' }, second)).values).toEqual([['4.1'], ['4.5', '4.6'], ['4.2']])
  const withdrawn = day(...collections(), report('W', { K: '4.2' }, { ...third, report: 'C' })).order
  expect(withdrawn.observations.map(({ versions }) => versions.at(-1)!.status)).toEqual(['F', 'F', 'W'])
})

test('a preliminary value of a later collection is no fall back, and its final follows it', () => {
  const { values, raised } = day(collections()[0]!, preliminary({ K: '4.4' }, second), final({ K: '4.5' }, second))
  expect([values, raised]).toEqual([[['4.1'], ['4.4', '4.5']], []])
})

test('a later collection that is only announced is no fall back, and is awaited', () => {
  const announced = (extra: ReportExtra) => report('', {}, { ...extra, report: 'I' })
  const { raised, order } = day(collections()[0]!, announced(second))
  expect([raised, order.state]).toEqual([[], 'partial'])
  expect(day(...collections(), announced(second)).raised).toEqual(['status-fell-back normal'])
  expect(day(collections()[0]!, announced({ ...second, collectedAt: first.collectedAt! })).raised).toHaveLength(1)
})

test('the same report again changes nothing', () => {
  const { values, raised } = day(...collections(), ...collections())
  expect([values, raised]).toEqual([[['4.1'], ['4.5'], ['4.2']], []])
})

test('another value under the same number, the same time, or as a correction is what it was before: a version', () => {
  const again = (extra: ReportExtra) => day(collections()[0]!, final({ K: '4.5' }, extra))
  for (const extra of [
    { ...first, collectedAt: '203001011200' },
    { ...second, collectedAt: '203001010600' },
    { ...second, collectedAt: '20300101060000' },
    { ...second, collectedAt: '' },
  ]) {
    expect(again(extra)).toMatchObject({ values: [['4.1', '4.5']], raised: ['silent-overwrite high'] })
  }
  expect(day(collections()[0]!, corrected({ K: '4.5' }, second)).values).toEqual([['4.1', '4.5']])
})

test('an order split over accessions stays one report: other components, other number', () => {
  const { order } = day(final({ K: '4.1' }, first), final({ TSH: '2.0' }, second))
  expect(order.observations.map(({ key }) => key)).toEqual(['K', 'TSH'])
})

const row = (value: string) => ({
  ...{ mrn: '1001', mrnAuthority: 'RIV', component: 'K', alternate: '', subId: '', value, unit: 'mmol/L' },
  ...{ status: 'F', corrected: false },
})
const shownAs = (...values: string[]) => {
  const { order } = day(...collections())
  const sight = { system: 'ehr', takenAt: order.lastSeenAt, order: null, results: values.map(row) }
  const { taken, concerns } = compareCensus(order, sight, sameWords, [])
  return { taken: taken.length, concerns: concerns.map(({ kind, severity }) => `${kind} ${severity}`) }
}

test('the census proves each collection by the row that shows it, in whatever order', () => {
  expect(shownAs('4.2', '4.1', '4.5')).toEqual({ taken: 3, concerns: [] })
  expect(shownAs('4.2')).toEqual({ taken: 1, concerns: [] })
  expect(shownAs('4.2', '4.1', '9.9').concerns).toEqual(['census-differs critical'])
})

test('the story names the collection of each later value', () => {
  const { order, facts, results } = day(...collections())
  const said = facts.map((fact, at) => lifeFactOf(fact, results[at]!.verdict))
  const names = { system: (id: string) => id, team: (id: string) => id }
  const told = explain(order, said, [], names, order.lastSeenAt).map(({ text }) => text)
  expect(told).toContain('lis reported K 4.1 mmol/L (final).')
  expect(told).toContain('lis reported K of F2 4.5 mmol/L (final).')
})
