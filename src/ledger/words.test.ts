// Which words of a side still count: what is dropped too soon was never heard, what stays too long is waited for in vain.
import { expect, test } from 'vitest'
import { dropWord, moveWord, orderIn, sendWord, takeWord, tell } from './book.ts'
import type { TakenFact } from './fact.ts'
import { loopStatus } from './loop.ts'
import {
  accepted,
  cancelledByLab,
  test as code,
  delivered,
  deliveredStory,
  final,
  minute_ms,
  number,
  policy,
  type ReportExtra,
  report,
  requested,
  status,
  taken,
} from './testing/facts.ts'

const said = (book: ReturnType<typeof deliveredStory>, side: 'placer' | 'filler') =>
  orderIn(book, 1)!
    .words.filter((word) => word.side === side)
    .map(({ said }) => said)

test('an earlier word that nobody has taken is kept beside the later one, until that one is taken', () => {
  const book = deliveredStory(requested(), accepted())
  const [first, second] = [status('IP'), status('A')]
  for (const fact of [first, second]) {
    tell(book, fact, policy)
    sendWord(book, 1, fact.messageId, 'ehr', policy, fact.seenAt)
  }
  const statuses = () => said(book, 'filler').filter((word) => word.startsWith('status-changed'))
  expect(statuses()).toEqual(['status-changed IP', 'status-changed A'])
  takeWord(book, taken(1, second.messageId, 'received', { seenAt: second.seenAt }), policy)
  expect(statuses()).toEqual(['status-changed A'])
})

test('a status is old news once the result is there', () => {
  const book = deliveredStory(requested(), accepted(), status('IP'), final({ K: '4.1' }))
  expect(said(book, 'filler')).not.toContain('status-changed IP')
  expect(said(book, 'filler')).toContain('result-reported F')
})

const result = () => final({ K: '4.1' })

/** A result that went out as the deliveries 11 and 12. */
function inParts() {
  const word = result()
  const book = deliveredStory(requested(), accepted())
  tell(book, word, policy)
  sendWord(book, 1, word.messageId, 'ehr', policy, word.seenAt, [11, 12])
  const hear = (deliveryId: number | null, level: TakenFact['level'], kind?: TakenFact['kind']) =>
    takeWord(book, { ...taken(1, word.messageId, level, kind ? { kind, by: 'AE' } : {}), deliveryId }, policy)
  const level = () => orderIn(book, 1)!.words.at(-1)!.level
  return { book, word, hear, level }
}

test('a word that went out in parts is taken once all of them are, as far as the least of them', () => {
  const { hear, level } = inParts()
  hear(11, 'accepted')
  expect(level()).toBe('sent')
  hear(11, 'filed')
  hear(13, 'filed')
  hear(null, 'filed')
  expect(level()).toBe('sent')
  hear(12, 'received')
  expect(level()).toBe('received')
  hear(12, 'filed')
  expect(level()).toBe('filed')
})

test('a part that is refused takes the word back; one that is withdrawn is not made up for by the others', () => {
  const { book, word, hear, level } = inParts()
  for (const part of [11, 12]) hear(part, 'received')
  hear(11, 'sent', 'word-refused')
  hear(12, 'accepted')
  expect(level()).toBe('sent')
  hear(11, 'received')
  expect(level()).toBe('received')
  hear(12, 'sent', 'word-refused')
  dropWord(book, 1, { messageId: word.messageId, system: 'ehr', deliveryId: 12 }, policy, word.seenAt)
  hear(11, 'filed')
  expect(orderIn(book, 1)!.words.at(-1)).toMatchObject({ level: null, to: 'ehr', by: 'withdrawn' })
})

test('a census shows a word as a whole, whatever is known of its parts', () => {
  const { book, word, level } = inParts()
  takeWord(book, taken(1, word.messageId, 'filed', { by: 'census' }), policy)
  expect(level()).toBe('filed')
})

test('a part that goes out as another delivery is taken by that one', () => {
  const { book, hear, level } = inParts()
  moveWord(book, 1, 11, 21)
  for (const part of [11, 12]) hear(part, 'received')
  expect(level()).toBe('sent')
  hear(21, 'received')
  expect(level()).toBe('received')
})

test('only the system that should take a word takes or refuses it', () => {
  const word = result()
  const book = deliveredStory(requested(), accepted(), word)
  const before = orderIn(book, 1)!.words
  takeWord(book, taken(1, word.messageId, 'filed', { system: 'archive' }), policy)
  takeWord(book, taken(1, word.messageId, 'sent', { system: 'archive', kind: 'word-refused', by: 'AE' }), policy)
  dropWord(book, 1, { messageId: word.messageId, system: 'archive', deliveryId: 1 }, policy, word.seenAt)
  expect(orderIn(book, 1)!.words).toEqual(before)
})

test('a word that was taken stays taken, though another delivery of it is cancelled', () => {
  const result = final({ K: '4.1' })
  const book = deliveredStory(requested(), accepted(), result)
  const before = orderIn(book, 1)!.words
  dropWord(book, 1, { messageId: result.messageId, system: 'ehr', deliveryId: 1 }, policy, result.seenAt + 1)
  expect(orderIn(book, 1)!.words).toEqual(before)
})

const [bmp, tsh]: readonly ReportExtra[] = [
  { test: code('BMP'), filler: [number('F1')] },
  { test: code('TSH'), filler: [number('F2')] },
]

/** An order for two tests; a word on one of them that the EHR refused. */
function refusedOf(word: ReturnType<typeof report> | ReturnType<typeof cancelledByLab>) {
  const first = requested({ test: code('BMP') })
  const book = deliveredStory(first, requested({ test: code('TSH'), messageId: first.messageId }), accepted(bmp), word)
  const { messageId, seenAt } = word
  takeWord(book, taken(1, messageId, 'sent', { kind: 'word-refused', by: 'AE', seenAt }), policy)
  const at = seenAt + 5 * minute_ms
  const withdraw = () => dropWord(book, 1, { messageId, system: 'ehr', deliveryId: 1 }, policy, at)
  const stands = () => {
    const order = orderIn(book, 1)!
    const { expectations } = order
    return [order.state, loopStatus(order, at).status, ...expectations.map(({ step }) => step)]
  }
  return { book, messageId, withdraw, stands }
}

const notDone = {
  'not done (X)': () => report('X', {}, tsh),
  'a note alone': () => final({}, { ...tsh, note: 'haemolysed, not done' }),
  'given up (OC)': () => cancelledByLab({ ...tsh, placer: [number('P1')] }),
}

test.each(Object.entries(notDone))(
  'what the EHR refused of one test is not made up for by the result of another: %s',
  (_, word) => {
    const { book, withdraw, stands } = refusedOf(word())
    delivered(book, final({ NA: '140' }, bmp))
    expect(stands()).toEqual(['final', 'on-course', 'answered'])
    withdraw()
    expect(stands()).toEqual(['final', 'on-course', 'settled'])
    // To say the other one again proves nothing of it either.
    delivered(book, final({ NA: '140' }, bmp))
    delivered(book, final({ NA: '141' }, bmp))
    expect(stands().slice(1)).toEqual(['on-course', 'settled'])
  },
)

test.each(Object.entries(notDone))('a later result of the same test takes its place: %s', (_, word) => {
  const { book, withdraw, stands } = refusedOf(word())
  withdraw()
  delivered(book, final({ NA: '140' }, bmp))
  delivered(book, final({ TSH: '2.1' }, tsh))
  expect(stands()).toEqual(['final', 'agreed'])
})

test('a report that is taken and says again that the test is not done carries the word that was refused', () => {
  const { book, messageId, stands } = refusedOf(report('X', {}, tsh))
  expect(delivered(book, report('X', {}, tsh)).verdict).toBe('repeat')
  expect(orderIn(book, 1)!.words.find((word) => word.messageId === messageId)).toMatchObject({ level: 'received' })
  delivered(book, final({ NA: '140' }, bmp))
  expect(stands()).toEqual(['final', 'agreed'])
})

test('what a refused message said of two tests stays until both of them are reported again', () => {
  const { book, stands } = refusedOf(report('X', {}, tsh))
  const clotted = report('X', {}, { ...tsh, note: 'clotted' })
  const { messageId, seenAt } = clotted
  for (const fact of [final({ NA: '140' }, { ...bmp, messageId, seenAt }), clotted]) tell(book, fact, policy)
  sendWord(book, 1, messageId, 'ehr', policy, seenAt)
  takeWord(book, taken(1, messageId, 'sent', { kind: 'word-refused', by: 'AE', seenAt }), policy)
  delivered(book, final({ NA: '141' }, bmp))
  expect(stands().slice(1)).toEqual(['on-course', 'answered'])
  delivered(book, final({ TSH: '2.1' }, tsh))
  expect(stands().slice(1)).toEqual(['agreed'])
})
