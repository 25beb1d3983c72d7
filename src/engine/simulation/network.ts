// A network in memory: whole messages over connections with a delay, and faults at will. The one thing to know:
// each user of it is an incarnation, which can crash: its connections end for the other side, and nothing reaches it again.
import type { Clock } from '../ports/clock.ts'
import type { Connection, ConnectionHandlers, Endpoint, Network } from '../ports/network.ts'

/** What becomes of one message on its way. `break`: its frame has no end. */
export type Fate = 'pass' | 'lose' | 'twice' | 'break' | { readonly late_ms: number }

export type VirtualNetwork = {
  /** The network as one process sees it. */
  incarnation(name: string): Incarnation
  /** Decides what becomes of each message; passes all until set. */
  fate: (from: string, to: string, message: Uint8Array) => Fate
  /** Ends every connection of this process, as a cut cable that both sides notice. */
  cut(name: string): void
}

export type Incarnation = { readonly network: Network; crash(): void }

type Side = {
  readonly owner: Owner
  readonly handlers: ConnectionHandlers
  readonly connection: Connection
  readonly maxMessage_bytes: number
  other: Side | null
  open: boolean
  paused: boolean
  readonly waiting: Uint8Array[]
  /** Messages are in order: none arrives before the one sent earlier. */
  busyUntil: number
}

type Owner = { readonly name: string; alive: boolean; readonly sides: Set<Side> }
type Bound = { readonly owner: Owner; readonly handlers: ConnectionHandlers; readonly endpoint: Endpoint }

/** A network on which every message takes `delay_ms`. */
export function virtualNetwork(clock: Clock, delay_ms = 1): VirtualNetwork {
  const bound = new Map<number, Bound>()
  const owners = new Map<string, Owner>()
  let nextPort = 50_000
  let nextId = 1
  const shared: VirtualNetwork = { incarnation, fate: () => 'pass', cut }

  function side(owner: Owner, handlers: ConnectionHandlers, peer: string, maxMessage_bytes: number): Side {
    const made: Side = {
      owner,
      handlers,
      maxMessage_bytes,
      other: null,
      open: true,
      paused: false,
      waiting: [],
      busyUntil: 0,
      connection: {
        id: nextId++,
        peer,
        send: (message) => {
          if (made.open && made.owner.alive) carry(made, message)
          return true
        },
        pause: () => {
          made.paused = true
        },
        resume: () => {
          made.paused = false
          while (!made.paused && made.waiting.length > 0) arrive(made, made.waiting.shift()!)
        },
        close: () => end(made),
      },
    }
    owner.sides.add(made)
    return made
  }

  function carry(from: Side, message: Uint8Array): void {
    const to = from.other
    if (!to) return
    const fate = shared.fate(from.owner.name, to.owner.name, message)
    if (fate === 'lose') return
    const late = typeof fate === 'object' ? fate.late_ms : 0
    to.busyUntil = Math.max(to.busyUntil, clock.now() + delay_ms + late)
    clock.at(to.busyUntil, () => (fate === 'break' ? breakOff(to, message) : arrive(to, message)))
    if (fate === 'twice') clock.at(to.busyUntil, () => arrive(to, message))
  }

  function arrive(to: Side, message: Uint8Array): void {
    if (!to.open || !to.owner.alive) return
    if (to.paused) to.waiting.push(message)
    else if (message.length > to.maxMessage_bytes) {
      const head = message.subarray(0, 4096)
      to.handlers.onTrouble?.(to.connection, { code: 'frame-too-large', text: 'too large', head })
    } else to.handlers.onMessage(to.connection, message)
  }

  function breakOff(to: Side, head: Uint8Array): void {
    if (!to.open || !to.owner.alive) return
    to.handlers.onTrouble?.(to.connection, { code: 'frame-cut-short', text: 'broke off', head })
  }

  function end(one: Side): void {
    for (const each of [one, one.other]) {
      if (!each?.open) continue
      each.open = false
      each.owner.sides.delete(each)
      clock.at(clock.now(), () => {
        if (each.owner.alive) each.handlers.onClose?.(each.connection)
      })
    }
  }

  function cut(name: string): void {
    for (const each of [...(owners.get(name)?.sides ?? [])]) end(each)
  }

  function incarnation(name: string): Incarnation {
    const owner: Owner = { name, alive: true, sides: new Set() }
    owners.set(name, owner)
    const check = () => {
      if (!owner.alive) throw new Error(`${name} has crashed`)
    }
    return {
      network: {
        listen: (endpoint, handlers) => listen(owner, endpoint, handlers, check),
        connect: connectFrom(owner),
      },
      crash() {
        owner.alive = false
        for (const [port, each] of bound) if (each.owner === owner) bound.delete(port)
        for (const each of [...owner.sides]) end(each)
      },
    }
  }

  async function listen(owner: Owner, endpoint: Endpoint, handlers: ConnectionHandlers, check: () => void) {
    check()
    const port = endpoint.port === 0 ? nextPort++ : endpoint.port
    if (bound.has(port)) throw Object.assign(new Error(`port ${port} is taken`), { code: 'port-taken' })
    bound.set(port, { owner, handlers, endpoint })
    return {
      host: endpoint.host,
      port,
      async close() {
        bound.delete(port)
        for (const each of [...owner.sides]) if (each.handlers === handlers) end(each)
      },
    }
  }

  function connectFrom(owner: Owner): Network['connect'] {
    return (endpoint, handlers) => {
      let state: 'connecting' | 'open' | 'closed' = 'connecting'
      let mine: Side | null = null
      const own: ConnectionHandlers = {
        ...handlers,
        onClose: (connection) => {
          if (state !== 'closed') state = 'connecting'
          handlers.onClose?.(connection)
          attempt(endpoint.backoff_ms[0])
        },
      }
      const attempt = (wait_ms: number) => {
        if (state === 'closed' || !owner.alive) return
        clock.at(clock.now() + wait_ms, () => {
          if (state !== 'connecting' || !owner.alive) return
          const target = bound.get(endpoint.port)
          if (!target) return attempt(Math.min(Math.max(1, wait_ms) * 2, endpoint.backoff_ms[1]))
          mine = side(owner, own, `${endpoint.host}:${endpoint.port}`, endpoint.maxMessage_bytes)
          const theirs = side(target.owner, target.handlers, owner.name, target.endpoint.maxMessage_bytes)
          mine.other = theirs
          theirs.other = mine
          state = 'open'
          target.handlers.onOpen?.(theirs.connection)
          handlers.onOpen?.(mine.connection)
        })
      }
      attempt(0)
      return {
        get state() {
          return state
        },
        close() {
          state = 'closed'
          if (mine) end(mine)
        },
      }
    }
  }

  return shared
}
