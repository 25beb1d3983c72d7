// All destinations of the site together: what the processor hands out goes to the one it is for. The one thing to know:
// each has its own queue and line; none waits for another.
import type { SwitchCommand } from './command.ts'
import type { DestinationHandlers } from './delivery-report.ts'
import { Destination } from './destination.ts'
import type { DestinationCounts } from './destination-settings.ts'
import type { HeldDelivery } from './held-index.ts'
import type { Carrying } from './late-report.ts'
import type { Clock } from './ports/clock.ts'
import type { Network, TlsFiles } from './ports/network.ts'
import type { Delivery, DeliveryOutcome, QueuedDelivery, Store } from './ports/store.ts'
import type { Answer } from './read-answer.ts'
import type { ControlIdSaid } from './recently-sent.ts'
import type { Place } from './routes.ts'
import { places } from './routes.ts'
import type { Rules } from './rules.ts'

export type OutboundPorts = {
  readonly store: Pick<Store, 'undelivered'>
  readonly network: Pick<Network, 'connect'>
  readonly clock: Clock
  readonly tls: (place: Place) => TlsFiles | undefined
}

export type OutboundLimits = {
  /** Of each destination. */
  readonly memory: { readonly entries: number; readonly bytes: number; readonly page: number }
  /** Waits between attempts to connect. */
  readonly backoff_ms: readonly [first: number, most: number]
}

export const outboundLimits: OutboundLimits = {
  memory: { entries: 20_000, bytes: 32 * 1024 * 1024, page: 500 },
  backoff_ms: [100, 30_000],
}

export class Outbound {
  readonly #destinations = new Map<string, Destination>()
  readonly #ofSystem = new Map<string, Destination[]>()
  readonly #flows: Rules['site']['flows']

  constructor(
    rules: Rules,
    ports: OutboundPorts,
    handlers: DestinationHandlers,
    lastDeliveryId: number,
    mayAct: (destination: string) => boolean,
    limits: OutboundLimits = outboundLimits,
  ) {
    this.#flows = rules.site.flows
    if (rules.observe) return
    for (const place of places(rules.site, 'out')) {
      const own = rules.destinations.get(place.connection.id)
      if (!own) continue
      const { id, proves, policies } = own
      const settings = { id, proves, policies, lastDeliveryId, endpoint: endpointOf(place, ports, limits) }
      const may = () => mayAct(id)
      this.#add(place.system.id, new Destination({ ...settings, memory: limits.memory }, ports, handlers, may))
    }
  }

  #add(system: string, destination: Destination): void {
    this.#destinations.set(destination.id, destination)
    this.#ofSystem.set(system, [...(this.#ofSystem.get(system) ?? []), destination])
  }

  get ids(): string[] {
    return [...this.#destinations.keys()]
  }

  /** Begins. `troubled`: destinations that did not answer, or not in time, when the node before ended. */
  start(
    held: readonly QueuedDelivery[],
    troubled: readonly { readonly destination: string; readonly how: 'silent' | 'slow' }[],
  ): void {
    for (const { destination, how } of troubled) this.#destinations.get(destination)?.troubledBefore(how)
    for (const destination of this.#destinations.values()) {
      destination.start(held.filter((delivery) => delivery.destination === destination.id))
    }
  }

  /** Stored deliveries, in order of id, and those of them that are held from the start. */
  offer(deliveries: readonly Delivery[], held: ReadonlySet<number>): void {
    for (const [id, own] of byDestination(deliveries)) this.#destinations.get(id)?.offer(own, held)
  }

  /** Outcomes that are stored now. */
  committed(outcomes: readonly DeliveryOutcome[]): void {
    for (const [id, own] of byDestination(outcomes)) this.#destinations.get(id)?.committed(own)
  }

  released(delivery: HeldDelivery, state: 'queued' | 'cancelled'): void {
    this.#destinations.get(delivery.destination)?.released([delivery.id], state)
  }

  /** Turns a switch. A paused flow or destination keeps its queue in order. */
  switched({ do: turn, what, id }: Pick<SwitchCommand, 'do' | 'what' | 'id'>): void {
    if (what === 'destination') {
      const destination = this.#destinations.get(id)
      if (turn === 'resume') destination?.resume()
      else destination?.pause()
      return
    }
    const connection = this.#flows.find((flow) => flow.id === id)?.delivery.connection ?? ''
    const destination = this.#destinations.get(connection)
    if (turn === 'resume') destination?.resumeFlow(id)
    else destination?.pauseFlow(id)
  }

  /** What was sent to a system under a control id, if it is still remembered. */
  find(system: string, said: ControlIdSaid): Carrying | undefined {
    for (const destination of this.#ofSystem.get(system) ?? []) {
      const sent = destination.find(said)
      if (sent) return sent
    }
    return undefined
  }

  /** Credits an answer that a system sent as a message of its own. */
  credit(system: string, answer: Answer, bytes: Uint8Array): void {
    for (const destination of this.#ofSystem.get(system) ?? []) if (destination.credit(answer, bytes)) return
  }

  /** The leases stand again: what waited for them goes on. */
  wake(): void {
    for (const destination of this.#destinations.values()) destination.wake()
  }

  counts(): ReadonlyMap<string, DestinationCounts> {
    return new Map([...this.#destinations].map(([id, destination]) => [id, destination.counts()]))
  }

  async drain(grace_ms: number): Promise<void> {
    await Promise.all([...this.#destinations.values()].map((destination) => destination.drain(grace_ms)))
  }

  close(): void {
    for (const destination of this.#destinations.values()) destination.close()
  }
}

function endpointOf(place: Place, { tls }: OutboundPorts, { backoff_ms }: OutboundLimits) {
  const { host, port, max_message, idle } = place.connection
  const files = tls(place)
  return {
    ...{ host, port, maxMessage_bytes: max_message, idle_ms: idle, backoff_ms },
    ...(files ? { tls: files } : {}),
  }
}

function byDestination<Item extends { readonly destination: string }>(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(item.destination)
    if (group) group.push(item)
    else groups.set(item.destination, [item])
  }
  return groups
}
