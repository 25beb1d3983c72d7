// Messages that name orders of two patients, through the engine: what goes out, and who owns it.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { command, deliveryStates, open, order, values } from './testing/looking.ts'
import { adt, orm, oru } from './testing/messages.ts'
import { type World, type WorldOptions, world } from './testing/world.ts'

const [ida, otto] = [
  'PID|1||100^^^TEST^MR||Testpatient^Ida||19700102|F',
  'PID|1||200^^^TEST^MR||Sample^Otto||19551231|M',
]
const change = (message: Buffer, ...changes: readonly [string, string][]) =>
  Buffer.from(
    changes.reduce((text, [from, to]) => text.replace(from, to), message.toString('latin1')),
    'latin1',
  )
const ofOtto = (message: Buffer, ...changes: readonly [string, string][]) => change(message, [ida, otto], ...changes)
const two = { who: 'Ada Ward, lab shift lead', second: 'Ben Lim, interface analyst' }

async function ordered(options: WorldOptions = {}): Promise<World> {
  const on = await world(options)
  on.ehr.send(orm({ placer: 'P1' }))
  on.ehr.send(ofOtto(orm({ placer: 'P2' }, { id: 'M2' })))
  await on.after(100)
  return on
}

/** Otto's result under his own number in OBR-2, and Ida's in ORC-2. */
const stray = (id = 'R1', value = '6.6') =>
  ofOtto(oru({ placer: 'P2', filler: 'F9' }, value, { id }), ['ORC|RE|P2', 'ORC|RE|P1'])

test('a result that names orders of two patients reaches no chart, and is owned on both orders', async () => {
  const on = await ordered()
  on.lis.send(stray())
  await on.after(100)
  expect(on.toEhr.got).toEqual([])
  expect(open(on)).toMatchObject([{ kind: 'identity-conflict', severity: 'critical', deliveryId: 3, orderIds: [2, 1] }])
  expect([order(on, 1).loop, order(on, 2).loop]).toEqual(['owned', 'owned'])
  expect(await command(on, { do: 'cancel', deliveryId: 3, ...two, rootCause: 'sent again rightly' })).toEqual({
    done: true,
  })
  expect(open(on)).toEqual([])
  on.lis.send(oru({ placer: 'P1' }, '4.1', { id: 'R2' }))
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['4.1'])
  expect(order(on, 1)).toMatchObject({ loop: 'agreed' })
})

test('where people let it go it is his, and her number stays hers', async () => {
  const on = await ordered()
  on.lis.send(stray())
  await on.after(100)
  expect(await command(on, { do: 'release', deliveryId: 3, ...two, rootCause: 'ORC-2 was wrong' })).toEqual({
    done: true,
  })
  await on.after(100)
  expect(values(on.toEhr.got)).toEqual(['6.6'])
  expect(order(on, 2)).toMatchObject({ loop: 'agreed', order: { state: 'final' } })
  expect(order(on, 1)).toMatchObject({ loop: 'on-course', order: { state: 'requested' } })
  expect(on.memory.books.orderKeys.get('p:P1')).toEqual([1])
})

test('a result of a stranger under an order’s number is owned on that order as well', async () => {
  const on = await ordered()
  on.lis.send(
    change(oru({ placer: 'P1' }, '6.6', { id: 'R1' }), [ida, 'PID|1||300^^^TEST^MR||Example^Una||19600606|F']),
  )
  await on.after(100)
  expect(open(on)).toMatchObject([{ kind: 'number-shared', severity: 'critical', orderIds: [3, 1] }])
  expect(order(on, 1).loop).toBe('owned')
})

const nameless = (id: string, value = '6.6') => change(oru({ placer: 'P7' }, value, { id }), [ida, 'PID|1'])

test('a result of nobody is not taken over by a request under its number, and both are owned', async () => {
  const on = await world()
  on.lis.send(nameless('R1'))
  await on.after(100)
  on.ehr.send(orm({ placer: 'P7' }))
  await on.after(100)
  expect([order(on, 1).loop, order(on, 2).loop]).toEqual(['owned', 'owned'])
  expect(order(on, 2).order).toMatchObject({ state: 'requested', observations: [] })
  const owned = open(on).filter(({ orderIds }) => orderIds.length > 0)
  expect(owned.map(({ kind, orderIds }) => [kind, orderIds])).toEqual([
    ['unsolicited-result', [1]],
    ['number-shared', [2, 1]],
  ])
})

test('one that is held for want of an order needs two people once an order of somebody came under its number', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'hold' } } } })
  on.lis.send(nameless('R1'))
  await on.after(100)
  on.ehr.send(orm({ placer: 'P7' }))
  await on.after(100)
  const release = { do: 'release', deliveryId: 1, who: two.who, rootCause: 'phoned' } as const
  expect(await command(on, release)).toEqual({ done: false, why: 'second-person-missing' })
  expect(on.toEhr.got).toEqual([])
  expect(await command(on, { ...release, second: two.second })).toEqual({ done: true })
  await on.after(100)
  expect([values(on.toEhr.got), deliveryStates(on)[0]]).toEqual([['6.6'], 'delivered'])
  expect(order(on, 2).order.observations).toEqual([])
})

const jane = 'PID|1||100^^^TEST^MR||Sample^Jane||19800203|F'

async function overwritten(options: WorldOptions = {}): Promise<World> {
  const on = await world(options)
  on.ehr.send(orm({ placer: 'P1' }))
  await on.after(100)
  await on.restart()
  on.ehr.send(change(adt('A08', '100', { id: 'A1' }), [ida, jane]))
  await on.after(100)
  return on
}
const hers = (id: string) => change(oru({ placer: 'P1' }, '6.6', { id }), [ida, jane])

test('a registration that overwrites one person with another is owned on the open orders, after a restart too', async () => {
  const on = await overwritten()
  expect(open(on)).toMatchObject([{ kind: 'identity-conflict', orderIds: [1] }])
  expect(order(on).loop).toBe('owned')
  on.lis.send(hers('R1'))
  await on.after(100)
  expect(on.toEhr.got).toEqual([])
})

test('two people who close it have decided that both are one person; one alone has not', async () => {
  for (const [second, goesOut] of [
    [undefined, false],
    [two.second, true],
  ] as const) {
    const on = await overwritten()
    const close = { do: 'close', exceptionId: open(on)[0]!.id, who: two.who, rootCause: 'named at last' } as const
    expect(await command(on, second ? { ...close, second } : close)).toEqual({ done: true })
    on.lis.send(hers('R1'))
    await on.after(100)
    expect(values(on.toEhr.got)).toEqual(goesOut ? ['6.6'] : [])
  }
})
