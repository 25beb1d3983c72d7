// The sending side of a virtual system: one line, one message at a time, sent again under the same control id until an
// answer names it. The one thing to know: only an answer whose MSA-2 is the MSH-10 that was sent counts; any other is
// counted as foreign and credited to nobody.
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Connection, Endpoint, Line, Network } from '../../engine/ports/network.ts'
import { get, type Message, parseMessage } from '../../hl7/index.ts'

/** What became of a message: the code of MSA-1, and the answer itself. */
export type Verdict = { readonly code: string; readonly taken: boolean; readonly answer: Message }

export type OutboxOptions = {
  readonly clock: Clock
  readonly network: Network
  readonly endpoint: Endpoint & { readonly backoff_ms: readonly [first: number, most: number] }
  /** Silence after which the message is sent again. */
  readonly answerWithin_ms: number
  /** Pause after a busy answer (AR, CR), doubled each time up to `busyMost_ms`. */
  readonly busyFirst_ms: number
  readonly busyMost_ms: number
  /** Busy answers after which a message is given up and counts as refused. */
  readonly busyLimit: number
}

export type OutboxCounts = {
  readonly sent: number
  readonly resent: number
  readonly taken: number
  readonly refused: number
  readonly foreign: number
}

export type Outbox = {
  /** Queues a message; `settled` hears the answer that ends it. */
  send(controlId: string, message: Uint8Array, settled?: (verdict: Verdict) => void): void
  /** Messages without a final answer. */
  readonly waiting: number
  readonly counts: OutboxCounts
  close(): void
}

type Item = {
  readonly controlId: string
  readonly message: Uint8Array
  readonly settled: ((verdict: Verdict) => void) | undefined
  attempts: number
  busy: number
}

/** Opens the line and sends what it is given, in order. */
export function openOutbox(options: OutboxOptions): Outbox {
  const sender = new Sender(options)
  return {
    send: (controlId, message, settled) => sender.add({ controlId, message, settled, attempts: 0, busy: 0 }),
    get waiting() {
      return sender.queue.length
    },
    get counts() {
      return { ...sender.counts }
    },
    close: () => sender.close(),
  }
}

class Sender {
  readonly queue: Item[] = []
  readonly counts = { sent: 0, resent: 0, taken: 0, refused: 0, foreign: 0 }
  readonly #options: OutboxOptions
  readonly #line: Line
  #connection: Connection | null = null
  #inFlight = false
  #cancelTimer = () => {}

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#line = options.network.connect(options.endpoint, {
      onOpen: (connection) => this.#opened(connection),
      onMessage: (_, bytes) => this.#answered(bytes),
      onClose: () => this.#closed(),
    })
  }

  add(item: Item): void {
    this.queue.push(item)
    this.#next()
  }

  close(): void {
    this.#cancelTimer()
    this.#connection = null
    this.#line.close()
  }

  #opened(connection: Connection): void {
    this.#connection = connection
    this.#next()
  }

  #closed(): void {
    this.#connection = null
    this.#inFlight = false
    this.#cancelTimer()
  }

  #next(): void {
    const item = this.queue[0]
    if (!item || !this.#connection || this.#inFlight) return
    this.#inFlight = true
    this.#transmit(item)
  }

  #transmit(item: Item): void {
    this.counts.sent++
    if (item.attempts++ > 0) this.counts.resent++
    this.#connection?.send(item.message)
    this.#after(this.#options.answerWithin_ms, () => this.#silent(item))
  }

  /** No answer: unknown, not failed. Every second silence the line is given up for half open and made anew. */
  #silent(item: Item): void {
    if (item.attempts % 2 === 1) this.#transmit(item)
    else {
      const connection = this.#connection
      this.#closed()
      connection?.close()
    }
  }

  #answered(bytes: Uint8Array): void {
    const answer = readAnswer(bytes)
    const item = this.queue[0]
    if (!answer || !item || get(answer, 'MSA-2') !== item.controlId) {
      this.counts.foreign++
      return
    }
    this.#cancelTimer()
    const code = get(answer, 'MSA-1') ?? ''
    const busy = code === 'AR' || code === 'CR'
    if (busy && ++item.busy < this.#options.busyLimit) this.#waitForBusy(item)
    else this.#settle(item, { code, taken: code === 'AA' || code === 'CA', answer })
  }

  #waitForBusy(item: Item): void {
    const { busyFirst_ms, busyMost_ms } = this.#options
    this.#after(Math.min(busyFirst_ms * 2 ** (item.busy - 1), busyMost_ms), () => this.#transmit(item))
  }

  #settle(item: Item, verdict: Verdict): void {
    this.queue.shift()
    this.#inFlight = false
    if (verdict.taken) this.counts.taken++
    else this.counts.refused++
    item.settled?.(verdict)
    this.#next()
  }

  #after(delay_ms: number, call: () => void): void {
    this.#cancelTimer()
    const due: Instant = this.#options.clock.now() + delay_ms
    this.#cancelTimer = this.#options.clock.at(due, call)
  }
}

/** Whatever cannot be read as an answer is none. */
function readAnswer(bytes: Uint8Array): Message | null {
  try {
    return parseMessage(bytes)
  } catch {
    return null
  }
}
