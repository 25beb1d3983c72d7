import { expect, test } from 'vitest'
import { orderIn, tell, tellAs, trust } from './book.ts'
import type { Fact, PatientStatement } from './fact.ts'
import {
  accepted,
  emptyBook,
  final,
  ida,
  merged,
  nobody,
  number,
  otto,
  patientStated,
  policy,
  raised,
  requested,
  told,
} from './testing/facts.ts'

const last = (...facts: readonly Fact[]) => told(...facts).results.at(-1)!
const under = (authority: string, patient: PatientStatement = ida): PatientStatement => ({
  ...patient,
  identifiers: [{ number: '1001', authority, type: 'MR' }],
})
const elsewhere = under('CLINIC')

test('a result whose record number stands under another authority is held, though name, birth date and order agree', () => {
  const { book, results } = told(requested(), final({ K: '4.1' }, { patient: elsewhere }))
  expect(results[1]).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
  expect(raised(results[1]!)).toEqual(['identity-conflict critical'])
  expect(results[1]!.concerns[0]!.text).toContain('assigning authority (PID-3.1, PID-3.4)')
  expect(orderIn(book, 1)!.observations).toEqual([])
})

test('it is held with nothing but the number to compare as well', () => {
  const bare: PatientStatement = { ...nobody, identifiers: elsewhere.identifiers }
  expect(last(requested(), final({ K: '4.1' }, { patient: bare }))).toMatchObject({
    orderId: 1,
    verdict: 'identity-hold',
  })
  expect(raised(last(requested(), accepted({ patient: bare })))).toEqual(['identity-conflict high'])
})

test('the authority contradicts nothing where it is absent, written in capitals, or a universal id', () => {
  for (const authority of ['', 'riv', '2.16.840.1.113883.19.5']) {
    const result = last(requested(), final({ K: '4.1' }, { patient: under(authority) }))
    expect(result, authority).toMatchObject({ orderId: 1, verdict: 'accepted', concerns: [] })
  }
})

test('one number that agrees is enough: the same digits beside it under another authority are the master index', () => {
  const both: PatientStatement = { ...ida, identifiers: [...elsewhere.identifiers, ...ida.identifiers] }
  expect(last(requested(), final({ K: '4.1' }, { patient: both }))).toMatchObject({ verdict: 'accepted', concerns: [] })
})

test('a result that nobody ordered is held where its number is that of a like-named patient of another authority', () => {
  const result = last(patientStated(ida), final({ K: '4.1' }, { patient: elsewhere }))
  expect(result).toMatchObject({ verdict: 'identity-hold' })
  expect(raised(result)).toEqual(['identity-conflict critical'])
})

test('a request under the wrong authority is sent on and owned, and no result under the right one joins it silently', () => {
  const { results } = told(patientStated(ida), requested({ patient: elsewhere }), final({ K: '4.1' }))
  expect(results[1]).toMatchObject({ orderId: 1, verdict: 'accepted' })
  expect(raised(results[1]!)).toEqual(['identity-conflict high'])
  expect(results[2]).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
})

test('a registration of the same person and digits under another authority is taken and owned', () => {
  const result = last(patientStated(ida), patientStated(elsewhere))
  expect(raised(result)).toEqual(['identity-conflict high'])
  expect(result.concerns[0]!.cause).toBe('identity-conflict|ehr|authority')
  expect(last(patientStated(ida), patientStated(elsewhere), patientStated(elsewhere)).concerns).toEqual([])
})

test('the same digits of two people under two authorities are said nowhere', () => {
  const other = under('CLINIC', otto)
  expect(last(patientStated(ida), patientStated(other)).concerns).toEqual([])
  expect(
    last(patientStated(ida), requested({ patient: other }), final({ K: '4.1' }, { patient: other })),
  ).toMatchObject({
    verdict: 'accepted',
    concerns: [],
  })
})

test('a merge of both numbers says that both are one patient: from then on either is right', () => {
  const merge = merged(elsewhere, [number('1001', 'RIV')])
  const result = last(requested(), merge, final({ K: '4.1' }, { patient: elsewhere }))
  expect(result).toMatchObject({ orderId: 1, verdict: 'accepted', concerns: [] })
})

test('what people have decided to be this order’s is told to it', () => {
  const held = final({ K: '4.1' }, { patient: elsewhere })
  const { book } = told(requested(), held)
  expect(tellAs(book, 1, held, policy).verdict).toBe('accepted')
  const nobodys = final({ K: '4.1' }, { patient: elsewhere })
  const other = emptyBook()
  tell(other, patientStated(ida), policy)
  const { orderId } = tell(other, nobodys, policy)
  trust(other, orderId!)
  expect(tell(other, final({ K: '4.2' }, { patient: elsewhere }), policy).verdict).not.toBe('identity-hold')
})
