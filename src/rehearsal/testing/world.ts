// A small world for tests of the virtual systems: time that moves when it is told, and a network of function calls with
// a fixed delay. The one thing to know: everything that happens is an event of the clock, so a run repeats exactly.
import { Buffer } from 'node:buffer'
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Connection, ConnectionHandlers, Endpoint, Network } from '../../engine/ports/network.ts'

export type World = {
  readonly clock: Clock
  readonly network: Network
  /** Lets time pass up to the moment, one event after the other. */
  run(until: Instant): Promise<void>
  /** Closes every open connection, as a cable that is pulled. */
  cut(): void
}

type Event = { readonly when: Instant; readonly order: number; readonly call: () => void }

/** A world that begins at `start`; what is sent arrives `delay_ms` later. */
export function openWorld(start: Instant, delay_ms = 1): World {
  let now = start
  let count = 0
  let events: Event[] = []
  const clock: Clock = {
    now: () => now,
    at(when, call) {
      const event = { when: Math.max(when, now), order: count++, call }
      events.push(event)
      return () => {
        events = events.filter((other) => other !== event)
      }
    },
  }
  const { network, cut } = openNetwork(clock, delay_ms)
  return {
    clock,
    network,
    cut,
    async run(until) {
      for (;;) {
        // Promises that a handler left settle before the next event.
        await new Promise((resolve) => setImmediate(resolve))
        const next = events.reduce<Event | null>((best, event) => (best && !before(event, best) ? best : event), null)
        if (!next || next.when > until) break
        events = events.filter((event) => event !== next)
        now = next.when
        next.call()
      }
      now = Math.max(now, until)
    },
  }
}

function before(one: Event, other: Event): boolean {
  return one.when < other.when || (one.when === other.when && one.order < other.order)
}

type Side = { readonly connection: Connection; open: boolean; shut(): void }

function openNetwork(clock: Clock, delay_ms: number): { network: Network; cut(): void } {
  const listeners = new Map<number, ConnectionHandlers>()
  const sides = new Set<Side>()
  let ports = 40_000
  let ids = 0

  const join = (near: ConnectionHandlers, far: ConnectionHandlers): void => {
    const pair: Side[] = []
    for (const [own, other] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const handlers = [near, far]
      const side: Side = {
        open: true,
        connection: {
          id: ++ids,
          peer: `simulated:${ids}`,
          send(message) {
            const bytes = Buffer.from(message)
            clock.at(clock.now() + delay_ms, () => {
              const receiver = pair[other]!
              if (side.open && receiver.open) handlers[other]!.onMessage(receiver.connection, bytes)
            })
            return true
          },
          pause() {},
          resume() {},
          close: () => {
            for (const each of pair) each.shut()
          },
        },
        shut() {
          if (!side.open) return
          side.open = false
          sides.delete(side)
          clock.at(clock.now() + delay_ms, () => handlers[own]!.onClose?.(side.connection))
        },
      }
      pair.push(side)
      sides.add(side)
    }
    near.onOpen?.(pair[0]!.connection)
    far.onOpen?.(pair[1]!.connection)
  }

  const network: Network = {
    async listen(endpoint: Endpoint, handlers) {
      const port = endpoint.port || ++ports
      listeners.set(port, handlers)
      return {
        host: endpoint.host,
        port,
        async close() {
          listeners.delete(port)
        },
      }
    },
    connect(endpoint, handlers) {
      let closed = false
      let current: Connection | null = null
      const again = () => {
        if (closed) return
        const far = listeners.get(endpoint.port)
        if (!far) clock.at(clock.now() + endpoint.backoff_ms[0], again)
        else join(watched, far)
      }
      const watched: ConnectionHandlers = {
        ...handlers,
        onOpen(connection) {
          current = connection
          handlers.onOpen?.(connection)
        },
        onClose(connection) {
          current = null
          handlers.onClose?.(connection)
          clock.at(clock.now() + endpoint.backoff_ms[0], again)
        },
      }
      clock.at(clock.now(), again)
      return {
        get state() {
          return closed ? 'closed' : current ? 'open' : 'connecting'
        },
        close() {
          closed = true
          current?.close()
        },
      }
    },
  }
  const cut = () => {
    for (const side of [...sides]) side.shut()
  }
  return { network, cut }
}
