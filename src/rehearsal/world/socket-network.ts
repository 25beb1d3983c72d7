// The network of a world over real sockets: the same faults and the same witnesses as the one in memory, laid around the
// Network of production. The one thing to know: who speaks to whom is told by ports, since each port of a site is dialled
// by one system; and it counts what is on its way, so that virtual time can wait for it.
import type { Clock } from '../../engine/ports/clock.ts'
import type { Connection, ConnectionHandlers, Endpoint, Listener, Network } from '../../engine/ports/network.ts'
import type { Fate, Incarnation, VirtualNetwork } from '../../engine/simulation/network.ts'

export type SocketNetwork = VirtualNetwork & {
  /** Messages that were sent and have not arrived, as far as they still can. */
  readonly onTheWay: number
  /** Stops counting what was on its way: it was lost with its connection. */
  forget(): void
}

type Owner = { readonly name: string; alive: boolean; readonly open: Set<{ close(): unknown }> }
type Wrapped = { readonly outer: Connection; readonly from: string; readonly to: string; readonly dialled: boolean }

/** Who stands outside of the world, by port: who listens there, and who dials there. */
export type Outsiders = {
  readonly listens: ReadonlyMap<number, string>
  readonly dials: ReadonlyMap<number, string>
}

const nobody: Outsiders = { listens: new Map(), dials: new Map() }

/** The network laid around `inner`. Half-open connections it cannot make. */
export function socketNetwork(clock: Clock, inner: Network, outsiders: Outsiders = nobody): SocketNetwork {
  const diallerOf = new Map(outsiders.dials)
  const listenerOn = new Map(outsiders.listens)
  const dialled = new Map<string, Set<Connection>>()
  /** Messages on their way, by who speaks to whom. */
  const onTheWay = new Map<string, number>()
  const shared: SocketNetwork = {
    fate: () => 'pass',
    seen: () => {},
    incarnation,
    cut,
    numb: () => {
      throw new Error('a real connection cannot be made half open')
    },
    get onTheWay() {
      return onTheWay.values().reduce((sum, count) => sum + count, 0)
    },
    forget: () => onTheWay.clear(),
  }

  function carry(
    { outer, from, to, dialled: isDialled }: Wrapped,
    message: Uint8Array,
    hear: (bytes: Uint8Array) => void,
  ) {
    shared.seen('sent', from, to, message, isDialled)
    const put = (bytes: Uint8Array) => {
      count(from, to, 1)
      return outer.send(bytes)
    }
    return doAs(shared.fate(from, to, message, isDialled), message, put, hear)
  }

  function doAs(
    fate: Fate,
    message: Uint8Array,
    put: (bytes: Uint8Array) => boolean,
    hear: (bytes: Uint8Array) => void,
  ) {
    if (fate === 'lose' || fate === 'break') return true
    if (fate === 'twice') put(message)
    if (typeof fate === 'string') return put(message)
    if ('answered' in fate) hear(fate.answered)
    else if ('instead' in fate) return put(fate.instead)
    else if (!('late_ms' in fate)) return put(message)
    else clock.at(clock.now() + fate.late_ms, () => put(message))
    return true
  }

  /** Handlers that see what arrives, and hand on connections that carry by fate. */
  function watched(
    owner: Owner,
    other: () => string,
    isDialled: boolean,
    handlers: ConnectionHandlers,
  ): ConnectionHandlers {
    const known = new Map<Connection, Connection>()
    const wrap = (outer: Connection): Connection => {
      const before = known.get(outer)
      if (before) return before
      const way = { outer, from: owner.name, to: other(), dialled: isDialled }
      const made: Connection = {
        id: outer.id,
        peer: outer.peer,
        send: (message) => owner.alive && carry(way, message, (bytes) => handlers.onMessage(made, bytes)),
        pause: () => outer.pause(),
        resume: () => outer.resume(),
        close: (linger_ms) => outer.close(linger_ms),
      }
      known.set(outer, made)
      return made
    }
    const alive = (call: () => void) => {
      if (owner.alive) call()
    }
    return {
      onOpen: (outer) => {
        if (isDialled) connectionsOf(owner.name, other()).add(outer)
        alive(() => handlers.onOpen?.(wrap(outer)))
      },
      onMessage: (outer, bytes, early) => {
        count(other(), owner.name, -1)
        alive(() => {
          shared.seen('arrived', other(), owner.name, bytes, !isDialled)
          handlers.onMessage(wrap(outer), bytes, early)
        })
      },
      ...(handlers.onEnd ? { onEnd: (outer: Connection) => alive(() => handlers.onEnd?.(wrap(outer))) } : {}),
      onDrain: (outer) => alive(() => handlers.onDrain?.(wrap(outer))),
      onTrouble: (outer, trouble) => {
        count(other(), owner.name, -1)
        alive(() => handlers.onTrouble?.(outer && wrap(outer), trouble))
      },
      onClose: (outer) => {
        // What was on its way on it is lost.
        onTheWay.delete(`${owner.name} ${other()}`)
        onTheWay.delete(`${other()} ${owner.name}`)
        connectionsOf(owner.name, other()).delete(outer)
        const made = wrap(outer)
        known.delete(outer)
        alive(() => handlers.onClose?.(made))
      },
    }
  }

  function count(from: string, to: string, change: 1 | -1): void {
    const key = `${from} ${to}`
    onTheWay.set(key, Math.max(0, (onTheWay.get(key) ?? 0) + change))
  }

  function connectionsOf(name: string, to: string): Set<Connection> {
    const key = `${name} ${to}`
    const found = dialled.get(key) ?? new Set()
    dialled.set(key, found)
    return found
  }

  function cut(name: string, to?: string): void {
    for (const [key, connections] of dialled) {
      if (to === undefined ? key.split(' ').includes(name) : key === `${name} ${to}`) {
        for (const each of [...connections]) each.close()
      }
    }
  }

  function incarnation(name: string): Incarnation {
    const owner: Owner = { name, alive: true, open: new Set() }
    const check = () => {
      if (!owner.alive) throw new Error(`the network was used by ${name} after its crash`)
    }
    const network: Network = {
      async listen(endpoint, handlers) {
        check()
        return listen(owner, endpoint, handlers)
      },
      connect(endpoint, handlers) {
        check()
        diallerOf.set(endpoint.port, name)
        const other = () => listenerOn.get(endpoint.port) ?? ''
        const line = inner.connect(endpoint, watched(owner, other, true, handlers))
        owner.open.add(line)
        return line
      },
    }
    return {
      network,
      crash() {
        owner.alive = false
        for (const each of owner.open) void each.close()
        owner.open.clear()
      },
    }
  }

  async function listen(owner: Owner, endpoint: Endpoint, handlers: ConnectionHandlers): Promise<Listener> {
    let port = endpoint.port
    const other = () => diallerOf.get(port) ?? ''
    const listener = await inner.listen(endpoint, watched(owner, other, false, handlers))
    port = listener.port
    listenerOn.set(port, owner.name)
    const held = { close: () => listener.close(0) }
    owner.open.add(held)
    return {
      host: listener.host,
      port,
      close: (grace_ms) => {
        owner.open.delete(held)
        return listener.close(grace_ms)
      },
    }
  }

  return shared
}
