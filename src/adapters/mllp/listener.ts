// Listens for peers that send messages over MLLP. The one thing to know: the allow-list is asked before anything else, so a
// peer that is not on it never gets to the TLS handshake, let alone to the parser.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import type { Clock } from '../../engine/ports/clock.ts'
import type { ConnectionHandlers, Endpoint, Listener } from '../../engine/ports/network.ts'
import { type ErrorCode, LabloopError } from '../../errors.ts'
import { allowList, peerName } from './allow-list.ts'
import { type Habits, MllpConnection } from './connection.ts'
import { serverTls } from './tls.ts'

/** Sockets at once, refused ones aside: a sender that leaks connections must not take all our file handles. */
const MOST_CONNECTIONS = 1000

/** See `Network.listen`. `nextId` numbers the connections. */
export async function listen(
  clock: Clock,
  nextId: () => number,
  endpoint: Endpoint,
  handlers: ConnectionHandlers,
): Promise<Listener> {
  const listener = new MllpListener(clock, nextId, endpoint, handlers)
  await listener.open()
  return listener
}

class MllpListener implements Listener {
  readonly #clock: Clock
  readonly #nextId: () => number
  readonly #endpoint: Endpoint
  readonly #handlers: ConnectionHandlers
  readonly #allowed: (address: string) => boolean
  readonly #server: Server
  readonly #tls: TlsServer | undefined
  /** Every open socket and its peer, those in their TLS handshake too. */
  readonly #sockets = new Map<Socket, string>()
  readonly #connections = new Map<string, MllpConnection>()
  readonly #habits: Habits = new Set()
  #onGone: () => void = () => {}

  constructor(clock: Clock, nextId: () => number, endpoint: Endpoint, handlers: ConnectionHandlers) {
    this.#clock = clock
    this.#nextId = nextId
    this.#endpoint = endpoint
    this.#handlers = handlers
    this.#allowed = allowList(endpoint.allow)
    this.#tls = this.#tlsServer()
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#onSocket(socket))
    this.#server.maxConnections = MOST_CONNECTIONS
  }

  get host(): string {
    return (this.#server.address() as AddressInfo | null)?.address ?? this.#endpoint.host
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? this.#endpoint.port
  }

  open(): Promise<void> {
    const { host, port } = this.#endpoint
    return new Promise((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException) => reject(listenError(error, this.#endpoint))
      this.#server.once('error', onError)
      this.#server.listen(port, host, () => {
        this.#server.off('error', onError)
        this.#server.on('error', () => {}) // too many open files: those there go on, a new one is tried again by its peer
        resolve()
      })
    })
  }

  close(grace_ms: number): Promise<void> {
    const cancel = this.#clock.at(this.#clock.now() + grace_ms, () => {
      for (const socket of this.#sockets.keys()) socket.destroy()
    })
    const open = new Set(this.#connections.keys())
    return new Promise((resolve) => {
      this.#onGone = () => {
        if (this.#server.listening || this.#sockets.size > 0 || this.#connections.size > 0) return
        cancel()
        resolve()
      }
      this.#server.close(this.#onGone)
      for (const connection of this.#connections.values()) connection.close(grace_ms)
      for (const [socket, peer] of this.#sockets) if (!open.has(peer)) socket.destroy() // still in its handshake
    })
  }

  #onSocket(socket: Socket): void {
    const peer = peerName(socket.remoteAddress, socket.remotePort)
    this.#sockets.set(socket, peer)
    socket.on('error', () => {}) // told by 'close', or by the handshake
    socket.on('close', () => {
      this.#sockets.delete(socket)
      this.#onGone()
    })
    if (!this.#allowed(socket.remoteAddress ?? '')) {
      this.#handlers.onTrouble?.(null, { code: 'peer-refused', text: `${peer} is not on the list of peers` })
      socket.destroy()
    } else if (this.#tls) this.#tls.emit('connection', socket)
    else this.#accept(socket)
  }

  #accept(socket: Socket): void {
    const { maxMessage_bytes, idle_ms } = this.#endpoint
    const handlers: ConnectionHandlers = {
      ...this.#handlers,
      onClose: (closed) => {
        this.#connections.delete(closed.peer)
        this.#handlers.onClose?.(closed)
        this.#onGone()
      },
    }
    const setup = {
      id: this.#nextId(),
      socket,
      clock: this.#clock,
      handlers,
      maxMessage_bytes,
      idle_ms,
      listening: true,
      habits: this.#habits,
    }
    const connection = new MllpConnection(setup)
    this.#connections.set(connection.peer, connection)
    this.#handlers.onOpen?.(connection)
  }

  #tlsServer(): TlsServer | undefined {
    const { tls, host, port } = this.#endpoint
    if (!tls) return undefined
    const server = createTlsServer({ ...serverTls(tls, `${host}:${port}`), allowHalfOpen: true })
    server.on('secureConnection', (socket) => {
      if (socket.authorized || tls.ca === undefined) this.#accept(socket)
      else this.#refuseTls(socket, String(socket.authorizationError ?? 'no certificate'))
    })
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      this.#refuseTls(socket, error.code ?? error.message)
    })
    return server
  }

  #refuseTls(socket: TLSSocket, reason: string): void {
    const text = `no TLS with ${peerName(socket.remoteAddress, socket.remotePort)} (${reason})`
    socket.on('error', () => {})
    socket.destroy()
    this.#handlers.onTrouble?.(null, { code: 'tls-failed', text })
  }
}

const listenErrors: Readonly<Record<string, ErrorCode>> = {
  EADDRINUSE: 'port-taken',
  EACCES: 'port-not-permitted',
  EADDRNOTAVAIL: 'address-not-available',
  ENOTFOUND: 'address-not-available',
  EINVAL: 'address-not-available',
}

function listenError(error: NodeJS.ErrnoException, { host, port }: Endpoint): Error {
  const code = listenErrors[error.code ?? '']
  return code ? new LabloopError(code, { place: `${host}:${port}`, given: error.code ?? '', cause: error }) : error
}
