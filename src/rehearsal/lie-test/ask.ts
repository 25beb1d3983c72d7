// Sends the probes of a lie test, one after the other, and waits for what is answered. The one thing to know: only an answer
// whose MSA-2 is the control ID of the probe counts, and each probe is sent once: a repeat could be answered from memory.

import { expectedAnswers } from '../../engine/answer-policy.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Connection, Endpoint, Network } from '../../engine/ports/network.ts'
import { type Answer, readAnswer } from '../../engine/read-answer.ts'
import { Hl7Error, parseMessage, write } from '../../hl7/index.ts'
import type { Probe } from './probes.ts'
import type { Reply } from './verdict.ts'

export type AskOptions = {
  readonly clock: Clock
  readonly network: Network
  readonly endpoint: Endpoint
  /** How long to wait for the answers to one probe. */
  readonly answerWithin_ms: number
  /** Whether the receiver's census shows what a probe said; absent where there is none, null where it does not answer. */
  shown?(probe: Probe): Promise<boolean | null>
  /** Hears of each reply as it comes. */
  onReply?(reply: Reply): void
}

/** Asks everything; resolves with one reply a probe, in their order. Never rejects for a receiver that is silent or away. */
export async function ask(probes: readonly Probe[], options: AskOptions): Promise<readonly Reply[]> {
  const line = new Asker(options)
  const replies: Reply[] = []
  try {
    for (const probe of probes) {
      // What a census showed before proves nothing: an earlier test of the same message may have put it there.
      const before = options.shown ? await options.shown(probe) : null
      const answered = await line.send(probe)
      const shown = options.shown && before === false ? await options.shown(probe) : null
      const reply = { probe, ...answered, shown }
      replies.push(reply)
      options.onReply?.(reply)
    }
  } finally {
    line.close()
  }
  return replies
}

type Answered = Omit<Reply, 'probe' | 'shown'>

class Asker {
  readonly #options: AskOptions
  readonly #line: { close(): void }
  #connection: Connection | null = null
  #onOpen: (connection: Connection) => void = () => {}
  #onMessage: (message: Uint8Array) => void = () => {}

  constructor(options: AskOptions) {
    this.#options = options
    this.#line = options.network.connect(
      { ...options.endpoint, backoff_ms: [100, 1000] },
      {
        onOpen: (connection) => {
          this.#connection = connection
          this.#onOpen(connection)
        },
        onMessage: (_, message) => this.#onMessage(message),
        onClose: () => {
          this.#connection = null
        },
      },
    )
  }

  /** Resolves when every answer that the probe asks for has come, or the time is up. */
  send({ controlId, message }: Probe): Promise<Answered> {
    const { clock, answerWithin_ms } = this.#options
    const began = clock.now()
    const bytes = write(message)
    const awaited = expectedAnswers(bytes)
    const found = { commit: '', application: '', error: '' }
    return new Promise((resolve) => {
      const end = () => {
        cancel()
        this.#onOpen = () => {}
        this.#onMessage = () => {}
        resolve({ ...found, took_ms: clock.now() - began })
      }
      const cancel = clock.at(began + answerWithin_ms, end)
      this.#onMessage = (given) => {
        const answer = answerIn(given)
        if (answer?.controlId !== controlId) return
        const isCommit = answer.code.startsWith('C')
        found[isCommit ? 'commit' : 'application'] = answer.code
        if (answer.errorCode !== '') found.error = [answer.errorCode, answer.errorSegment].filter(Boolean).join(' ')
        const isLast = isCommit ? !awaited.application || answer.code !== 'CA' : true
        if (isLast) end()
      }
      const say = (connection: Connection) => {
        this.#onOpen = () => {}
        void connection.send(bytes)
      }
      if (this.#connection) say(this.#connection)
      else this.#onOpen = say
    })
  }

  close(): void {
    this.#line.close()
  }
}

/** The answer in what came back; null for anything that is none. */
function answerIn(bytes: Uint8Array): Answer | null {
  try {
    return readAnswer(parseMessage(bytes))
  } catch (error) {
    if (error instanceof Hl7Error) return null
    throw error
  }
}
