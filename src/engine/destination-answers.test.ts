// What a destination makes of each answer, of none, and of one that comes late, twice or for another message.
import { expect, test } from 'vitest'
import { bench } from './testing/destination-bench.ts'
import { minute } from './testing/looking.ts'
import { ack, controlIdOf, orr, oru } from './testing/messages.ts'

test('the level of a positive answer is what the connection proves, and of a commit answer at most received', async () => {
  const { peer, queue, after, reports } = await bench({}, 'accepted')
  peer.answer = (message) => [ack(controlIdOf(message), controlIdOf(message) === 'C1' ? 'AA' : 'CA')]
  await queue({}, {})
  await after(100)
  expect(reports.map(({ outcome, level }) => [outcome.code, level])).toEqual([
    ['AA', 'accepted'],
    ['CA', 'received'],
  ])
})

test('an answer that names another message is kept and credited to nothing', async () => {
  const { peer, queue, after, kept, states } = await bench({ answer_within: '30s' })
  peer.answer = (message, times) => [ack(times === 1 ? 'OTHER' : controlIdOf(message))]
  await queue({})
  await after(100)
  expect(kept.map(controlIdOf)).toEqual(['AOTHER'])
  expect(states()).toEqual({ 1: 'queued' })
  await after(minute)
  expect(states()).toEqual({ 1: 'delivered' })
})

test('a late answer is credited to the message that it names, not to the next one', async () => {
  const { peer, queue, after, states } = await bench({ in_flight: 1, answer_within: '1s', retry: { first: '1m' } })
  peer.answer = (message, times) => {
    if (controlIdOf(message) !== 'C1') return times === 1 ? [ack('C1')] : [ack(controlIdOf(message))]
    return []
  }
  await queue({}, {})
  await after(3500)
  expect(peer.ids()).toEqual(['C1', 'C1', 'C2'])
  expect(states()).toEqual({ 1: 'delivered', 2: 'queued' })
})

test('no answer is unknown: it is sent again under the same control id', async () => {
  const { peer, queue, after, states } = await bench({ answer_within: '10s' })
  peer.answer = (message, times) => (times < 3 ? [] : [ack(controlIdOf(message))])
  await queue({})
  await after(60_000)
  expect(peer.ids()).toEqual(['C1', 'C1', 'C1'])
  expect(states()).toEqual({ 1: 'delivered' })
})

test('where the policy says so, unknown is held', async () => {
  const { peer, queue, after, reports, states } = await bench({ answer_within: '10s', no_answer: 'hold' })
  peer.answer = (message) => (controlIdOf(message) === 'C1' ? [] : [ack(controlIdOf(message))])
  await queue({}, {})
  await after(30_000)
  expect(peer.ids()).toEqual(['C1', 'C2'])
  expect(states()).toEqual({ 1: 'held', 2: 'delivered' })
  expect(reports.find(({ concern }) => concern)?.concern).toMatchObject({ kind: 'no-answer' })
})

test('where unknown is held, a crash after sending leads to a hold and not to a second sending', async () => {
  const made = await bench({ no_answer: 'hold' })
  made.peer.answer = () => []
  await made.queue({})
  await made.after(100)
  expect(made.states()).toEqual({ 1: 'sent' })
  await made.restart()
  await made.after(100)
  expect(made.peer.ids()).toEqual(['C1'])
  expect(made.states()).toEqual({ 1: 'held' })
})

test.each([
  ['AE', '', 'held', 1],
  ['AE', '102', 'held', 1],
  ['CE', '', 'held', 1],
  ['AR', '200', 'held', 1],
  ['AR', '203', 'held', 1],
  ['CR', '201', 'held', 1],
  ['XX', '', 'held', 1],
])('an answer %s with error "%s" holds at once, and others go on', async (code, error, state, times) => {
  const { peer, queue, after, states, reports } = await bench()
  peer.answer = (message) => [controlIdOf(message) === 'C1' ? ack('C1', code, error) : ack(controlIdOf(message))]
  await queue({}, {})
  await after(minute)
  expect(states()).toEqual({ 1: state, 2: 'delivered' })
  expect(peer.ids().filter((id) => id === 'C1')).toHaveLength(times)
  expect(reports[0]).toMatchObject({ refused: true, concern: { kind: 'delivery-refused' }, outcome: { code } })
})

test.each(['AR', 'CR'])('%s for another reason is tried again with growing waits, then held', async (code) => {
  const { peer, queue, after, states } = await bench({ retry: { first: '1s', most: '10s', give_up_after: '1m' } })
  peer.answer = (message) => [controlIdOf(message) === 'C1' ? ack('C1', code, '207') : ack(controlIdOf(message))]
  await queue({}, {})
  await after(500)
  expect(peer.ids()).toEqual(['C1', 'C2'])
  await after(20_000)
  expect(peer.ids().slice(2)).toEqual(['C1', 'C1', 'C1', 'C1'])
  expect(states()[1]).toBe('queued')
  await after(2 * minute)
  expect(states()[1]).toBe('held')
})

test.each([
  ['AE', 'retry', 'queued'],
  ['AE', 'accept', 'delivered'],
  ['AR', 'hold', 'held'],
] as const)('the site can say that %s means %s', async (code, act, state) => {
  const { peer, queue, after, states } = await bench({ on: { [code]: act } })
  peer.answer = (message) => [ack(controlIdOf(message), code)]
  await queue({})
  await after(10_000)
  expect(states()).toEqual({ 1: state })
})

test('a message that the peer never answers is set aside while others go on, and held in the end', async () => {
  const { peer, queue, after, states } = await bench({
    ...{ in_flight: 1, answer_within: '1s' },
    retry: { first: '1s', most: '30s', give_up_after: '2m' },
  })
  peer.answer = (message) => (controlIdOf(message) === 'C1' ? [] : [ack(controlIdOf(message))])
  await queue({}, {}, {})
  await after(10_000)
  expect(states()).toEqual({ 1: 'queued', 2: 'delivered', 3: 'delivered' })
  for (let n = 0; n < 20; n++) {
    await queue({})
    await after(15_000)
  }
  expect(states()[1]).toBe('held')
})

test('a peer that is silent altogether is one trouble, and its end is told', async () => {
  const { peer, queue, after, troubles, states } = await bench({ answer_within: '1s' })
  let answering = false
  peer.answer = (message) => (answering ? [ack(controlIdOf(message))] : [])
  await queue({}, {}, {})
  await after(minute)
  expect(troubles.map((concern) => concern?.kind)).toEqual(['no-answer'])
  expect(Object.values(states())).toEqual(['queued', 'queued', 'queued'])
  answering = true
  await after(5 * minute)
  expect(troubles.map((concern) => concern?.kind)).toEqual(['no-answer', undefined])
  expect(Object.values(states())).toEqual(['delivered', 'delivered', 'delivered'])
})

test('in enhanced mode the commit answer delivers, and the verdict that follows raises or refuses', async () => {
  const { peer, queue, after, reports, states } = await bench({}, 'accepted')
  peer.answer = (message) => {
    const id = controlIdOf(message)
    return [ack(id, 'CA', '', 'c'), ack(id, id === 'C1' ? 'AA' : 'AE', '', 'a')]
  }
  const enhanced = (id: string) => ({ body: oru({ placer: 'P' }, '4', { id, accept: 'AL', application: 'AL' }) })
  await queue(enhanced('C1'), enhanced('C2'))
  await after(100)
  expect(reports.map(({ outcome, level, refused }) => [outcome.deliveryId, outcome.state, level, refused])).toEqual([
    [1, 'delivered', 'received', false],
    [1, 'delivered', 'accepted', false],
    [2, 'delivered', 'received', false],
    [2, 'refused', null, true],
  ])
  expect(states()).toEqual({ 1: 'delivered', 2: 'refused' })
})

test('where no positive answer is asked for, sending is all that is known', async () => {
  const { peer, queue, after, reports } = await bench()
  peer.answer = () => []
  await queue({ body: oru({ placer: 'P' }, '4', { id: 'C1', accept: 'ER', application: 'NE' }) }, {})
  await after(100)
  expect(reports[0]).toMatchObject({ level: 'sent', outcome: { state: 'delivered', code: '' } })
  expect(peer.ids()).toEqual(['C1', 'C2'])
})

test('a held message that is answered late after all is delivered, or stays held with what was answered', async () => {
  const { peer, queue, after, reports, states } = await bench({ answer_within: '1s', no_answer: 'hold' })
  peer.answer = () => []
  await queue({}, {})
  await after(5000)
  expect(states()).toEqual({ 1: 'held', 2: 'held' })
  peer.say(ack('C1'))
  peer.say(ack('C2', 'AE', '204'))
  await after(100)
  expect(states()).toEqual({ 1: 'delivered', 2: 'held' })
  expect(reports.slice(-2)).toMatchObject([
    { level: 'received', concern: null, outcome: { deliveryId: 1, code: 'AA' } },
    { level: null, refused: true, outcome: { deliveryId: 2, state: 'held', code: 'AE' } },
  ])
})

test('an answer that is a message too is kept before the delivery counts as answered', async () => {
  const made = await bench()
  made.peer.answer = (message) => [orr({ placer: 'P1' }, controlIdOf(message))]
  await made.queue({})
  await made.after(5)
  expect(made.kept).toHaveLength(1)
  expect(made.reports).toEqual([])
  await made.after(5)
  expect(made.reports).toMatchObject([{ outcome: { state: 'delivered', code: 'AA' } }])
})

test('a repeated answer changes nothing', async () => {
  const { peer, queue, after, reports, kept } = await bench()
  peer.answer = (message) => [ack(controlIdOf(message)), ack(controlIdOf(message))]
  await queue({}, {})
  await after(100)
  expect(reports).toHaveLength(2)
  expect(kept).toEqual([])
})

test('an answer that came on another connection is credited too', async () => {
  const made = await bench()
  made.peer.answer = () => []
  await made.queue({})
  await made.after(50)
  const answer = {
    code: 'AA',
    controlId: 'C1',
    written: 'C1',
    text: '',
    errorCode: '',
    errorSegment: '',
    errorField: '',
    isMessage: false,
  }
  expect(made.destination.credit({ ...answer, controlId: 'C9', written: 'C9' }, ack('C9'))).toBe(false)
  expect(made.destination.credit(answer, ack('C1'))).toBe(true)
  await made.after(50)
  expect(made.states()).toEqual({ 1: 'delivered' })
})
