// Sends the probes of a lie test, one after the other, and waits for what is answered. The one thing to know: only an answer
// whose MSA-2 is the control ID of the probe counts, and each probe is sent once, since a repeat could be answered from
// memory; so each goes over a connection of its own, and none into one that the receiver closes after each answer.

import { expectedAnswers } from '../../engine/answer-policy.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Endpoint, Network } from '../../engine/ports/network.ts'
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

/**
 * Asks everything; resolves with one reply a probe, in their order. The truth is said last: once it is filed, it stands in the
 * census where a lie about the same result would stand. Never rejects for a receiver that is silent or away.
 */
export async function ask(probes: readonly Probe[], options: AskOptions): Promise<readonly Reply[]> {
  const replies = new Map<Probe, Reply>()
  for (const probe of probes.toSorted((one, other) => Number(isTruth(one)) - Number(isTruth(other)))) {
    // What a census showed before proves nothing: an earlier test of the same message may have put it there.
    const before = options.shown ? await options.shown(probe) : null
    const answered = await answerTo(probe, options)
    const shown = options.shown && before === false ? await options.shown(probe) : null
    const reply = { probe, ...answered, shown }
    replies.set(probe, reply)
    options.onReply?.(reply)
  }
  return probes.map((probe) => replies.get(probe)!)
}

function isTruth({ wants }: Probe): boolean {
  return wants === 'taken'
}

type Answered = Omit<Reply, 'probe' | 'shown'>

/** Resolves when every answer that the probe asks for has come, or the time is up. */
function answerTo({ controlId, message }: Probe, options: AskOptions): Promise<Answered> {
  const { clock, network, endpoint, answerWithin_ms } = options
  const began = clock.now()
  const bytes = write(message)
  const awaited = expectedAnswers(bytes)
  const found = { commit: '', application: '', error: '' }
  let isSent = false
  return new Promise((resolve) => {
    const end = () => {
      cancel()
      line.close()
      resolve({ ...found, took_ms: clock.now() - began })
    }
    const cancel = clock.at(began + answerWithin_ms, end)
    // A verdict of its own, after the commit acknowledgement, may come on the connection after this one.
    const line = network.connect(
      { ...endpoint, backoff_ms: [100, 1000] },
      {
        onOpen: (connection) => {
          if (!isSent) void connection.send(bytes)
          isSent = true
        },
        onMessage: (_, given) => {
          const answer = answerIn(given)
          if (answer?.controlId !== controlId) return
          const isCommit = answer.code.startsWith('C')
          found[isCommit ? 'commit' : 'application'] = answer.code
          if (answer.errorCode !== '') found.error = [answer.errorCode, answer.errorSegment].filter(Boolean).join(' ')
          if (!isCommit || !awaited.application || answer.code !== 'CA') end()
        },
      },
    )
  })
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
