// What a destination is given, and what it shows of itself.
import type { Level } from '../site/shapes/common.ts'
import type { Delivery as Policy } from '../site/shapes/flow.ts'
import type { QueueMemory } from './delivery-queue.ts'
import type { Clock, Instant } from './ports/clock.ts'
import type { Endpoint, Network } from './ports/network.ts'
import type { Store } from './ports/store.ts'

export type DestinationPorts = {
  readonly store: Pick<Store, 'undelivered'>
  readonly network: Pick<Network, 'connect'>
  readonly clock: Clock
}

export type DestinationSettings = {
  readonly id: string
  readonly endpoint: Endpoint & { readonly backoff_ms: readonly [first: number, most: number] }
  /** What a positive answer proves. */
  readonly proves: Level
  /** The delivery policy of each flow that ends here; at least one. */
  readonly policies: ReadonlyMap<string, Policy>
  readonly lastDeliveryId: number
  readonly memory: QueueMemory
}

export type DestinationCounts = {
  readonly queued: number
  readonly inFlight: number
  readonly held: number
  readonly oldestQueuedAt: Instant | null
  /** Since when the oldest of each flow waits, of those that nothing but the receiver or a switch keeps from going out. */
  readonly oldestOfFlow: ReadonlyMap<string, Instant>
  readonly state: 'running' | 'paused' | 'disconnected'
}
