// Receiving: messages are judged, stored in groups, and only then acknowledged. The one thing to know: nothing is
// acknowledged that the store has not said it keeps; where too much waits, we stop reading from those who sent most of it.
import type { Site } from '../site/shapes/site.ts'
import { type Arrival, cutShort, type Fault, type Gate, judge, refusalAnswer, refused } from './arrival.ts'
import { gatesOf } from './gates.ts'
import { GroupCommit, type GroupLimits } from './group-commit.ts'
import type { Clock, Instant, Random } from './ports/clock.ts'
import type { Connection, ConnectionHandlers, Endpoint, Listener, Network, TlsFiles, Trouble } from './ports/network.ts'
import type { BoundPort, Decided, Kept, Reception, ReceptionHandlers } from './ports/reception.ts'
import type { Lease, Received, Store, StoredMessage } from './ports/store.ts'
import { type Place, places } from './routes.ts'
import { emptyShare, type Share, type ShareLimits, Shares } from './shares.ts'

export type ReceivePorts = {
  readonly store: Pick<Store, 'receive'>
  readonly network: Pick<Network, 'listen'>
  readonly clock: Clock
  readonly random: Random
  /** The PEM texts that a connection of the site names. */
  readonly tls: (place: Place) => TlsFiles | undefined
}

/** Where much is not yet stored, or stored and not yet decided, the connections with most of it are not read: see Shares. */
export type ReceiveLimits = GroupLimits &
  ShareLimits & {
    /** From this many undecided on, each flush waits a little, up to `slow_ms` shortly before reading stops. */
    readonly slow_messages: number
    readonly slow_ms: number
  }

export const receiveLimits: ReceiveLimits = {
  flush_messages: 500,
  flush_bytes: 8 * 1024 * 1024,
  gather_ms: 2,
  retry_ms: [100, 5000],
  unstored_messages: 2000,
  unstored_bytes: 32 * 1024 * 1024,
  undecided_bytes: 64 * 1024 * 1024,
  undecided_messages: 20_000,
  slow_messages: 1000,
  slow_ms: 50,
}

/** One connection that a peer opened to us, or (connection null) a line of ours on which an answer came in. */
type Peer = {
  readonly connection: Connection | null
  readonly gate: Gate
  readonly share: Share
  open: boolean
  /** Its output is full: it is not read until that drains. */
  full: boolean
  /** Messages that came and of which it has not heard all that it will. */
  owed: number
  /** It will send no more. */
  ended: boolean
  /** Its last message, where that was taken before its frame had a proper end. */
  early: Early | null
}

/** A message that was taken before its frame had a proper end. */
type Early = {
  /** Its id once it is stored; null where its sender was told to send it again. */
  id: number | null | undefined
  /** What came behind it meanwhile. */
  rest: Trouble | null
}

type Item = {
  readonly arrival: Arrival
  readonly peer: Peer
  readonly onKept?: Kept['onKept']
  /** A repeat that is looked up once more. */
  readonly again?: true
  /** Of a batch, all messages have the same. */
  readonly early?: Early
  /** Its sender has been told that it arrived, and so never sends it again. */
  readonly told?: true
}

const busy: Pick<Fault, 'refusal' | 'error'> = {
  refusal: 'busy',
  error: { code: '207', text: 'Busy: the message was not stored. Send it again.' },
}

/** Receives for a whole site on this thread. Times are milliseconds, sizes bytes. */
export function receiver(site: Site, ports: ReceivePorts, limits: ReceiveLimits = receiveLimits): Reception {
  return new Receiver(site, ports, limits)
}

class Receiver implements Reception {
  readonly #site: Site
  readonly #ports: ReceivePorts
  readonly #limits: ReceiveLimits
  readonly #gates: ReadonlyMap<string, Gate>
  readonly #group: GroupCommit<Item>
  readonly #peers = new Map<number, Peer>()
  readonly #listeners: Listener[] = []
  /** Senders that wait for a decision, by message. */
  readonly #undecided = new Map<number, Peer[]>()
  readonly #shares: Shares
  /** Connections that are not read, because too much of what waits is theirs. */
  readonly #held = new Set<Peer>()
  #decidedThrough = 0
  #state: 'open' | 'draining' | 'ended' = 'open'
  #handlers: ReceptionHandlers | null = null

  constructor(site: Site, ports: ReceivePorts, limits: ReceiveLimits) {
    this.#site = site
    this.#ports = ports
    this.#limits = limits
    this.#gates = gatesOf(site, ports.random)
    this.#shares = new Shares(limits)
    this.#group = new GroupCommit(ports.store, ports.clock, limits, {
      stored: (group, received) => this.#stored(group, received),
      failed: (group, error) => this.#failed(group, error),
      lost: (error) => this.#lost(error),
    })
  }

  async start(lease: Lease, handlers: ReceptionHandlers): Promise<readonly BoundPort[]> {
    this.#group.use(lease)
    this.#handlers = handlers
    const bound: BoundPort[] = []
    try {
      for (const place of places(this.#site, 'in')) bound.push(await this.#listen(place))
    } catch (error) {
      this.abandon()
      throw error
    }
    return bound
  }

  async #listen(place: Place): Promise<BoundPort> {
    const { id, host, port, allow, max_message, idle } = place.connection
    const tls = this.#ports.tls(place)
    const endpoint: Endpoint = {
      ...{ host, port, maxMessage_bytes: max_message, idle_ms: idle },
      ...(allow.length > 0 ? { allow } : {}),
      ...(tls ? { tls } : {}),
    }
    const listener = await this.#ports.network.listen(endpoint, this.#serve(this.#gates.get(id)!))
    this.#listeners.push(listener)
    return { connection: id, host: listener.host, port: listener.port }
  }

  #serve(gate: Gate): ConnectionHandlers {
    return {
      onOpen: (connection) => this.#opened(connection, gate),
      onMessage: (connection, message, early) => this.#came(connection, gate, message, early ?? false),
      onEnd: (connection) => this.#peerEnded(connection),
      onDrain: (connection) => this.#emptied(connection),
      onTrouble: (connection, trouble) => this.#troubled(connection, gate, trouble),
      onClose: (connection) => this.#closed(connection, gate),
    }
  }

  #opened(connection: Connection, gate: Gate): void {
    const peer = peerOn(connection, gate)
    this.#peers.set(connection.id, peer)
    if (this.#state !== 'open') connection.pause()
    this.#holdBack(peer)
    this.#news(gate, `${connection.peer} connected`)
  }

  #closed(connection: Connection, gate: Gate): void {
    const peer = this.#peers.get(connection.id)
    if (!peer) return
    peer.open = false
    this.#peers.delete(connection.id)
    this.#held.delete(peer)
    this.#news(gate, `${connection.peer} closed`)
  }

  #emptied(connection: Connection): void {
    const peer = this.#peers.get(connection.id)
    if (!peer) return
    peer.full = false
    this.#resume(peer)
  }

  /** It may still wait for answers: to all messages of a batch, or for the verdict. */
  #peerEnded(connection: Connection): void {
    const peer = this.#peers.get(connection.id)
    if (!peer) return
    peer.ended = true
    this.#closeIfDone(peer)
  }

  #closeIfDone({ ended, owed, connection }: Peer): void {
    if (ended && owed === 0) connection?.close()
  }

  /** A message of it has been answered as far as it will be. */
  #answered(peer: Peer): void {
    peer.owed--
    if (peer.ended) this.#closeIfDone(peer)
  }

  #news(gate: Gate, text: string): void {
    let open = 0
    for (const peer of this.#peers.values()) if (peer.gate === gate) open++
    this.#handlers?.onConnections({ connection: gate.place.connection.id, open, text })
  }

  #came(connection: Connection, gate: Gate, message: Uint8Array, isEarly: boolean): void {
    const peer = this.#peers.get(connection.id)
    if (!peer || this.#state === 'ended') return
    const early: Early | null = isEarly ? { id: undefined, rest: null } : null
    peer.early = early
    for (const arrival of judge(message, gate, this.#ports.clock.now())) {
      this.#add(early ? { arrival, peer, early } : { arrival, peer })
    }
    this.#group.flush()
    this.#holdBack(peer)
  }

  #add(item: Item): void {
    item.peer.owed++
    this.#shares.came(item.peer.share, item.arrival.incoming.body.length)
    this.#group.add(item)
  }

  #troubled(connection: Connection | null, gate: Gate, trouble: Trouble): void {
    if (this.#state === 'ended') return
    const peer = (connection && this.#peers.get(connection.id)) ?? peerOn(null, gate)
    if (trouble.code === 'frame-went-on') this.#wentOn(peer, trouble)
    else if (trouble.head && trouble.head.length > 0) {
      const judgeHead = trouble.code === 'frame-cut-short' ? cutShort : refused
      this.#keepHead({ peer, arrival: judgeHead(trouble.head, faultOf(trouble), gate, this.#ports.clock.now()) })
    } else if (trouble.code === 'garbage-between-frames') {
      this.#notice(gate, 'malformed-message', trouble.code, trouble.text)
    } else this.#news(gate, trouble.text)
  }

  #keepHead(item: Item): void {
    this.#add(item)
    this.#group.flush()
    this.#holdBack(item.peer)
  }

  /** Bytes behind a message that was taken early may belong to it: they are kept, and name it, which needs its id. */
  #wentOn(peer: Peer, trouble: Trouble): void {
    const { early, gate } = peer
    peer.early = null
    if (early && early.id === undefined) early.rest = trouble
    else if (early?.id) this.#keepRest(peer, early.id, trouble)
    else this.#notice(gate, 'malformed-message', trouble.code, trouble.text)
  }

  #keepRest(peer: Peer, id: number, { code, text, head }: Trouble): void {
    const fault = faultOf({ code, text: `message ${id}: ${text}` })
    const arrival = cutShort(head ?? new Uint8Array(0), fault, peer.gate, this.#ports.clock.now())
    this.#keepHead({ peer, arrival, told: true })
  }

  /** What became of a message that was taken early: its id, or null where its sender sends it again. */
  #known(peer: Peer, early: Early, id: number | null): void {
    const { rest } = early
    early.id = id
    early.rest = null
    if (!rest) return
    if (id === null) this.#notice(peer.gate, 'malformed-message', rest.code, rest.text)
    else this.#keepRest(peer, id, rest)
  }

  #notice(gate: Gate, kind: 'malformed-message' | 'not-stored', cause: string, text: string): void {
    const { system, connection } = gate.place
    const concern = { kind, severity: 'high' as const, text, cause: `${kind}|${connection.id}|${cause}` }
    this.#handlers?.onNotice({ connection: connection.id, system: system.id, concern })
  }

  keep({ connection, body, refused: why, onKept }: Kept): void {
    const gate = this.#gates.get(connection)
    if (!gate || this.#state === 'ended') return
    const arrivals = judge(body, gate, this.#ports.clock.now())
    const last = arrivals.length - 1
    for (const [index, arrival] of arrivals.entries()) {
      const incoming = { ...arrival.incoming, refused: why || arrival.incoming.refused }
      const item = { arrival: { ...arrival, incoming }, peer: peerOn(null, gate) }
      this.#add(index === last ? { ...item, onKept } : item)
    }
    this.#group.flush()
  }

  #stored(group: readonly Item[], received: readonly Received[]): void {
    const fresh: StoredMessage[] = []
    for (const [index, item] of group.entries()) {
      const result = received[index]!
      const { peer, early } = item
      const { incoming, answer, waits } = item.arrival
      const { length } = incoming.body
      if (result.kind === 'new') {
        fresh.push({ ...incoming, id: result.id, controlIdReused: result.controlIdReused })
        this.#shares.stored(peer.share, result.id, length)
        this.#send(peer, answer)
        if (waits) this.#await(result.id, peer)
        else this.#answered(peer)
      } else {
        this.#shares.gone(peer.share, length)
        this.#answerRepeat(item, result.id, result.answer)
      }
      if (early) this.#known(peer, early, result.id)
      item.onKept?.(result.id, answer)
    }
    this.#regulate()
    if (fresh.length > 0) this.#handlers?.onStored(fresh)
  }

  /** The original answer, a refusal too; one that waits for the verdict waits together with the first. */
  #answerRepeat({ arrival, peer, again }: Item, messageId: number, original: Uint8Array): void {
    if (arrival.waits && !again) this.#send(peer, arrival.answer)
    this.#send(peer, original)
    const waits = arrival.waits && original.length === 0
    if (waits && messageId > this.#decidedThrough) {
      this.#await(messageId, peer)
      return
    }
    if (waits && !again) {
      // It was decided while the repeat was looked up: now the store has the verdict, if there is one.
      this.#add({ arrival, peer, again: true })
      this.#group.flush()
    }
    this.#answered(peer)
  }

  #await(messageId: number, peer: Peer): void {
    const peers = this.#undecided.get(messageId)
    if (peers) peers.push(peer)
    else this.#undecided.set(messageId, [peer])
  }

  #send(peer: Peer, answer: Uint8Array): void {
    if (answer.length === 0 || !peer.connection || !peer.open) return
    if (peer.connection.send(answer)) return
    peer.full = true
    peer.connection.pause()
  }

  /** Nothing was kept: senders are told to send again, and what nobody would send again stays here for the next try. */
  #failed(group: readonly Item[], error: Error & { code?: string }): readonly Item[] {
    const now = this.#ports.clock.now()
    const again = group.filter((item) => !this.#refuse(item, now))
    this.#regulate()
    const why = error.code ?? 'unknown'
    const text = `The store failed (${why}): nothing that came in meanwhile was acknowledged. See to the database and its disk, then that the senders have sent it again.`
    const gates = new Set(group.map(({ peer }) => peer.gate))
    for (const gate of gates) this.#notice(gate, 'not-stored', why, text)
    return again
  }

  /** Whether the sender was told, or will send again because it hears nothing. */
  #refuse({ arrival, peer, onKept, early, told }: Item, now: Instant): boolean {
    if (onKept || told) return false
    const answer = refusalAnswer(arrival.header, arrival.plan, busy, peer.gate, now)
    this.#send(peer, answer)
    const { stored, decided } = arrival.plan
    const isRefused = answer.length > 0 || stored.accept || decided.accept
    if (isRefused) {
      this.#shares.gone(peer.share, arrival.incoming.body.length)
      if (early) this.#known(peer, early, null)
      this.#answered(peer)
    }
    return isRefused
  }

  #lost(error: Error): void {
    this.abandon()
    this.#handlers?.onLost(error)
  }

  renewed(lease: Lease): void {
    this.#group.use(lease)
  }

  settled(through: number): void {
    this.#decidedThrough = Math.max(this.#decidedThrough, through)
    this.#shares.settled(this.#decidedThrough)
    for (const [id, peers] of this.#undecided) {
      if (id > through) break
      this.#undecided.delete(id)
      for (const peer of peers) this.#answered(peer)
    }
    this.#regulate()
  }

  answer(decided: readonly Decided[]): void {
    for (const { messageId, answer } of decided) {
      const peers = this.#undecided.get(messageId)
      if (!peers) continue
      this.#undecided.delete(messageId)
      for (const peer of peers) {
        this.#send(peer, answer)
        this.#answered(peer)
      }
    }
  }

  /** Stops reading from a connection that has more waiting than its share. */
  #holdBack(peer: Peer): void {
    if (!peer.connection || !peer.open || this.#held.has(peer) || !this.#shares.exceeds(peer.share)) return
    this.#held.add(peer)
    peer.connection.pause()
  }

  /**
   * Slows down while decisions fall behind, so that senders wait a little each instead of long now and then; and goes on
   * reading from those whose share fits again.
   */
  #regulate(): void {
    const { undecided_messages, slow_messages, slow_ms } = this.#limits
    const behind = Math.max(0, this.#shares.undecided_messages - slow_messages) / undecided_messages
    this.#group.slow_ms = Math.round(Math.min(1, behind) * slow_ms)
    if (this.#held.size === 0) return
    for (const peer of this.#held) {
      if (!this.#shares.fits(peer.share)) continue
      this.#held.delete(peer)
      this.#resume(peer)
    }
  }

  /** Unless something else keeps us from reading from it. */
  #resume(peer: Peer): void {
    if (this.#state === 'open' && !peer.full && !this.#held.has(peer)) peer.connection?.resume()
  }

  async drain(): Promise<void> {
    if (this.#state === 'open') this.#state = 'draining'
    for (const { connection } of this.#peers.values()) connection?.pause()
    await this.#group.rest()
  }

  async close(grace_ms: number): Promise<void> {
    this.#state = 'ended'
    this.#group.end()
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close(grace_ms)))
  }

  abandon(): void {
    this.#state = 'ended'
    this.#group.end()
    for (const { connection } of this.#peers.values()) connection?.close()
    for (const listener of this.#listeners.splice(0)) void listener.close(0)
  }
}

/** `connection` null: a line of ours. */
function peerOn(connection: Connection | null, gate: Gate): Peer {
  const open = connection !== null
  return { connection, gate, share: emptyShare(), open, full: false, owed: 0, ended: false, early: null }
}

function faultOf({ code, text }: Pick<Trouble, 'code' | 'text'>): Fault {
  const tooLarge = code === 'frame-too-large'
  return {
    kind: 'malformed-message',
    refusal: tooLarge ? 'content' : 'busy',
    text: `${code}: ${text}`,
    error: {
      code: tooLarge ? '104' : '207',
      text: tooLarge ? 'The message is too large.' : 'The frame was cut short.',
    },
  }
}
