import { expect, test } from 'vitest'
import { get } from '../hl7/index.ts'
import { openPeers, type PeersOptions } from './driver.ts'
import { openCrossover } from './testing/crossover.ts'
import { testSite } from './testing/site.ts'
import { openWorld } from './testing/world.ts'

const start = Date.UTC(2026, 10, 22, 8)
const site = testSite()

async function run(options: Partial<PeersOptions> = {}, hours = 48) {
  const world = openWorld(start)
  const { clock, network } = world
  const peers = await openPeers({ site, clock, network, seed: 7, orders: 60, perSecond: 2, ...options })
  const crossover = await openCrossover(site, world, peers.ports)
  peers.start(crossover.ports)
  await world.run(start + hours * 3_600_000)
  return { peers, crossover, world }
}

test('every order that is placed comes to rest on both sides', async () => {
  const { peers } = await run()
  expect(peers.unsettled()).toEqual([])
  await expect(peers.done).resolves.toMatchObject({ placed: 60, settled: 60, planted: 0 })
})
