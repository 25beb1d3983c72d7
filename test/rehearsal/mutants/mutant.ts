// A mutant is an engine with one fault built in, to try the judges: a checker that no mutant can make speak is itself a
// defect. The one thing to know: a mutant is made by injection alone, from the ports that `createEngine` takes; the
// engine's own code knows nothing of it, and what the package holds cannot make one.
import type { EngineOptions } from '../../../src/engine/engine.ts'
import type { Clock } from '../../../src/engine/ports/clock.ts'
import type { Connection, ConnectionHandlers, Network } from '../../../src/engine/ports/network.ts'
import type { Changes, Store } from '../../../src/engine/ports/store.ts'
import { receiveLimits, receiver } from '../../../src/engine/receive.ts'
import { acknowledge, parseMessage } from '../../../src/hl7/index.ts'

export type Broken = (options: EngineOptions) => EngineOptions

export type Mutant = {
  /** What it does wrong: `acknowledges before it stores`. */
  readonly name: string
  /** The checker that it was made for; others may catch it as well. */
  readonly caughtBy: string
  /** A broken engine for one world; what it gives is called anew for each life of that engine. */
  make(): Broken
}

/** The options with other ports, also for what receives. */
export function withPorts(
  options: EngineOptions,
  ports: Partial<Pick<EngineOptions, 'store' | 'network' | 'clock'>>,
): EngineOptions {
  const changed = { ...options, ...ports }
  const { network, clock, random, tls, store } = changed
  return { ...changed, reception: (site) => receiver(site, { network, clock, random, tls, store }, receiveLimits) }
}

export function withStore(options: EngineOptions, change: (store: Store) => Partial<Store>): EngineOptions {
  return withPorts(options, { store: { ...options.store, ...change(options.store) } })
}

/** What is committed, changed. */
export function onCommit(change: (changes: Changes) => Changes): Broken {
  return (options) =>
    withStore(options, (store) => ({ commit: (leases, changes) => store.commit(leases, change(changes)) }))
}

/** An engine to which no system shows what it really holds. */
export function withoutCensus({ census: _, ...options }: EngineOptions): EngineOptions {
  const systems = options.site.systems.map(({ census: __, ...system }) => system)
  return { ...options, site: { ...options.site, systems } }
}

/** One end of a wire as a mutant has it between the engine and the world. */
export type Wire = {
  readonly clock: Clock
  /** To the other side. */
  send(bytes: Uint8Array): void
  /** To the engine, as if it had come from there. */
  deliver(bytes: Uint8Array): void
}

/** What becomes of frames; passed on unless told. */
export type Filter = {
  /** The engine sends. */
  readonly out?: (bytes: Uint8Array, wire: Wire) => void
  /** Something arrives for the engine. */
  readonly in?: (bytes: Uint8Array, wire: Wire) => void
}

/** Frames on the lines that the engine dials: its deliveries, and the answers to them. */
export function onLines(filter: Filter): Broken {
  return (options) => {
    const connect: Network['connect'] = (endpoint, handlers) =>
      options.network.connect(endpoint, filtered(handlers, filter, options.clock))
    return withPorts(options, { network: { ...options.network, connect } })
  }
}

/** Frames on the lines on which the engine listens: what the systems say, and its answers. */
export function atTheDoor(filter: Filter): Broken {
  return (options) => {
    const listen: Network['listen'] = (endpoint, handlers) =>
      options.network.listen(endpoint, filtered(handlers, filter, options.clock))
    return withPorts(options, { network: { ...options.network, listen } })
  }
}

function filtered(handlers: ConnectionHandlers, filter: Filter, clock: Clock): ConnectionHandlers {
  const known = new Map<number, Connection>()
  const through = (connection: Connection): Connection => {
    const before = known.get(connection.id)
    if (before) return before
    const made: Connection = {
      id: connection.id,
      peer: connection.peer,
      send: (bytes) => {
        if (!filter.out) return connection.send(bytes)
        filter.out(bytes, wire)
        return true
      },
      pause: () => connection.pause(),
      resume: () => connection.resume(),
      close: () => connection.close(),
    }
    const deliver = (bytes: Uint8Array) => void clock.at(clock.now(), () => handlers.onMessage(made, bytes))
    const wire: Wire = { clock, send: (bytes) => void connection.send(bytes), deliver }
    wires.set(made, wire)
    known.set(connection.id, made)
    return made
  }
  const wires = new Map<Connection, Wire>()
  return {
    ...handlers,
    onOpen: (connection) => handlers.onOpen?.(through(connection)),
    onMessage: (connection, bytes) => {
      const made = through(connection)
      if (filter.in) filter.in(bytes, wires.get(made)!)
      else handlers.onMessage(made, bytes)
    },
    onDrain: (connection) => handlers.onDrain?.(through(connection)),
    onClose: (connection) => handlers.onClose?.(through(connection)),
  }
}

/** AA to a message. */
export function accepted(bytes: Uint8Array): Uint8Array {
  const message = parseMessage(bytes)
  return acknowledge(message, { code: 'AA', controlId: 'M', time: '20261122' })
}

/** Every so many-th of what it is asked about. */
export function every(nth: number): () => boolean {
  let count = 0
  return () => ++count % nth === 0
}

/** Bytes as text, and back. */
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')
