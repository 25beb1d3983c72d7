// The Network port: framed HL7 messages over connections, as the engine sees them. In production it is MLLP over TCP or
// TLS; in a rehearsal a simulated network. The one thing to know: a send that was accepted proves nothing; only an
// acknowledgement that names the message does.

/** Where to listen or connect, and what to expect of the peer. Durations in milliseconds, sizes in bytes. */
export type Endpoint = {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly tls?: TlsFiles
  /** Peers that may connect: addresses or CIDR ranges; absent means any that can reach the port. */
  readonly allow?: readonly string[]
  /** Largest message accepted. */
  readonly maxMessage_bytes: number
  /** A connection without a byte for this long is closed as half open; 0 never. */
  readonly idle_ms: number
}

/** PEM texts, already read. `ca` present on a listener means that a client certificate is demanded and checked. */
export type TlsFiles = {
  readonly cert?: string
  readonly key?: string
  readonly ca?: string
  /** Name to verify in the peer's certificate when it differs from the host. */
  readonly serverName?: string
}

/** Something wrong on a connection that does not end the others. Holds no bytes of any message. */
export type Trouble = {
  readonly code:
    | 'garbage-between-frames'
    | 'frame-too-large'
    | 'frame-cut-short'
    | 'frame-without-cr'
    | 'frame-went-on'
    | 'peer-refused'
    | 'tls-failed'
    | 'connect-failed'
    | 'idle'
  readonly text: string
  /**
   * To be kept: what came of a frame that was too large (as much as is allowed) or cut short, or behind a message that was
   * taken early; else absent.
   */
  readonly head?: Uint8Array
}

/** One open connection. */
export type Connection = {
  readonly id: number
  /** Address and port of the other side, for people. */
  readonly peer: string
  /** Frames and writes one message. False when more than the bound is waiting: stop until `onDrain`. */
  send(message: Uint8Array): boolean
  /** Stops reading from the peer (back-pressure). */
  pause(): void
  resume(): void
  /**
   * Sends no more, and ends. On a connection that we opened, what the peer still says is handed on until it ends too, or for
   * so long; a line does not wait for that to connect anew.
   */
  close(linger_ms?: number): void
}

export type ConnectionHandlers = {
  onOpen?(connection: Connection): void
  /**
   * One whole message, without its frame. The bytes are the handler's to keep. `early`: its frame had no proper end, and was
   * taken for ended after a moment; if more of it comes after all, that is a `frame-went-on` before the next message.
   */
  onMessage(connection: Connection, message: Uint8Array, early?: boolean): void
  /**
   * The peer will send no more, and may still wait for answers: close the connection once it is owed none. After a bound the
   * connection ends all the same. Without this handler it ends once as many messages were sent as came.
   */
  onEnd?(connection: Connection): void
  onDrain?(connection: Connection): void
  onTrouble?(connection: Connection | null, trouble: Trouble): void
  onClose?(connection: Connection): void
}

export type Listener = {
  /** The address really bound. */
  readonly host: string
  readonly port: number
  /** Takes no new connections; ends those there are once their output is written, at the latest after `grace_ms`. */
  close(grace_ms: number): Promise<void>
}

/** A line to one peer that is kept up: it connects, and connects again with back-off, until closed. */
export type Line = {
  readonly state: 'connecting' | 'open' | 'closed'
  close(): void
}

export type Network = {
  /** Rejects with a LabloopError when the port is taken or may not be bound. */
  listen(endpoint: Endpoint, handlers: ConnectionHandlers): Promise<Listener>
  connect(
    endpoint: Endpoint & { readonly backoff_ms: readonly [first: number, most: number] },
    handlers: ConnectionHandlers,
  ): Line
}
