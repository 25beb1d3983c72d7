// What both stores read off an order to keep beside its snapshot, and which parts of it change without its body. The one
// thing to know: the adrift check sees these columns, so they are counted here, never taken from the ledger's opinion.
import { isAtRest, type Order, type Word } from '../../ledger/order.ts'

/** Parts of an order that are written each time; the rest only when a change says `bodyChanged`. */
export const headFields = [
  'words',
  'expectations',
  'late',
  'exceptions',
  'resumes',
  'lastSeenAt',
] as const satisfies (keyof Order)[]

/** When the next expectation falls due, milliseconds; null where nothing is expected. */
export function nextDue(order: Pick<Order, 'expectations'>): number | null {
  let least: number | null = null
  for (const { due } of order.expectations) if (least === null || due < least) least = due
  return least
}

/** Words with somebody to take them that are not taken to `received` or further. */
export function untakenWords(words: readonly Word[]): number {
  let count = 0
  for (const { to, level } of words) if (to !== '' && (level === null || level === 'sent')) count++
  return count
}

/**
 * Words by which the laboratory ended an order, and which the placer has only received though it did not ask for that: what
 * it last wanted, as far as its words are kept, is the order, or an end to which the order did not come.
 */
export function unacceptedEnds({ state, words }: Pick<Order, 'state' | 'words'>): number {
  if (state !== 'cancelled') return 0
  let count = 0
  for (const end of words) {
    if (end.side !== 'filler' || end.state !== 'cancelled' || end.level !== 'received' || end.to === '') continue
    if (end.subject !== 'cancel' && end.subject !== 'result') continue
    const last = words.findLast((one) => one.messageId < end.messageId && isWish(one))
    if (last === undefined || last.subject !== 'cancel' || last.isPast) count++
  }
  return count
}

/** A request that came behind one to cancel, and changed nothing, is no wish of its own. */
function isWish({ side, subject, said, state }: Word): boolean {
  if (side !== 'placer' || said.includes('-refused')) return false
  return subject === 'cancel' || (said.startsWith('order-requested') && state !== 'cancelling' && state !== 'cancelled')
}

/** MSA-1 of the answer to a delivery; evidence of another kind may come before the delivery has ended. */
const byAnswer = /^[AC][AER]$/

/** How many of these messages, whose deliveries are open, have a word that counts as acknowledged by an answer to them. */
export function acknowledgedEarly(words: readonly Word[], messageIds: readonly number[]): number {
  const isEarly = (id: number) =>
    words.some(
      ({ messageId, level, by }) => messageId === id && level !== null && level !== 'sent' && byAnswer.test(by),
    )
  return messageIds.filter(isEarly).length
}

/** Whether the columns of an order say that nothing more is to come. */
export function atRest(loop: string, order: Pick<Order, 'state' | 'words' | 'exceptions'>, untaken: number): boolean {
  if (loop !== 'agreed' || order.exceptions.length > 0 || untaken > 0) return false
  return isAtRest(order.state) && unacceptedEnds(order) === 0
}
