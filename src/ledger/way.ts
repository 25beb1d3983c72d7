// How far a word has come that its receiver has not acknowledged, by the deliveries that carry it. The one thing to know: what
// is held here, or waits here, is nobody's to answer for but ours; whoever reads of it must not call the receiver.
import type { Word } from './order.ts'

/** A delivery of a message, as far as it tells how far a word has come. `attempts`: how often it was sent. */
export type Carrier = { readonly messageId: number; readonly state: string; readonly attempts: number }

/**
 * `held`: a person must let it go, and none of it was sent; `held-in-part`: what is held was not sent, and something else that
 * carries the word was; `held-after`: what is held was sent before. `waiting`: none of it was sent yet. Else `sent`.
 */
export type Way = 'held' | 'held-in-part' | 'held-after' | 'waiting' | 'sent'

/** `deliveries`: those that carry words of the order of this word. */
export function wayOf({ messageId, repeatMessageId }: Word, deliveries: readonly Carrier[]): Way {
  const own = deliveries.filter((one) => one.messageId === messageId || one.messageId === repeatMessageId)
  const held = own.filter(({ state }) => state === 'held')
  if (held.some(wasSent)) return 'held-after'
  if (held.length > 0) return own.some(wasSent) ? 'held-in-part' : 'held'
  return own.some(({ state }) => state === 'queued') && !own.some(wasSent) ? 'waiting' : 'sent'
}

/** Also what a crash has cut short before its first attempt was counted. */
function wasSent({ state, attempts }: Carrier): boolean {
  return attempts > 0 || state === 'sent' || state === 'delivered' || state === 'refused'
}
