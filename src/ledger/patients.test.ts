import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changes, openBook, tell } from './book.ts'
import type { PatientStatement } from './fact.ts'
import { recordUnder, survivorOf } from './patients.ts'
import {
  emptyBook,
  final,
  ida,
  merged,
  number,
  otto,
  patientStated,
  policy,
  requested,
  start,
} from './testing/facts.ts'

const numbered = (text: string): PatientStatement => ({
  ...ida,
  identifiers: [{ number: text, authority: 'RIV', type: 'MR' }],
})

test('an ADT states a patient, and a later one changes only what it gives', () => {
  const book = emptyBook()
  tell(book, patientStated(ida, 'A04'), policy)
  tell(book, patientStated({ ...ida, familyName: 'Sample', birthDate: '' }), policy)
  expect([...book.patients.records.values()]).toMatchObject([{ familyName: 'Sample', birthDate: '19700102' }])
})

test('an order of an unknown patient makes a record; an order never changes what ADT said', () => {
  const book = emptyBook()
  tell(book, requested(), policy)
  tell(book, final({ K: '4.1' }, { patient: { ...ida, givenName: 'I' } }), policy)
  expect([...book.patients.records.values()]).toMatchObject([{ id: 1, givenName: 'Ida' }])
})

test('a merge leaves the prior record readable and points it at the survivor, by the system that said so', () => {
  const book = emptyBook()
  for (const fact of [
    patientStated(numbered('1')),
    patientStated(numbered('2')),
    merged(numbered('2'), [number('1', 'RIV')]),
  ]) {
    tell(book, fact, policy)
  }
  const [prior, survivor] = [...book.patients.records.values()]
  expect(prior).toMatchObject({ identifiers: [{ number: '1' }], mergedInto: 2, mergedBySystems: ['ehr'] })
  expect(survivor).toMatchObject({
    identifiers: [{ number: '2' }],
    mergedInto: null,
    formerIdentifiers: [{ number: '1' }],
  })
})

test('a merge of records that were never heard of is kept for when they are', () => {
  const book = emptyBook()
  const told = tell(book, merged(numbered('2'), [number('1', 'RIV')]), policy)
  expect(told.lanes).toHaveLength(2)
  expect(survivorOf(book.patients, recordUnder(book.patients, [number('1', 'RIV')])!).identifiers[0]!.number).toBe('2')
})

test('merged in one system and not in the other: the other may go on under the old number', () => {
  const book = emptyBook()
  const story = [requested({ patient: numbered('1') }), merged(numbered('2'), [number('1', 'RIV')])]
  for (const fact of story) tell(book, fact, policy)
  expect(tell(book, final({ K: '4.1' }, { patient: numbered('1') }), policy)).toMatchObject({
    orderId: 1,
    verdict: 'accepted',
  })
  expect(tell(book, final({ K: '4.1' }, { patient: numbered('2') }), policy)).toMatchObject({
    orderId: 1,
    verdict: 'repeat',
  })
})

test('a book opened from what the store holds under one number knows the whole chain of merges', () => {
  const book = emptyBook()
  for (const fact of [merged(numbered('2'), [number('1', 'RIV')]), merged(numbered('3'), [number('2', 'RIV')])]) {
    tell(book, fact, policy)
  }
  const kept = changes(book, start)
  const keys = kept.patientKeys.filter(({ key }) => key === 'm:1')
  const patients = kept.patients.filter(({ id }) => keys.some(({ patientId }) => patientId === id))
  const reopened = openBook(
    { orders: [], orderKeys: [], patients, patientKeys: keys },
    { lastOrderId: 0, lastPatientId: 9 },
  )
  const record = recordUnder(reopened.patients, [number('1', 'RIV')])!
  expect(survivorOf(reopened.patients, record).identifiers[0]!.number).toBe('3')
})

test('a merge that is said the other way round turns the pointer; nothing runs in a ring', () => {
  const book = emptyBook()
  tell(book, merged(numbered('2'), [number('1', 'RIV')]), policy)
  tell(book, merged(numbered('1'), [number('2', 'RIV')]), policy)
  for (const text of ['1', '2']) {
    const record = recordUnder(book.patients, [number(text, 'RIV')])!
    expect(survivorOf(book.patients, record).identifiers[0]!.number).toBe('1')
  }
})

test('whatever merges are said, no record is lost and every chain ends', () => {
  const step = fc.record({ into: fc.integer({ min: 1, max: 5 }), prior: fc.integer({ min: 1, max: 5 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const book = emptyBook()
      for (const { into, prior } of steps) tell(book, merged(numbered(`${into}`), [number(`${prior}`, 'RIV')]), policy)
      const named = new Set(steps.flatMap(({ into, prior }) => [into, prior]))
      expect(book.patients.records.size).toBe(named.size)
      for (const record of book.patients.records.values()) {
        expect(survivorOf(book.patients, record).mergedInto === null || steps.length === 0).toBe(true)
      }
      const last = steps.at(-1)
      if (!last || last.into === last.prior) return
      const [into, prior] = [last.into, last.prior].map((one) => recordUnder(book.patients, [number(`${one}`, 'RIV')])!)
      expect(survivorOf(book.patients, prior!)).toBe(survivorOf(book.patients, into!))
    }),
  )
})

test('a patient of the same digits under another authority is another patient', () => {
  const book = emptyBook()
  tell(book, patientStated(ida), policy)
  tell(book, patientStated({ ...otto, identifiers: [{ number: '1001', authority: 'OTHER', type: 'MR' }] }), policy)
  expect(book.patients.records.size).toBe(2)
})
