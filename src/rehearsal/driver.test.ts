import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { get, type Message, set, write } from '../hl7/index.ts'
import { openPeers, type PeersOptions } from './driver.ts'
import { plantedCauses } from './story.ts'
import { type Crossover, openCrossover } from './testing/crossover.ts'
import { testSite } from './testing/site.ts'
import { openWorld } from './testing/world.ts'

const start = Date.UTC(2026, 10, 22, 8)
const site = testSite()

type Tamper = (system: string, message: Message) => Message | null

async function run(options: Partial<PeersOptions> = {}, tamper?: Tamper) {
  const world = openWorld(start)
  const { clock, network } = world
  const peers = await openPeers({ site, clock, network, seed: 7, orders: 60, perSecond: 2, ...options })
  const crossover = await openCrossover(site, world, peers.ports, tamper)
  peers.start(crossover.ports)
  await world.run(start + 12 * 3_600_000)
  return { peers, crossover }
}

function said({ heard }: Crossover): string[] {
  return heard.map(({ message }) => Buffer.from(write(message)).toString())
}

function kinds({ heard }: Crossover): Set<string> {
  return new Set(
    heard.map(({ message }) =>
      [get(message, 'MSH-9.1'), get(message, 'ORC-1'), get(message, 'OBR-25')].join(' ').trim(),
    ),
  )
}

test('every order that is placed comes to rest on both sides, whatever its course', async () => {
  const mix = { partial: 0.2, corrected: 0.2, cancelledByPlacer: 0.2, cancelledByLab: 0.2 }
  const { peers, crossover } = await run({ mix })
  expect(peers.unsettled()).toEqual([])
  await expect(peers.done).resolves.toEqual({ placed: 60, settled: 60, planted: 0, plantedOrders: [] })
  expect([...kinds(crossover)]).toEqual(
    expect.arrayContaining([
      'ADT',
      'ORM CD:1',
      'ORM CA',
      'ORL OK',
      'ORL CR',
      'OML SC',
      'OML OC',
      'ORU RE F',
      'ORU RE C',
    ]),
  )
  expect(kinds(crossover).has('ORU RE A') || kinds(crossover).has('ORU RE P')).toBe(true)
})

test('the same seed says the same messages at the same moments, and another seed says others', async () => {
  const [one, two, other] = [await run(), await run(), await run({ seed: 8 })]
  expect(said(one.crossover)).toEqual(said(two.crossover))
  expect(said(one.crossover)).not.toEqual(said(other.crossover))
})

test('a lost, slow or busy answer and a repeated message cost nothing', async () => {
  const faults = ['lost-acknowledgement', 'slow-acknowledgement', 'busy', 'repeat'] as const
  const { peers } = await run({ faults, faultShare: 0.1 })
  expect(peers.progress).toMatchObject({ placed: 60, settled: 60 })
  const inboxes = [...peers.ehr.counts.inboxes, ...peers.lis.counts.inboxes]
  expect(inboxes.every(({ disturbed }) => disturbed > 0)).toBe(true)
  expect(inboxes.some(({ repeated }) => repeated > 0)).toBe(true)
})

test('planted orders are listed with their cause, have a patient of their own, and do not keep a run from ending', async () => {
  const { peers, crossover } = await run({ planted: true, orders: 150 })
  expect(peers.unsettled()).toEqual([])
  expect(new Set(peers.plantedOrders.map(({ cause }) => cause))).toEqual(new Set(plantedCauses))
  const { chart } = peers.ehr
  for (const { orderNumber } of peers.plantedOrders) {
    const mrn = chart.orders.get(orderNumber)?.mrn
    const shared = [...chart.orders.values()].filter((order) => order.mrn === mrn && order.placer !== orderNumber)
    expect(shared).toEqual([])
  }
  expect(crossover.answers).toContainEqual({ system: 'ehr', code: 'AE' })
})

test('each planted cause leaves its trace in the books', async () => {
  const { peers, crossover } = await run({ planted: true, orders: 150 })
  const number = Object.fromEntries(peers.plantedOrders.map(({ orderNumber, cause }) => [cause, orderNumber]))
  const entry = (cause: string) => peers.lis.book.get(number[cause]!)
  const shown = (cause: string) => peers.ehr.chart.orders.get(number[cause]!)
  expect(crossover.held.map((message) => get(message, 'ORC-2.1'))).toContain(number['unmapped-component'])
  expect(shown('wrong-birth-date')?.components).toEqual([])
  expect(shown('never-ordered')).toBeUndefined()
  expect(shown('lab-silent')).toMatchObject({ status: '', components: [] })
  expect(shown('ehr-refuses')?.components).toEqual([])
  expect(entry('ehr-refuses')?.state).toBe('final')
  expect([entry('lab-refuses')?.state, shown('lab-refuses')?.status]).toEqual(['refused', 'CA'])
  const versions = shown('silent-overwrite')?.components.map((item) => item.versions.map(({ status }) => status))
  expect(versions).toContainEqual(['F', 'F'])
})

test('an EHR that is told to files what it never ordered', async () => {
  const { peers } = await run({ planted: true, orders: 60, unknown: { unknownOrders: 'file' } })
  const never = peers.plantedOrders.find(({ cause }) => cause === 'never-ordered')
  expect(peers.ehr.chart.orders.get(never!.orderNumber)).toMatchObject({ status: 'CM' })
})

test('a site without a LIS, or without a way to hear one, is told as such', async () => {
  const world = openWorld(start)
  const common = { clock: world.clock, network: world.network, seed: 1, orders: 1, perSecond: 1 }
  const [ehr, lis] = site.systems
  await expect(openPeers({ ...common, site: { ...site, systems: [ehr!] } })).rejects.toMatchObject({
    code: 'site-nothing',
  })
  const deaf = { ...lis!, connections: lis!.connections.filter(({ direction }) => direction === 'out') }
  const peers = await openPeers({ ...common, site: { ...site, systems: [ehr!, deaf] } })
  expect(() => peers.start()).toThrow('The system that a flow starts from has no connection')
})

test('without planted orders nothing is planted', async () => {
  const { peers } = await run()
  expect(peers.plantedOrders).toEqual([])
})

test('a run against an interface that loses one result does not end, and says which order misses what', async () => {
  let lost = ''
  const { peers } = await run({}, (_, message) => {
    if (lost === '' && get(message, 'OBR-25') === 'F') lost = get(message, 'ORC-2.1') ?? ''
    return get(message, 'OBR-25') === 'F' && get(message, 'ORC-2.1') === lost ? null : message
  })
  expect(peers.unsettled()).toContainEqual({ placer: lost, what: 'The lab says final, the chart IP.' })
  expect(peers.progress.settled).toBeLessThan(60)
})

test('a run against an interface that changes a value, a status or a chart is found out', async () => {
  const changes: [path: string, text: string, what: RegExp][] = [
    ['OBX-5', '0', /another value/],
    ['OBX-11', 'P', /The lab says F/],
  ]
  for (const [path, text, what] of changes) {
    const { peers } = await run({ mix: { corrected: 0 } }, (_, message) =>
      get(message, 'OBX-11') === 'F' ? set(message, path, text) : message,
    )
    expect(peers.unsettled().map((each) => each.what)).toContainEqual(expect.stringMatching(what))
  }
})

test('a second run begins beyond the numbers of the first', async () => {
  const [one, two] = [await run({ orders: 20 }), await run({ orders: 20, first: 21 })]
  const numbers = ({ peers }: typeof one) =>
    [...peers.ehr.chart.orders.values()].flatMap(({ placer, mrn, filler }) => [placer, mrn, filler.number])
  const ids = ({ crossover }: typeof one) => crossover.heard.map(({ message }) => get(message, 'MSH-10'))
  expect(numbers(one).filter((number) => numbers(two).includes(number))).toEqual([])
  expect(ids(one).filter((id) => ids(two).includes(id))).toEqual([])
})

test('orders are placed at the rate asked for', async () => {
  const world = openWorld(start)
  const peers = await openPeers({
    site,
    clock: world.clock,
    network: world.network,
    seed: 1,
    orders: 1000,
    perSecond: 5,
  })
  const crossover = await openCrossover(site, world, peers.ports)
  peers.start(crossover.ports)
  await world.run(start + 20_000)
  expect(Math.abs(peers.progress.placed - 100)).toBeLessThanOrEqual(4)
  await peers.close(0)
})
