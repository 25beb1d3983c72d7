// What a crash, a lost lease, a second node and an orderly stop cost: nothing that was acknowledged, and no order of messages.
import { expect, test } from 'vitest'
import { storeError } from './simulation/store.ts'
import { deliveryStates, kinds, minute, one, values } from './testing/looking.ts'
import { controlIdOf, field, orm, orr, oru } from './testing/messages.ts'
import { world } from './testing/world.ts'

test('a crash after the store kept a message and before its answer loses nothing and delivers once', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  await on.after(100)
  on.life.store.onDone = (call) => call === 'receive' && on.life.crash()
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual([])
  await on.begin()
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AA M1'])
  expect(values(on.toEhr.got)).toEqual(['4.1'])
})

test('a crash before the store kept a message leaves the sender without an answer, and its repeat is new', async () => {
  const on = await world()
  on.life.store.fail = (call) => {
    if (call === 'receive') on.life.crash()
    return null
  }
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.memory.books.messages).toEqual([])
  await on.begin()
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.memory.books.messages).toHaveLength(1)
  expect(on.lis.answers()).toEqual(['AA M1'])
})

test('a crash between commit and delivery delivers after the restart', async () => {
  const on = await world()
  on.life.store.onDone = (call) => call === 'commit' && on.life.crash()
  on.ehr.send(orm(one))
  await on.after(100)
  expect(on.toLis.got).toEqual([])
  await on.begin()
  expect(on.toLis.got).toHaveLength(1)
})

test('a crash after a delivery and before its outcome is stored repeats it under the same control id', async () => {
  const on = await world()
  let commits = 0
  on.life.store.fail = (call) => {
    if (call === 'commit' && ++commits === 2) on.life.crash()
    return null
  }
  on.ehr.send(orm(one))
  await on.after(100)
  expect(on.toLis.got).toHaveLength(1)
  await on.begin()
  await on.after(100)
  expect(on.toLis.got).toHaveLength(2)
  expect(new Set(on.toLis.ids()).size).toBe(1)
  expect(deliveryStates(on)).toEqual(['delivered'])
})

test('a lost acknowledgement leads to a repeat under the same control id, and one outcome', async () => {
  const on = await world({ site: { delivery: { orders: { answer_within: '5s' } } } })
  let lost = 0
  on.network.fate = (from) => (from === 'lis-sink' && lost++ === 0 ? 'lose' : 'pass')
  on.ehr.send(orm(one))
  await on.after(20_000)
  expect(on.toLis.got).toHaveLength(2)
  expect(new Set(on.toLis.ids()).size).toBe(1)
  expect(deliveryStates(on)).toEqual(['delivered'])
})

test('a second node stands by, and goes on where the first was killed', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.lis.send(oru({ placer: 'P1' }, '1', { id: 'M1' }))
  await on.after(100)
  on.life.crash()
  const second = await on.begin('second')
  expect(second.engine.counts().acting).toBe(false)
  await on.after(20_000)
  expect(second.engine.counts().acting).toBe(true)
  on.lis.send(oru({ placer: 'P2' }, '2', { id: 'M2' }))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['1', '2'])
})

test('a node that cannot renew its leases stops acting before another may', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  on.life.store.fail = (call) => (call === 'lease' ? storeError('database-unreachable') : null)
  await on.after(14_000)
  expect(on.life.engine.counts().acting).toBe(false)
  expect(on.life.events.map(({ kind }) => kind)).toContain('standing-by')
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual([])
  on.life.store.fail = () => null
  await on.after(5000)
  expect(on.life.engine.counts().acting).toBe(true)
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.lis.answers()).toEqual(['AA M1'])
  expect(values(on.toEhr.got)).toEqual(['4.1'])
})

test('a node whose lease another has taken writes nothing more', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  await on.memory.lease('processor', 'thief', 1000, on.clock.now() + 20_000)
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.memory.books.deliveries.size).toBe(0)
  expect(on.life.engine.counts().acting).toBe(false)
})

test.each(['lease', 'marks', 'held'] as const)(
  'a node that is started while the store cannot be asked (%s) stands by, and acts once it can be',
  async (first) => {
    const on = await world()
    on.life.crash()
    const starting = on.begin()
    let away = true
    on.life.store.fail = (call) => (call === first && away ? storeError('database-unreachable') : null)
    await starting
    await on.after(minute)
    expect(on.life.engine.counts().acting).toBe(false)
    away = false
    await on.after(minute)
    expect(on.life.engine.counts().acting).toBe(true)
    on.ehr.send(orm(one))
    await on.after(minute)
    expect(on.toLis.got).toHaveLength(1)
  },
)

test('stopping finishes what is under way, answers it, and gives the leases back', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
  for (let n = 1; n <= 5; n++) on.lis.send(oru({ placer: `P${n}` }, `${n}`, { id: `M${n}` }))
  await on.after(2)
  const stopped = on.life.engine.stop(10_000)
  await on.after(20_000)
  await stopped
  expect(on.lis.answers()).toHaveLength(5)
  expect(on.memory.books.processedThrough).toBe(5)
  expect([...on.memory.books.leases.values()].every(({ holder }) => holder === '')).toBe(true)
  on.life.crash()
  await on.begin('other')
  await on.after(200)
  expect(values(on.toEhr.got)).toEqual(['1', '2', '3', '4', '5'])
})

test.each(['resend', 'hold'] as const)(
  'an answer that is a message, and comes within the grace of stopping, is kept and counts (no_answer: %s)',
  async (no_answer) => {
    const on = await world({ site: { delivery: { orders: { no_answer, answer_within: '10s' } } } })
    on.toLis.answer = (message) => [orr({ ...one, filler: 'F1' }, controlIdOf(message))]
    on.toLis.delay_ms = 800
    on.ehr.send(orm(one))
    await on.after(100)
    const stopped = on.life.engine.stop(5000)
    await on.after(6000)
    await stopped
    expect(on.memory.books.messages).toHaveLength(2)
    expect(on.memory.books.processedThrough).toBe(2)
    on.life.crash()
    await on.begin()
    await on.after(2000)
    expect(on.toLis.got).toHaveLength(1)
    expect(on.toEhr.got.map((message) => field(message, 'ORC', 3))).toEqual(['F1'])
    expect(deliveryStates(on)).toEqual(['delivered', 'delivered'])
    expect(kinds(on)).toEqual([])
  },
)

test('a port that is taken is told at once, and nothing of the second node stays open', async () => {
  const on = await world()
  const first = on.life
  const second = await on.begin('node')
  await expect(second.started).rejects.toMatchObject({ code: 'port-taken' })
  expect(second.engine.counts().acting).toBe(false)
  expect(first.engine.counts().acting).toBe(true)
})
