import { expect, test } from 'vitest'
import { orderIn, sendWord, takeWord, tell } from './book.ts'
import { explain, type LifeException } from './explain.ts'
import { type Fact, factKinds } from './fact.ts'
import type { LifeFact } from './life-fact.ts'
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
  preliminary,
  report,
  requested,
  start,
  status,
  taken,
} from './testing/facts.ts'
import { lifeFactOf } from './testing/life.ts'
import { lis, msh, pid, read } from './testing/reading.ts'

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

/** The story of the order of a report with these lines behind its PID. */
function ofReport(...lines: readonly string[]): string[] {
  const reading = read(lis, [msh('ORU^R01^ORU_R01'), pid, ...lines])
  const facts = reading.facts.map((fact) => ({ ...fact, messageId: 1_000_000, seenAt: start + 86_400_000_000 }))
  return life([requested({ patient: ida }), ...facts]).slice(1, -1)
}

test('a value is told by its type, and never cut at a mark that stands in it', () => {
  const obr = 'OBR|1|P1|F1|CULT|||20300101||||||||||||||||||F'
  expect(ofReport(obr, 'OBX|1|ST|CC^Colony count^L||>10\\S\\5 CFU/mL||||||F')).toEqual([
    'Labrador reported Colony count >10^5 CFU/mL (final).',
  ])
  expect(ofReport(obr, 'OBX|1|CE|NIT^Nitrite^L||^^^NEG^Negative^L||||||F')).toEqual([
    'Labrador reported Nitrite Negative (final).',
  ])
  expect(ofReport(obr, 'OBX|1|SN|ANA^ANA^L||>^1^:^640|{titer}|||||F')).toEqual([
    'Labrador reported ANA >1:640 {titer} (final).',
  ])
  expect(ofReport(obr, 'OBX|1|FT|C^Comment^L||one\\.br\\two||||||F')).toEqual([
    'Labrador reported Comment one two (final).',
  ])
})

test('two reports of one order in one message are told apart', () => {
  const report = (nth: number, status: string, line: string) => [
    `OBR|${nth}|P1|F1|LYTES|||20300101||||||||||||||||||${status}`,
    line,
  ]
  const first = report(1, 'F', 'OBX|1|NM|NA^SODIUM^L||139|mmol/L|136-145|N|||F')
  const second = report(2, 'C', 'OBX|1|NM|NA^SODIUM^L||159|mmol/L|136-145|H|||C')
  expect(ofReport(...first, ...second)).toEqual([
    'Labrador reported SODIUM 139 mmol/L (final).',
    'Labrador changed SODIUM from 139 mmol/L to 159 mmol/L [H] (corrected).',
  ])
})

test('a version of another type than the first is told by its own', () => {
  const request = requested()
  const first = final({ CC: ['>^100^^', { valueType: 'SN', unit: '' }] })
  const second = corrected({ CC: ['10^5 CFU/mL', { valueType: 'ST', unit: '' }] })
  const third = report('U', { CC: ['', { valueType: '' }] }, { report: 'F' })
  expect(life([request, first, second, third]).slice(1, 4)).toEqual([
    'Labrador reported CC >100 (final).',
    'Labrador changed CC from >100 to 10^5 CFU/mL (corrected).',
    'Labrador changed CC: now changed to final without sending the result again, 10^5 CFU/mL as before.',
  ])
})

test('each value has its own status where the report has another', () => {
  const request = requested()
  const mixed = final({ K: ['4.1', { status: 'P' }], NA: '140', CL: ['', { status: 'X' }], CA: ['2', { status: '?' }] })
  expect(life([request, mixed])[1]).toBe(
    'Labrador reported K 4.1 mmol/L (preliminary); NA 140 mmol/L (final); CL no value (cannot be obtained); CA 2 mmol/L (final), in a report of status “final”.',
  )
  const alone = report('F', { K: '4.1' }, { report: '' })
  expect(life([request, alone])[1]).toBe('Labrador reported K 4.1 mmol/L (final).')
  const blank = report('', { K: '4.1' }, { report: '' })
  expect(life([request, blank])[1]).toBe('Labrador reported K 4.1 mmol/L (without a status).')
  const first = final({ K: '4.1' })
  const more = final({ K: ['4.2', { status: 'C' }], NA: '140' }, { report: 'C' })
  expect(life([request, first, more])[2]).toBe(
    'Labrador reported NA 140 mmol/L (final), and changed K from 4.1 mmol/L to 4.2 mmol/L (corrected).',
  )
})

test('what changed beside the value is told, and only the rest is as before', () => {
  const change = (extra: Record<string, string>, status = 'C') =>
    life([
      requested(),
      final({ K: ['4.1', { range: '3.5-5.1' }] }),
      report(status, { K: ['4.1', { range: '3.5-5.1', ...extra }] }),
    ])[2]
  expect(change({ flags: 'H' })).toBe('Labrador changed K from 4.1 mmol/L to 4.1 mmol/L [H] (corrected).')
  expect(change({ range: '3.4-5.0' })).toBe(
    'Labrador changed K: now corrected, 4.1 mmol/L as before, with the range 3.4-5.0 (it was 3.5-5.1).',
  )
  expect(change({ note: 'Haemolysed' }, 'F')).toBe(
    'Labrador changed K: still final, 4.1 mmol/L as before, with another note.',
  )
  expect(change({ observedAt: '20300102', performedBy: 'LAB2' })).toBe(
    'Labrador changed K: now corrected, 4.1 mmol/L as before, of another time, of another laboratory.',
  )
  expect(change({ unit: '', value: 'Haemolysed' }, 'X')).toBe(
    'Labrador changed K: cannot be obtained (it was 4.1 mmol/L, now Haemolysed).',
  )
  const long = (word: string) => ({ T: [word.repeat(40), { valueType: 'TX', unit: '' }] as const })
  expect(life([requested(), final(long('one ')), corrected(long('two '))])[2]).toBe(
    'Labrador changed T from a text to another (corrected).',
  )
})

test('what was asked for, and the number that was given, are told as they were then', () => {
  const [bmp, cmp] = [code('BMP'), code('CMP')]
  const facts = [
    requested({ test: bmp, priority: 'R' }),
    accepted({ filler: [] }),
    dialogue('change-requested', 'placer', { test: bmp }),
    dialogue('change-requested', 'placer', { test: cmp, priority: 'S' }),
    accepted({ filler: [{ number: 'F2', authority: 'LIS' }] }),
  ]
  expect(life(facts).slice(0, 5)).toEqual([
    'Meridian asked for BMP.',
    'Labrador took the order on.',
    'Meridian asked to change it.',
    'Meridian asked to change it to CMP.',
    'Labrador took the order on as F2.',
  ])
})

test('what is awaited of a system is awaited of the one that has it to do', () => {
  const book = emptyBook()
  const result = final({ K: ['4.1', {}] })
  for (const fact of [requested(), accepted(), preliminary({ K: '4.0' })]) tell(book, fact, policy)
  sendWord(book, 1, orderIn(book, 1)!.words.at(-1)!.messageId, 'ehr', policy, start)
  const text = explain(orderIn(book, 1)!, [], [], names, start).at(-1)!.text
  expect(text).toContain('the final result, an acknowledgement of Meridian.')
  tell(book, result, policy)
  const steps = [
    { step: 'answered', due: start },
    { step: 'resulted', due: start },
  ] as const
  const waiting = explain({ ...orderIn(book, 1)!, state: 'partial', expectations: steps }, [], [], names, start)
  expect(waiting.at(-1)!.text).toBe('Some results are out. Awaited: an acknowledgement of Meridian, the final result.')
})

test('a story stands on one line a sentence, whatever a message holds', () => {
  const request = requested()
  const strange = final({ K: ['4.1\n\u001b[31m\u202e', { code: { code: 'K', name: 'Po\rtassium', system: 'L' } }] })
  expect(life([request, strange])[1]).toBe('Labrador reported Po tassium 4.1 [31m mmol/L (final).')
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
  expect(said()).toBe(
    'It is cancelled. No flow takes what the laboratory said to the other side, so nothing shows that it has it.',
  )
  const heard = (by: string) => ({ ...order, words: order.words.map((word) => ({ ...word, to: 'ehr', by })) })
  const withLevel = (one: typeof order) => ({
    ...one,
    words: one.words.map((word) => ({ ...word, level: 'received' as const })),
  })
  expect(said(withLevel(heard('AA')))).toBe('It is cancelled. Both sides agree; that it is filed is not proven.')
  expect(said(withLevel(heard('person')))).toContain('Both sides agree by the word of a person')
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
