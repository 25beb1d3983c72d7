import { expect, test } from 'vitest'
import { orderIn, takeWord } from './book.ts'
import { type CensusResultRow, type CensusSight, type CensusWords, compareCensus, sameWords } from './census.ts'
import type { Fact } from './fact.ts'
import type { Order } from './order.ts'
import {
  accepted,
  cancelledByLab,
  cancelRefused,
  cancelRequested,
  corrected,
  delivered,
  deliveredStory,
  final,
  ida,
  loopOf,
  policy,
  refused,
  report,
  requested,
  start,
} from './testing/facts.ts'

function story(...facts: readonly Fact[]) {
  const book = deliveredStory(...facts)
  return { book, order: orderIn(book, 1)! }
}

const row = (component: string, value: string, extra: Partial<CensusResultRow> = {}): CensusResultRow => ({
  mrn: '1001',
  mrnAuthority: 'RIV',
  component,
  alternate: '',
  subId: '',
  value,
  unit: 'mmol/L',
  status: 'F',
  corrected: false,
  ...extra,
})

function sight(results: readonly CensusResultRow[], status = 'CM', mrn = '1001'): CensusSight {
  const order = { placer: 'P1', filler: 'F1', mrn, mrnAuthority: 'RIV', status }
  return { system: 'ehr', takenAt: start + 1_000_000, order, results }
}

const numbers = ida.identifiers
const compare = (order: Order, results: readonly CensusResultRow[], words: CensusWords = sameWords) =>
  compareCensus(order, sight(results), words, numbers)
const filedWords = ({ taken }: ReturnType<typeof compare>, order: Order) =>
  taken.map(({ wordMessageId }) => order.words.find(({ messageId }) => messageId === wordMessageId)!.said)

test('a result that the census shows is filed, and the order proven', () => {
  const { book, order } = story(requested(), accepted(), final({ K: '4.1', NA: '140' }))
  const { taken, concerns } = compare(order, [row('K', '4.1'), row('NA', '140')])
  expect(concerns).toEqual([])
  for (const fact of taken) takeWord(book, fact, policy)
  expect(loopOf(book)).toEqual({ status: 'agreed', proven: true, why: '' })
})

test('a result that was filed and that the list no longer shows is raised: an error queue or a backup took it out', () => {
  const { book, order } = story(requested(), accepted(), final({ K: '4.1', NA: '140' }))
  const shows = [row('K', '4.1'), row('NA', '140')]
  for (const fact of compare(order, shows).taken) takeWord(book, fact, policy)
  const filed = orderIn(book, 1)!
  const later = (sighted: CensusSight) =>
    compareCensus(filed, { ...sighted, takenAt: start + 9_000_000 }, sameWords, numbers).concerns
  expect(later(sight([], 'IP'))).toMatchObject([{ kind: 'census-differs', severity: 'critical', orderIds: [1] }])
  // A page on which only the order stands again says nothing of its results.
  expect(later(sight([], 'CM'))).toEqual([])
  expect(later(sight(shows))).toEqual([])
  // Taken before it was filed, or never filed: that is only late.
  expect(compareCensus(filed, sight([], 'IP'), sameWords, numbers).concerns).toEqual([])
  expect(compareCensus(order, { ...sight([], 'IP'), takenAt: start + 9_000_000 }, sameWords, numbers).concerns).toEqual(
    [],
  )
})

test('a final that was filed is gone where the list shows the order as partial again, without what the final brought', () => {
  const { book, order } = story(
    requested(),
    accepted(),
    report('A', { K: '4.1' }),
    report('F', { K: '4.1', NA: '140' }),
  )
  for (const fact of compare(order, [row('K', '4.1'), row('NA', '140')]).taken) takeWord(book, fact, policy)
  const filed = orderIn(book, 1)!
  const later = (rows: readonly CensusResultRow[], status: string) =>
    compareCensus(filed, { ...sight(rows, status), takenAt: start + 9_000_000 }, sameWords, numbers).concerns
  const gone = [{ kind: 'census-differs', cause: 'census-differs|ehr|gone', severity: 'critical' }]
  expect(later([row('K', '4.1')], 'A')).toMatchObject(gone)
  expect(later([row('K', '4.1'), row('NA', '140')], 'A')).toEqual([])
  expect(later([row('K', '4.1')], 'CM')).toEqual([])
  // Another part of it is reported as partial since: then the list may well say so.
  delivered(book, report('A', { CL: '101' }))
  const more = { ...sight([row('K', '4.1')], 'A'), takenAt: start + 9_000_000 }
  expect(compareCensus(orderIn(book, 1)!, more, sameWords, numbers).concerns).toEqual([])
})

test('a second correction that says the filed values again is only late while the list shows the first', () => {
  const { book, order } = story(requested(), accepted(), final({ K: '4.1', NA: '140' }))
  for (const fact of compare(order, [row('K', '4.1'), row('NA', '140')]).taken) takeWord(book, fact, policy)
  const second = report('C', { K: '4.6', NA: ['140', { status: 'F' }] })
  for (const fact of [report('C', { K: '4.4', NA: ['140', { status: 'F' }] }), second]) delivered(book, fact)
  const now = orderIn(book, 1)!
  const carried = now.words.find(({ said }) => said === 'result-reported F')
  expect(carried).toMatchObject({ level: 'filed', repeatMessageId: second.messageId })
  const shows = [row('K', '4.4', { status: 'C', corrected: true }), row('NA', '140')]
  const late = { ...sight(shows), takenAt: start + 9_000_000 }
  expect(compareCensus(now, late, sameWords, numbers).concerns).toEqual([])
})

test('numbers are compared as numbers, texts as texts', () => {
  const { order } = story(requested(), final({ K: '4.10' }))
  expect(filedWords(compare(order, [row('K', '4.1')]), order)).toContain('result-reported F')
  const text = story(requested(), final({ CULT: 'No growth' })).order
  expect(compare(text, [row('CULT', 'Growth')]).concerns).toMatchObject([{ severity: 'critical' }])
})

test('a report is filed only when every component that still counts is shown', () => {
  const { order } = story(requested(), final({ K: '4.1', NA: '140' }))
  expect(filedWords(compare(order, [row('K', '4.1')]), order)).toEqual([])
  expect(compare(order, [row('K', '4.1')]).concerns).toEqual([])
})

test('an older version in the chart is only late: its clock runs, nothing is raised', () => {
  const { order } = story(requested(), final({ K: '6.9' }), corrected({ K: '4.1' }))
  expect(compare(order, [row('K', '6.9')])).toEqual({ taken: [], concerns: [] })
})

test('a value that was never reported is raised at once', () => {
  const { order } = story(requested(), final({ K: '4.1' }))
  expect(compare(order, [row('K', '1.4')])).toMatchObject({
    taken: [],
    concerns: [{ kind: 'census-differs', severity: 'critical', orderIds: [1] }],
  })
})

test('another unit under the same number is raised at once', () => {
  const { order } = story(requested(), final({ GLU: ['98', { unit: 'mg/dL' }] }))
  expect(compare(order, [row('GLU', '98', { unit: 'mmol/L' })]).concerns).toMatchObject([{ severity: 'critical' }])
})

test('a correction must be labelled as one', () => {
  const { order } = story(requested(), final({ K: '6.9' }), corrected({ K: '4.1' }))
  const unlabelled = row('K', '4.1', { status: 'C' })
  expect(compare(order, [unlabelled]).concerns).toMatchObject([{ kind: 'census-differs', severity: 'high' }])
  expect(filedWords(compare(order, [{ ...unlabelled, corrected: true }]), order)).toContain('result-reported C')
})

test('a withdrawn result may be gone from the chart, or shown as withdrawn', () => {
  const { order } = story(requested(), final({ K: '4.1', NA: '140' }), report('W', { K: '4.1' }, { report: 'C' }))
  for (const rows of [[row('NA', '140')], [row('NA', '140'), row('K', '4.1', { status: 'W' })]]) {
    expect(filedWords(compare(order, rows), order)).toContain('result-reported C')
  }
  expect(filedWords(compare(order, [row('NA', '140'), row('K', '4.1')]), order)).not.toContain('result-reported C')
})

test('a list without a result that nobody has taken yet does not prove its withdrawal', () => {
  const { order } = story(requested(), final({ K: '4.1' }), report('D', { K: '4.1' }, { report: 'C' }))
  const waiting = { ...order, words: order.words.map((word) => ({ ...word, level: 'sent' as const })) }
  expect(filedWords(compare(waiting, []), waiting)).not.toContain('result-reported C')
  const taken = { ...order, words: order.words.map((word) => ({ ...word, level: 'received' as const })) }
  expect(filedWords(compare(taken, []), taken)).toContain('result-reported C')
})

test('another patient’s record number is critical; numbers of a merge are one patient', () => {
  const { order } = story(requested(), final({ K: '4.1' }))
  const other = compareCensus(order, sight([row('K', '4.1', { mrn: '2002' })]), sameWords, numbers)
  expect(other).toMatchObject({ taken: [], concerns: [{ severity: 'critical' }] })
  const merged = [...numbers, { number: '2002', authority: 'RIV' }]
  expect(compareCensus(order, sight([row('K', '4.1', { mrn: '2002' })]), sameWords, merged).concerns).toEqual([])
})

test('components and units are called as the receiver calls them', () => {
  const words: CensusWords = {
    ...sameWords,
    components: ({ code }) => [code, `EHR-${code}`],
    units: (unit) => [unit, 'mEq/L'],
  }
  const { order } = story(requested(), final({ K: '4.1' }))
  const shown = [row('EHR-K', '4.1', { unit: 'mEq/L' })]
  expect(filedWords(compare(order, shown, words), order)).toContain('result-reported F')
  expect(compare(order, [row('9', '4.1', { alternate: 'K' })]).taken).not.toEqual([])
  expect(filedWords(compare(order, shown), order)).not.toContain('result-reported F')
})

test('a cancellation is filed when the census shows it, and a refused one when it does not', () => {
  const cancelled = story(requested(), accepted(), cancelledByLab()).order
  const shown = (order: Order, status: string) =>
    filedWords(compareCensus(order, sight([], status), sameWords, numbers), order)
  expect(shown(cancelled, 'CA')).toContain('order-cancelled')
  expect(shown(cancelled, 'IP')).not.toContain('order-cancelled')
  const goesOn = story(requested(), accepted(), cancelRequested(), cancelRefused()).order
  expect(shown(goesOn, 'IP')).toContain('cancel-refused')
  expect(shown(goesOn, 'CA')).not.toContain('cancel-refused')
  expect(shown(story(requested(), refused()).order, 'CA')).toContain('order-refused')
})

test('an order that the census lacks proves nothing', () => {
  const { order } = story(requested(), accepted(), cancelledByLab())
  expect(compareCensus(order, { ...sight([]), order: null }, sameWords, numbers).taken).toEqual([])
})

test('a record number of another authority says nothing about whose record it is', () => {
  const { order } = story(requested(), final({ K: '4.1' }))
  const elsewhere = row('K', '4.1', { mrn: '2002', mrnAuthority: 'REGION' })
  const sightElsewhere = { ...sight([elsewhere]), order: null }
  expect(compareCensus(order, sightElsewhere, sameWords, numbers).concerns).toEqual([])
})

test('a converted value is proven by the converted number in its unit, or by what was reported in the unit that it says', () => {
  const { order } = story(requested(), accepted(), final({ GLU: '95' }))
  const converted = [{ value: '5.3', isUnit: (unit: string) => unit === 'mmol/L' }]
  const words: CensusWords = { ...sameWords, converted: ({ value }) => (value === '95' ? converted : []) }
  const proven = (value: string, unit: string) => compare(order, [row('GLU', value, { unit })], words).taken.length > 0
  expect(proven('5.3', 'mmol/L')).toBe(true)
  expect(proven('5.30', '')).toBe(true)
  expect(proven('95', order.observations[0]!.versions[0]!.unit)).toBe(true)
  expect(proven('95', '')).toBe(false)
  expect(proven('5.3', 'mg/dL')).toBe(false)
  expect(proven('5.4', 'mmol/L')).toBe(false)
  expect(compare(order, [row('GLU', '5.4')], words).concerns).toMatchObject([{ kind: 'census-differs' }])
})
