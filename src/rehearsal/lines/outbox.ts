// The sending side of a virtual system: one line, one message at a time, sent again under the same control id until an
// answer names it. The one thing to know: only an answer whose MSA-2 is the MSH-10 that was sent counts; any other is
// counted as foreign and credited to nobody.
import type { Clock, Instant } from '../../engine/ports/clock.ts'
import type { Connection, Endpoint, Line, Network } from '../../engine/ports/network.ts'
import { get, type Message, parseMessage } from '../../hl7/index.ts'

/** What became of a message: the code of MSA-1, and the answer itself; neither where it was given up. */
export type Verdict = { readonly code: string; readonly taken: boolean; readonly answer: Message | null }

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

/** One frame to send. */
export type Sending = {
  /** MSH-10 of each message in it, in order: one, or as many as a batch holds. Each is answered for itself. */
  readonly controlIds: readonly string[]
  readonly bytes: Uint8Array
  /** Hears the answer that ends a message. */
  settled?(verdict: Verdict, controlId: string): void
  /** It may be unreadable, so that no answer can name it: any answer without a name ends it, and silence after so many tries. */
  readonly tries?: number
}

export type Outbox = {
  /** Queues a message; `settled` hears the answer that ends it. */
  send(controlId: string, message: Uint8Array, settled?: (verdict: Verdict) => void): void
  /** Queues a frame of any kind. */
  sendFrame(sending: Sending): void
  /** Gives the line up and keeps what waits; `up` makes it again. */
  down(): void
  up(): void
  /** Messages without a final answer. */
  readonly waiting: number
  readonly counts: OutboxCounts
  close(): void
}

type Item = Sending & {
  /** Messages of the frame that have no final answer yet. */
  readonly open: Set<string>
  attempts: number
  busy: number
}

/** Opens the line and sends what it is given, in order. */
export function openOutbox(options: OutboxOptions): Outbox {
  const sender = new Sender(options)
  return {
    send: (controlId, bytes, settled) =>
      sender.add(settled ? { controlIds: [controlId], bytes, settled } : { controlIds: [controlId], bytes }),
    sendFrame: (sending) => sender.add(sending),
    down: () => sender.down(),
    up: () => sender.up(),
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
  #line: Line | null = null
  #connection: Connection | null = null
  #inFlight = false
  #cancelTimer = () => {}

  constructor(options: OutboxOptions) {
    this.#options = options
    this.up()
  }

  up(): void {
    const { network, endpoint } = this.#options
    this.#line ??= network.connect(endpoint, {
      onOpen: (connection) => this.#opened(connection),
      onMessage: (_, bytes) => this.#answered(bytes),
      onClose: (connection) => this.#closed(connection),
    })
  }

  add(sending: Sending): void {
    this.queue.push({ ...sending, open: new Set(sending.controlIds), attempts: 0, busy: 0 })
    this.#next()
  }

  down(): void {
    const line = this.#line
    this.#line = null
    this.#closed()
    line?.close()
  }

  close(): void {
    this.down()
  }

  #opened(connection: Connection): void {
    this.#connection = connection
    this.#next()
  }

  #closed(connection?: Connection): void {
    // The end of a line that was given up before says nothing about the present one.
    if (connection && this.#connection && connection !== this.#connection) return
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
    this.#connection?.send(item.bytes)
    this.#after(this.#options.answerWithin_ms, () => this.#silent(item))
  }

  /** No answer: unknown, not failed. Every second silence the line is given up for half open and made anew. */
  #silent(item: Item): void {
    if (item.tries !== undefined && item.attempts >= item.tries) this.#settleAll(item)
    else if (item.attempts % 2 === 1) this.#transmit(item)
    else {
      const connection = this.#connection
      this.#closed()
      connection?.close()
    }
  }

  #answered(bytes: Uint8Array): void {
    const answer = readAnswer(bytes)
    const item = this.queue[0]
    const named = answer ? (get(answer, 'MSA-2') ?? '') : ''
    if (answer && item?.tries !== undefined && named === '') {
      this.#settleAll(item, answer)
      return
    }
    if (!answer || !item?.open.has(named)) {
      this.counts.foreign++
      return
    }
    const code = get(answer, 'MSA-1') ?? ''
    const busy = (code === 'AR' || code === 'CR') && !isAboutHeader(answer)
    if (busy && ++item.busy < this.#options.busyLimit) this.#waitForBusy(item)
    else this.#settle(item, { code, taken: code === 'AA' || code === 'CA', answer }, named)
  }

  /** Ends a frame that no answer names: refused by an answer without a name, or given up. */
  #settleAll(item: Item, answer?: Message): void {
    const code = answer ? (get(answer, 'MSA-1') ?? '') : ''
    for (const controlId of item.controlIds) {
      this.#settle(item, { code, taken: code === 'AA' || code === 'CA', answer: answer ?? null }, controlId)
    }
  }

  #waitForBusy(item: Item): void {
    const { busyFirst_ms, busyMost_ms } = this.#options
    this.#after(Math.min(busyFirst_ms * 2 ** (item.busy - 1), busyMost_ms), () => this.#transmit(item))
  }

  #settle(item: Item, verdict: Verdict, controlId: string): void {
    if (verdict.taken) this.counts.taken++
    else this.counts.refused++
    item.open.delete(controlId)
    const isDone = item.open.size === 0
    if (isDone) {
      this.#cancelTimer()
      this.queue.shift()
      this.#inFlight = false
    }
    item.settled?.(verdict, controlId)
    if (isDone) this.#next()
  }

  #after(delay_ms: number, call: () => void): void {
    this.#cancelTimer()
    const due: Instant = this.#options.clock.now() + delay_ms
    this.#cancelTimer = this.#options.clock.at(due, call)
  }
}

/** Unsupported type, event, processing id or version: no repeat will mend it. (HL7 v2.5.1 §2.9.2.2, table 0357) */
function isAboutHeader(answer: Message): boolean {
  const code = get(answer, 'ERR-3.1') || get(answer, 'ERR-1.4.1') || ''
  return ['200', '201', '202', '203'].includes(code)
}

/** Whatever cannot be read as an answer is none. */
function readAnswer(bytes: Uint8Array): Message | null {
  try {
    return parseMessage(bytes)
  } catch {
    return null
  }
}
