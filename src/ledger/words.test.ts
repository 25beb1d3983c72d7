// Which words of a side still count: what is dropped too soon was never heard, what stays too long is waited for in vain.
import { expect, test } from 'vitest'
import { dropWord, orderIn, sendWord, takeWord, tell } from './book.ts'
import { accepted, deliveredStory, final, policy, requested, status, taken } from './testing/facts.ts'

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

test('a word that was taken stays taken, though another delivery of it is cancelled', () => {
  const result = final({ K: '4.1' })
  const book = deliveredStory(requested(), accepted(), result)
  const before = orderIn(book, 1)!.words
  dropWord(book, 1, result.messageId, policy, result.seenAt + 1)
  expect(orderIn(book, 1)!.words).toEqual(before)
})
