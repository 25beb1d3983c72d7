// What is closed and what is raised by one fact, one after the other.
import { expect, test } from 'vitest'
import { type Book, orderIn, sendWord, type Told, takeWord, tell, wake } from '../ledger/book.ts'
import type { Fact } from '../ledger/fact.ts'
import {
  accepted,
  cancelAccepted,
  cancelRequested,
  emptyBook,
  minute_ms,
  policy,
  requested,
  start,
  taken,
} from '../ledger/testing/facts.ts'
import { type Batch, keepTold, newBatch, raiseIn } from './batch.ts'
import { ExceptionDesk } from './exception-desk.ts'
import type { Rules } from './rules.ts'
import { testSite } from './testing/site.ts'

const batchAt = (book: Book, desk: ExceptionDesk, now: number): Batch =>
  newBatch({ policy } as Rules, book, desk, now, 0)

test('a step that falls due with the word that closes the last exception stays late until it comes', () => {
  const desk = new ExceptionDesk(testSite(), [], 0)
  const book = emptyBook()
  const hear = (fact: Fact, told: Told) =>
    keepTold(batchAt(book, desk, fact.seenAt), fact, told, { messageId: fact.messageId })
  const say = (fact: Fact) => hear(fact, tell(book, fact, policy))
  const open = (step: string) => desk.ofOrder(1, 'overdue-step', `overdue-step|${step}|lis`).length
  say(requested({ seenAt: start }))
  say(accepted({ seenAt: start + minute_ms }))
  const cancel = cancelRequested({ seenAt: start + 2 * minute_ms })
  say(cancel)
  sendWord(book, 1, cancel.messageId, 'lis', policy, cancel.seenAt)
  const late = cancel.seenAt + policy.clocks.answered
  for (const concern of wake(book, 1, policy, late)) raiseIn(batchAt(book, desk, late), concern, { orderIds: [1] })
  expect([open('answered'), open('cancel_answered')]).toEqual([1, 0])

  // The laboratory acknowledges the cancellation at the very moment at which its answer is overdue.
  const due = cancel.seenAt + policy.clocks.cancel_answered
  const word = taken(1, cancel.messageId, 'received', { seenAt: due, system: 'lis' })
  hear(word, takeWord(book, word, policy))
  expect([open('answered'), open('cancel_answered')]).toEqual([0, 1])
  expect(orderIn(book, 1)!.late).toMatchObject([{ step: 'cancel_answered' }])

  say(cancelAccepted({ seenAt: due + minute_ms }))
  expect(open('cancel_answered')).toBe(0)
  expect(orderIn(book, 1)!.exceptions).toEqual([])
})
