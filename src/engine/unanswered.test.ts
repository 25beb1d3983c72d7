// Who owns a message that its receiver never answers, while it answers others.
import { expect, test } from 'vitest'
import { bench } from './testing/destination-bench.ts'
import { closed, command, deliveryStates, kinds, minute, one, open, order } from './testing/looking.ts'
import { ack, adt, controlIdOf, field, orm, oru } from './testing/messages.ts'
import { type World, world } from './testing/world.ts'

const flows = { results: { unsolicited: 'accept' as const } }

/** Receivers that answer everything but what has this text. */
function ignore(on: World, text: string): void {
  for (const sink of [on.toEhr, on.toLis]) {
    sink.answer = (message) => (String(message).includes(text) ? [] : [ack(controlIdOf(message))])
  }
}

/** Others that go out meanwhile, three a second. */
async function others(
  on: World,
  kind: 'orders' | 'results',
  for_ms: number,
  look: () => void = () => {},
): Promise<void> {
  for (let n = 0; n * 300 < for_ms; n++) {
    const id = String(on.clock.now())
    const numbers = { placer: `Q${id}`, mrn: id }
    if (kind === 'orders') on.ehr.send(orm(numbers, { id }))
    else on.lis.send(oru(numbers, '4.0', { id }))
    await on.after(300)
    look()
  }
}

test.each([1, 4])(
  'a critical result that is never answered among others is owned until it is (in_flight: %d)',
  async (in_flight) => {
    const on = await world({ site: { flows, delivery: { results: { in_flight, answer_within: '2s' } } } })
    ignore(on, '|9.9|')
    on.lis.send(oru(one, '9.9', { flag: 'HH' }))
    await others(on, 'results', 12_000)
    const alone = () => open(on).filter(({ deliveryId }) => deliveryId === 1)
    const own = { kind: 'no-answer', severity: 'critical', team: 'lab', orderIds: [1], messageId: 1 }
    await others(on, 'results', minute, () => expect(alone()).toMatchObject([own]))
    expect(order(on).loop).toBe('owned')
    ignore(on, 'nothing')
    await others(on, 'results', minute)
    expect(kinds(on)).toEqual([])
    expect(closed(on).filter(({ deliveryId }) => deliveryId === 1)).toMatchObject([
      { rootCause: 'delivered after all' },
    ])
  },
)

test('it is owned over a restart, once, and closes with its answer', async () => {
  const on = await world({ site: { flows, delivery: { results: { answer_within: '2s' } } } })
  ignore(on, '|9.9|')
  on.lis.send(oru(one, '9.9'))
  await others(on, 'results', 20_000)
  await on.restart()
  await others(on, 'results', 20_000)
  expect(kinds(on)).toEqual(['no-answer'])
  ignore(on, 'nothing')
  await on.after(minute)
  expect(kinds(on)).toEqual([])
})

test('held in the end it has one exception, that of the hold', async () => {
  const retry = { give_up_after: '2m' }
  const on = await world({ site: { flows, delivery: { results: { answer_within: '2s', retry } } } })
  ignore(on, '|9.9|')
  on.lis.send(oru(one, '9.9'))
  await others(on, 'results', 90_000)
  expect(open(on)).toMatchObject([{ kind: 'no-answer', deliveryId: 1 }])
  expect(open(on)[0]!.text).toContain('held 2 min after it was first sent')
  await others(on, 'results', 4 * minute)
  expect(deliveryStates(on)[0]).toBe('held')
  expect(open(on)).toMatchObject([{ kind: 'no-answer', deliveryId: 1, cause: 'no-answer|ehr-out|1' }])
  expect(await command(on, { do: 'resend', deliveryId: 1, who: 'ana', rootCause: 'looked' })).toEqual({ done: true })
  expect(kinds(on)).toEqual([])
})

test('a refusal that comes at last takes its place', async () => {
  const on = await world({ site: { flows, delivery: { results: { answer_within: '2s' } } } })
  ignore(on, '|9.9|')
  on.lis.send(oru(one, '9.9'))
  await others(on, 'results', 20_000)
  on.toEhr.answer = (message) => [ack(controlIdOf(message), String(message).includes('|9.9|') ? 'AE' : 'AA')]
  await on.after(minute)
  expect(kinds(on)).toEqual(['delivery-refused'])
})

test('an order behind a registration that is never answered waits, and the registration is owned', async () => {
  const on = await world({
    site: { flows, delivery: { patients: { answer_within: '2s' }, orders: { answer_within: '2s' } } },
  })
  ignore(on, 'ADT^A08')
  on.ehr.send(adt('A08', '100', { id: 'A1' }))
  await on.after(50)
  on.ehr.send(orm(one, { id: 'O1' }))
  await others(on, 'orders', 30_000)
  expect(on.toLis.got.some((message) => field(message, 'ORC', 2) === 'P1')).toBe(false)
  expect(open(on)).toMatchObject([{ kind: 'no-answer', severity: 'high', deliveryId: 1, messageId: 1 }])
})

test('a result that cannot wait, and waits behind one that is never answered, is the laboratory’s', async () => {
  const on = await world({ site: { flows, delivery: { results: { answer_within: '2s' } } } })
  ignore(on, '|3.3|')
  on.lis.send(oru(one, '3.3', { status: 'P' }))
  await on.after(50)
  on.lis.send(oru(one, '9.9', { status: 'F', id: 'M2', flag: 'HH' }))
  await others(on, 'results', 30_000)
  expect(open(on).map(({ kind, severity, deliveryId }) => [kind, severity, deliveryId])).toEqual([
    ['no-answer', 'high', 1],
    ['delivery-held', 'critical', 2],
  ])
  ignore(on, 'nothing')
  await on.after(minute)
  expect(kinds(on)).toEqual([])
})

test.each([1, 4])(
  'while nobody is answered it is the line, and no message is told alone (in_flight: %d)',
  async (in_flight) => {
    const { peer, queue, after, unanswered, troubles } = await bench({ in_flight, answer_within: '1s' })
    await queue({}, {})
    await after(100)
    let answers = false
    peer.answer = (message, times) => (answers || times > 50 ? [ack(controlIdOf(message))] : [])
    await queue(...Array.from({ length: 8 }, () => ({})))
    await after(5 * minute)
    answers = true
    await after(5 * minute)
    expect(unanswered).toEqual([])
    expect(troubles.map((concern) => concern?.kind)).toEqual(['no-answer', undefined])
  },
)
