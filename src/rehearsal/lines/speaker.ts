// The mouth of a virtual system: it numbers what the system says, sends it in order over one line, and keeps how each
// message ended. The one thing to know: what is said before the line is open, or while the system is down, waits.
import type { Clock } from '../../engine/ports/clock.ts'
import type { Endpoint, Network } from '../../engine/ports/network.ts'
import { get, parseMessage } from '../../hl7/index.ts'
import type { Said } from '../play/cast.ts'
import { type Outbox, type OutboxCounts, type OutboxOptions, openOutbox, type Sending, type Verdict } from './outbox.ts'

/** How long a peer waits and how it repeats. */
export type Patience = Pick<OutboxOptions, 'answerWithin_ms' | 'busyFirst_ms' | 'busyMost_ms' | 'busyLimit'> & {
  readonly backoff_ms: readonly [first: number, most: number]
  /** How late a slow acknowledgement comes. */
  readonly slow_ms: number
}

export type SpeakerOptions = {
  readonly clock: Clock
  readonly network: Network
  readonly patience: Patience
  /** Begins every control id of this run: `E`, and what tells the run from others against one Labloop. */
  readonly prefix: string
}

/** The mouth of one system. */
export class Speaker {
  readonly said: Said[] = []
  readonly #options: SpeakerOptions
  readonly #unsent: Sending[] = []
  #outbox: Outbox | null = null
  #serial = 0

  constructor(options: SpeakerOptions) {
    this.#options = options
  }

  get counts(): OutboxCounts | null {
    return this.#outbox?.counts ?? null
  }

  /** Nothing is without a final answer. */
  get idle(): boolean {
    return this.#unsent.length === 0 && (this.#outbox?.waiting ?? 0) === 0
  }

  /** The next control id. */
  nextId(): string {
    return `${this.#options.prefix}${(++this.#serial).toString(36).toUpperCase().padStart(6, '0')}`
  }

  /** Numbers begin at 1 again, as after an upgrade that lost the counter. */
  resetCounter(): void {
    this.#serial = 0
  }

  /** Opens the line; what was said before goes first. */
  connect(endpoint: Endpoint): void {
    const { clock, network, patience } = this.#options
    const { backoff_ms } = patience
    this.#outbox = openOutbox({ clock, network, endpoint: { ...endpoint, backoff_ms }, ...patience })
    for (const sending of this.#unsent.splice(0)) this.#outbox.sendFrame(sending)
  }

  down(): void {
    this.#outbox?.down()
  }

  up(): void {
    this.#outbox?.up()
  }

  close(): void {
    this.#outbox?.close()
  }

  /** Says one message; `settled` hears the answer that ends it. */
  say(controlId: string, bytes: Uint8Array, settled?: (verdict: Verdict) => void): void {
    this.#send([controlId], bytes, settled)
  }

  /** Says several messages in one frame, a batch file; each is answered for itself. */
  sayBatch(controlIds: readonly string[], bytes: Uint8Array, settled?: () => void): void {
    this.#send(controlIds, bytes, settled)
  }

  /** Says bytes as they are, readable or not; given up after three tries without an answer. */
  sayRaw(bytes: Uint8Array): void {
    this.#send([controlIdOf(bytes)], bytes, undefined, 3)
  }

  #send(controlIds: readonly string[], bytes: Uint8Array, settled?: (verdict: Verdict) => void, tries?: number): void {
    const places = new Map(controlIds.map((controlId) => [controlId, this.said.push({ controlId, code: '' }) - 1]))
    const sending: Sending = {
      controlIds,
      bytes,
      ...(tries === undefined ? {} : { tries }),
      settled: (verdict, controlId) => {
        this.said[places.get(controlId)!] = { controlId, code: verdict.code }
        settled?.(verdict)
      },
    }
    if (this.#outbox) this.#outbox.sendFrame(sending)
    else this.#unsent.push(sending)
  }
}

function controlIdOf(bytes: Uint8Array): string {
  try {
    return get(parseMessage(bytes), 'MSH-10') ?? ''
  } catch {
    return ''
  }
}
