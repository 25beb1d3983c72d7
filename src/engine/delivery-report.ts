// What a destination tells the processor about a delivery: an outcome to be stored, with what the ledger and the owners of
// exceptions need to know. The one thing to know: nothing has happened to a delivery until its report is stored.
import type { Concern } from '../ownership/exception.ts'
import type { Level } from '../site/shapes/common.ts'
import type { LateAnswer } from './late-report.ts'
import type { Delivery, DeliveryOutcome } from './ports/store.ts'

export type DeliveryReport = {
  readonly outcome: DeliveryOutcome
  readonly flow: string
  /** Whether it was delivered before: a verdict after the commit answer is no second delivery. */
  readonly again: boolean
  readonly messageId: number
  readonly orderIds: readonly number[]
  /** How far the receiver has taken it; null where it has not. */
  readonly level: Level | null
  /** Whether the receiver refused it in so many words: its earlier levels are taken back. */
  readonly refused: boolean
  readonly concern: Concern | null
}

export type Blocked = Pick<Delivery, 'id' | 'flow' | 'messageId' | 'orderIds'>

export type DestinationHandlers = {
  /** To be stored; committed() of the destination follows. */
  onReport(report: DeliveryReport): void
  /** An answer to what was settled before: what becomes of it is decided where that is stored. committed() follows. */
  onLate(late: LateAnswer): void
  /** Something is wrong with the destination as a whole, or (concern null) what was is right again, because `ended`. */
  onTrouble(destination: string, cause: string, concern: Concern | null, ended: string): void
  /** An answer that is more than an answer, or answers nothing of ours: to be kept as a message. `then` follows once it is. */
  onKeep(destination: string, body: Uint8Array, refused: string, then: (answer: Uint8Array) => void): void
  /** A delivery that cannot go out before an earlier one of its lanes that is held, or not answered. */
  onBlocked(destination: string, delivery: Blocked): void
  /** A delivery that is sent again and again and never answered, while others are. Told each time that it was sent. */
  onUnanswered(destination: string, delivery: Blocked, concern: Concern): void
  /** Connected, or not; for the page. */
  onConnection(destination: string, open: boolean, text: string): void
}

const none = new Uint8Array(0)

/** The parts of an outcome that differ; the rest says that nothing is known yet. */
export function outcome(
  delivery: { readonly id: number; readonly attempts: number },
  destination: string,
  state: DeliveryOutcome['state'],
  at: number,
  more: Partial<Pick<DeliveryOutcome, 'code' | 'answer' | 'why' | 'remade' | 'renamed'>> = {},
): DeliveryOutcome {
  return {
    deliveryId: delivery.id,
    destination,
    state,
    attempts: delivery.attempts,
    code: more.code ?? '',
    answer: more.answer ?? none,
    at,
    why: more.why ?? '',
    ...(more.remade ? { remade: more.remade } : {}),
    ...(more.renamed === undefined ? {} : { renamed: more.renamed }),
  }
}
