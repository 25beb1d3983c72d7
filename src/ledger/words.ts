// Words and how far they are taken. The one thing to know: a level rises only by evidence (an acknowledgement, a verdict, a
// census, or a word of the other side that only one who holds it can say), and a refusal takes it back.
import type { Level } from '../site/shapes/common.ts'
import type { Side, TakenFact } from './fact.ts'
import type { Order, OrderState, Subject, Word } from './order.ts'

const ranks: Readonly<Record<Level, number>> = { sent: 0, received: 1, accepted: 2, filed: 3 }

/** Whether a level is at least another; a word that was never sent is at none. */
export function atLeast(level: Level | null, least: Level): boolean {
  return level !== null && ranks[level] >= ranks[least]
}

/** Whether the other side should have this word and has not: a flow delivers it, and nothing proves that it came. */
export function isUntaken({ to, level }: Word): boolean {
  return to !== '' && !atLeast(level, 'received')
}

/** Whether the receiver said that it did not take this word, or holds it in its error queue. */
export function isRefused({ level, by }: Pick<Word, 'level' | 'by'>): boolean {
  return level === 'sent' && refusals.has(by)
}
const refusals: ReadonlySet<string> = new Set(['AE', 'AR', 'CE', 'CR', 'error-queue'])

/** Words that the other side should have and has not. */
export function untakenWords(order: Order): readonly Word[] {
  return order.words.filter((word) => isUntaken(word) || awaitsAcceptance(order, word))
}

/**
 * Whether the filler ended the order of its own accord, and the placer has only received the message: an orderer who does
 * not know waits for a result that will never come, so this needs the placer's own verdict, its list, or a person.
 */
export function awaitsAcceptance(order: Order, word: Word): boolean {
  if (order.state !== 'cancelled' || word.side !== 'filler' || word.to === '') return false
  if (word.level !== 'received' || word.state !== 'cancelled') return false
  if (word.subject !== 'cancel' && word.subject !== 'result') return false
  return !order.words.some((one) => one.side === 'placer' && one.subject === 'cancel' && wasAskedBefore(one, word))
}

function wasAskedBefore({ messageId }: Word, word: Word): boolean {
  return messageId < word.messageId
}

export type NewWord = {
  readonly side: Side
  readonly subject: Subject
  readonly messageId: number
  readonly said: string
  readonly state: OrderState
  readonly seenAt: number
}

/** The order with one more word, and without those that it makes moot. */
export function withWord(order: Order, word: NewWord): Order {
  const same = order.words.findIndex((one) => one.messageId === word.messageId && isSameSubject(one, word))
  const made: Word = { ...word, level: null, by: '', to: '', since: word.seenAt, repeatMessageId: null }
  const words = same < 0 ? [...order.words, made] : order.words.with(same, made)
  return pruned({ ...order, words })
}

function isSameSubject(a: Pick<Word, 'side' | 'subject'>, b: Pick<Word, 'side' | 'subject'>): boolean {
  return a.side === b.side && a.subject === b.subject
}

/** The words of a message are on their way to a system: level `sent` until somebody proves more. */
export function sendWords(order: Order, messageId: number, to: string, at: number): Order {
  return changed(order, (word) =>
    carries(word, messageId) && (word.to !== to || word.level === null)
      ? { ...word, to, level: word.level ?? 'sent', by: word.level ? word.by : 'queue', since: at }
      : word,
  )
}

/** Nobody will deliver the words of this message any more (a person skipped or withdrew the delivery). */
export function dropWords(order: Order, messageId: number): Order {
  return changed(order, (word) =>
    carries(word, messageId) && isUntaken(word) ? { ...word, to: '', level: null, by: 'skipped' } : word,
  )
}

/** What an acknowledgement, a census or a refusal says of the words of one message. */
export function takeWords(
  order: Order,
  fact: Pick<TakenFact, 'kind' | 'wordMessageId' | 'level' | 'by' | 'seenAt'>,
): Order {
  return changed(order, (word) => {
    if (!carries(word, fact.wordMessageId)) return word
    if (fact.kind === 'word-refused') return { ...word, level: 'sent', by: fact.by, since: fact.seenAt }
    return raised(word, fact.level, fact.by, fact.seenAt)
  })
}

/**
 * The word of a message, where a system's error queue can still take it back: its level says that it came, and nothing
 * newer than the entry of the queue shows that it was filed. Without a message: the last such word.
 * @param at when it came into the queue, milliseconds
 */
export function wordRejectedBy(order: Order, messageId: number | null, system: string, at: number): Word | undefined {
  return order.words.findLast(
    (word) =>
      (messageId === null || carries(word, messageId)) &&
      word.to === system &&
      atLeast(word.level, 'received') &&
      !(word.level === 'filed' && word.since >= at),
  )
}

/** Whether everything that a system should have of an order is shown to be there, whatever it once refused of it. */
export function holdsAll(order: Order, system: string): boolean {
  return order.words.every(
    (word) =>
      word.to !== system || (!isUntaken(word) && (word.subject === 'status' || atLeast(word.level, 'accepted'))),
  )
}

/** The other side said something that only one who holds these words can say. */
export function witnessed(
  order: Order,
  side: Side,
  subjects: readonly Subject[],
  level: Level,
  by: string,
  at: number,
): Order {
  return changed(order, (word) =>
    word.side === side && subjects.includes(word.subject) ? raised(word, level, by, at) : word,
  )
}

/** A request that comes again, unchanged, carries the words of the first as well, until they are taken. */
export function repeatedIn(order: Order, messageId: number, side: Side, subject: Subject): Order {
  return changed(order, (word) =>
    word.side === side && word.subject === subject && word.messageId !== messageId
      ? { ...word, repeatMessageId: messageId }
      : word,
  )
}

/**
 * A report that says again, unchanged, everything for which an earlier report still counts carries that one's word as
 * well. `restated`: keys of the observations that it repeats; `whole`: nothing else in it was new.
 */
export function restatedIn(order: Order, messageId: number, restated: ReadonlySet<string>, whole: boolean): Order {
  return changed(order, (word) => {
    if (word.side !== 'filler' || word.subject !== 'result' || word.messageId === messageId) return word
    const own = order.observations.filter(({ versions }) => versions.at(-1)!.messageId === word.messageId)
    const carried = own.length === 0 ? whole : own.every(({ key }) => restated.has(key))
    return carried ? { ...word, repeatMessageId: messageId } : word
  })
}

function raised(word: Word, level: Level, by: string, at: number): Word {
  return word.level !== null && ranks[word.level] >= ranks[level] ? word : { ...word, level, by, since: at }
}

function carries(word: Word, messageId: number): boolean {
  return word.messageId === messageId || word.repeatMessageId === messageId
}

function changed(order: Order, change: (word: Word) => Word): Order {
  let next: Word[] | null = null
  for (let at = 0; at < order.words.length; at++) {
    const word = order.words[at]!
    const made = change(word)
    if (made === word) continue
    next ??= [...order.words]
    next[at] = made
  }
  return next ? pruned({ ...order, words: next }) : order
}

/**
 * Keeps the last word of each side and subject, earlier ones not yet taken, and results in which an observation still
 * has its newest version.
 */
function pruned(order: Order): Order {
  if (order.words.length < 2) return order
  const words = order.words.filter((word, at) => !isMoot(order, word, at))
  return words.length === order.words.length ? order : { ...order, words }
}

function isMoot(order: Order, word: Word, at: number): boolean {
  const later = order.words.slice(at + 1).filter((one) => follows(one, word))
  if (later.length === 0) return false
  if (word.subject === 'result' && holdsNewest(order, word.messageId)) return false
  return !isUntaken(word) || later.some(({ to, level }) => to !== '' && atLeast(level, 'received'))
}

/** Whether a later word makes an earlier one old news: the same subject, or a status by anything that came of it. */
function follows(later: Word, word: Word): boolean {
  if (later.side !== word.side) return false
  return later.subject === word.subject || (word.subject === 'status' && later.subject !== 'request')
}

/** Whether some observation has its newest version in this message. */
export function holdsNewest(order: Order, messageId: number): boolean {
  return order.observations.some(({ versions }) => versions.at(-1)!.messageId === messageId)
}
