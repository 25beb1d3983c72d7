import { afterAll, beforeAll, expect, test } from 'vitest'
import { stopOwnTestServer } from '../../src/adapters/postgres/embedded/testing.ts'
import { postgresQuery, type Query } from '../../src/adapters/postgres/query.ts'
import { schema, type TestStores, testStores } from './databases.ts'
import * as sample from './samples.ts'
import { plain } from './twin.ts'

const { bytes, change, changes, delivery, exception, incoming, morning, outcome, patient } = sample

let database: TestStores
let query: Query

function order(id: number, patientId: number, given: Partial<ReturnType<typeof sample.order>> = {}) {
  return sample.order(id, { patient: { ...sample.order(id).patient, patientId }, state: 'final', ...given })
}

/** Its result waits for the EHR's list. */
const waiting = order(1, 1, { words: [sample.word({ level: 'sent' })] })

const facts = [
  { fact: sample.resultFact(1, { resultStatus: 'F' }), orderId: 1, verdict: 'accepted' },
  { fact: sample.takenFact(3, 1, { wordMessageId: 1, level: 'filed', by: 'census' }), orderId: 1, verdict: 'accepted' },
  { fact: sample.resultFact(2), orderId: 2, verdict: 'unmatched' },
  { fact: sample.resultFact(3, { n: 1 }), orderId: 3, verdict: 'identity-hold' },
  { fact: sample.resultFact(4), orderId: 3, verdict: 'identity-hold' },
  { fact: sample.resultFact(4, { n: 1 }), orderId: 3, verdict: 'accepted' },
]
const raised = exception(1, { orderIds: [1], messageId: 2 })

beforeAll(async () => {
  database = await testStores('query')
  query = postgresQuery({ url: database.url, schema })
  const store = database.open()
  const receiver = (await store.lease('receiver', 'node-1', 60_000, morning))!
  const processor = (await store.lease('processor', 'node-1', 60_000, morning))!
  await store.receive(receiver, [
    incoming({ controlId: 'MSG001', text: 'one' }),
    incoming({ controlId: 'MSG002', text: 'two' }),
  ])
  await store.receive(receiver, [
    incoming({ controlId: 'MSG001', text: 'three', system: 'ehr' }),
    incoming({ controlId: 'MSG001', text: 'four' }),
  ])
  await store.activate('r1', 0, morning)
  await store.activate('r2', 1, morning + 1)
  await store.commit(
    [processor],
    changes({
      processedThrough: 4,
      patients: [
        patient(1, { familyName: 'Sample', givenName: 'Ida', mergedInto: 2 }),
        patient(2, { familyName: 'Sampleton', givenName: 'Noah' }),
        patient(3, { familyName: 'Übung', givenName: 'Mia' }),
      ],
      patientKeys: [
        { key: 'm:MRN1', patientId: 1 },
        { key: 'm:MRN2', patientId: 2 },
      ],
      orders: [
        change(waiting, 'agreed', { proven: true }),
        change(order(2, 2), 'owned'),
        change(order(3, 3), 'on-course'),
        change(order(4000, 3), 'on-course'),
      ],
      orderKeys: [
        { key: 'p:P1', orderId: 1 },
        { key: 'f:P1', orderId: 2 },
        { key: 'a:ACC7', orderId: 2 },
        { key: 'g:REQ', orderId: 1 },
        { key: 'g:REQ', orderId: 2 },
      ],
      facts,
      deliveries: [
        delivery(1, { messageId: 1, orderIds: [1], queuedAt: morning }),
        delivery(2, { messageId: 1, orderIds: [2], destination: 'portal-out', queuedAt: morning + 1 }),
        delivery(3, { messageId: 2, orderIds: [2], flow: 'lis-status', queuedAt: morning + 2 }),
        delivery(4, { messageId: 2, orderIds: [2], queuedAt: morning + 3 }),
      ],
      exceptions: [raised, exception(2, { orderIds: [], messageId: 4, dueAt: morning + 5 })],
    }),
  )
  const settled = [
    outcome(1, { answer: bytes('MSA|AA|1'), at: morning + 10 }),
    outcome(2, { answer: bytes('MSA|AA|2'), at: morning + 11 }),
    outcome(4, { state: 'held', why: 'AE', at: morning + 12 }),
  ]
  await store.commit([processor], changes({ outcomes: settled }))
})
afterAll(async () => {
  await query.close()
  await database.drop()
  await stopOwnTestServer()
})

const idsOf = (rows: readonly { readonly order: { readonly id: number } }[]) => rows.map(({ order: { id } }) => id)

test.each([
  ['a placer number, which may be another order’s filler number', 'P1', [2, 1]],
  ['a number with its authority', 'ACC7^LAB', [2]],
  ['a group number', ' REQ ', [2, 1]],
  ['a record number, with the orders of the record it was merged into', 'MRN1', [2, 1]],
  ['the beginning of a name', 'sampl', [2, 1]],
  ['a family and a given name', 'Sample, Ida', [2, 1]],
  ['a name beyond ASCII', 'ÜBUNG', [4000, 3]],
  ['our number of an order', '#3', [3]],
  ['nothing that is known', 'zzz', []],
  ['a wildcard', '%', []],
  ['only blanks', '   ', []],
])('orders are found by %s', async (_, asked, orders) => {
  expect(idsOf((await query.search(asked, 10)).orders)).toEqual(orders)
})

test('messages are found by control id, of any system and however often it was used, and by our number', async () => {
  expect((await query.search('MSG001', 10)).messages.map(({ id }) => id)).toEqual([4, 3, 1])
  expect((await query.search('2', 10)).messages.map(({ id }) => id)).toEqual([2])
  expect((await query.search('MSG001', 1)).messages.map(({ id }) => id)).toEqual([4])
})

test('an order comes with its facts, messages, deliveries and exceptions', async () => {
  const life = await query.order(1)
  expect(life).toMatchObject({ loop: 'agreed', proven: true, order: waiting })
  expect(life!.facts).toEqual([
    {
      ...{ kind: 'result-reported', verdict: 'accepted', system: 'lis', messageId: 1, n: 0, seenAt: morning },
      ...{ side: 'filler', status: 'F' },
    },
    {
      ...{ kind: 'word-taken', verdict: 'accepted', system: 'ehr', messageId: 3, n: 0, seenAt: morning },
      ...{ wordMessageId: 1, level: 'filed', by: 'census' },
    },
  ])
  expect(life!.messages.map(({ id }) => id)).toEqual([1, 3])
  expect(life!.deliveries).toEqual([
    {
      ...{ id: 1, destination: 'ehr-out', flow: 'lis-results', messageId: 1, state: 'delivered', attempts: 1 },
      ...{ code: 'AA', why: '', queuedAt: morning, settledAt: morning + 10 },
    },
  ])
  expect(life!.exceptions).toEqual([raised])
  expect(await query.order(99)).toBeNull()
})

test('a message comes with its revision, orders, deliveries, their acknowledgements and exceptions', async () => {
  const first = await query.message(1)
  expect(first).toMatchObject({ revision: 'r1', orderIds: [1], exceptions: [] })
  expect(first!.deliveries.map(({ id }) => id)).toEqual([1, 2])
  const second = await query.message(2)
  expect(second).toMatchObject({ revision: 'r2', orderIds: [2], exceptions: [raised] })
  expect(await query.message(9)).toBeNull()
  expect(plain(await query.answer(2, 1))).toBe(plain(bytes('MSA|AA|2')))
  expect(await query.answer(3, 2)).toBeNull()
})

test('an exception comes by its number, and nothing under a number that has none', async () => {
  expect(await query.exception(raised.id)).toEqual(raised)
  expect(await query.exception(999)).toBeNull()
})

test('the newest messages and orders come page by page', async () => {
  expect((await query.messages(Number.MAX_SAFE_INTEGER, 3)).map(({ id }) => id)).toEqual([4, 3, 2])
  expect((await query.messages(2, 3)).map(({ id }) => id)).toEqual([1])
  expect(idsOf(await query.orders(null, Number.MAX_SAFE_INTEGER, 2))).toEqual([4000, 3])
  expect(idsOf(await query.orders(null, 3, 2))).toEqual([2, 1])
  expect(idsOf(await query.orders('on-course', Number.MAX_SAFE_INTEGER, 9))).toEqual([4000, 3])
  expect(idsOf(await query.orders('on-course', 4000, 9))).toEqual([3])
  expect(await query.orders('dormant', Number.MAX_SAFE_INTEGER, 9)).toEqual([])
})

test('what was held since number and patient contradict each other is told apart, unless it was told after all', async () => {
  expect(await query.heldApart(morning)).toEqual([{ messageId: 3, orderId: 3 }])
  expect(await query.heldApart(morning + 86_400_000)).toEqual([])
})

test('each flow shows its rate, what waits, and since when the oldest of it; what is held is not waiting', async () => {
  expect(await query.flows(morning + 30_000)).toEqual([
    { flow: 'lis-results', perMinute: 4, queued: 0, held: 1, oldestQueuedAt: null },
    { flow: 'lis-status', perMinute: 0, queued: 1, held: 0, oldestQueuedAt: morning + 2 },
  ])
  expect(await query.flows(morning + 120_000)).toMatchObject([{ perMinute: 0 }, { perMinute: 0 }])
})

test('a result that was verified comes with what became of the deliveries that carry it, and of no others', async () => {
  const [first, ...others] = await query.verified(morning, morning + 1)
  expect(first).toMatchObject({ order: { id: 1 }, loop: 'agreed' })
  expect(others.map(({ carriers }) => carriers)).toEqual(others.map(() => []))
  expect(first!.carriers).toEqual([{ orderId: 1, messageId: 1, state: 'delivered', attempts: 1 }])
})

test('the counts say how many exceptions are past their clock with nobody on them', async () => {
  expect(await query.counts(morning + 6)).toEqual({
    ...{ owned: 1, 'on-course': 2, dormant: 0, agreed: 1, adrift: 0, proven: 1, total: 4, assignedPastClock: 1 },
  })
  expect(await query.counts(morning)).toMatchObject({ assignedPastClock: 0 })
})
