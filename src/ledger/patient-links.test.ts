// Merges that are undone, links, moved accounts and visits: what becomes of the orders of those patients.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Book, changes, orderIn, seeShown, tell } from './book.ts'
import { compareCensus, sameWords } from './census.ts'
import type { Fact, PatientFact, PatientStatement } from './fact.ts'
import { recordNumbersOf, recordUnder } from './patients.ts'
import {
  emptyBook,
  final,
  ida,
  merged,
  minute_ms,
  number,
  otto,
  patientStated,
  policy,
  requested,
  start,
} from './testing/facts.ts'

const numbered = (text: string, person: PatientStatement = ida): PatientStatement => ({
  ...person,
  identifiers: [{ number: text, authority: 'RIV', type: 'MR' }],
})
const [one, two] = [numbered('1'), numbered('2', otto)]
const tellAll = (book: Book, ...facts: readonly Fact[]) => facts.map((fact) => tell(book, fact, policy))
const numbersOf = (book: Book, id: number) =>
  [...new Set(recordNumbersOf(book.patients, orderIn(book, id)!).map((known) => known.number))].sort()
const event = (
  kind: PatientFact['kind'],
  name: string,
  patient: PatientStatement,
  prior: string,
  extra = {},
): PatientFact => ({
  ...merged(patient, [number(prior, 'RIV')]),
  kind,
  event: name,
  ...extra,
})
const later = start + 24 * 60 * minute_ms
const shownUnder = (mrn: string, extra = {}) => ({
  system: 'ehr',
  mrn,
  mrnAuthority: 'RIV',
  changedAt: later,
  ...extra,
})

/** Two patients, an order each, and the first merged into the second by the EHR. */
function mergedBook(): Book {
  const book = emptyBook()
  tellAll(
    book,
    patientStated(one, 'A04'),
    patientStated(two, 'A04'),
    requested({ patient: one }),
    requested({ patient: two, placer: [number('P2')] }),
    merged(two, [number('1', 'RIV')], { seenAt: start + minute_ms }),
  )
  return book
}

test('a merge moves the orders with their patient: results come under either number, and no order is lost', () => {
  const book = mergedBook()
  expect([numbersOf(book, 1), numbersOf(book, 2)]).toEqual([
    ['1', '2'],
    ['1', '2'],
  ])
  const [told] = tellAll(book, final({ K: '4.1' }, { patient: two }))
  expect(told).toMatchObject({ orderId: 1, verdict: 'accepted' })
})

test('the EHR’s own list shows the order under the old number again: the merge is undone, and somebody is told', () => {
  const book = mergedBook()
  const concerns = seeShown(book, orderIn(book, 1)!, shownUnder('1'))
  expect(concerns).toMatchObject([
    { kind: 'identity-conflict', severity: 'high', cause: 'identity-conflict|ehr|unmerged' },
  ])
  expect([numbersOf(book, 1), numbersOf(book, 2)]).toEqual([['1'], ['2']])
  expect(seeShown(book, orderIn(book, 1)!, shownUnder('1'))).toEqual([])
  expect(tellAll(book, final({ K: '4.1' }, { patient: two }))[0]).not.toMatchObject({ verdict: 'accepted', orderId: 1 })
  expect(tellAll(book, final({ K: '4.1' }, { patient: one }))[0]).toMatchObject({ verdict: 'accepted', orderId: 1 })
})

test('a list that is older than the merge, of another system, or that shows the survivor’s number undoes nothing', () => {
  const book = mergedBook()
  const order = orderIn(book, 1)!
  for (const shown of [
    shownUnder('1', { changedAt: start }),
    shownUnder('1', { system: 'lis' }),
    shownUnder('2'),
    shownUnder('1', { mrnAuthority: 'OTHER' }),
  ]) {
    expect(seeShown(book, order, shown)).toEqual([])
  }
  expect(numbersOf(book, 1)).toEqual(['1', '2'])
})

test('undone in one system only: for the other the two are still one', () => {
  const book = mergedBook()
  tellAll(book, { ...merged(two, [number('1', 'RIV')]), system: 'lis' })
  seeShown(book, orderIn(book, 1)!, shownUnder('1'))
  const record = recordUnder(book.patients, [number('1', 'RIV')])!
  expect(record).toMatchObject({ mergedInto: 2, mergedBySystems: ['lis'] })
  expect(numbersOf(book, 1)).toEqual(['1', '2'])
})

test('after an unmerge, an order that the list shows under the other patient is found', () => {
  const book = mergedBook()
  seeShown(book, orderIn(book, 1)!, shownUnder('1'))
  const order = orderIn(book, 2)!
  const row = { placer: 'P2', filler: '', mrn: '1', mrnAuthority: 'RIV', status: 'IP' }
  const sight = { system: 'ehr', takenAt: later, order: row, results: [] }
  const { concerns } = compareCensus(order, sight, sameWords, recordNumbersOf(book.patients, order))
  expect(concerns).toMatchObject([{ kind: 'census-differs', severity: 'critical' }])
})

test('linked records (A24) are one person’s and both live on; unlinked (A37) they are two again', () => {
  const book = emptyBook()
  tellAll(book, patientStated(one, 'A04'), patientStated(two, 'A04'), requested({ patient: one }))
  expect(numbersOf(book, 1)).toEqual(['1'])
  tellAll(book, event('patient-linked', 'A24', one, '2'))
  expect(book.patients.records.get(1)).toMatchObject({ mergedInto: null })
  expect(numbersOf(book, 1)).toEqual(['1', '2'])
  expect(tellAll(book, final({ NA: '140' }, { patient: two }))[0]).toMatchObject({ orderId: 1, verdict: 'accepted' })
  tellAll(book, event('patient-unlinked', 'A37', one, '2'))
  expect(numbersOf(book, 1)).toEqual(['1'])
  expect(book.patients.records.get(1)).not.toHaveProperty('more')
  expect(tellAll(book, final({ CL: '100' }, { patient: two }))[0]).not.toMatchObject({ verdict: 'accepted' })
})

const at = (account: string, visit = '') => ({ encounter: { account, visit } })

test('an account that moves to another patient (A44) takes its orders along, and leaves the others', () => {
  const book = emptyBook()
  tellAll(
    book,
    patientStated(one, 'A04'),
    patientStated(two, 'A04'),
    requested({ patient: { ...one, ...at('ACC1') } }),
    requested({ patient: { ...one, ...at('ACC2') }, placer: [number('P2')] }),
    event('patient-moved', 'A44', { ...two, ...at('ACC1') }, '1', { encounters: { account: 'ACC1', visit: '' } }),
  )
  expect([numbersOf(book, 1), numbersOf(book, 2)]).toEqual([['1', '2'], ['1']])
  expect(tellAll(book, final({ K: '4.1' }, { patient: two }))[0]).toMatchObject({ orderId: 1, verdict: 'accepted' })
  const kept = final({ K: '4.1' }, { patient: two, placer: [number('P2')], filler: [number('F2')] })
  expect(tellAll(book, kept)[0]).not.toMatchObject({ orderId: 2 })
})

test('a visit moves (A45) after accounts were joined (A41): each step is followed, and back again ends it', () => {
  const book = emptyBook()
  tellAll(
    book,
    patientStated(one, 'A04'),
    patientStated(two, 'A04'),
    requested({ patient: { ...one, ...at('ACC1', 'V1') } }),
    event('patient-moved', 'A41', { ...one, ...at('ACC9') }, '1', { encounters: { account: 'ACC1', visit: '' } }),
    event('patient-moved', 'A44', { ...two, ...at('ACC9') }, '1', { encounters: { account: 'ACC9', visit: '' } }),
  )
  expect(numbersOf(book, 1)).toContain('2')
  tellAll(
    book,
    event('patient-moved', 'A45', { ...two, ...at('', 'V1') }, '1', { encounters: { account: '', visit: 'V1' } }),
  )
  expect(numbersOf(book, 1)).toContain('2')
  const back = { encounters: { account: 'ACC9', visit: 'V1' } }
  tellAll(book, event('patient-moved', 'A44', { ...one, ...at('ACC9', 'V1') }, '2', back))
  expect(book.patients.records.get(2)!.more?.moves ?? []).toHaveLength(2)
  expect(tellAll(book, final({ K: '4.1' }, { patient: one }))[0]).toMatchObject({ orderId: 1, verdict: 'accepted' })
})

test('a merge, and its undoing, give back every order as it was, whatever was ordered meanwhile', () => {
  const anyOrder = fc.record({ of: fc.constantFrom('1', '2'), result: fc.boolean() })
  fc.assert(
    fc.property(fc.array(anyOrder, { minLength: 1, maxLength: 6 }), fc.boolean(), (orders, wholeStory) => {
      const book = emptyBook()
      tellAll(book, patientStated(one, 'A04'), patientStated(two, 'A04'))
      orders.forEach(({ of, result }, nth) => {
        const patient = of === '1' ? one : two
        const numbers = { patient, placer: [number(`Q${nth}`)] }
        tellAll(
          book,
          requested(numbers),
          ...(result ? [final({ K: '4.1' }, { ...numbers, filler: [number(`G${nth}`)] })] : []),
        )
      })
      const before = orders.map((_, nth) => orderIn(book, nth + 1)!)
      const numbersBefore = before.map(({ id }) => numbersOf(book, id))
      tellAll(book, merged(two, [number('1', 'RIV')], { seenAt: start }))
      if (wholeStory) changes(book, later)
      const record = recordUnder(book.patients, [number('1', 'RIV')])!
      for (const { id } of before) seeShown(book, orderIn(book, id)!, shownUnder('1'))
      const touched = before.some(({ patient }) => patient.patientId === record.id)
      expect(before.map(({ id }) => orderIn(book, id))).toEqual(before)
      if (touched) expect(before.map(({ id }) => numbersOf(book, id))).toEqual(numbersBefore)
    }),
  )
})
