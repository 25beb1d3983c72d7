// What is found by looking and not by a message: late steps, old queues, silent receivers, orders adrift.
import { expect, test } from 'vitest'
import { storeError } from './simulation/store.ts'
import { closed, command, kinds, minute, one, open, order, plant, values } from './testing/looking.ts'
import { ack, controlIdOf, orm, orr, oru } from './testing/messages.ts'
import { world } from './testing/world.ts'

test.each(['paused', 'down'] as const)(
  'a result that waits for a receiver that is %s is the laboratory’s within minutes',
  async (how) => {
    const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
    const destination = { what: 'destination', id: 'ehr-out', who: 'ana', why: 'upgrade' } as const
    if (how === 'paused') await command(on, { do: 'pause', ...destination })
    else on.toEhr.answer = () => []
    on.ehr.send(orm({ placer: 'P9', mrn: '900' }, { id: 'M9' }))
    on.lis.send(oru(one, '9.9'))
    await on.after(11 * minute)
    const old = () => open(on).filter(({ kind }) => kind === 'queue-too-old')
    expect(old()).toMatchObject([{ severity: 'critical', team: 'lab', flow: 'results' }])
    await on.after(6 * minute)
    expect(old().map(({ team }) => team)).toEqual(how === 'paused' ? ['lab'] : ['lab', 'ehr-team'])
    on.toEhr.answer = (message) => [ack(controlIdOf(message))]
    if (how === 'paused') await command(on, { do: 'resume', ...destination })
    await on.after(2 * minute)
    expect(values(on.toEhr.got).at(-1)).toBe('9.9')
    expect(old()).toEqual([])
  },
)

test('a step that does not come is an exception, which closes itself as late when the step comes', async () => {
  const on = await world({ site: { clocks: { accepted: '10m' } } })
  on.ehr.send(orm(one))
  await on.after(9 * minute)
  expect(kinds(on)).toEqual([])
  await on.after(2 * minute)
  expect(kinds(on)).toEqual(['overdue-step'])
  expect(order(on).loop).toBe('owned')
  on.lis.send(orr(one, '', { id: 'L1', control: 'OK' }))
  await on.after(100)
  expect(closed(on)).toMatchObject([{ kind: 'overdue-step', rootCause: 'the answer to the request came late' }])
  expect(order(on).loop).toBe('on-course')
})

test('a receiver that is down for long is an exception of its queue, until the queue moves again', async () => {
  const on = await world({ limits: { watch: { queueAge_ms: 5 * minute } } })
  await on.toLis.close()
  on.network.cut('engine')
  on.ehr.send(orm(one))
  await on.after(100)
  on.ehr.send(orm(one))
  await on.after(6 * minute)
  expect(kinds(on)).toContain('queue-too-old')
  expect(on.life.engine.counts().destinations.get('lis-out')).toMatchObject({ queued: 1, state: 'disconnected' })
})

test('a receiver that is silent is one exception, closed when it answers again, though the engine was restarted meanwhile', async () => {
  const on = await world({ site: { delivery: { orders: { answer_within: '5s' } } } })
  on.toLis.answer = () => []
  on.ehr.send(orm(one))
  await on.after(minute)
  expect(kinds(on)).toEqual(['no-answer'])
  await on.restart()
  on.toLis.answer = (message) => [ack(controlIdOf(message))]
  await on.after(minute)
  expect(kinds(on)).toEqual([])
  expect(closed(on)).toMatchObject([{ kind: 'no-answer', rootCause: 'the peer answered again' }])
})

test('an order that fell out of sight is found, counted and owned', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  const row = order(on)
  plant(on, { ...row, loop: 'on-course', nextDue: null, order: { ...row.order, state: 'accepted' } })
  await on.after(minute)
  expect(on.life.engine.counts().everAdrift).toBe(1)
  expect(kinds(on)).toEqual(['adrift'])
  await command(on, { do: 'close', exceptionId: open(on)[0]!.id, who: 'ana', rootCause: 'reported' })
  await on.restart()
  expect(on.life.engine.counts().everAdrift).toBe(1)
})

test('an order whose word counts as acknowledged by the answer to a message that is still on its way is adrift', async () => {
  const on = await world()
  on.toEhr.answer = () => []
  on.ehr.send(orm(one))
  await on.after(100)
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  const row = order(on)
  const words = row.order.words.map((word) => ({ ...word, level: 'filed' as const, by: 'AA' }))
  plant(on, { ...row, loop: 'agreed', proven: true, nextDue: null, untaken: 0, order: { ...row.order, words } })
  await on.after(minute)
  expect(on.life.engine.counts().everAdrift).toBe(1)
})

test('an order that the laboratory ended, and that counts as agreed though the placer has only received that, is adrift', async () => {
  const on = await world()
  const both = { placer: 'P1', filler: 'F1' }
  on.ehr.send(orm(one))
  await on.after(100)
  on.lis.send(orm(both, { from: 'LIS', id: 'M2', control: 'OC' }))
  await on.after(100)
  const row = order(on)
  expect(row).toMatchObject({
    loop: 'on-course',
    order: { state: 'cancelled', expectations: [{ step: 'cancel_taken' }] },
  })
  plant(on, { ...row, loop: 'agreed', nextDue: null, order: { ...row.order, expectations: [] } })
  await on.after(minute)
  expect(on.life.engine.counts().everAdrift).toBe(1)
})

test.each([
  ['the store is full', 'commit', 'disk-full'],
  ['the store takes nothing for another reason', 'commit', 'internal'],
  ['the store cannot even be read', 'due', 'database-unreachable'],
])(
  'a step that falls due while %s is raised as late once it can be, and was never out of sight',
  async (_, call, code) => {
    const on = await world({ site: { clocks: { accepted: '1m' } } })
    on.ehr.send(orm(one))
    await on.after(50_000)
    on.life.store.fail = (called) => (called === call ? storeError(code) : null)
    // What is tried again lags behind the look at all orders, which comes every 30 seconds.
    await on.after(5 * minute - 50_000 - 100)
    on.life.store.fail = () => null
    await on.after(10 * minute)
    expect(kinds(on)).toEqual(['overdue-step'])
    expect(on.life.engine.counts().everAdrift).toBe(0)
  },
)

test('an order that fell out of sight while the store was full is found once it works again', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  const row = order(on)
  on.life.store.fail = (called) => (called === 'commit' ? storeError('disk-full') : null)
  on.lis.send(oru({ placer: 'P2' }, '4.2', { id: 'M2' }))
  plant(on, { ...row, nextDue: null, order: { ...row.order, state: 'accepted' } })
  await on.after(3 * minute)
  expect(on.life.engine.counts().everAdrift).toBe(0)
  on.life.store.fail = () => null
  await on.after(4 * minute)
  expect(on.life.engine.counts().everAdrift).toBe(1)
})

test('a repeat that waits in a queue does not make its agreed order look adrift', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await command(on, { do: 'pause', what: 'destination', id: 'ehr-out', who: 'ana', why: 'upgrade' })
  on.lis.send(oru(one, '4.1', { id: 'M2' }))
  await on.after(5 * minute)
  expect(on.life.engine.counts().destinations.get('ehr-out')).toMatchObject({ queued: 1 })
  expect(on.life.engine.counts().everAdrift).toBe(0)
})

test('every order that fell out of sight is found, however many there are to look at', async () => {
  const on = await world({ limits: { watch: { page: 1 } } })
  for (let n = 1; n <= 3; n++) on.ehr.send(orm({ placer: `P${n}` }, { id: `M${n}` }))
  await on.after(100)
  for (const id of [2, 3]) plant(on, { ...order(on, id), nextDue: null })
  await on.after(minute)
  expect(on.life.engine.counts().everAdrift).toBe(2)
})
