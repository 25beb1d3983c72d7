import { expect, test } from 'vitest'
import { orderIn, sendWord, takeWord, tell } from './book.ts'
import { explain, type LifeException, type LifeFact } from './explain.ts'
import { type Fact, factKinds } from './fact.ts'
import {
  accepted,
  cancelAccepted,
  cancelRequested,
  test as code,
  corrected,
  dialogue,
  emptyBook,
  final,
  ida,
  otto,
  policy,
  report,
  requested,
  start,
  status,
  taken,
} from './testing/facts.ts'
import { lifeFactOf } from './testing/life.ts'

const names = { system: (id: string) => ({ ehr: 'Meridian', lis: 'Labrador' })[id] ?? id, team: (id: string) => id }

/** The story of order 1 after these facts, with every word sent. */
function life(facts: readonly Fact[], exceptions: readonly LifeException[] = []): string[] {
  const book = emptyBook()
  const said: LifeFact[] = []
  for (const fact of facts) {
    const { verdict, orderId } = tell(book, fact, policy)
    if (orderId === 1) said.push(lifeFactOf(fact, verdict))
    if ('side' in fact) sendWord(book, 1, fact.messageId, fact.side === 'placer' ? 'lis' : 'ehr', policy, fact.seenAt)
  }
  const order = orderIn(book, 1)!
  return explain(order, said, exceptions, names, order.lastSeenAt).map(({ text }) => text)
}

test('the life of a routine order reads as a story', () => {
  const before = [
    requested({ test: { code: 'LAB15', name: 'Basic metabolic panel', system: 'L' }, priority: 'S' }),
    accepted(),
    status('IP'),
  ]
  const result = final({ K: ['4.1', { code: { code: 'K', name: 'Potassium', system: 'L' } }] })
  const facts = [...before, result, taken(1, result.messageId), taken(1, result.messageId, 'filed', { by: 'census' })]
  expect(life(facts)).toEqual([
    'Meridian asked for Basic metabolic panel (LAB15), at once (STAT).',
    'Labrador took the order on as F1.',
    'Labrador gave the status “in process”.',
    'Labrador reported Potassium 4.1 mmol/L (final).',
    'Meridian acknowledged the report (AA).',
    'Meridian shows the report in its own list: it is filed.',
    'The results are complete. Awaited: an acknowledgement of Meridian.',
  ])
})

test('results stand apart by semicolons, since their names may hold commas', () => {
  const named = (code: string, name: string) => ({ code: { code, name, system: 'L' } })
  const request = requested()
  const result = final({ CL: ['104', named('CL', 'Chloride')], CO2: ['25', named('CO2', 'CO2, total')] })
  expect(life([request, result])[1]).toBe('Labrador reported Chloride 104 mmol/L; CO2, total 25 mmol/L (final).')
})

test('a correction says what was and what is', () => {
  const facts = [
    requested(),
    final({ K: ['6.9', { flags: 'HH' }] }),
    corrected({ K: '4.1' }),
    report('W', { K: '4.1' }, { report: 'C' }),
  ]
  expect(life(facts).slice(2, 4)).toEqual([
    'Labrador changed K from 6.9 mmol/L [HH] to 4.1 mmol/L (corrected).',
    'Labrador changed K: withdrawn (it was 4.1 mmol/L).',
  ])
})

test('repeats, refusals and held messages say that nothing changed', () => {
  const first = final({ K: '4.1' })
  const facts = [
    requested(),
    first,
    final({ K: '4.1' }),
    dialogue('order-refused', 'filler'),
    final({ K: '9.9' }, { patient: { ...ida, birthDate: '20240221' } }),
    taken(1, first.messageId, 'sent', { kind: 'word-refused', by: 'AE' }),
  ]
  expect(life(facts).slice(2, 6)).toEqual([
    'Labrador sent a report again, just as before. Nothing changed.',
    'Labrador sent a refusal, which does not fit where the order stood. Nothing changed.',
    'Labrador sent a report under a number of this order that contradicts who the patient is. It is held until somebody decides.',
    'Meridian refused the report (AE).',
  ])
})

test('exceptions stand where they were raised and closed', () => {
  const exception = {
    text: 'Look.',
    severity: 'high',
    team: 'lab',
    openedAt: start - 2,
    closedAt: start - 1,
    rootCause: 'the final result came late',
  }
  expect(life([requested()], [exception]).slice(0, 2)).toEqual([
    'Raised for lab (high): Look.',
    'Closed: the final result came late.',
  ])
})

test('the end says who has what: owned, awaited, cancelled, agreed, and how far it is proven', () => {
  const end = (facts: readonly Fact[]) => life(facts).at(-1)
  expect(end([requested()])).toBe(
    'It is asked for and not yet taken on. Awaited: an answer to the request, an acknowledgement of Labrador.',
  )
  expect(end([requested(), cancelRequested()])).toContain('A cancellation is asked for and not yet answered. Awaited:')
  const book = emptyBook()
  for (const fact of [requested(), cancelRequested(), cancelAccepted()]) tell(book, fact, policy)
  const order = orderIn(book, 1)!
  const said = (one = order) => explain(one, [], [], names, start).at(-1)!.text
  expect(said()).toBe('It is cancelled. Both sides agree; that it is filed is not proven.')
  expect(said({ ...order, words: order.words.map((word) => ({ ...word, level: 'filed' })) })).toContain(
    'each is shown to hold',
  )
  expect(said({ ...order, exceptions: [1, 2] })).toBe('It is cancelled. 2 open exceptions have an owner.')
  expect(said({ ...order, state: 'partial' })).toContain('This is a defect of Labloop')
})

test('every kind of fact about an order has its sentence, and none names a patient', () => {
  for (const kind of factKinds) {
    if (kind.startsWith('patient') || kind === 'catalog-stated') continue
    const fact: LifeFact = {
      kind,
      verdict: 'accepted',
      system: 'lis',
      messageId: 1,
      n: 0,
      seenAt: start,
      wordMessageId: 1,
      by: 'AA',
    }
    const order = orderIn(tellOne(), 1)!
    const [line] = explain(order, [fact], [], names, start)
    expect(line!.text).toMatch(/^Labrador .+\.$/)
    for (const secret of [ida, otto].flatMap(({ familyName, birthDate }) => [familyName, birthDate])) {
      expect(line!.text).not.toContain(secret)
    }
  }
})

function tellOne() {
  const book = emptyBook()
  tell(book, requested({ test: code('LAB15') }), policy)
  takeWord(book, taken(1, 1), policy)
  return book
}
