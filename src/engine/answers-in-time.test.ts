// How long a destination waits for an answer, what makes it wait longer, and what it does when none came in time.
import { expect, test } from 'vitest'
import { type Bench, bench, lane } from './testing/destination-bench.ts'
import { minute } from './testing/looking.ts'
import { ack, controlIdOf, oru } from './testing/messages.ts'

/** One message every 200 ms, each of an order of its own. */
async function traffic(on: Bench, lasts_ms: number): Promise<void> {
  for (let passed = 0; passed < lasts_ms; passed += 200) {
    await on.queue({})
    await on.after(200)
  }
}

const times = (on: Bench, id: string) => on.peer.ids().filter((one) => one === id).length

test('one message that is never answered among many that are is sent again, then held; its lane waits, the line stays', async () => {
  const on = await bench({
    ...{ in_flight: 4, answer_within: '2s' },
    retry: { first: '1s', most: '2s', give_up_after: '20s' },
  })
  on.peer.answer = (message) => (controlIdOf(message) === 'C1' ? [] : [ack(controlIdOf(message))])
  await on.queue(lane(1), lane(1))
  await traffic(on, 10_000)
  expect(times(on, 'C1')).toBe(4)
  await traffic(on, 40_000)
  expect(times(on, 'C2')).toBe(0)
  expect(on.states()).toMatchObject({ 1: 'held', 2: 'queued', 3: 'delivered', 200: 'delivered' })
  expect(on.reports.filter(({ concern }) => concern).map(({ concern }) => concern?.kind)).toEqual(['no-answer'])
  expect(on.troubles).toEqual([])
  expect(on.closed).toBe(0)
})

test('where unknown is held, one message among many is held alone, in its time', async () => {
  const on = await bench({ in_flight: 4, answer_within: '2s', no_answer: 'hold' })
  on.peer.answer = (message) => (controlIdOf(message) === 'C1' ? [] : [ack(controlIdOf(message))])
  await on.queue({})
  await traffic(on, 2200)
  expect(times(on, 'C1')).toBe(1)
  expect(on.states()[1]).toBe('held')
  expect(Object.values(on.states()).filter((state) => state === 'held')).toHaveLength(1)
  expect(on.closed).toBe(0)
})

test('what a peer says beside keeps no message waiting for its answer', async () => {
  const on = await bench({ in_flight: 1, answer_within: '2s' })
  on.peer.answer = (message, nth) => (controlIdOf(message) === 'C1' && nth < 2 ? [] : [ack(controlIdOf(message))])
  await on.queue({}, {})
  for (let n = 0; n < 10; n++) {
    await on.after(500)
    on.peer.say(ack(`FOREIGN${n}`))
  }
  expect(on.peer.ids()).toEqual(['C1', 'C1', 'C2'])
  expect(on.states()).toEqual({ 1: 'delivered', 2: 'delivered' })
})

test('nor does a peer that says again and again that it is busy with another message', async () => {
  const on = await bench({ in_flight: 2, answer_within: '2s', retry: { first: '1m' } })
  on.peer.answer = (message) => (controlIdOf(message) === 'C1' ? [ack('C1', 'AR', '207')] : [])
  await on.queue({}, {})
  for (let n = 0; n < 10; n++) {
    await on.after(500)
    on.peer.say(ack('C1', 'AR', '207'))
  }
  expect(on.closed).toBe(1)
})

/** A peer that works on one message at a time, and takes so long for each. */
function answersInTurn(on: Awaited<ReturnType<typeof bench>>, each_ms: number): void {
  let free = 0
  on.peer.answer = (message) => {
    free = Math.max(free, on.clock.now()) + each_ms
    on.clock.at(free, () => on.peer.say(ack(controlIdOf(message))))
    return []
  }
}

test('a peer that answers in order and slowly is not given up, however many wait behind', async () => {
  const on = await bench({ in_flight: 10, answer_within: '2s' })
  answersInTurn(on, 1500)
  await on.queue(...Array.from({ length: 20 }, () => ({})))
  await on.after(minute)
  expect(on.peer.ids()).toHaveLength(20)
  expect(Object.values(on.states()).every((state) => state === 'delivered')).toBe(true)
  expect(on.closed).toBe(0)
})

test('nor where it leaves one out, or two of its workers overtake each other: only that one is sent again', async () => {
  const on = await bench({ in_flight: 10, answer_within: '2s', retry: { first: '1m' } })
  on.peer.answer = () => []
  await on.queue(...Array.from({ length: 10 }, () => ({})))
  for (const ids of [['C1'], ['C3', 'C2'], ['C5'], ['C6'], ['C8', 'C7'], ['C9'], ['C10']]) {
    await on.after(1500)
    for (const id of ids) {
      on.peer.say(ack(id))
      await on.after(20)
    }
  }
  expect([...new Set(on.peer.ids().slice(10))]).toEqual(['C4'])
  expect(on.states()[4]).toBe('queued')
  expect(on.closed).toBe(0)
})

test('a line that falls silent with many in flight is given up in the time of one', async () => {
  const on = await bench({ in_flight: 10, answer_within: '2s' })
  on.peer.answer = (message) => (on.peer.got.length <= 3 ? [ack(controlIdOf(message))] : [])
  await on.queue(...Array.from({ length: 12 }, () => ({})))
  await on.after(2500)
  expect(on.closed).toBe(1)
})

test('a peer that is always slower than allowed gets each message at most twice, then once, and somebody is told what to set', async () => {
  const on = await bench({ in_flight: 1, answer_within: '4s' })
  on.peer.delay_ms = 5000
  await on.queue({}, {}, {})
  await on.after(40_000)
  expect(on.peer.ids()).toEqual(['C1', 'C1', 'C2', 'C3'])
  expect(Object.values(on.states())).toEqual(['delivered', 'delivered', 'delivered'])
  expect(on.troubles).toHaveLength(1)
  expect(on.troubles[0]).toMatchObject({ kind: 'no-answer', cause: 'no-answer|out|late' })
  expect(on.troubles[0]?.text).toMatch(/answers, but later than .* after 6 s, where 4 s is allowed.* to 8 s or more/)
})

test('a slow peer that answers in time again is waited for as before, and its trouble ends', async () => {
  const on = await bench({ in_flight: 1, answer_within: '4s' })
  on.peer.delay_ms = 5000
  await on.queue({}, {})
  await on.after(40_000)
  on.peer.delay_ms = 1
  await on.queue(...Array.from({ length: 20 }, () => ({})))
  await on.after(1000)
  expect(on.troubles.map((concern) => concern?.kind)).toEqual(['no-answer', undefined])
  on.peer.answer = () => []
  const closed = on.closed
  await on.queue({})
  await on.after(4100)
  expect(on.closed).toBe(closed + 1)
})

test('a peer that answers each in its turn in time is not slow, however long the last one waits', async () => {
  const on = await bench({ in_flight: 10, answer_within: '2s' })
  answersInTurn(on, 1500)
  await on.queue(...Array.from({ length: 10 }, () => ({})))
  await on.after(minute)
  expect(on.troubles).toEqual([])
})

test('what was sent counts as sent once after a crash, where unknown is held', async () => {
  const on = await bench({ no_answer: 'hold' })
  on.peer.answer = () => []
  await on.queue({})
  await on.after(100)
  expect(on.store.books.deliveries.get(1)).toMatchObject({ state: 'sent', attempts: 1 })
  await on.restart()
  await on.after(100)
  expect(on.store.books.deliveries.get(1)).toMatchObject({ state: 'held', attempts: 1 })
})

test('one that was held before a restart and is answered after it is delivered', async () => {
  const on = await bench({ no_answer: 'hold', answer_within: '1s' })
  on.peer.answer = () => []
  await on.queue({})
  await on.after(2000)
  await on.restart()
  on.peer.say(ack('C1'))
  await on.after(100)
  expect(on.states()).toEqual({ 1: 'delivered' })
  expect(on.kept).toEqual([])
})

test('an answer that names nothing is the answer to nothing, also after a restart', async () => {
  const on = await bench({ no_answer: 'hold', in_flight: 2 })
  on.peer.answer = () => []
  await on.queue({}, {})
  await on.after(100)
  await on.restart()
  await on.after(100)
  expect(on.states()).toEqual({ 1: 'held', 2: 'held' })
  on.peer.say(ack(''))
  await on.after(100)
  expect(on.states()).toEqual({ 1: 'held', 2: 'held' })
  expect(on.kept).toHaveLength(1)
  on.peer.say(ack('C2'))
  await on.after(100)
  expect(on.states()).toEqual({ 1: 'held', 2: 'delivered' })
})

test('what was held in a restart keeps its control id from others, and is found by it', async () => {
  const on = await bench({ no_answer: 'hold' })
  on.peer.answer = () => []
  await on.queue({ controlId: 'DUP' })
  await on.after(100)
  await on.restart()
  await on.after(100)
  expect(on.destination.find({ written: '', controlId: '' })).toBeUndefined()
  expect(on.destination.find({ written: 'DUP', controlId: 'DUP' })).toMatchObject({ id: 1 })
  await on.queue({ controlId: 'DUP' })
  await on.after(100)
  expect(on.peer.ids()).toEqual(['DUP', expect.stringMatching(/\.2\.2$/)])
})

const inCharset = (id: string, charset: string) => {
  const body = oru({ placer: 'P1' }, '4.1', { id })
  return Buffer.from(body.toString('latin1').replace('|P|2.5.1', `|P|2.5.1||||||${charset}`), 'latin1')
}

test.each([
  ['8859/5', '\xb6x', 'Жx'],
  ['8859/15', '\xa4x', '€x'],
  ['8859/2', '\xb1x', 'ąx'],
  ['UNICODE UTF-8', '\xd0\x96x', 'Жx'],
  ['', '\xc4x', 'Äx'],
])('a control id beyond ASCII in "%s" is answered by its bytes', async (charset, bytes, controlId) => {
  const on = await bench({ answer_within: '1s' })
  on.peer.answer = () => [ack(bytes)]
  await on.queue({ controlId, body: inCharset(bytes, charset) })
  await on.after(5000)
  expect(on.peer.got).toHaveLength(1)
  expect(on.states()).toEqual({ 1: 'delivered' })
  on.peer.say(ack(bytes, 'AE'))
  await on.after(100)
  expect(on.kept).toEqual([])
})

test('a peer that writes it in another character set, and says which, answers it too; other bytes do not', async () => {
  const on = await bench({ answer_within: '30s' })
  const inUtf8 = Buffer.from(
    ack('\xd0\x96x').toString('latin1').replace('|P|2.5.1', '|P|2.5.1||||||UNICODE UTF-8'),
    'latin1',
  )
  on.peer.answer = () => [ack('\xc6x'), inUtf8]
  await on.queue({ controlId: 'Жx', body: inCharset('\xb6x', '8859/5') })
  await on.after(100)
  expect(on.kept).toHaveLength(1)
  expect(on.states()).toEqual({ 1: 'delivered' })
})

test('a second answer to one message is never the answer to another under the same control id', async () => {
  const on = await bench({ answer_within: '3s' })
  on.peer.answer = (message, nth) => (controlIdOf(message) === 'DUP' && nth === 1 ? [ack('DUP')] : [])
  await on.queue({ controlId: 'DUP' })
  await on.after(400)
  await on.queue({ controlId: 'DUP' })
  await on.after(800)
  on.peer.say(ack('DUP'))
  await on.after(1000)
  const [, second] = on.peer.ids()
  expect(second).toMatch(/^[0-9A-Z]+\.2\.2$/)
  expect(on.states()).toEqual({ 1: 'delivered', 2: 'queued' })
  expect(on.store.books.deliveries.get(2)?.controlId).toBe(second)
  on.peer.say(ack(second!))
  await on.after(100)
  expect(on.states()).toEqual({ 1: 'delivered', 2: 'delivered' })
})

test('nor where both wait for their answers, or the first was held before a restart', async () => {
  const on = await bench({ in_flight: 2, no_answer: 'hold', answer_within: '1s' })
  on.peer.answer = () => []
  await on.queue({ controlId: 'DUP' }, { controlId: 'DUP' })
  await on.after(100)
  expect(on.peer.ids()).toEqual(['DUP', expect.stringMatching(/\.2\.2$/)])
  await on.after(5000)
  expect(on.states()).toEqual({ 1: 'held', 2: 'held' })
  await on.restart()
  await on.queue({ controlId: 'DUP' })
  await on.after(100)
  expect(on.peer.ids()[2]).toMatch(/\.3\.3$/)
})

test('a commit answer and the verdict after it are of one message, whatever comes under its control id between them', async () => {
  const on = await bench({}, 'accepted')
  const enhanced = { body: oru({ placer: 'P' }, '4', { id: 'DUP', accept: 'AL', application: 'AL' }) }
  on.peer.answer = (message) => [ack(controlIdOf(message), 'CA')]
  await on.queue({ controlId: 'DUP', ...enhanced })
  await on.after(100)
  await on.queue({ controlId: 'DUP', ...enhanced })
  await on.after(100)
  on.peer.say(ack('DUP'))
  await on.after(100)
  expect(on.reports.filter(({ level }) => level).map(({ outcome, level }) => [outcome.deliveryId, level])).toEqual([
    [1, 'received'],
    [2, 'received'],
    [1, 'accepted'],
  ])
})
