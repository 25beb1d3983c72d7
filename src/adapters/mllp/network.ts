// The network of production: MLLP over TCP and TLS. The one thing to know: chance and time are passed in, as everywhere
// above, so that waiting can be tested.
import type { Clock, Random } from '../../engine/ports/clock.ts'
import type { Network } from '../../engine/ports/network.ts'
import { MllpLine } from './line.ts'
import { listen } from './listener.ts'

/**
 * `listen` rejects with a LabloopError: `port-taken`, `port-not-permitted`, `address-not-available`, `tls-files-invalid`,
 * `site-address`. `connect` throws `tls-files-invalid`; everything later is a Trouble.
 */
export function mllpNetwork(clock: Clock, random: Random): Network {
  let lastId = 0
  const nextId = () => ++lastId
  return {
    listen: (endpoint, handlers) => listen(clock, nextId, endpoint, handlers),
    connect: (endpoint, handlers) => new MllpLine(clock, random, nextId, endpoint, handlers),
  }
}
