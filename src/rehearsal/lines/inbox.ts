// The receiving side of a virtual system: it listens, answers every message, and does the work of one control id once.
// The one thing to know: a message that comes again under the same control id with the same bytes gets the answer that
// it got the first time; what is sent again because an answer was lost changes nothing.
import { Buffer } from 'node:buffer'
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Connection, Endpoint, Listener, Network } from '../../engine/ports/network.ts'
import { get, type Message, parseMessage } from '../../hl7/index.ts'

/** How a receiver misbehaves with one message. It still loses nothing: the sender that persists gets through. */
export type Disturbance = 'none' | 'lost-acknowledgement' | 'slow-acknowledgement' | 'busy'

export type InboxOptions = {
  readonly clock: Clock
  readonly network: Network
  readonly endpoint: Endpoint
  /** Does the work of a message and gives the answers to send, in order. */
  receive(message: Message): readonly Uint8Array[]
  /** The answer to a message that is not taken now: AR or CR. */
  busy(message: Message): Uint8Array
  /** Asked once for each new message. */
  disturb(controlId: string): Disturbance
  /** How late a slow acknowledgement comes. */
  readonly slow_ms: number
}

export type InboxCounts = {
  readonly received: number
  readonly repeated: number
  readonly unreadable: number
  readonly disturbed: number
}

export type Inbox = {
  readonly host: string
  readonly port: number
  readonly counts: InboxCounts
  close(grace_ms: number): Promise<void>
}

type Answered = { readonly bytes: Buffer; readonly answers: readonly Uint8Array[] }

/** So many messages are remembered, to tell a repeat from a new message. */
const remembered = 20_000

/** Listens, and answers until closed. */
export async function openInbox(options: InboxOptions): Promise<Inbox> {
  const receiver = new Receiver(options)
  const listener: Listener = await options.network.listen(options.endpoint, {
    onMessage: (connection, bytes) => receiver.take(connection, bytes),
  })
  return {
    host: listener.host,
    port: listener.port,
    get counts() {
      return { ...receiver.counts }
    },
    close: (grace_ms) => {
      receiver.stop()
      return listener.close(grace_ms)
    },
  }
}

class Receiver {
  readonly counts = { received: 0, repeated: 0, unreadable: 0, disturbed: 0 }
  readonly #options: InboxOptions
  readonly #answered = new Map<string, Answered>()
  readonly #disturbed = new Set<string>()
  readonly #timers = new Set<() => void>()

  constructor(options: InboxOptions) {
    this.#options = options
  }

  stop(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }

  take(connection: Connection, bytes: Uint8Array): void {
    const message = readMessage(bytes)
    if (!message) {
      this.counts.unreadable++
      return
    }
    const controlId = get(message, 'MSH-10') ?? ''
    const before = this.#answered.get(controlId)
    if (before?.bytes.equals(bytes)) {
      this.counts.repeated++
      send(connection, before.answers)
      return
    }
    this.#work(connection, message, controlId, Buffer.from(bytes))
  }

  #work(connection: Connection, message: Message, controlId: string, bytes: Buffer): void {
    const disturbance = this.#disturbance(controlId)
    if (disturbance === 'busy') {
      send(connection, [this.#options.busy(message)])
      return
    }
    this.counts.received++
    const answers = this.#options.receive(message)
    this.#remember(controlId, { bytes, answers })
    if (disturbance === 'none') send(connection, answers)
    if (disturbance === 'slow-acknowledgement') this.#later(() => send(connection, answers))
  }

  /** Each control id is disturbed once at most: the second try gets through. */
  #disturbance(controlId: string): Disturbance {
    if (this.#disturbed.has(controlId)) return 'none'
    const disturbance = this.#options.disturb(controlId)
    if (disturbance === 'none') return 'none'
    this.counts.disturbed++
    this.#disturbed.add(controlId)
    return disturbance
  }

  #remember(controlId: string, answered: Answered): void {
    this.#answered.delete(controlId)
    this.#answered.set(controlId, answered)
    if (this.#answered.size <= remembered) return
    const oldest = this.#answered.keys().next().value
    if (oldest !== undefined) this.#answered.delete(oldest)
  }

  #later(call: () => void): void {
    const due: Instant = this.#options.clock.now() + this.#options.slow_ms
    const cancel = this.#options.clock.at(due, () => {
      this.#timers.delete(cancel)
      call()
    })
    this.#timers.add(cancel)
  }
}

function send(connection: Connection, answers: readonly Uint8Array[]): void {
  for (const answer of answers) connection.send(answer)
}

/** What cannot be read is not answered: the virtual systems are strict, so that an engine that mangles is seen. */
function readMessage(bytes: Uint8Array): Message | null {
  try {
    return parseMessage(bytes)
  } catch {
    return null
  }
}
