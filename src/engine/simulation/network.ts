// A network in memory: messages over connections with a delay, and faults at will. The one thing to know:
// each user of it is an incarnation, which can crash: its connections end for the other side, and nothing reaches it again.
import type { Clock } from '../ports/clock.ts'
import type { Connection, ConnectionHandlers, Endpoint, Network } from '../ports/network.ts'
import { ByteStream } from './byte-stream.ts'

/**
 * What becomes of one message on its way. `break`: its frame has no end. Late: those behind it wait, or overtake it.
 * `instead`: other bytes arrive. `answered`: it does not arrive, and its sender hears this. `cutAt`: its frame comes in
 * pieces, cut at these shares (0 to 1), with a gap between them. `glued_ms`: its frame waits for the next one, at most so
 * long; they come in one piece, and what is cut off the second one by `cutAt` follows.
 */
export type Fate =
  | 'pass'
  | 'lose'
  | 'twice'
  | 'break'
  | { readonly late_ms: number; readonly overtaken?: boolean }
  | { readonly instead: Uint8Array }
  | { readonly answered: Uint8Array }
  | { readonly cutAt: readonly number[]; readonly gap_ms: number }
  | { readonly glued_ms: number; readonly cutAt: readonly number[] }

export type VirtualNetwork = {
  /** The network as one process sees it. */
  incarnation(name: string): Incarnation
  /** Decides what becomes of each message; passes all until set. `dialled`: it goes to the side that listens. */
  fate: (from: string, to: string, message: Uint8Array, dialled: boolean) => Fate
  /** Sees each message as it was sent, and as it arrives. */
  seen: (end: 'sent' | 'arrived', from: string, to: string, message: Uint8Array, dialled: boolean) => void
  /** Ends every connection of this process (those that it dialled to `to`, where given), as a cut cable that both sides notice. */
  cut(name: string, to?: string): void
  /** Every connection that this process dialled to `to` carries nothing any more, and nobody is told. */
  numb(name: string, to: string): void
}

/** So long after one side of a numb connection has given it up, the other side does too. */
const keptAlive_ms = 120_000

export type Incarnation = { readonly network: Network; crash(): void }

type Side = {
  readonly owner: Owner
  readonly handlers: ConnectionHandlers
  readonly connection: Connection
  readonly maxMessage_bytes: number
  /** Whether this side dialled. */
  readonly dialled: boolean
  other: Side | null
  numb: boolean
  open: boolean
  paused: boolean
  readonly waiting: Uint8Array[]
  /** Messages are in order: none arrives before the one sent earlier. */
  busyUntil: number
  /** Where bytes come that are no whole message; made when first needed. */
  stream: ByteStream | null
  /** Where the next frame is cut, when one waits for it. */
  cutNext: readonly number[]
}

type Owner = { readonly name: string; alive: boolean; readonly sides: Set<Side> }
type Bound = { readonly owner: Owner; readonly handlers: ConnectionHandlers; readonly endpoint: Endpoint }

/** A network on which every message takes `delay_ms`. */
export function virtualNetwork(clock: Clock, delay_ms = 1): VirtualNetwork {
  const bound = new Map<number, Bound>()
  const owners = new Map<string, Owner>()
  let nextPort = 50_000
  let nextId = 1
  const shared: VirtualNetwork = { incarnation, fate: () => 'pass', seen: () => {}, cut, numb }

  function side(owner: Owner, handlers: ConnectionHandlers, peer: string, most_bytes: number, dialled: boolean): Side {
    const made: Side = {
      owner,
      handlers,
      maxMessage_bytes: most_bytes,
      dialled,
      other: null,
      numb: false,
      open: true,
      paused: false,
      waiting: [],
      busyUntil: 0,
      stream: null,
      cutNext: [],
      connection: {
        id: nextId++,
        peer,
        send: (message) => {
          check(made.owner)
          if (made.open) carry(made, message)
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
    const names = [from.owner.name, to.owner.name] as const
    shared.seen('sent', ...names, message, from.dialled)
    if (from.numb) return
    const fate = shared.fate(...names, message, from.dialled)
    if (fate === 'lose') return
    if (typeof fate === 'object' && !('late_ms' in fate)) {
      if ('answered' in fate) send(from, fate.answered)
      else if ('instead' in fate) send(to, fate.instead)
      else if ('glued_ms' in fate) glue(to, message, fate)
      else inPieces(to, message, fate.cutAt, fate.gap_ms)
      return
    }
    const late_ms = typeof fate === 'object' ? fate.late_ms : 0
    if (typeof fate === 'object' && fate.overtaken) {
      clock.at(clock.now() + delay_ms + late_ms, () => arrive(to, message))
      return
    }
    if (fate === 'break') {
      inPieces(to, null, [], 0)
      onWay(to, late_ms, () => breakOff(to, message))
    } else send(to, message, late_ms)
    if (fate === 'twice') send(to, message)
  }

  function send(to: Side, message: Uint8Array, late_ms = 0): void {
    if (to.stream?.keeps) inPieces(to, message, to.cutNext, 0, late_ms)
    else onWay(to, late_ms, () => arrive(to, message))
  }

  function glue(
    to: Side,
    message: Uint8Array,
    { glued_ms, cutAt }: { glued_ms: number; cutAt: readonly number[] },
  ): void {
    streamOf(to).keep(message)
    to.cutNext = cutAt
    clock.at(clock.now() + glued_ms, () => inPieces(to, null, [], 0))
  }

  /** What was kept and this message, as the bytes really come. */
  function inPieces(to: Side, message: Uint8Array | null, cutAt: readonly number[], gap_ms: number, late_ms = 0): void {
    if (!message && !to.stream?.keeps) return
    const stream = streamOf(to)
    for (const [nth, piece] of stream.pieces(message, cutAt).entries()) {
      onWay(to, nth === 0 ? late_ms : Math.max(1, gap_ms), () => {
        if (to.open && to.owner.alive && !to.numb) stream.push(piece)
      })
    }
  }

  function streamOf(to: Side): ByteStream {
    to.stream ??= new ByteStream(to.maxMessage_bytes, {
      onMessage: (message) => arrive(to, message),
      onTrouble: (trouble) => {
        const head = 'head' in trouble ? { head: trouble.head } : {}
        to.handlers.onTrouble?.(to.connection, { code: trouble.code, text: 'as the stream came', ...head })
      },
    })
    return to.stream
  }

  function onWay(to: Side, late_ms: number, call: () => void): void {
    to.busyUntil = Math.max(to.busyUntil, clock.now() + delay_ms + late_ms)
    clock.at(to.busyUntil, call)
  }

  function arrive(to: Side, message: Uint8Array): void {
    if (!to.open || !to.owner.alive || to.numb) return
    if (to.paused) to.waiting.push(message)
    else if (message.length > to.maxMessage_bytes) {
      const head = message.subarray(0, to.maxMessage_bytes)
      const text = `a message of ${message.length} bytes`
      to.handlers.onTrouble?.(to.connection, { code: 'frame-too-large', text, head })
    } else {
      shared.seen('arrived', to.other!.owner.name, to.owner.name, message, !to.dialled)
      to.handlers.onMessage(to.connection, message)
    }
  }

  function breakOff(to: Side, head: Uint8Array): void {
    if (!to.open || !to.owner.alive) return
    to.handlers.onTrouble?.(to.connection, { code: 'frame-cut-short', text: 'broke off', head })
  }

  function end(one: Side): void {
    const other = one.other
    finish(one)
    if (!other) return
    if (one.numb && other.open) clock.at(clock.now() + keptAlive_ms, () => finish(other))
    else finish(other)
  }

  function finish(each: Side): void {
    if (!each.open) return
    each.open = false
    each.owner.sides.delete(each)
    clock.at(clock.now(), () => {
      if (!each.owner.alive) return
      each.stream?.end()
      each.handlers.onClose?.(each.connection)
    })
  }

  function dialledBy(name: string, to: string): Side[] {
    const sides = [...(owners.get(name)?.sides ?? [])]
    return sides.filter((each) => each.dialled && each.other?.owner.name === to)
  }

  function cut(name: string, to?: string): void {
    const sides = to === undefined ? [...(owners.get(name)?.sides ?? [])] : dialledBy(name, to)
    for (const each of sides) end(each)
  }

  function numb(name: string, to: string): void {
    for (const each of dialledBy(name, to)) {
      each.numb = true
      if (each.other) each.other.numb = true
    }
  }

  function incarnation(name: string): Incarnation {
    const owner: Owner = { name, alive: true, sides: new Set() }
    owners.set(name, owner)
    return {
      network: {
        listen: (endpoint, handlers) => listen(owner, endpoint, handlers),
        connect: connectFrom(owner),
      },
      crash() {
        owner.alive = false
        for (const [port, each] of bound) if (each.owner === owner) bound.delete(port)
        for (const each of [...owner.sides]) end(each)
      },
    }
  }

  async function listen(owner: Owner, endpoint: Endpoint, handlers: ConnectionHandlers) {
    check(owner)
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
      check(owner)
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
          mine = side(owner, own, `${endpoint.host}:${endpoint.port}`, endpoint.maxMessage_bytes, true)
          const theirs = side(target.owner, target.handlers, owner.name, target.endpoint.maxMessage_bytes, false)
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

/** After a crash nothing of the process may reach the network again. */
function check({ alive, name }: Owner): void {
  if (!alive) throw new Error(`the network was used by ${name} after its crash`)
}
