// What each side holds of an order. The one thing to know: a side knows what it said itself, and of the other side's words
// those that are proven to have come, or that no flow was to bring it.
import { type Side, sides } from './fact.ts'
import type { Order, OrderState, Word } from './order.ts'
import { isUntaken } from './words.ts'

export type View = {
  readonly side: Side
  /** Where the order stands for this side. */
  readonly state: OrderState
  /** The newest word that it holds, its own or the other's. */
  readonly newest: Word | null
  /** Words of the other side that it should have and has not. */
  readonly missing: readonly Word[]
}

/** An order as one side sees it. */
export function viewOf(order: Order, side: Side): View {
  const missing = order.words.filter((word) => word.side !== side && isUntaken(word))
  const newest = order.words.findLast((word) => word.side === side || !isUntaken(word)) ?? null
  return { side, state: newest?.state ?? 'unheard', newest, missing }
}

/** Whether both sides see the order where it stands. */
export function viewsAgree(order: Order): boolean {
  return sides.every((side) => viewOf(order, side).state === order.state)
}
