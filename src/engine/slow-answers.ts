// A peer whose answers come later than its flow allows. The one thing to know: each of them has cost a second sending, or a
// hold; so the line waits longer for such a peer until it answers in time again, and somebody is told what to set.
import type { Concern } from '../ownership/exception.ts'
import { durationText } from '../workflow/timing-text.ts'

/** A peer that is known to be slow is waited for up to 2 to this power times as long as its flow says. */
const mostDoublings = 3
/** One of which nothing is known, for a message that it left without an answer before, up to 2 to this power times. */
const mostUnknown = 2
/** Answers in time in a row after which it counts as in time again. */
const enoughInTime = 20
/** Late answers, without so many in time between them, after which somebody is told: one may be chance. */
const enoughLate = 2

export class SlowAnswers {
  #late: number
  #doublings: number
  #inTime = 0

  /** `isSlow`: it was when the node before ended. */
  constructor(isSlow = false) {
    this.#late = isSlow ? enoughLate : 0
    this.#doublings = isSlow ? 1 : 0
  }

  /** How long to wait for an answer, after so many sendings of the same message that brought none in their time. */
  patience_ms(within_ms: number, timeouts: number): number {
    if (timeouts === 0 && this.#doublings === 0) return within_ms
    return within_ms * 2 ** Math.max(this.#doublings, Math.min(mostUnknown, timeouts))
  }

  /** An answer came after `took_ms`. What has changed by it, if anything. */
  came(took_ms: number, within_ms: number): 'late' | 'in-time' | null {
    if (took_ms <= within_ms) return this.#cameInTime()
    this.#inTime = 0
    const needed = Math.ceil(Math.log2(enough_ms(took_ms) / within_ms))
    this.#doublings = Math.min(mostDoublings, Math.max(this.#doublings, needed))
    return ++this.#late === enoughLate ? 'late' : null
  }

  #cameInTime(): 'in-time' | null {
    if (this.#late === 0 || ++this.#inTime < enoughInTime) return null
    const wasTold = this.#late >= enoughLate
    this.#late = 0
    this.#doublings = 0
    this.#inTime = 0
    return wasTold ? 'in-time' : null
  }
}

/** With room for the next one to take longer still. */
function enough_ms(took_ms: number): number {
  return took_ms * 1.5
}

/** What to do about a peer that answered after `took_ms`. */
export function slowConcern(destination: string, took_ms: number, within_ms: number): Concern {
  const seconds_ms = (ms: number) => Math.ceil(ms / 1000) * 1000
  return {
    kind: 'no-answer',
    severity: 'normal',
    text: `The receiver answers, but later than delivery.answer_within allows: after ${durationText(seconds_ms(took_ms))}, where ${durationText(within_ms)} is allowed. What it answered counts. Before it came, the message was sent again under its control id or held, by the flow's policy. Set answer_within to ${durationText(seconds_ms(enough_ms(took_ms)))} or more, or see why the receiver is slow; until it answers in time again it is waited for longer, at most ${2 ** mostDoublings} times answer_within.`,
    cause: slowCause(destination),
  }
}

/** The cause of that concern. */
export function slowCause(destination: string): string {
  return `no-answer|${destination}|late`
}
