// Receiving: messages are judged, stored in groups, and only then acknowledged. The one thing to know: nothing is
// acknowledged that the store has not said it keeps; where too much waits, we stop reading.
import { formatDateTime } from '../hl7/index.ts'
import type { Site } from '../site/shapes/site.ts'
import { type Arrival, cutShort, type Fault, type Gate, judge, refusalAnswer, refused } from './arrival.ts'
import { GroupCommit, type GroupLimits } from './group-commit.ts'
import type { Clock, Instant, Random } from './ports/clock.ts'
import type { Connection, ConnectionHandlers, Endpoint, Listener, Network, TlsFiles, Trouble } from './ports/network.ts'
import type { BoundPort, Decided, Kept, Reception, ReceptionHandlers } from './ports/reception.ts'
import type { Lease, Received, Store, StoredMessage } from './ports/store.ts'
import { type Place, places, routes } from './routes.ts'

export type ReceivePorts = {
  readonly store: Pick<Store, 'receive'>
  readonly network: Pick<Network, 'listen'>
  readonly clock: Clock
  readonly random: Random
  /** The PEM texts that a connection of the site names. */
  readonly tls: (place: Place) => TlsFiles | undefined
}

/** More than this not yet stored, or stored and not yet decided, stops the reading from all connections. */
export type ReceiveLimits = GroupLimits & {
  readonly unstored_bytes: number
  readonly undecided_bytes: number
  readonly undecided_messages: number
  /** From this many undecided on, each flush waits a little, up to `slow_ms` shortly before reading stops. */
  readonly slow_messages: number
  readonly slow_ms: number
}

export const receiveLimits: ReceiveLimits = {
  flush_messages: 500,
  flush_bytes: 8 * 1024 * 1024,
  gather_ms: 2,
  retry_ms: [100, 5000],
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
  open: boolean
  /** Its output is full: it is not read until that drains. */
  full: boolean
}

type Item = {
  readonly arrival: Arrival
  readonly peer: Peer
  readonly onKept?: Kept['onKept']
  /** A repeat that is looked up once more. */
  readonly again?: true
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
  #undecided_bytes = 0
  #undecided_messages = 0
  #decidedThrough = 0
  #paused = false
  #state: 'open' | 'draining' | 'ended' = 'open'
  #handlers: ReceptionHandlers | null = null

  constructor(site: Site, ports: ReceivePorts, limits: ReceiveLimits) {
    this.#site = site
    this.#ports = ports
    this.#limits = limits
    this.#gates = gatesOf(site, ports.random)
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
      onMessage: (connection, message) => this.#came(connection, gate, message),
      onDrain: (connection) => this.#emptied(connection),
      onTrouble: (connection, trouble) => this.#troubled(connection, gate, trouble),
      onClose: (connection) => this.#closed(connection, gate),
    }
  }

  #opened(connection: Connection, gate: Gate): void {
    this.#peers.set(connection.id, { connection, gate, open: true, full: false })
    if (this.#deaf()) connection.pause()
    this.#news(gate, `${connection.peer} connected`)
  }

  #closed(connection: Connection, gate: Gate): void {
    const peer = this.#peers.get(connection.id)
    if (!peer) return
    peer.open = false
    this.#peers.delete(connection.id)
    this.#news(gate, `${connection.peer} closed`)
  }

  #emptied(connection: Connection): void {
    const peer = this.#peers.get(connection.id)
    if (!peer) return
    peer.full = false
    if (!this.#deaf()) connection.resume()
  }

  #news(gate: Gate, text: string): void {
    let open = 0
    for (const peer of this.#peers.values()) if (peer.gate === gate) open++
    this.#handlers?.onConnections({ connection: gate.place.connection.id, open, text })
  }

  #came(connection: Connection, gate: Gate, message: Uint8Array): void {
    const peer = this.#peers.get(connection.id)
    if (!peer || this.#state === 'ended') return
    for (const arrival of judge(message, gate, this.#ports.clock.now())) this.#group.add({ arrival, peer })
    this.#group.flush()
    this.#regulate()
  }

  #troubled(connection: Connection | null, gate: Gate, trouble: Trouble): void {
    if (this.#state === 'ended') return
    if (trouble.head && trouble.head.length > 0) {
      const peer = (connection && this.#peers.get(connection.id)) ?? lineOf(gate)
      const judgeHead = trouble.code === 'frame-cut-short' ? cutShort : refused
      this.#group.add({ arrival: judgeHead(trouble.head, faultOf(trouble), gate, this.#ports.clock.now()), peer })
      this.#group.flush()
    } else if (trouble.code === 'garbage-between-frames') {
      this.#notice(gate, 'malformed-message', trouble.code, trouble.text)
    } else this.#news(gate, trouble.text)
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
      const item = { arrival: { ...arrival, incoming }, peer: lineOf(gate) }
      this.#group.add(index === last ? { ...item, onKept } : item)
    }
    this.#group.flush()
  }

  #stored(group: readonly Item[], received: readonly Received[]): void {
    const fresh: StoredMessage[] = []
    for (const [index, item] of group.entries()) {
      const result = received[index]!
      const { incoming, answer, waits } = item.arrival
      if (result.kind === 'new') {
        fresh.push({ ...incoming, id: result.id, controlIdReused: result.controlIdReused })
        this.#send(item.peer, answer)
        if (waits) this.#await(result.id, item.peer)
      } else this.#answerRepeat(item, result.id, result.answer)
      item.onKept?.(result.id, answer)
    }
    this.#handOn(fresh)
  }

  #handOn(fresh: readonly StoredMessage[]): void {
    if (fresh.length === 0) return
    for (const { body } of fresh) this.#undecided_bytes += body.length
    this.#undecided_messages += fresh.length
    this.#regulate()
    this.#handlers?.onStored(fresh)
  }

  /** The original answer, a refusal too; one that waits for the verdict waits together with the first. */
  #answerRepeat({ arrival, peer, again }: Item, messageId: number, original: Uint8Array): void {
    if (arrival.waits && !again) this.#send(peer, arrival.answer)
    this.#send(peer, original)
    if (!arrival.waits || original.length > 0) return
    if (messageId > this.#decidedThrough) this.#await(messageId, peer)
    else if (!again) {
      // It was decided while the repeat was looked up: now the store has the verdict, if there is one.
      this.#group.add({ arrival, peer, again: true })
      this.#group.flush()
    }
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
    const why = error.code ?? 'unknown'
    const text = `The store failed (${why}): nothing that came in meanwhile was acknowledged.`
    const gates = new Set(group.map(({ peer }) => peer.gate))
    for (const gate of gates) this.#notice(gate, 'not-stored', why, text)
    return again
  }

  /** Whether the sender was told, or will send again because it hears nothing. */
  #refuse({ arrival, peer, onKept }: Item, now: Instant): boolean {
    if (onKept) return false
    const answer = refusalAnswer(arrival.header, arrival.plan, busy, peer.gate, now)
    this.#send(peer, answer)
    const { stored, decided } = arrival.plan
    return answer.length > 0 || stored.accept || decided.accept
  }

  #lost(error: Error): void {
    this.abandon()
    this.#handlers?.onLost(error)
  }

  renewed(lease: Lease): void {
    this.#group.use(lease)
  }

  settled(through: number, messages: number, bytes: number): void {
    this.#decidedThrough = Math.max(this.#decidedThrough, through)
    this.#undecided_messages = Math.max(0, this.#undecided_messages - messages)
    this.#undecided_bytes = Math.max(0, this.#undecided_bytes - bytes)
    for (const id of this.#undecided.keys()) {
      if (id > through) break
      this.#undecided.delete(id)
    }
    this.#regulate()
  }

  answer(decided: readonly Decided[]): void {
    for (const { messageId, answer } of decided) {
      for (const peer of this.#undecided.get(messageId) ?? []) this.#send(peer, answer)
      this.#undecided.delete(messageId)
    }
  }

  /**
   * Slows down while decisions fall behind, so that senders wait a little each instead of long now and then; stops reading
   * where too much waits, and goes on once a quarter of the bound is free again.
   */
  #regulate(): void {
    const { unstored_bytes, undecided_bytes, undecided_messages, slow_messages, slow_ms } = this.#limits
    const behind = Math.max(0, this.#undecided_messages - slow_messages) / undecided_messages
    this.#group.slow_ms = Math.round(Math.min(1, behind) * slow_ms)
    const share = Math.max(
      this.#group.unstored_bytes / unstored_bytes,
      this.#undecided_bytes / undecided_bytes,
      this.#undecided_messages / undecided_messages,
    )
    if (share >= 1 && !this.#paused) {
      this.#paused = true
      for (const { connection } of this.#peers.values()) connection?.pause()
    } else if (share < 0.75 && this.#paused) {
      this.#paused = false
      if (this.#deaf()) return
      for (const { connection, full } of this.#peers.values()) if (!full) connection?.resume()
    }
  }

  #deaf(): boolean {
    return this.#paused || this.#state !== 'open'
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

/** What the judgement needs at each connection: those that peers open, and our own lines, on which answers come. */
function gatesOf(site: Site, random: Random): Map<string, Gate> {
  const shared = { routes: routes(site), observe: site.mode === 'observe', ...answerMaker(random) }
  return new Map(
    (['in', 'out'] as const).flatMap((direction) =>
      places(site, direction).map((place): [string, Gate] => [
        place.connection.id,
        { ...shared, place, response: direction === 'out' },
      ]),
    ),
  )
}

/** Control ids of our answers, unique over restarts, and their times, made once a second. */
function answerMaker(random: Random): Pick<Gate, 'nextControlId' | 'time'> {
  const prefix = random.token(6)
  let count = 0
  let second = -1
  let text = ''
  return {
    nextControlId: () => `${prefix}${(++count).toString(36).toUpperCase()}`,
    time: (at) => {
      const now = Math.floor(at / 1000)
      if (now !== second) {
        second = now
        text = formatDateTime(now * 1000, { offset_minutes: 0 })
      }
      return text
    },
  }
}

function lineOf(gate: Gate): Peer {
  return { connection: null, gate, open: false, full: false }
}

function faultOf({ code, text }: Trouble): Fault {
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
