// One open MLLP connection over a socket: frames in, frames out, both bounded. The one thing to know: what a peer that
// connected to us sends after we decided to close is not handed on, and so never acknowledged; it will send that again. What
// a peer that we connected to still says then may be the answer to something that we sent, and is handed on.
import type { Socket } from 'node:net'
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Connection, ConnectionHandlers, Trouble } from '../../engine/ports/network.ts'
import { type FrameTrouble, frame, MllpDecoder } from '../../hl7/mllp.ts'
import { peerName } from './allow-list.ts'

export type ConnectionSetup = {
  readonly id: number
  readonly socket: Socket
  readonly clock: Clock
  readonly handlers: ConnectionHandlers
  readonly maxMessage_bytes: number
  readonly idle_ms: number
  /** Whether the peer connected to us, and sends messages that we answer. */
  readonly listening: boolean
  /** What is known of the senders that connect to the same place: absent on a line of ours. */
  readonly habits?: Habits
  /** We end it, and the peer may still speak. */
  readonly onEnding?: () => void
}

/** Hosts whose frames end with FS alone, for as long as we listen. */
export type Habits = Set<string>

/** Output waiting for the peer beyond which `send` says to stop. */
const OUTPUT_LIMIT_BYTES = 1_000_000
const KEEP_ALIVE_MS = 30_000
/**
 * How long the CR that ends a frame may come after everything else of it: from a sender that is known never to send it, or on
 * a line of ours, where answers come; and from one that we have to get to know.
 */
const LATE_CR_MS = 1000
const FIRST_LATE_CR_MS = 5000
/** More senders without CR than this are got to know again. */
const MOST_HABITS = 1000
/** How long a peer has to close after us. */
export const LINGER_MS = 2000
/** How long a peer that will send no more may wait for the answers that we owe. */
const OWED_MS = 10_000

export class MllpConnection implements Connection {
  readonly id: number
  readonly peer: string
  readonly #socket: Socket
  readonly #setup: ConnectionSetup
  readonly #decoder: MllpDecoder
  readonly #host: string
  #received = 0
  #sent = 0
  #corked = false
  #full = false
  #paused = false
  #peerEnded = false
  #closing = false
  #lastHeard: Instant
  #cancelIdle: () => void = () => {}
  #cancelEnd: () => void = () => {}
  #cancelLateCr: (() => void) | null = null
  #toldLateCr = false

  constructor(setup: ConnectionSetup) {
    const { socket, clock } = setup
    this.id = setup.id
    this.peer = peerName(socket.remoteAddress, socket.remotePort)
    this.#host = socket.remoteAddress ?? ''
    this.#setup = setup
    this.#socket = socket
    this.#lastHeard = clock.now()
    this.#decoder = new MllpDecoder(setup.maxMessage_bytes, {
      onMessage: (message, early) => this.#onMessage(message, early),
      onTrouble: (trouble) =>
        this.#trouble(trouble.code, wording(trouble), 'head' in trouble ? trouble.head : undefined),
    })
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    this.#watchIdle()
    socket.on('data', (chunk) => this.#onData(chunk))
    socket.on('drain', () => this.#onWritten())
    socket.on('end', () => this.#onEnd())
    socket.on('error', (error: NodeJS.ErrnoException) => this.#onError(error))
    socket.on('close', () => this.#onClose())
  }

  /** All messages of one turn of the event loop leave in one write. */
  send(message: Uint8Array): boolean {
    const socket = this.#socket
    if (!socket.writable) return false
    if (!this.#corked) {
      this.#corked = true
      socket.cork()
      process.nextTick(() => this.#flush())
    }
    this.#sent++
    socket.write(frame(message))
    if (socket.writableLength > OUTPUT_LIMIT_BYTES) this.#fill()
    return !this.#full
  }

  /** What was read already is still handed on: at most 64 KB. */
  pause(): void {
    this.#paused = true
    this.#socket.pause()
  }

  resume(): void {
    this.#paused = false
    this.#lastHeard = this.#setup.clock.now()
    if (!this.#holdsBack()) this.#socket.resume()
  }

  /** Ends the connection once its output is written, at the latest after `grace_ms`. */
  close(grace_ms: number = this.#peerEnded ? OWED_MS : LINGER_MS): void {
    if (this.#closing) return
    this.#closing = true
    this.#socket.end()
    this.#socket.resume() // else the end of the peer would never be seen
    this.#endBy(grace_ms)
    this.#setup.onEnding?.()
  }

  /** Ends the connection at once; what waits is lost. */
  destroy(): void {
    this.#closing = true
    this.#socket.destroy()
  }

  /** Whether what the peer says does not count any more. */
  get #isDeaf(): boolean {
    return this.#closing && (this.#setup.listening || this.#socket.destroyed)
  }

  #onData(chunk: Buffer): void {
    if (this.#isDeaf) return
    this.#lastHeard = this.#setup.clock.now()
    this.#decoder.push(chunk)
    if (this.#decoder.omitsCr || this.#decoder.wentOn) this.#noteHabit()
    if (this.#cancelLateCr || this.#decoder.lacksCr) this.#awaitCr()
  }

  /** Remembered beyond the connection: some senders begin a new one when no answer comes in time. */
  #noteHabit(): void {
    const { habits } = this.#setup
    if (this.#decoder.wentOn) habits?.delete(this.#host)
    else if (habits && !habits.has(this.#host)) {
      if (habits.size >= MOST_HABITS) habits.clear()
      habits.add(this.#host)
    }
  }

  get #lateCr_ms(): number {
    const { habits } = this.#setup
    const isKnown = !habits || habits.has(this.#host) || this.#decoder.wentOn
    return isKnown ? LATE_CR_MS : FIRST_LATE_CR_MS
  }

  /** A sender that ends its frames with FS alone would wait for ever for an answer. */
  #awaitCr(): void {
    this.#cancelLateCr?.()
    this.#cancelLateCr = null
    if (this.#isDeaf || !this.#decoder.lacksCr) return
    const { clock } = this.#setup
    this.#cancelLateCr = clock.at(clock.now() + this.#lateCr_ms, () => {
      this.#cancelLateCr = null
      if (this.#isDeaf) return
      if (this.#paused || this.#holdsBack()) return this.#awaitCr() // it may be here and not read
      if (!this.#toldLateCr && !this.#decoder.wentOn) this.#trouble('frame-without-cr', lateCr)
      this.#toldLateCr = true
      this.#decoder.endWithoutCr()
    })
  }

  #onMessage(message: Buffer, early: boolean): void {
    if (this.#isDeaf) return
    this.#received++
    this.#setup.handlers.onMessage(this, message, early)
  }

  #flush(): void {
    this.#corked = false
    this.#socket.uncork()
    if (this.#peerEnded) this.#endWhenAnswered()
  }

  /** A peer that does not read its answers is not read from either: its memory fills up, not ours. */
  #fill(): void {
    this.#full = true
    if (this.#holdsBack()) this.#socket.pause()
  }

  #onWritten(): void {
    if (!this.#full) return
    this.#full = false
    if (!this.#paused && !this.#closing) this.resume()
    this.#setup.handlers.onDrain?.(this)
  }

  /** Not on a line of ours: there the answers that we would not read might be what the peer waits to get rid of. */
  #holdsBack(): boolean {
    return this.#full && this.#setup.listening
  }

  /** The peer will send no more. It may still wait for answers, as `nc` does. */
  #onEnd(): void {
    this.#peerEnded = true
    this.#decoder.end()
    if (this.#decoder.omitsCr) this.#noteHabit()
    if (!this.#setup.listening) {
      this.close()
      return
    }
    this.#endBy(OWED_MS)
    this.#setup.handlers.onEnd?.(this)
    this.#endWhenAnswered()
  }

  #endWhenAnswered(): void {
    if (!this.#setup.handlers.onEnd && this.#sent >= this.#received) this.close()
  }

  #onError(error: NodeJS.ErrnoException): void {
    const code = error.code ?? error.message
    if (code === 'ETIMEDOUT') this.#trouble('idle', 'the peer does not answer any more (TCP keep-alive)')
    else if (/SSL|TLS|CERT/.test(code)) this.#trouble('tls-failed', `the peer ended TLS (${code})`)
  }

  #onClose(): void {
    this.#cancelIdle()
    this.#cancelEnd()
    this.#cancelLateCr?.()
    if (!this.#closing) this.#decoder.end()
    if (this.#decoder.omitsCr) this.#noteHabit()
    this.#closing = true
    this.#setup.handlers.onClose?.(this)
  }

  #endBy(grace_ms: number): void {
    this.#cancelEnd()
    const { clock } = this.#setup
    this.#cancelEnd = clock.at(clock.now() + grace_ms, () => this.#socket.destroy())
  }

  /** One timer a connection, set anew only when it fires. */
  #watchIdle(): void {
    const { clock, idle_ms } = this.#setup
    if (idle_ms <= 0) return
    this.#cancelIdle = clock.at(this.#lastHeard + idle_ms, () => {
      if (this.#paused || this.#holdsBack()) this.#lastHeard = clock.now() // we do not listen: silence proves nothing
      const heard = this.#lastHeard
      if (clock.now() - heard < idle_ms) return this.#watchIdle()
      // It may be we who were busy, with bytes of the peer waiting to be read: they get one more turn.
      this.#cancelIdle = clock.at(clock.now() + idle_ms / 10, () => {
        if (this.#lastHeard === heard) this.#closeIdle()
        else this.#watchIdle()
      })
    })
  }

  #closeIdle(): void {
    this.#trouble('idle', `no byte for ${Math.round(this.#setup.idle_ms / 1000)} seconds`)
    this.#socket.destroy()
  }

  #trouble(code: Trouble['code'], text: string, head?: Uint8Array): void {
    this.#setup.handlers.onTrouble?.(this, head ? { code, text, head } : { code, text })
  }
}

const lateCr =
  'its messages end with FS and without the CR that MLLP asks for: each is taken after a moment, which makes it slow'

/** For people; never a byte of what was sent. */
function wording(trouble: FrameTrouble): string {
  switch (trouble.code) {
    case 'frame-cut-short':
      return `a message that broke off after ${trouble.bytes} bytes`
    case 'frame-too-large': {
      const size = `${trouble.bytes} bytes${trouble.endless ? ' or more' : ''}`
      return `a message of ${size}, where max_message allows ${trouble.limit_bytes}`
    }
    case 'frame-went-on':
      return `${trouble.bytes} bytes came behind a message that had been taken, because its frame seemed to end with FS alone`
  }
  const kinds = {
    'hl7-without-frame': 'it looks like HL7 without MLLP: switch MLLP on at the sender',
    tls: 'it looks like TLS: this connection is set up without',
    http: 'it looks like HTTP',
    unknown: 'it is not MLLP',
  }
  return `${trouble.bytes} bytes outside of any message; ${kinds[trouble.looksLike]}`
}
