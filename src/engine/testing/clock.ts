// Virtual time as the tests of the engine use it: the clock of the simulation with a turn of this process's event loop.
import { turn } from '../../adapters/clock/turn.ts'
import { type VirtualClock, virtualClock } from '../simulation/clock.ts'

/** A clock that starts at `start`, milliseconds since 1970. */
export function testClock(start?: number): VirtualClock {
  return virtualClock(turn, start)
}
