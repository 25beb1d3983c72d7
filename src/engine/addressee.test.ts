// Whose acknowledgement counts: that of an order's other side, and of no other receiver of the same message.
import { expect, test } from 'vitest'
import { Flow } from '../site/shapes/flow.ts'
import type { Site } from '../site/shapes/site.ts'
import { System } from '../site/shapes/system.ts'
import { addresseesOf } from './addressee.ts'
import { closed, command, deliveryStates, kinds, minute, one, open, order, values } from './testing/looking.ts'
import { ack, controlIdOf, orm, orr, oru } from './testing/messages.ts'
import { type Sink, sink } from './testing/peers.ts'
import { type SiteChange, testSite } from './testing/site.ts'
import { type World, world } from './testing/world.ts'

const archivePort = 8003

function system(id: string, role: string, port?: number, proves = 'received'): System {
  const connections = port === undefined ? [] : [{ id: `${id}-out`, direction: 'out', port, proves }]
  return System.parse({ id, name: id, role, dialect: { versions: ['2.5.1'] }, connections })
}

/** A copy of each result and order goes to a data warehouse whose acknowledgement proves that it is filed. */
function withArchive(id: string, change: SiteChange = {}): Site {
  const site = testSite(change)
  const copy = (from: string, messages: string[]) =>
    Flow.parse({
      ...{ id: `${id}-${from}`, from, to: 'archive', kind: from === 'lis' ? 'results' : 'orders', messages },
      ...{ unsolicited: 'accept', delivery: { connection: 'archive-out' } },
    })
  const copies = [copy('lis', ['ORU^R01']), copy('ehr', ['ORM^O01'])]
  return {
    ...site,
    systems: [...site.systems, system('archive', 'engine', archivePort, 'filed')],
    flows: [...site.flows, ...copies].sort((a, b) => (a.id < b.id ? -1 : 1)),
  }
}

async function archived(id: string, change: SiteChange = {}): Promise<{ on: World; archive: Sink }> {
  const on = await world({ wholeSite: withArchive(id, change) })
  return { on, archive: await sink(on.network, on.clock, 'archive-sink', archivePort) }
}

const resultWord = (on: World, id = 1) => order(on, id).order.words.findLast(({ subject }) => subject === 'result')

test.each(['archive', 'zarchive'])(
  'the acknowledgement of another receiver is not the EHR’s, wherever its flow stands (%s)',
  async (id) => {
    const { on, archive } = await archived(id)
    on.toEhr.answer = () => []
    on.ehr.send(orm(one))
    await on.after(100)
    on.lis.send(oru(one, '4.1'))
    await on.after(minute)
    expect(values(archive.got)).toEqual(['', '4.1'])
    expect(resultWord(on)).toMatchObject({ to: 'ehr', level: 'sent' })
    expect(order(on)).toMatchObject({ loop: 'on-course', proven: false })
    await on.restart()
    await on.after(minute)
    expect(resultWord(on)).toMatchObject({ to: 'ehr', level: 'sent' })
    on.toEhr.answer = (message) => [ack(controlIdOf(message))]
    await on.after(5 * minute)
    expect(resultWord(on)).toMatchObject({ to: 'ehr', level: 'received', by: 'AA' })
    expect(order(on)).toMatchObject({ loop: 'agreed', proven: false })
    expect(on.life.engine.counts().everAdrift).toBe(0)
  },
)

test('the acknowledgement of another receiver is not the laboratory’s either', async () => {
  const { on, archive } = await archived('archive')
  on.toLis.answer = () => []
  on.ehr.send(orm(one))
  await on.after(minute)
  expect(archive.got).toHaveLength(1)
  expect(order(on).order.words).toMatchObject([{ side: 'placer', to: 'lis', level: 'sent' }])
})

test('a refusal by another receiver is an exception of its delivery, and takes nothing back', async () => {
  const { on, archive } = await archived('archive')
  archive.answer = (message) => [ack(controlIdOf(message), 'AE')]
  on.ehr.send(orm(one))
  await on.after(100)
  on.lis.send(oru(one, '4.1'))
  await on.after(minute)
  expect(resultWord(on)).toMatchObject({ to: 'ehr', level: 'received' })
  expect(order(on).loop).toBe('agreed')
  // Nobody is to have the copies: they are not the EHR's word.
  for (const destination of ['archive-out', 'archive-out']) {
    const [held] = [...on.life.engine.held()]
    expect(open(on)).toMatchObject([{ kind: 'delivery-refused', deliveryId: held!.id }])
    expect(held).toMatchObject({ destination })
    await command(on, { do: 'cancel', deliveryId: held!.id, who: 'ana', rootCause: 'not wanted' })
  }
  expect(resultWord(on)).toMatchObject({ to: 'ehr', level: 'received' })
  expect(order(on).loop).toBe('agreed')
})

test('a copy that is held for identity and let go decides for the order, and is not the EHR’s', async () => {
  const { on } = await archived('archive')
  on.ehr.send(orm(one))
  await on.after(100)
  const wrong = oru(one, '4.1').toString('latin1').replace('19700102', '19700201')
  on.lis.send(Buffer.from(wrong, 'latin1'))
  await on.after(100)
  const held = () => [...on.memory.books.deliveries.values()].filter(({ state }) => state === 'held')
  const copy = held().find(({ destination }) => destination === 'archive-out')!
  const two = { who: 'ana', second: 'ben', rootCause: 'birth date was mistyped' }
  await command(on, { do: 'release', deliveryId: copy.id, ...two })
  await on.after(100)
  expect(resultWord(on)).toMatchObject({ to: 'ehr', level: 'sent' })
  await command(on, { do: 'release', deliveryId: held()[0]!.id, ...two })
  await on.after(100)
  expect(resultWord(on)).toMatchObject({ to: 'ehr', level: 'received' })
  expect(kinds(on)).toEqual([])
})

test('a system that the site calls otherwise by now still takes what was on its way to it', async () => {
  const on = await world()
  on.toEhr.answer = () => []
  on.ehr.send(orm(one))
  await on.after(100)
  on.lis.send(orr(one, '', { id: 'L1' }))
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  on.life.crash()
  const renamed = (id: string) => (id === 'ehr' ? 'epic' : id)
  const site = testSite()
  Object.assign(on.site, {
    systems: site.systems.map((one) => ({ ...one, id: renamed(one.id) })),
    flows: site.flows.map((flow) => ({ ...flow, from: renamed(flow.from), to: renamed(flow.to) })),
  })
  on.toEhr.answer = (message) => [ack(controlIdOf(message))]
  await on.begin()
  await on.after(minute)
  expect(resultWord(on)).toMatchObject({ to: 'epic', level: 'received' })
})

test('a message that its flow refused is a difference, until a person says how it was settled', async () => {
  const steps = [{ map: 'OBX[*]-3', table: 'components' }]
  const on = await world({ site: { flows: { results: { unmapped: 'reject', steps } } } })
  on.ehr.send(orm(one))
  await on.after(100)
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  expect(on.toEhr.got).toEqual([])
  const [unmapped] = open(on)
  expect(open(on)).toHaveLength(1)
  await command(on, { do: 'close', exceptionId: unmapped!.id, who: 'ana', rootCause: 'row added' })
  await on.after(minute / 6)
  expect(order(on).loop).toBe('owned')
  expect(open(on)).toMatchObject([{ kind: 'overdue-step', severity: 'high', cause: 'overdue-step|settled|ehr' }])
  expect(resultWord(on)).toMatchObject({ to: 'ehr', level: null, by: 'rejected' })
  await on.restart()
  await command(on, { do: 'close', exceptionId: open(on)[0]!.id, who: 'ana', rootCause: 'entered by hand' })
  await on.after(minute)
  expect(order(on)).toMatchObject({ loop: 'agreed', proven: false })
  expect(resultWord(on)).toMatchObject({ to: 'ehr', level: 'accepted', by: 'person' })
  expect(on.life.engine.counts().everAdrift).toBe(0)
})

test('what its flow refused is settled by the same report, sent again and taken', async () => {
  const steps = [{ map: 'OBX[*]-3', table: 'components' }]
  const on = await world({ site: { flows: { results: { unmapped: 'reject', steps } } } })
  on.ehr.send(orm(one))
  await on.after(100)
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await command(on, { do: 'close', exceptionId: open(on)[0]!.id, who: 'ana', rootCause: 'row added' })
  await on.after(minute)
  on.life.crash()
  Object.assign(on.site, testSite({ components: { K: 'POT' }, flows: { results: { unmapped: 'reject', steps } } }))
  await on.begin()
  on.lis.send(oru(one, '4.1', { id: 'M2' }))
  await on.after(100)
  expect(closed(on).map(({ cause }) => cause)).toContain('overdue-step|settled|ehr')
  expect(order(on)).toMatchObject({ loop: 'agreed' })
  expect(resultWord(on)).toMatchObject({ level: 'received', by: 'AA' })
})

test('a held result that a person withdraws is a difference as well', async () => {
  const on = await world({ site: { flows: { results: { unsolicited: 'hold' } } } })
  on.lis.send(oru(one, '4.1'))
  await on.after(100)
  await command(on, { do: 'cancel', deliveryId: 1, who: 'ana', rootCause: 'test patient' })
  expect(deliveryStates(on)).toEqual(['cancelled'])
  await on.after(minute)
  expect(open(on)).toMatchObject([{ cause: 'overdue-step|settled|ehr' }])
  await command(on, {
    do: 'close',
    exceptionId: open(on)[0]!.id,
    who: 'ana',
    rootCause: 'test patient, nobody needs it',
  })
  await on.after(minute)
  expect(order(on)).toMatchObject({ loop: 'agreed', proven: false })
})

test('the other side is the system that speaks for it, else the one that the flows lead to by its part', () => {
  const flow = (from: string, to: string, kind = 'results') =>
    Flow.parse({ id: `${from}-${to}-${kind}`, from, to, kind, messages: [kind === 'orders' ? 'ORM^O01' : 'ORU^R01'] })
  const systems = [
    ...[system('ehr', 'ehr'), system('clinic', 'ehr'), system('lis', 'lis'), system('reference', 'reference-lab')],
    ...[system('archive', 'engine'), system('hub', 'engine'), system('other', 'lis')],
  ]
  const all = [
    ...[flow('lis', 'archive'), flow('lis', 'clinic'), flow('lis', 'ehr'), flow('lis', 'reference', 'orders')],
    ...[flow('other', 'hub'), flow('lis', 'archive', 'status')],
  ]
  const { flowFor } = addresseesOf({ systems, flows: all })
  const placedBy = (...placers: string[]) => ({
    items: placers.map((system) => ({ system, side: 'placer' as const, numbers: [], test: null })),
  })
  const to = (flows: Flow[], order: ReturnType<typeof placedBy>, side: 'placer' | 'filler' = 'filler') =>
    flowFor(flows, order, side)?.to
  const results = all.slice(0, 3)
  expect(to(results, placedBy('ehr'))).toBe('ehr')
  expect(to(results, placedBy('clinic'))).toBe('clinic')
  expect(to(results, placedBy(''))).toBe('clinic')
  expect(to(results, placedBy())).toBe('clinic')
  // A system that no flow leads to speaks through another.
  expect(to(results, placedBy('kiosk'))).toBe('clinic')
  // The message does not go where the order came from, or only to somebody who is no side of it.
  expect(to([all[1]!], placedBy('ehr'))).toBeUndefined()
  expect(to([all[5]!], placedBy())).toBeUndefined()
  // An engine stands for the system behind it only where no other leads there.
  expect(to([all[4]!], placedBy())).toBe('hub')
  expect(to([all[3]!], placedBy(), 'placer')).toBe('reference')
  expect(to([all[3]!], placedBy())).toBeUndefined()
})
