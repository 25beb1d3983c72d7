// The virtual systems on real sockets and the machine's clock, as the demo runs them.
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock/clock.ts'
import { systemRandom } from '../../src/adapters/clock/random.ts'
import { httpCensus } from '../../src/adapters/http/census-client.ts'
import { serveCensus } from '../../src/adapters/http/census-server.ts'
import { mllpNetwork } from '../../src/adapters/mllp/network.ts'
import { openPeers } from '../../src/rehearsal/driver.ts'
import { openCrossover } from '../../src/rehearsal/testing/crossover.ts'
import { functions, site } from './riverside.ts'

test('forty orders go out and come back over MLLP, and the census over HTTP shows them all filed', async () => {
  const clock = systemClock()
  const network = mllpNetwork(clock, systemRandom(1))
  const peers = await openPeers({
    site,
    clock,
    network,
    seed: 3,
    orders: 40,
    perSecond: 100,
    timeScale: 1 / 30_000,
    mix: { partial: 0.3, corrected: 0.3 },
    faults: ['busy', 'repeat'],
    faultShare: 0.05,
  })
  onTestFinished(() => peers.close(100))
  const crossover = await openCrossover(site, { clock, network }, peers.ports, undefined, functions)
  onTestFinished(() => crossover.close())
  const server = await serveCensus({ read: (since) => peers.ehr.census(since, 10), port: 0 })
  onTestFinished(() => server.close())
  peers.start(crossover.ports)
  await expect(peers.done).resolves.toMatchObject({ placed: 40, settled: 40 })

  const census = httpCensus(new Map([['ehr', server.url]]))
  const seen = new Map<string, string>()
  for (let cursor = '', more = true; more; ) {
    const page = await census.read('ehr', cursor)
    for (const order of page.orders) seen.set(order.placer, order.status)
    cursor = page.cursor
    more = page.more
  }
  expect(seen.size).toBe(40)
  for (const [placer, { state }] of peers.lis.book) {
    expect(seen.get(placer)).toBe(state === 'cancelled' ? 'CA' : 'CM')
  }
})
