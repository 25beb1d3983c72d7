// The virtual EHR and LIS speak as examples/riverside describes them, and its steps carry every word of theirs: nothing is
// held, nothing is lost, and the chart shows the lab's last word in the EHR's own codes.
import { expect, test } from 'vitest'
import { get } from '../../src/hl7/index.ts'
import { componentsOf, orderablesOf } from '../../src/rehearsal/catalog.ts'
import { openPeers, type PeersOptions } from '../../src/rehearsal/driver.ts'
import { shown } from '../../src/rehearsal/ehr/chart.ts'
import { openCrossover } from '../../src/rehearsal/testing/crossover.ts'
import { openWorld } from '../../src/rehearsal/testing/world.ts'
import { functions, site } from './riverside.ts'

const start = Date.UTC(2026, 10, 22, 8)
async function riverside(options: Partial<PeersOptions> = {}) {
  const world = openWorld(start)
  const { clock, network } = world
  const peers = await openPeers({ site, clock, network, seed: 'riverside', orders: 300, perSecond: 5, ...options })
  const crossover = await openCrossover(site, world, peers.ports, undefined, functions)
  peers.start(crossover.ports)
  await world.run(start + 12 * 3_600_000)
  return { peers, crossover }
}

test('three hundred orders at Riverside come to rest on both sides, and nothing is held', async () => {
  const { peers, crossover } = await riverside()
  expect(crossover.held.map((message) => get(message, 'MSH-9.1'))).toEqual([])
  expect(peers.unsettled()).toEqual([])
  await expect(peers.done).resolves.toMatchObject({ placed: 300, settled: 300 })
})

test('the chart speaks the words of the EHR: its tests, components, units and flags', async () => {
  const { peers } = await riverside()
  const orderables = orderablesOf(site, 'ehr')
  const components = componentsOf(site, 'ehr')
  for (const order of peers.ehr.chart.orders.values()) {
    const test = orderables.get(order.test)
    expect(test).toBeDefined()
    for (const item of order.components) {
      expect(test?.components).toContain(item.component)
      const { unit, flags } = shown(item)
      const known = components.get(item.component)!
      expect(unit).toBe(known.unit)
      if (flags !== '') expect(known.flags).toContain(flags)
    }
  }
})

test('all of what a panel consists of is in the chart once it is complete', async () => {
  const { peers } = await riverside()
  const orderables = orderablesOf(site, 'ehr')
  const complete = [...peers.ehr.chart.orders.values()].filter(({ status }) => status === 'CM')
  expect(complete.length).toBeGreaterThan(250)
  for (const { test, components } of complete) {
    expect(new Set(components.map(({ component }) => component))).toEqual(new Set(orderables.get(test)?.components))
  }
})

test('the census of the EHR is what its chart shows', async () => {
  const { peers } = await riverside({ orders: 100 })
  const { orders, results, more } = peers.ehr.census('', 1000)
  expect(more).toBe(false)
  const chart = [...peers.ehr.chart.orders.values()]
  expect(new Map(orders.map(({ placer, status }) => [placer, status]))).toEqual(
    new Map(chart.map(({ placer, status }) => [placer, status])),
  )
  const rows = results.map(({ placer, component, value, status, corrected }) => [
    placer,
    component,
    value,
    status,
    corrected,
  ])
  const display = chart.flatMap(({ placer, components }) =>
    components.map((item) => {
      const { value, status, label } = shown(item)
      return [placer, item.component, value, status, label === 'corrected']
    }),
  )
  expect(rows.toSorted()).toEqual(display.toSorted())
})

test('a run at Riverside with planted orders ends, and only their words are missing from the chart', async () => {
  const { peers, crossover } = await riverside({ planted: true })
  expect(peers.unsettled()).toEqual([])
  expect(peers.plantedOrders).toHaveLength(7)
  const planted = new Set(peers.plantedOrders.map(({ orderNumber }) => orderNumber))
  for (const message of crossover.held) expect(planted).toContain(get(message, 'ORC-2.1'))
})
