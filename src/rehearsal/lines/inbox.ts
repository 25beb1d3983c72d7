// The receiving side of a virtual system: it listens, answers every message, and does the work of one control id once.
// The one thing to know: a message that comes again under the same control id with the same bytes gets the answer that
// it got the first time; what is sent again because an answer was lost changes nothing.
import { Buffer } from 'node:buffer'
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Connection, Endpoint, Listener, Network } from '../../engine/ports/network.ts'
import { get, type Message, parseMessage } from '../../hl7/index.ts'
import { Recent } from '../../terminology/recent.ts'

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
  /** How long an ordinary answer takes; at once unless told. Asked for each message. */
  answerAfter_ms?(): number
}

export type InboxCounts = {
  readonly received: number
  readonly repeated: number
  readonly unreadable: number
  readonly disturbed: number
}

export type Inbox = {
  readonly host: string
  /** Where it listens now. */
  readonly port: number
  readonly counts: InboxCounts
  /** Stops listening and ends what is connected, as a restart does; `up` listens at the same port again. */
  down(): void
  up(): void
  /** Listens at another port, which is free, and knows nothing of what it answered: another machine took over. */
  move(): void
  /** Forgets what it has answered since then, as a system does that was restored from a backup. */
  forget(since: Instant): void
  close(grace_ms: number): Promise<void>
}

type Answered = { readonly bytes: Buffer; readonly answers: readonly Uint8Array[]; readonly at: Instant }

/** So many messages are remembered, to tell a repeat from a new message. */
const remembered = 20_000

/** After so long a port that was taken is asked for again. */
const again_ms = 1000

/** Listens, and answers until closed. */
export async function openInbox(options: InboxOptions): Promise<Inbox> {
  const { clock, network } = options
  const receiver = new Receiver(options)
  const listen = (endpoint: Endpoint): Promise<Listener> =>
    network.listen(endpoint, { onMessage: (connection, bytes) => receiver.take(connection, bytes) })
  let listener: Listener | null = await listen(options.endpoint)
  const { host } = listener
  let { port } = listener
  /** What was asked for last; opening and closing take time and follow one after the other. */
  let wanted = true
  let busy = Promise.resolve()
  const follow = async () => {
    if (wanted === (listener !== null)) return
    const before = listener
    listener = null
    if (before) await before.close(0)
    else listener = await listen({ ...options.endpoint, port }).catch(() => retry())
    if (listener) port = listener.port
  }
  const retry = () => {
    clock.at(clock.now() + again_ms, turn)
    return null
  }
  const turn = () => {
    busy = busy.then(follow)
  }
  const turnTo = (up: boolean) => {
    wanted = up
    turn()
  }
  return {
    host,
    get port() {
      return port
    },
    get counts() {
      return { ...receiver.counts }
    },
    down() {
      receiver.stop()
      turnTo(false)
    },
    up: () => turnTo(true),
    move() {
      receiver.stop()
      receiver.forget(Number.NEGATIVE_INFINITY)
      busy = busy.then(async () => {
        const before = listener
        listener = null
        port = 0
        await before?.close(0)
      })
      turn()
    },
    forget: (since) => receiver.forget(since),
    async close(grace_ms) {
      wanted = false
      receiver.stop()
      await busy
      await listener?.close(grace_ms)
    },
  }
}

class Receiver {
  readonly counts = { received: 0, repeated: 0, unreadable: 0, disturbed: 0 }
  readonly #options: InboxOptions
  readonly #answered = new Recent<string, Answered>(remembered)
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
    this.#answered.set(controlId, { bytes, answers, at: this.#options.clock.now() })
    const usual_ms = this.#options.answerAfter_ms?.() ?? 0
    if (disturbance === 'slow-acknowledgement') this.#later(this.#options.slow_ms, () => send(connection, answers))
    else if (disturbance === 'none' && usual_ms > 0) this.#later(usual_ms, () => send(connection, answers))
    else if (disturbance === 'none') send(connection, answers)
  }

  forget(since: Instant): void {
    for (const [controlId, { at }] of this.#answered.entries()) if (at > since) this.#answered.delete(controlId)
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

  #later(after_ms: number, call: () => void): void {
    const due: Instant = this.#options.clock.now() + after_ms
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
