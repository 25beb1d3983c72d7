// What one destination has settled a while ago, and what a further answer to it says that is new. The one thing to know: what
// becomes of the delivery is not decided here, since people may have let it go meanwhile (`late-report.ts`).
import type { Verdict } from './answer-policy.ts'
import type { LateAnswer } from './late-report.ts'
import type { Instant } from './ports/clock.ts'
import type { QueuedDelivery } from './ports/store.ts'
import type { Answer } from './read-answer.ts'
import { type ControlIdSaid, RecentlySent, type Sent } from './recently-sent.ts'
import { writtenControlId } from './sent-control-id.ts'

/** Control ids of what was settled that are remembered. */
const most = 5000

export class LateAnswers {
  readonly #destination: string
  readonly #recent = new RecentlySent(most)

  constructor(destination: string) {
    this.#destination = destination
  }

  /** It is settled. `code`: MSA-1 of the answer that counted, or empty. */
  add(...settled: Parameters<RecentlySent['add']>): void {
    this.#recent.add(...settled)
  }

  /** It was sent before this node took over, and held: it may be answered after all. */
  remember(held: QueuedDelivery): void {
    const written = writtenControlId(held.body, held.controlId)
    this.#recent.add({ ...held, written, sentAt: 0 }, '', true)
  }

  find(said: ControlIdSaid): Sent | undefined {
    return this.#recent.find(said)
  }

  /** A second answer: the application's after the commit answer, one more to a message sent twice, or a change of mind. */
  heard(sent: Sent, answer: Answer, bytes: Uint8Array, verdict: Verdict, at: Instant): LateAnswer | null {
    if (!isNews(sent, answer.code, verdict)) return null
    const { id, flow, messageId, orderIds, attempts, code: codeBefore } = sent
    const { code } = answer
    if (verdict.act === 'delivered' && isNegative(codeBefore)) sent.outweighed = codeBefore
    if (!isDoubtful(sent, verdict)) sent.code = code
    const destination = this.#destination
    return { id, flow, messageId, orderIds, attempts, destination, at, code, codeBefore, answer: bytes, verdict }
  }
}

function isNews({ code: before, held, outweighed }: Sent, code: string, { act }: Verdict): boolean {
  if (code === before || code === outweighed) return false
  if (act === 'delivered') return before !== 'AA'
  if (isNegative(before)) return false
  // To what was taken, "not now" is about a repeat, unless it is the application's verdict after the commit answer.
  return act === 'hold' || (held && before === '') || (before === 'CA' && code === 'AR')
}

/** Whether it was refused before and sent once: one message that is answered both ways is settled by neither. */
export function isDoubtful({ code, attempts }: Pick<Sent, 'code' | 'attempts'>, { act }: Verdict): boolean {
  return act === 'delivered' && isNegative(code) && attempts < 2
}

function isNegative(code: string): boolean {
  return code !== '' && code !== 'AA' && code !== 'CA'
}
