// What the filler says before its result must not make another patient's number the order's own. The one thing to know: a
// number is a patient's where their placer gave it, or people decided; the filler's own word for it is never enough.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changes, openBook, orderIn, type Told, tell, tellAs, trust } from './book.ts'
import type { Fact, Identifier, NumberedFact, PatientStatement } from './fact.ts'
import {
  accepted,
  cancelRequested,
  test as code,
  corrected,
  dialogue,
  emptyBook,
  final,
  ida,
  nobody,
  number,
  otto,
  patientStated,
  policy,
  raised,
  requested,
  shown,
  start,
  status,
  told,
} from './testing/facts.ts'

const [one, two] = [number('P1', 'EPC'), number('P2', 'EPC')]
const ottos = { patient: otto }
const last = (...facts: readonly Fact[]) => told(...facts).results.at(-1)!

/** Every way in which a laboratory can speak of an order before its result. */
const words = [
  ['a status', status('IP', ottos)],
  ['an acceptance', accepted(ottos)],
  ['a request for a number', dialogue('number-requested', 'filler', ottos)],
  ['an order of the laboratory', dialogue('order-requested', 'filler', ottos)],
  ['a report without values', final({}, ottos)],
] as const

test.each(words)('after %s under another patient’s placer number its result is held, on both orders', (_, word) => {
  const { book, results } = told(requested(), word, final({ K: '7.9' }, ottos))
  expect(results[2]).toMatchObject({ orderId: 2, verdict: 'identity-hold' })
  expect(results[2]!.concerns).toMatchObject([{ kind: 'identity-conflict', severity: 'critical', orderIds: [2, 1] }])
  expect(orderIn(book, 1)!.observations).toEqual([])
  expect(last(word, requested(), final({ K: '7.9' }, ottos)).verdict).toBe('identity-hold')
  expect(tell(book, final({ K: '4.1' }, { filler: [number('F2')] }), policy)).toMatchObject({
    orderId: 1,
    verdict: 'accepted',
  })
})

test('people who are sure let it go, and what follows under that number and patient goes on, also after a restart', () => {
  const result = final({ K: '7.9' }, ottos)
  const { book } = told(requested(), status('IP', ottos), result)
  trust(book, 2)
  expect(tellAs(book, 2, result, policy).verdict).toBe('accepted')
  expect(tell(reopened(book), corrected({ K: '7.8' }, ottos), policy).verdict).toBe('accepted')
  expect(shown(orderIn(book, 2)!, 'K')).toBe('7.9')
})

test('a request that takes the order over makes its number the order’s own', () => {
  const facts = [requested(), status('IP', ottos), requested(ottos)]
  expect(last(...facts, final({ K: '7.9' }, ottos))).toMatchObject({ orderId: 2, verdict: 'accepted' })
})

test('a request under the number of a status puts that order in doubt: its result is held under its filler number as well', () => {
  const byFiller = () => final({ K: '7.9' }, { ...ottos, placer: [] })
  expect(last(status('IP', ottos), requested(), byFiller())).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
  const idas = [status('IP', { filler: [number('F2')] }), requested()]
  expect(last(status('IP', ottos), ...idas, byFiller())).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
})

test('under another patient’s filler number, with work under way, a status before the result changes nothing', () => {
  const stray = { ...ottos, placer: [] }
  const { results } = told(requested(), accepted(), status('IP', stray), final({ K: '7.9' }, stray))
  expect(results[3]).toMatchObject({ orderId: 2, verdict: 'identity-hold' })
  expect(results[3]!.concerns).toMatchObject([{ kind: 'identity-conflict', severity: 'critical', orderIds: [2, 1] }])
})

test('a patient who contradicts the record is held as well after a status of that very patient', () => {
  const wrong = { patient: { ...ida, identifiers: otto.identifiers }, placer: [], filler: [number('F9')] }
  const { book, results } = told(patientStated(otto), status('IP', wrong), final({ K: '7.9' }, wrong))
  expect(results[2]).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
  expect(raised(results[2]!)).toEqual(['identity-conflict critical'])
  trust(book, 1)
  expect(tell(book, corrected({ K: '7.8' }, wrong), policy).verdict).toBe('accepted')
})

test.each([
  ['its filler number', { placer: null, filler: number('F1') }],
  ['its placer number', { placer: number('P1'), filler: null }],
  ['its placer number beside an unknown filler number', { placer: number('P1'), filler: number('F7') }],
])('a child is held that names another patient’s order as its parent by %s, also after a status', (_, named) => {
  const stray = { ...ottos, placer: [], filler: [number('F9')], test: code('FT4') }
  const child = final({ FT4: '0.5' }, { ...stray, parent: { ...named, observation: '' } })
  const { results } = told(requested(), accepted(), status('IP', stray), child)
  expect(results[3]).toMatchObject({ orderId: 2, verdict: 'identity-hold' })
  expect(results[3]!.concerns).toMatchObject([{ kind: 'identity-conflict', severity: 'critical', orderIds: [2, 1] }])
  expect(last(requested(), accepted(), child).verdict).toBe('identity-hold')
})

test('a child of an order of its own patient is not held where the laboratory gave the parent’s number twice', () => {
  const own = { ...ottos, placer: [two] }
  const parent = { placer: null, filler: number('F1'), observation: '' }
  const child = { ...ottos, placer: [], filler: [number('F9')], test: code('FT4'), parent }
  const facts = [
    ...[requested(), final({ TSH: '9.9' })],
    requested(own),
    final({ TSH: '9.9' }, own),
    status('IP', child),
  ]
  const { book, results } = told(...facts, final({ FT4: '0.5' }, child))
  expect(results.at(-1)).toMatchObject({ orderId: 3, verdict: 'accepted' })
  const alone = final({ FT3: '0.5' }, { ...child, filler: [number('F8')], test: code('FT3') })
  expect(tell(book, alone, policy)).toMatchObject({ orderId: 4, verdict: 'accepted' })
  expect(orderIn(book, 4)!.parentId).toBe(2)
})

test('results of an order cannot be taken for another patient’s because an older one of nobody carries that number', () => {
  const old = final({ K: '4.1' }, { ...ottos, placer: [one] })
  const both = final({ K: '7.9' }, { ...ottos, placer: [one, two], filler: [number('F2')] })
  const { book, results } = told(old, requested({ ...ottos, placer: [two] }), requested({ placer: [one] }), both)
  expect(results[3]).toMatchObject({ verdict: 'identity-hold' })
  expect(results[3]!.concerns).toMatchObject([{ severity: 'critical', orderIds: [2, 3] }])
  expect(tellAs(book, 2, both, policy).verdict).toBe('accepted')
  expect(orderIn(book, 2)!.items.flatMap(({ numbers }) => numbers)).not.toContainEqual(one)
})

test('a number that only the laboratory gave beside the placer’s is not the order’s once the placer gives it to another', () => {
  const both = { ...ottos, placer: [one, two] }
  const facts = [requested({ ...ottos, placer: [two] }), status('IP', both), requested({ placer: [one] })]
  const { book, results } = told(...facts, final({ K: '7.9' }, both))
  expect(results[3]).toMatchObject({ orderId: 1, verdict: 'identity-hold' })
  expect(results[3]!.concerns).toMatchObject([{ severity: 'critical', orderIds: [1, 2] }])
  trust(book, 1)
  expect(tell(book, corrected({ K: '7.8' }, both), policy).verdict).toBe('identity-hold')
  expect(tell(book, final({ K: '7.9' }, { ...ottos, placer: [two] }), policy).verdict).toBe('accepted')
})

test('where the placer spoke of nobody under a number, its first patient goes on', () => {
  const facts = [status('IP'), status('IP', { ...ottos, filler: [number('F2')] })]
  expect(last(...facts, final({ K: '4.1' }))).toMatchObject({ orderId: 1, verdict: 'accepted' })
  expect(last(...facts, final({ K: '7.9' }, { ...ottos, filler: [number('F2')] }))).toMatchObject({
    orderId: 2,
    verdict: 'identity-hold',
  })
})

function reopened(book: ReturnType<typeof emptyBook>): ReturnType<typeof emptyBook> {
  const { orders, orderKeys, patients, patientKeys } = changes(book, start)
  const kept = { orders: orders.map(({ order }) => order), orderKeys, patients, patientKeys }
  const last = { lastOrderId: book.lastOrderId, lastPatientId: book.patients.lastId }
  return openBook(JSON.parse(JSON.stringify(kept)) as Parameters<typeof openBook>[0], last)
}

const anyPatient = fc.constantFrom(ida, ida, otto, otto, nobody)
const anyPlacer = fc.constantFrom([number('P1')], [number('P2')], [number('P1'), number('P2')], [])
const anyFiller = fc.constantFrom([number('F1')], [number('F2')], [])
const anyParent = fc.constantFrom(...[null, null, { placer: number('P1'), filler: number('F1'), observation: '' }], {
  placer: number('P2'),
  filler: null,
  observation: '',
})
const anyTest = fc.constantFrom(code('BMP'), code('BMP'), code('CMP'))
const anyNumbers = { placer: anyPlacer, filler: anyFiller, patient: anyPatient, test: anyTest }
const anyWord = fc.record({ ...anyNumbers, of: fc.constantFrom(...words.map(([, { kind }]) => kind)) })
const anyResult = fc.record({ ...anyNumbers, parent: anyParent })
const anyRequest = fc.record({
  ...{ placer: fc.constantFrom([number('P1')], [number('P2')]), patient: fc.constantFrom(ida, otto) },
  test: fc.constantFrom(code('LAB15'), code('LAB15'), code('LAB16')),
})

/** Messages of the finding in any order: requests, words of the laboratory, results. */
const anyFact: fc.Arbitrary<NumberedFact> = fc.oneof(
  anyRequest.map(requested),
  { weight: 1, arbitrary: anyRequest.map(cancelRequested) },
  { weight: 2, arbitrary: anyWord.map(({ of, ...extra }) => wordOf(of, extra)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(anyResult, fc.boolean())
      .map(([extra, again]) => (again ? corrected : final)({ K: '7.9' }, extra)),
  },
)

function wordOf(kind: (typeof words)[number][1]['kind'], extra: Parameters<typeof accepted>[0]): NumberedFact {
  return kind === 'result-reported' ? final({}, extra) : dialogue(kind, 'filler', extra)
}

test('no result is let through under a number that a placer gave to another patient alone, whatever came before it', () => {
  fc.assert(
    fc.property(fc.array(anyFact, { minLength: 2, maxLength: 8 }), fc.nat(8), (made, cut) => {
      let book = emptyBook()
      const given = new Map<string, Set<PatientStatement>>()
      made.forEach((fact, at) => {
        if (at === cut) book = reopened(book)
        const result = tell(book, { ...fact, messageId: at + 1, seenAt: start + at * 1000 }, policy)
        if (fact.kind === 'result-reported') expect(strays(fact, result, given)).toEqual([])
        if (fact.side !== 'placer' || (result.verdict !== 'accepted' && result.verdict !== 'repeat')) return
        for (const { number: digits } of fact.order.placer) {
          given.set(digits, (given.get(digits) ?? new Set()).add(fact.patient))
        }
      })
    }),
    { numRuns: 3000 },
  )
})

/** Placer numbers of a result that went on, which are another patient's and not its own. */
function strays(
  { order: { placer, parent }, patient }: NumberedFact,
  { verdict }: Told,
  given: ReadonlyMap<string, ReadonlySet<PatientStatement>>,
): Identifier[] {
  if (verdict === 'identity-hold') return []
  return [...placer, ...(parent?.placer ? [parent.placer] : [])].filter((one) => {
    const patients = given.get(one.number)
    return patients !== undefined && !patients.has(patient)
  })
}
