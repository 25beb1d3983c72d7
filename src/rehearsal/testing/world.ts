// A small world for tests of the virtual systems: virtual time and an in-memory network. The one thing to know:
// everything that happens is an event of the clock, so a run repeats exactly.
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Network } from '../../engine/ports/network.ts'
import { type VirtualNetwork, virtualNetwork } from '../../engine/simulation/network.ts'
import { testClock } from '../../engine/testing/clock.ts'

export type World = {
  readonly clock: Clock
  readonly network: Network
  /** Decides what becomes of messages on their way. */
  readonly wires: VirtualNetwork
  /** Lets time pass up to the moment, one event after the other. */
  run(until: Instant): Promise<void>
  /** Ends every open connection, as a cable that is pulled. */
  cut(): void
}

/** A world that begins at `start`; what is sent arrives `delay_ms` later. */
export function openWorld(start: Instant, delay_ms = 1): World {
  const clock = testClock(start)
  const wires = virtualNetwork(clock, delay_ms)
  return {
    clock,
    wires,
    network: wires.incarnation('world').network,
    run: (until) => clock.runUntil(until),
    cut: () => wires.cut('world'),
  }
}
