// The way of a message through the whole engine, in virtual time: out, answered, back, and how far each word is taken.
import { expect, test } from 'vitest'
import { closed, deliveryStates, kinds, minute, one, open, order, values } from './testing/looking.ts'
import { ack, adt, answerOf, controlIdOf, field, orm, orr, oru } from './testing/messages.ts'
import { world } from './testing/world.ts'

test('an order and its result go round, and each word is taken as far as its answer proves', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  await on.after(100)
  expect(on.ehr.answers()).toEqual(['AA M1'])
  expect(on.toLis.got.map((message) => field(message, 'ORC', 2))).toEqual(['P1'])
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  expect(order(on)).toMatchObject({ loop: 'agreed', order: { state: 'final' } })
  expect(order(on).order.words.map(({ side, level, to }) => [side, level, to])).toEqual([
    ['placer', 'filed', 'lis'],
    ['filler', 'received', 'ehr'],
  ])
  expect(kinds(on)).toEqual([])
})

test('what goes out has a control id of its own, or keeps the sender’s, as the flow says', async () => {
  const on = await world({
    site: { delivery: { results: { control_id: 'keep' } }, flows: { results: { unsolicited: 'accept' } } },
  })
  on.ehr.send(orm(one))
  on.lis.send(oru({ placer: 'P2' }, '4.1', { id: 'R7' }))
  await on.after(100)
  expect(on.toEhr.ids()).toEqual(['R7'])
  expect(on.toLis.ids()[0]).toMatch(/^[0-9A-Z]+\.1\.1$/)
})

test.each([
  ['NE', 'NE', ''],
  ['ER', '', ''],
  ['AL', 'NE', 'AL'],
])(
  'a message that came in with MSH-15 "%s", MSH-16 "%s" goes out with MSH-15 "%s": no delivery goes without an answer',
  async (accept, application, out) => {
    const on = await world({ site: { flows: { results: { unsolicited: 'accept' } } } })
    on.lis.send(oru(one, '4.1', { accept, application }))
    await on.after(100)
    expect(field(on.toEhr.got[0]!, 'MSH', 15)).toBe(out)
    expect(order(on).order.words[0]).toMatchObject({ level: 'received', by: 'AA' })
  },
)

test('a repeated message is delivered once, and a repeated final under another control id goes through and changes nothing', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  on.lis.send(oru(one, '4.1'))
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.toEhr.got).toHaveLength(1)
  on.lis.send(oru(one, '4.1', { id: 'M2' }))
  await on.after(100)
  expect(on.toEhr.got).toHaveLength(2)
  expect(order(on).order.observations[0]!.versions).toHaveLength(1)
  expect(order(on).loop).toBe('agreed')
})

test.each([
  ['raise', ['4.1'], ['unsolicited-result'], 'owned'],
  ['accept', ['4.1'], [], 'agreed'],
  ['hold', [], ['unsolicited-result'], 'owned'],
] as const)('a result that nobody ordered under unsolicited: %s', async (unsolicited, seen, raised, loop) => {
  const on = await world({ site: { flows: { results: { unsolicited } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(seen)
  expect(kinds(on)).toEqual(raised)
  expect(order(on).loop).toBe(loop)
})

test('the lab’s answer on the line is both the acknowledgement and a message, and reaches the placer under its own number', async () => {
  const on = await world()
  on.toLis.answer = (message) => [orr(one, controlIdOf(message), { id: `L${controlIdOf(message)}` })]
  on.ehr.send(orm(one, { id: 'E1' }))
  await on.after(200)
  expect(deliveryStates(on)).toEqual(['delivered', 'delivered'])
  expect(on.toEhr.got.map((message) => [field(message, 'ORC', 1), answerOf(message)])).toEqual([['OK', 'AA E1']])
  expect(order(on).order.state).toBe('accepted')
  expect(kinds(on)).toEqual([])
})

test('a commit answer and the verdict after it are one delivery of the flow', async () => {
  const on = await world({ site: { proves: 'accepted' } })
  on.toLis.answer = (message) => [ack(controlIdOf(message), 'CA'), ack(controlIdOf(message), 'AA')]
  on.ehr.send(orm(one))
  await on.after(100)
  expect(order(on).order.words[0]!.level).toBe('accepted')
  expect(on.life.engine.counts().deliveredPerMinute.get('orders')).toBe(1)
})

test('a verdict that comes later as a message of its own is credited, after a restart too', async () => {
  const on = await world({ site: { proves: 'accepted' } })
  on.toLis.answer = (message) => [ack(controlIdOf(message), 'CA')]
  on.ehr.send(orm(one))
  await on.after(100)
  const level = () => order(on).order.words[0]!.level
  expect(level()).toBe('received')
  await on.restart()
  on.lis.send(ack(on.toLis.ids()[0]!))
  await on.after(100)
  expect(level()).toBe('accepted')
  expect(kinds(on)).toEqual([])
})

test('an acknowledgement of something that was never sent is kept, raised, and credited to nothing', async () => {
  const on = await world()
  on.toLis.answer = (message) => [ack('NEVER', 'AA'), ack(controlIdOf(message))]
  on.ehr.send(orm(one))
  await on.after(100)
  expect(kinds(on)).toEqual(['foreign-acknowledgement'])
  expect(on.memory.books.messages.map(({ messageType }) => messageType)).toEqual(['ORM^O01', 'ACK^R01'])
  expect(deliveryStates(on)).toEqual(['delivered'])
})

test('in observe mode nothing is delivered, and copies of acknowledgements say how far a word was taken', async () => {
  const on = await world({ site: { mode: 'observe' } })
  on.ehr.send(orm(one, { id: 'E1' }))
  await on.after(100)
  on.lis.send(ack('E1'))
  on.lis.send(oru(one, '4.1', { id: 'R1' }))
  await on.after(100)
  on.ehr.send(ack('R1', 'AE'))
  await on.after(100)
  expect([...on.toEhr.got, ...on.toLis.got]).toEqual([])
  expect(on.memory.books.deliveries.size).toBe(0)
  const words = order(on).order.words.map(({ side, level, by }) => [side, level, by])
  expect(words).toEqual([
    ['placer', 'filed', 'witness'],
    ['filler', 'sent', 'AE'],
  ])
  expect(kinds(on)).toEqual(['delivery-refused'])
})

test('patient messages keep their order with the orders of that patient', async () => {
  const on = await world({ site: { delivery: { patients: { in_flight: 5 }, orders: { in_flight: 5 } } } })
  on.ehr.send(adt('A08', '100', { id: 'A1' }))
  on.ehr.send(orm(one, { id: 'O1' }))
  on.ehr.send(adt('A40', '300', { id: 'A2', prior: '100' }))
  await on.after(200)
  expect(on.toLis.got.map((message) => field(message, 'MSH', 9).slice(0, 7))).toEqual(['ADT^A08', 'ORM^O01', 'ADT^A40'])
})

test('what the census shows is proven, and what it shows otherwise is raised', async () => {
  const rows = (placer: string, value: string) => ({
    ...{ placer, filler: `F${placer}`, mrn: '100', mrnAuthority: 'TEST', component: 'K', alternate: '', subId: '' },
    ...{ value, unit: 'mmol/L', flags: 'N', status: 'F', corrected: false, filedAt: 0 },
  })
  const page = { cursor: 'c', takenAt: 1, more: false, orders: [], results: [rows('P1', '4.1'), rows('P2', '9.9')] }
  let reads = 0
  const census = { read: async () => (++reads === 1 ? page : { ...page, results: [] }) }
  const on = await world({ site: { census: true, flows: { results: { unsolicited: 'accept' } } }, census })
  on.lis.send(oru({ placer: 'P1' }, '4.1'))
  on.lis.send(oru({ placer: 'P2' }, '4.2', { id: 'M2' }))
  await on.after(100)
  expect(order(on, 1)).toMatchObject({ loop: 'on-course' })
  await on.after(2 * minute)
  expect(order(on, 1)).toMatchObject({ loop: 'agreed', proven: true })
  expect(order(on, 2)).toMatchObject({ loop: 'owned' })
  expect(open(on)).toMatchObject([{ kind: 'census-differs', severity: 'critical', orderIds: [2] }])
  expect(on.life.engine.counts().censusAt.get('ehr')).toBe(1)
})

test('an order that the census lists and Labloop has not seen is raised, until every such order has come', async () => {
  const row = (placer: string) => ({
    ...{ placer, filler: '', mrn: '100', mrnAuthority: 'TEST', test: 'K', status: '', changedAt: 1 },
  })
  const page = {
    cursor: 'c',
    takenAt: Number.MAX_SAFE_INTEGER,
    more: false,
    orders: [row('P1'), row('P2')],
    results: [],
  }
  const census = { read: async (_: string, since: string) => (since === '' ? page : { ...page, orders: [] }) }
  const on = await world({ site: { census: true }, census })
  await on.after(2 * minute)
  expect(open(on)).toMatchObject([{ kind: 'census-missing', cause: 'census-missing|ehr|unknown order' }])
  on.ehr.send(orm(one, { id: 'O1' }))
  await on.after(3 * minute)
  expect(kinds(on)).toEqual(['census-missing'])
  await on.restart()
  await on.after(3 * minute)
  expect(kinds(on)).toEqual(['census-missing'])
  on.ehr.send(orm({ placer: 'P2' }, { id: 'O2' }))
  await on.after(3 * minute)
  expect(kinds(on)).toEqual([])
  expect(closed(on)).toMatchObject([{ rootCause: 'every order of the census is known now' }])
})

test('an answer counts only from the system that the message went to, though its control id was kept', async () => {
  const flow = { unsolicited: 'accept' } as const
  const on = await world({ site: { delivery: { results: { control_id: 'keep' } }, flows: { results: flow } } })
  on.lis.send(oru(one, '4.1', { id: 'R1' }))
  await on.after(100)
  await on.restart()
  on.lis.send(ack('R1', 'AE'))
  await on.after(100)
  expect(kinds(on)).toEqual(['foreign-acknowledgement'])
  expect(order(on).order.words).toMatchObject([{ level: 'received', by: 'AA' }])
  on.ehr.send(ack('R1', 'AE'))
  await on.after(100)
  expect(kinds(on)).toContain('delivery-refused')
})

test('a late refusal under a control id that was given again is the older order’s, not the newer’s', async () => {
  const on = await world()
  on.ehr.send(orm(one))
  on.ehr.send(orm({ placer: 'P2' }))
  await on.after(100)
  await on.restart()
  on.lis.send(ack(on.toLis.ids()[0]!, 'AE', '', 'late'))
  await on.after(100)
  expect(open(on).filter(({ kind }) => kind === 'delivery-refused')).toMatchObject([{ messageId: 1, orderIds: [1] }])
})
