import { expect, test } from 'vitest'
import { clearOn, dropWord, orderIn, raiseOn, sendWord, settleWord, takeWord, tell, wake } from './book.ts'
import { overdue } from './expectations.ts'
import { loopStatus, watch_ms } from './loop.ts'
import {
  accepted,
  after,
  cancelAccepted,
  cancelledByLab,
  cancelRefused,
  cancelRequested,
  clocks,
  corrected,
  delivered,
  deliveredStory,
  dialogue,
  emptyBook,
  final,
  loopOf,
  minute_ms,
  number,
  policy,
  preliminary,
  raised,
  refused,
  report,
  requested,
  start,
  taken,
  withCensus,
} from './testing/facts.ts'
import { viewOf } from './views.ts'

test('a finished order whose last words were taken is agreed, and not proven by acknowledgements', () => {
  const book = deliveredStory(requested(), accepted(), final({ K: '4.1' }))
  expect(loopOf(book)).toEqual({ status: 'agreed', proven: false, why: '' })
})

test('it is proven once a census shows the result', () => {
  const book = deliveredStory(requested(), accepted())
  const result = final({ K: '4.1' })
  delivered(book, result)
  takeWord(book, taken(1, result.messageId, 'filed', { by: 'census' }), policy)
  expect(loopOf(book)).toEqual({ status: 'agreed', proven: true, why: '' })
})

test('the lab’s own word under the placer’s number proves that it holds the request', () => {
  const book = deliveredStory(requested(), accepted({ placer: [], filler: [] }))
  const request = () => orderIn(book, 1)!.words.find(({ side }) => side === 'placer')!
  expect(request()).toMatchObject({ level: 'received', by: 'AA' })
  tell(book, accepted(), policy)
  expect(request()).toMatchObject({ level: 'filed', by: 'witness' })
})

test('a final result that nobody acknowledged is on course, then late, and never agreed', () => {
  const book = deliveredStory(requested(), accepted())
  const result = final({ K: '4.1' })
  tell(book, result, policy)
  sendWord(book, 1, result.messageId, 'ehr', policy, result.seenAt)
  expect(loopOf(book, 1, result.seenAt).status).toBe('on-course')
  const late = result.seenAt + clocks.answered + 1
  expect(overdue(orderIn(book, 1)!, late).map(({ cause }) => cause)).toEqual(['overdue-step|answered|ehr'])
  expect(wake(book, 1, policy, late)).toMatchObject([{ kind: 'overdue-step', orderIds: [1] }])
  raiseOn(book, 1, 7)
  expect(loopOf(book, 1, late).status).toBe('owned')
})

test('the acknowledgement that comes late settles what was raised', () => {
  const book = deliveredStory(requested(), accepted())
  const result = final({ K: '4.1' })
  tell(book, result, policy)
  sendWord(book, 1, result.messageId, 'ehr', policy, result.seenAt)
  wake(book, 1, policy, result.seenAt + clocks.answered)
  const answer = takeWord(
    book,
    taken(1, result.messageId, 'received', { seenAt: result.seenAt + clocks.answered + 1 }),
    policy,
  )
  expect(answer.settled).toEqual([{ kind: 'overdue-step', cause: 'overdue-step|answered|ehr', orderId: 1 }])
  expect(loopOf(book).status).toBe('agreed')
})

test('closing an exception does not end the waiting: the clock starts anew', () => {
  const book = emptyBook()
  const request = requested()
  delivered(book, request)
  const late = request.seenAt + clocks.accepted
  expect(wake(book, 1, policy, late).map(({ cause }) => cause)).toEqual(['overdue-step|accepted|lis'])
  raiseOn(book, 1, 7)
  expect(wake(book, 1, policy, late + clocks.accepted)).toEqual([])
  clearOn(book, 1, 7, policy, late + 5 * minute_ms)
  expect(orderIn(book, 1)!.expectations).toEqual([{ step: 'accepted', due: late + 5 * minute_ms + clocks.accepted }])
  expect(loopOf(book, 1, late + 6 * minute_ms).status).toBe('on-course')
})

test('a refusal takes the level back, and an order that was agreed no longer is', () => {
  const book = deliveredStory(requested(), accepted())
  const result = final({ K: '4.1' })
  delivered(book, result)
  const at = result.seenAt + 60 * minute_ms
  takeWord(book, taken(1, result.messageId, 'sent', { kind: 'word-refused', by: 'AE', seenAt: at }), policy)
  expect(orderIn(book, 1)!.words.at(-1)).toMatchObject({ level: 'sent', by: 'AE' })
  expect(loopOf(book, 1, at).status).toBe('on-course')
  expect(orderIn(book, 1)!.expectations).toEqual([{ step: 'answered', due: at + clocks.answered }])
})

test('a delivery that a person withdrew is a difference, until a person says how it was settled', () => {
  const book = deliveredStory(requested(), accepted())
  const result = final({ K: '4.1' })
  tell(book, result, policy)
  sendWord(book, 1, result.messageId, 'ehr', policy, result.seenAt)
  dropWord(book, 1, { messageId: result.messageId, system: 'ehr', deliveryId: 1 }, policy, result.seenAt + 1)
  const at = result.seenAt + 1
  expect(orderIn(book, 1)!.expectations).toEqual([{ step: 'settled', due: at }])
  expect(viewOf(orderIn(book, 1)!, 'placer')).toMatchObject({ state: 'accepted', missing: [{ by: 'withdrawn' }] })
  expect(wake(book, 1, policy, at)).toMatchObject([{ severity: 'high', cause: 'overdue-step|settled|ehr' }])
  raiseOn(book, 1, 7)
  expect(loopOf(book, 1, at).status).toBe('owned')
  // Another exception is closed: nobody has said how it was settled.
  clearOn(book, 1, 7, policy, at + 1)
  expect(loopOf(book, 1, at + 1).status).toBe('on-course')
  expect(wake(book, 1, policy, at + 1)).toHaveLength(1)
  raiseOn(book, 1, 8)
  settleWord(book, 1, policy, at + 2)
  clearOn(book, 1, 8, policy, at + 2)
  expect(loopOf(book)).toEqual({ status: 'agreed', proven: false, why: '' })
  expect(orderIn(book, 1)!.words.at(-1)).toMatchObject({ to: 'ehr', level: 'accepted', by: 'person' })
})

test('what was withdrawn, and is sent again and taken, needs nobody to say how it was settled', () => {
  const book = deliveredStory(requested(), accepted())
  const [first, again] = [final({ K: '4.1' }), final({ K: '4.1' })]
  for (const result of [first, again]) {
    tell(book, result, policy)
    sendWord(book, 1, result.messageId, 'ehr', policy, result.seenAt)
    if (result === first) dropWord(book, 1, { messageId: first.messageId, system: 'ehr', deliveryId: 1 }, policy, 2)
  }
  expect(orderIn(book, 1)!.expectations.map(({ step }) => step)).toEqual(['answered'])
  takeWord(book, taken(1, again.messageId), policy)
  expect(loopOf(book).status).toBe('agreed')
})

test('where the receiver has a census, an acknowledged result waits for it, and its absence is raised', () => {
  const book = emptyBook()
  for (const fact of [requested(), accepted()]) delivered(book, fact, 'received', withCensus)
  const result = final({ K: '4.1' })
  delivered(book, result, 'received', withCensus)
  expect(orderIn(book, 1)!.expectations).toEqual([{ step: 'filed', due: result.seenAt + clocks.filed }])
  expect(overdue(orderIn(book, 1)!, result.seenAt + clocks.filed)).toMatchObject([
    { kind: 'census-missing', severity: 'high' },
  ])
})

test('a lab’s cancel that the EHR has not taken is not agreed', () => {
  const book = deliveredStory(requested(), accepted())
  const cancel = cancelledByLab()
  tell(book, cancel, policy)
  sendWord(book, 1, cancel.messageId, 'ehr', policy, cancel.seenAt)
  expect(loopOf(book, 1, cancel.seenAt).status).toBe('on-course')
  expect(viewOf(orderIn(book, 1)!, 'placer').state).toBe('accepted')
  takeWord(book, taken(1, cancel.messageId), policy)
  // AA proves that the message came; the orderer may still wait for the result.
  expect(loopOf(book, 1, cancel.seenAt).status).toBe('on-course')
  expect(orderIn(book, 1)!.expectations.map(({ step }) => step)).toEqual(['cancel_taken'])
  tell(book, dialogue('order-accepted', 'placer', { filler: [number('F1')] }), policy)
  expect(loopOf(book).status).toBe('agreed')
})

test('a connection that proves acceptance, or a census that shows it, ends the wait for a lab’s cancel', () => {
  for (const level of ['accepted', 'filed'] as const) {
    const book = deliveredStory(requested(), accepted())
    delivered(book, cancelledByLab(), level)
    expect(loopOf(book).status).toBe('agreed')
  }
})

test('a lab’s cancel that nothing proves is raised, and who closes that has seen that it is taken', () => {
  const book = deliveredStory(requested(), accepted(), cancelledByLab())
  const later = start + 90 * minute_ms
  const [concern] = wake(book, 1, policy, later)
  expect(concern).toMatchObject({ kind: 'overdue-step', severity: 'high', cause: 'overdue-step|cancel_taken|ehr' })
  raiseOn(book, 1, 7)
  expect(loopOf(book, 1, later).status).toBe('owned')
  clearOn(book, 1, 7, policy, later)
  expect(loopOf(book, 1, later)).toMatchObject({ status: 'agreed', proven: false })
})

test('a cancel by a report without results (OBR-25 X) must be taken as well; one that the placer asked for need not', () => {
  const given = deliveredStory(requested(), accepted(), report('X', {}))
  expect(orderIn(given, 1)!.expectations.map(({ step }) => step)).toEqual(['cancel_taken'])
  const asked = deliveredStory(requested(), accepted(), cancelRequested(), cancelAccepted())
  expect(loopOf(asked).status).toBe('agreed')
})

test('a lab’s cancel is not what the placer asked for once its own request was refused, or it asked for the test again', () => {
  const again = () => requested({ priority: 'S' })
  const wentOn = {
    refused: [cancelRequested(), cancelRefused()],
    'refused, and asked for again': [cancelRequested(), cancelRefused(), again()],
    'ordered again': [cancelRequested(), cancelAccepted(), again(), accepted()],
    'ordered again before the answer': [cancelRequested(), again()],
    'reported all the same': [cancelRequested(), cancelAccepted(), final({ K: '4.1' })],
    'not the placer’s, who refused it': [
      dialogue('cancel-requested', 'filler'),
      dialogue('cancel-refused', 'placer', { filler: [number('F1')] }),
    ],
  }
  for (const [story, facts] of Object.entries(wentOn)) {
    for (const end of [cancelledByLab(), report('X', {})]) {
      const book = deliveredStory(requested(), accepted(), ...facts, end)
      expect([story, orderIn(book, 1)!.state]).toEqual([story, 'cancelled'])
      expect([story, orderIn(book, 1)!.expectations.map(({ step }) => step)]).toEqual([story, ['cancel_taken']])
    }
  }
})

test('what the placer asked to end stays asked for, whatever else the laboratory says of that end', () => {
  const ends = {
    'granted, and reported as not done': [cancelRequested(), cancelAccepted(), report('X', {})],
    'granted twice': [cancelRequested(), cancelAccepted(), cancelAccepted()],
    'cancelled instead of granted': [cancelRequested(), cancelledByLab()],
    'asked for again after a refusal': [cancelRequested(), cancelRefused(), cancelRequested(), cancelAccepted()],
    'asked for before the request came': [cancelRequested(), requested(), cancelAccepted()],
  }
  for (const [story, facts] of Object.entries(ends)) {
    const first = story === 'asked for before the request came' ? [] : [requested(), accepted()]
    const book = deliveredStory(...first, ...facts)
    expect([story, loopOf(book).status]).toEqual([story, 'agreed'])
  }
})

test('a cancel waits for its answer however often it was acknowledged', () => {
  const book = deliveredStory(requested(), accepted(), cancelRequested())
  const order = orderIn(book, 1)!
  expect(order.expectations.map(({ step }) => step)).toEqual(['cancel_answered'])
  expect(overdue(order, start + 90 * minute_ms)).toMatchObject([{ severity: 'high' }])
  delivered(book, cancelAccepted())
  expect(loopOf(book).status).toBe('agreed')
})

test('a refused order is at rest once the orderer has it', () => {
  expect(loopOf(deliveredStory(requested(), refused())).status).toBe('agreed')
})

test('a partial result waits for the final one, on the clock that began with acceptance', () => {
  const book = emptyBook()
  const acceptance = accepted()
  for (const fact of [requested(), acceptance, preliminary({ K: '4.1' })]) delivered(book, fact)
  expect(orderIn(book, 1)!.expectations).toEqual([{ step: 'resulted', due: acceptance.seenAt + clocks.resulted }])
})

test('two partial reports of different components both count: one that was not taken keeps the loop open', () => {
  const book = deliveredStory(requested(), accepted())
  const first = final({ K: '4.1' }, { report: 'A' })
  tell(book, first, policy)
  sendWord(book, 1, first.messageId, 'ehr', policy, first.seenAt)
  delivered(book, final({ NA: '140' }))
  expect(orderIn(book, 1)!.words.filter(({ subject }) => subject === 'result')).toHaveLength(2)
  expect(loopOf(book, 1, first.seenAt).status).toBe('on-course')
  // Saying sodium again proves nothing of potassium; saying both again does.
  delivered(book, final({ NA: '140' }))
  expect(loopOf(book, 1, first.seenAt).status).toBe('on-course')
  delivered(book, final({ K: '4.1', NA: '140' }, { note: 'all together' }))
  expect(loopOf(book).status).toBe('agreed')
})

test('an identical report that is taken carries the words of the one that was lost', () => {
  const book = deliveredStory(requested(), accepted())
  const lost = final({ K: '4.1' })
  tell(book, lost, policy)
  sendWord(book, 1, lost.messageId, 'ehr', policy, lost.seenAt)
  const again = final({ K: '4.1' })
  expect(delivered(book, again).verdict).toBe('repeat')
  expect(orderIn(book, 1)!.words.at(-1)).toMatchObject({ messageId: lost.messageId, level: 'received' })
  expect(loopOf(book).status).toBe('agreed')
})

test('a future order is dormant until its time, and waits for its result from then on', () => {
  const book = emptyBook()
  const day_ms = 24 * 60 * minute_ms
  const request = requested({ startsAt: start + 30 * day_ms })
  delivered(book, request)
  expect(loopOf(book, 1, request.seenAt).status).toBe('on-course')
  delivered(book, accepted())
  expect(loopOf(book, 1, start + day_ms).status).toBe('dormant')
  expect(wake(book, 1, policy, start + 30 * day_ms)).toEqual([])
  expect(loopOf(book, 1, start + 30 * day_ms).status).toBe('on-course')
  expect(orderIn(book, 1)!.expectations).toEqual([{ step: 'resulted', due: start + 30 * day_ms + clocks.resulted }])
})

test('an open exception comes before everything', () => {
  const book = deliveredStory(requested(), accepted(), final({ K: '4.1' }))
  raiseOn(book, 1, 7)
  expect(loopOf(book).status).toBe('owned')
  clearOn(book, 1, 7, policy, start)
  expect(loopOf(book).status).toBe('agreed')
})

test('adrift is said with its reason, wherever nobody owns what is open', () => {
  const order = after(requested())
  const due = order.expectations[0]!.due
  expect(loopStatus(order, due + watch_ms)).toMatchObject({ status: 'on-course' })
  expect(loopStatus(order, due + watch_ms + 1)).toMatchObject({ status: 'adrift', why: 'overdue and not raised' })
  expect(loopStatus({ ...order, expectations: [] }, start)).toMatchObject({
    why: 'in progress and waiting for nothing',
  })
  expect(loopStatus({ ...order, late: [{ step: 'accepted', due, cause: '' }] }, start)).toMatchObject({
    why: 'late and nobody owns it',
  })
  const done = after(requested(), final({ K: '4.1' }))
  const words = done.words.map((word) => ({ ...word, to: 'ehr', level: 'sent' as const }))
  expect(loopStatus({ ...done, words, expectations: [] }, start)).toMatchObject({ why: 'a last word was not taken' })
  expect(loopStatus({ ...done, state: 'cancelled' }, start)).toMatchObject({
    why: 'the views of the two sides differ',
  })
})

test('an order that the lab opened waits for the placer’s number', () => {
  const book = emptyBook()
  delivered(book, dialogue('number-requested', 'filler', { placer: [] }))
  expect(
    orderIn(book, 1)!
      .expectations.map(({ step }) => step)
      .sort(),
  ).toEqual(['accepted', 'resulted'])
})

test('an unsolicited result that was accepted is at rest once it is taken', () => {
  const book = emptyBook()
  expect(delivered(book, final({ K: '4.1' })).unsolicited).toBe(true)
  expect(loopOf(book)).toEqual({ status: 'agreed', proven: false, why: '' })
})

test('what is overdue is raised with the next word on the order, without waiting for the watch', () => {
  const book = emptyBook()
  const request = requested()
  delivered(book, request)
  const told = tell(
    book,
    { ...dialogue('status-changed', 'placer'), seenAt: request.seenAt + clocks.accepted + 1 },
    policy,
  )
  expect(raised(told)).toContain('overdue-step normal')
})

test('words stay few: a long culture keeps one word for each report that still counts', () => {
  const book = deliveredStory(requested(), accepted())
  for (let day = 0; day < 20; day++) delivered(book, preliminary({ CULT: `growth day ${day}` }))
  delivered(book, final({ CULT: 'E. coli' }))
  delivered(book, corrected({ CULT: 'K. pneumoniae' }))
  expect(orderIn(book, 1)!.words.length).toBeLessThanOrEqual(4)
})
