// Ports for the receiving thread in tests: a memory store of the thread's own, and real sockets.

import { systemClock } from '../../clock/clock.ts'
import { systemRandom } from '../../clock/random.ts'
import { memoryStore } from '../../memory/store.ts'
import { mllpNetwork } from '../../mllp/network.ts'
import type { Wiring } from '../wiring.ts'

export const receivingPorts: Wiring = async (_site, options) => {
  const { broken } = options as { broken?: boolean }
  if (broken) throw new Error('no database')
  const [clock, random] = [systemClock(), systemRandom()]
  const store = memoryStore()
  await store.lease('receiver', 'node', 3_600_000, clock.now())
  return { store, clock, random, network: mllpNetwork(clock, random), tls: () => undefined, close: async () => {} }
}
