// Ports for the receiving thread over PostgreSQL, for tests: a store connection and sockets of the thread's own.
import { systemClock } from '../../clock/clock.ts'
import { systemRandom } from '../../clock/random.ts'
import { mllpNetwork } from '../../mllp/network.ts'
import { postgresStore } from '../../postgres/store.ts'
import type { Wiring } from '../wiring.ts'

export const receivingPorts: Wiring = async (_site, options) => {
  const { url, schema } = options as { url: string; schema: string }
  const [clock, random] = [systemClock(), systemRandom()]
  const store = postgresStore({ url, schema })
  const close = () => store.close()
  return { store, clock, random, network: mllpNetwork(clock, random), tls: () => undefined, close }
}
