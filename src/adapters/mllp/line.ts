// A line to one peer over MLLP that is kept up: it connects, and connects again after each loss, waiting longer each time.
// The one thing to know: a peer that takes connections and drops them at once is waited for like one that takes none. A
// connection that its user gave up may linger beside the next one, for what the peer still says on it.
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { Clock, Instant, Random } from '../../engine/ports/clock.ts'
import type { Connection, ConnectionHandlers, Endpoint, Line } from '../../engine/ports/network.ts'
import { LINGER_MS, MllpConnection } from './connection.ts'
import { clientTls } from './tls.ts'

export type LineEndpoint = Endpoint & { readonly backoff_ms: readonly [first: number, most: number] }

const CONNECT_MS = 10_000
/** A connection that its peer ends this soon was not wanted. */
const UNWANTED_MS = 1000
/** Connections that were given up and may still bring an answer. */
const MOST_LINGERING = 4

export class MllpLine implements Line {
  readonly #clock: Clock
  readonly #random: Random
  readonly #nextId: () => number
  readonly #endpoint: LineEndpoint
  readonly #handlers: ConnectionHandlers
  readonly #tls: ConnectionOptions | undefined
  #state: Line['state'] = 'connecting'
  #socket: Socket | undefined
  #connection: MllpConnection | undefined
  readonly #lingering = new Set<MllpConnection>()
  #failures = 0
  /** Whether the peer of this connection has shown itself to be well. */
  #heard = false
  #openedAt: Instant = 0
  #cancelTimer: () => void = () => {}

  /** Begins to connect. Throws `tls-files-invalid`. */
  constructor(
    clock: Clock,
    random: Random,
    nextId: () => number,
    endpoint: LineEndpoint,
    handlers: ConnectionHandlers,
  ) {
    this.#clock = clock
    this.#random = random
    this.#nextId = nextId
    this.#endpoint = endpoint
    this.#handlers = handlers
    this.#tls = endpoint.tls && clientTls(endpoint, endpoint.tls)
    this.#connect()
  }

  get state(): Line['state'] {
    return this.#state
  }

  close(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#cancelTimer()
    for (const each of this.#lingering) each.destroy()
    if (this.#connection) this.#connection.close()
    else this.#socket?.destroy()
  }

  #connect(): void {
    const { host, port } = this.#endpoint
    const socket = this.#tls ? connectTls({ ...this.#tls, host, port }) : connectTcp({ host, port })
    this.#socket = socket
    let reached = false
    let reason = ''
    const onError = (error: NodeJS.ErrnoException) => (reason = error.code ?? error.message)
    const onGone = () => this.#failed(reached && this.#tls !== undefined, reason || 'closed by the peer')
    socket.on('error', onError)
    socket.on('close', onGone)
    socket.on('connect', () => (reached = true))
    socket.on(this.#tls ? 'secureConnect' : 'connect', () => {
      socket.off('error', onError).off('close', onGone)
      this.#cancelTimer()
      this.#opened(socket)
    })
    this.#cancelTimer = this.#clock.at(this.#clock.now() + CONNECT_MS, () => {
      reason = `no answer in ${CONNECT_MS / 1000} seconds`
      socket.destroy()
    })
  }

  #opened(socket: Socket): void {
    const { maxMessage_bytes, idle_ms } = this.#endpoint
    const handlers: ConnectionHandlers = {
      ...this.#handlers,
      onMessage: (connection, message) => {
        if (connection === this.#connection) this.#heard = true
        this.#handlers.onMessage(connection, message)
      },
      onClose: (connection) => this.#lost(connection),
    }
    const setup = { id: this.#nextId(), socket, clock: this.#clock, handlers, maxMessage_bytes, idle_ms }
    this.#state = 'open'
    this.#openedAt = this.#clock.now()
    this.#heard = false
    const made = new MllpConnection({ ...setup, listening: false, onEnding: () => this.#leave(made) })
    this.#connection = made
    this.#handlers.onOpen?.(made)
  }

  /** Its user gave it up: one that the peer does not end soon lingers, and the next one is opened beside it. */
  #leave(connection: MllpConnection): void {
    if (this.#state === 'closed' || connection !== this.#connection) return
    const [oldest] = this.#lingering
    if (oldest && this.#lingering.size >= MOST_LINGERING) oldest.destroy()
    this.#lingering.add(connection)
    this.#cancelTimer()
    this.#cancelTimer = this.#clock.at(this.#clock.now() + LINGER_MS, () => {
      this.#connection = undefined
      this.#connectLater(this.#heard)
    })
  }

  #lost(connection: Connection): void {
    this.#lingering.delete(connection as MllpConnection)
    if (connection !== this.#connection) {
      this.#handlers.onClose?.(connection)
      return
    }
    this.#cancelTimer()
    const open_ms = this.#clock.now() - this.#openedAt
    if (open_ms >= this.#endpoint.backoff_ms[1]) this.#heard = true
    this.#connection = undefined
    if (this.#state !== 'closed') this.#connectLater(this.#heard)
    this.#handlers.onClose?.(connection)
    if (this.#state === 'closed' || this.#heard || open_ms >= UNWANTED_MS) return
    const text = `${connection.peer} ended the connection at once: are we on its list, and does it take our certificate?`
    this.#handlers.onTrouble?.(null, { code: 'connect-failed', text })
  }

  #failed(inHandshake: boolean, reason: string): void {
    this.#cancelTimer()
    if (this.#state === 'closed') return
    const place = `${this.#endpoint.host}:${this.#endpoint.port}`
    this.#connectLater(false)
    this.#handlers.onTrouble?.(null, {
      code: inHandshake ? 'tls-failed' : 'connect-failed',
      text: `no ${inHandshake ? 'TLS with' : 'connection to'} ${place} (${reason})`,
    })
  }

  #connectLater(wasWell: boolean): void {
    this.#state = 'connecting'
    if (wasWell) this.#failures = 0
    const wait_ms = backoff_ms(this.#endpoint.backoff_ms, this.#failures++, this.#random.next())
    this.#cancelTimer = this.#clock.at(this.#clock.now() + wait_ms, () => this.#connect())
  }
}

/**
 * How long to wait before try number `failures` (from 0): doubles from `first` to `most`, and of that a half to the whole
 * by chance (in [0, 1)), so that the lines of a peer that comes back do not all come at once.
 */
export function backoff_ms([first, most]: readonly [number, number], failures: number, chance: number): number {
  const whole_ms = Math.min(most, first * 2 ** Math.min(failures, 30))
  return whole_ms / 2 + (whole_ms / 2) * chance
}
