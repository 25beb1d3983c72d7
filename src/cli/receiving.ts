// What the receiving thread of a running Labloop opens for itself: sockets, a clock and connections to the database.
import { systemClock } from '../adapters/clock/clock.ts'
import { systemRandom } from '../adapters/clock/random.ts'
import { readTls } from '../adapters/file/read-tls.ts'
import { mllpNetwork } from '../adapters/mllp/network.ts'
import { postgresStore } from '../adapters/postgres/store.ts'
import type { Wiring } from '../adapters/receiver-thread/wiring.ts'

export type ReceivingOptions = { readonly url: string; readonly schema: string; readonly folder: string }

export const receivingPorts: Wiring = async (_site, options) => {
  const { url, schema, folder } = options as ReceivingOptions
  const [clock, random] = [systemClock(), systemRandom()]
  const store = postgresStore({ url, schema })
  return {
    ...{ store, clock, random, network: mllpNetwork(clock, random) },
    tls: ({ connection }) => (connection.tls ? readTls(folder, connection.tls) : undefined),
    close: () => store.close(),
  }
}

/** The address of this module, for the thread. */
export const receivingModule: string = import.meta.url
