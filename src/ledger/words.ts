// Words and how far they are taken. The one thing to know: a level rises only by evidence of the system that should take the
// word (an acknowledgement, a verdict, a census, or a word of the other side that only one who holds it can say), and a
// refusal takes it back.
import type { Level } from '../site/shapes/common.ts'
import type { Side, TakenFact } from './fact.ts'
import type { Order, OrderState, Subject, Word, WordPart } from './order.ts'

const ranks: Readonly<Record<Level, number>> = { sent: 0, received: 1, accepted: 2, filed: 3 }

/** Whether a level is at least another; a word that was never sent is at none. */
export function atLeast(level: Level | null, least: Level): boolean {
  return level !== null && ranks[level] >= ranks[least]
}

/** Whether the other side should have this word and has not: a flow leads there, and nothing proves that it came. */
export function isUntaken({ to, level }: Word): boolean {
  return to !== '' && !atLeast(level, 'received')
}

/** Whether the receiver said that it did not take this word, or holds it in its error queue. */
export function isRefused({ level, by }: Pick<Word, 'level' | 'by'>): boolean {
  return level === 'sent' && refusals.has(by)
}
const refusals: ReadonlySet<string> = new Set(['AE', 'AR', 'CE', 'CR', 'error-queue'])

/** Whether it was never sent to the other side, which should have it: its flow refused it, or a person withdrew it. */
export function isWithheld({ to, level }: Word): boolean {
  return to !== '' && level === null
}

/** Whether it is on its way, and its acknowledgement is awaited. */
export function isAwaited(word: Word): boolean {
  return isUntaken(word) && !isWithheld(word)
}

/** Whether a person answers for it that it is settled, and no system does. */
export function isByPerson({ by }: Word): boolean {
  return by === 'person' || by === 'operator'
}

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
  return !order.words.some((one) => asksForEnd(one) && one.messageId < word.messageId)
}

/** Whether by this word the placer wants the order to end, or agrees that it does, and it has not gone on since. */
function asksForEnd({ side, subject, state, said, isPast }: Word): boolean {
  return side === 'placer' && subject === 'cancel' && !isPast && ending.has(state) && !said.includes('-refused')
}
const ending: ReadonlySet<OrderState> = new Set(['cancelling', 'cancelled', 'refused'])

export type NewWord = {
  readonly side: Side
  readonly subject: Subject
  readonly messageId: number
  readonly said: string
  readonly state: OrderState
  readonly seenAt: number
  /** The item of which it speaks, by its place; -1 where it names none, left out where it is of the filler's first. */
  readonly place?: number
}

/** The order with one more word, and without those that it makes moot. */
export function withWord(order: Order, word: NewWord): Order {
  const { side, subject, messageId, said, state, seenAt, place = firstOfFiller(order) } = word
  const same = order.words.findIndex((one) => one.messageId === messageId && isSameSubject(one, word))
  const fresh = { level: null, by: '', to: '', since: seenAt, repeatMessageId: null }
  const made = ofItem(order, { side, subject, messageId, said, state, seenAt, ...fresh }, place, order.words[same])
  const words = same < 0 ? [...order.words, made] : order.words.with(same, made)
  return pruned({ ...order, words: goesOn(order, word) ? words.map(asPast) : words })
}

/** A word of a test with the item of which it speaks, and those of which the same message spoke before. */
function ofItem(order: Order, word: Word, place: number, before: Word | undefined): Word {
  if (!isOfTest(word)) return word
  const known = before ? placesOf(order, before) : []
  const items = known.includes(place) ? known : [...known, place]
  return items.length === 1 && items[0] === firstOfFiller(order) ? word : { ...word, items }
}

/** Whether it speaks of one test, not of the order as a whole: a result, or that a test is given up. */
function isOfTest({ side, subject, said }: Word): boolean {
  return side === 'filler' && (subject === 'result' || (subject === 'status' && givesUp.test(said)))
}
const givesUp = /^order-(refused|cancelled|discontinued)/

function placesOf(order: Order, { items }: Word): readonly number[] {
  return items ?? [firstOfFiller(order)]
}

/** Items only ever gather, so that the first stays the first. */
function firstOfFiller({ items }: Order): number {
  return items.findIndex(({ side }) => side === 'filler')
}

/** Whether what was asked for before, to end the order, counts no more: it is under way again, or is asked for anew. */
function goesOn({ words }: Order, { side, said, state }: NewWord): boolean {
  if (!words.some(asksForEnd)) return false
  return !ending.has(state) || (side === 'placer' && isRequest(said) && words.some((one) => isRequest(one.said)))
}

function isRequest(said: string): boolean {
  return said.startsWith('order-requested')
}

function asPast(word: Word): Word {
  return asksForEnd(word) ? { ...word, isPast: true } : word
}

function isSameSubject(a: Pick<Word, 'side' | 'subject'>, b: Pick<Word, 'side' | 'subject'>): boolean {
  return a.side === b.side && a.subject === b.subject
}

/**
 * The words of a message are on their way to the order's other side: level `sent` until somebody proves more.
 * @param deliveryIds those that carry them, where the message went out as several
 */
export function sendWords(
  order: Order,
  messageId: number,
  to: string,
  at: number,
  deliveryIds: readonly number[] = [],
): Order {
  return changed(order, (word) => {
    if (!carries(word, messageId)) return word
    const given = word.to !== to || word.level === null
    if (!given && deliveryIds.length === 0) return word
    const sent = given
      ? { ...word, to, level: word.level ?? 'sent', by: word.level ? word.by : 'queue', since: at }
      : word
    return deliveryIds.length === 0 ? sent : withParts(sent, messageId, deliveryIds)
  })
}

/** Parts of messages that do not carry the word any more are forgotten. */
function withParts(word: Word, messageId: number, deliveryIds: readonly number[]): Word {
  const known = (word.parts ?? []).filter((part) => part.messageId !== messageId && carries(word, part.messageId))
  const made = deliveryIds.map((deliveryId): WordPart => ({ messageId, deliveryId, level: 'sent' }))
  return { ...word, parts: [...known, ...made] }
}

/** A part goes out as another delivery. */
export function movePart(order: Order, from: number, to: number): Order {
  return changed(order, (word) =>
    word.parts?.some(({ deliveryId }) => deliveryId === from)
      ? { ...word, parts: word.parts.map((part) => (part.deliveryId === from ? { ...part, deliveryId: to } : part)) }
      : word,
  )
}

/** What is not sent after all: the words of a message, or those of one delivery of it. */
export type NotSent = { readonly messageId: number; readonly system: string; readonly deliveryId: number }

/** A person withdrew a delivery: what it carries was never sent, unless something else brings it. */
export function dropWords(order: Order, { messageId, system, deliveryId }: NotSent, at: number): Order {
  return changed(order, (word) => {
    if (!carries(word, messageId) || word.to !== system || !isUntaken(word)) return word
    const parts = partsOf(word, messageId)
    if (parts.length > 0 && !parts.some((part) => part.deliveryId === deliveryId)) return word
    return { ...withLevel(word, deliveryId, null), level: null, by: 'withdrawn', since: at }
  })
}

/** The flow to the other side refused the message: its words are not sent, unless they are already. */
export function withholdWords(order: Order, messageId: number, to: string, at: number): Order {
  return changed(order, (word) =>
    carries(word, messageId) && word.level === null ? { ...word, to, by: 'rejected', since: at } : word,
  )
}

/** A person says what became of the words that were never sent: there is no other witness. */
export function settleWords(order: Order, at: number): Order {
  return changed(order, (word) => (isWithheld(word) ? { ...word, level: 'accepted', by: 'person', since: at } : word))
}

/** What an acknowledgement, a census or a refusal of the system that should take them says of the words of one message. */
export function takeWords(
  order: Order,
  fact: Pick<TakenFact, 'kind' | 'wordMessageId' | 'system' | 'level' | 'by' | 'seenAt' | 'deliveryId'>,
): Order {
  const { wordMessageId, deliveryId, by, seenAt } = fact
  return changed(order, (word) => {
    if (word.to !== fact.system || !carries(word, wordMessageId)) return word
    const parts = deliveryId === undefined ? [] : partsOf(word, wordMessageId)
    const isPart = parts.some((part) => part.deliveryId === deliveryId)
    if (parts.length > 0 && !isPart && deliveryId !== null) return word
    if (fact.kind === 'word-refused') {
      return { ...withLevel(word, deliveryId, 'sent'), level: 'sent', by, since: seenAt }
    }
    if (parts.length === 0) return raised(word, fact.level, by, seenAt)
    if (!isPart) return word
    const told = withLevel(word, deliveryId, fact.level)
    const level = leastOf(partsOf(told, wordMessageId))
    return level === null ? told : raised(told, level, by, seenAt)
  })
}

function partsOf({ parts }: Word, messageId: number): readonly WordPart[] {
  return parts === undefined ? [] : parts.filter((part) => part.messageId === messageId)
}

/** The word with what is known of one of its parts. */
function withLevel(word: Word, deliveryId: number | null | undefined, level: Level | null): Word {
  if (word.parts === undefined) return word
  return { ...word, parts: word.parts.map((part) => (part.deliveryId === deliveryId ? { ...part, level } : part)) }
}

/** How far all of them were taken. */
function leastOf(parts: readonly WordPart[]): Level | null {
  let least: Level = 'filed'
  for (const { level } of parts) {
    if (level === null) return null
    if (ranks[level] < ranks[least]) least = level
  }
  return least
}

/**
 * The word of a message, where a system's error queue can still take it back: its level says that it came, and nothing
 * newer than the entry of the queue shows that it was filed. Without a message: the last such word.
 * @param at when it came into the queue, milliseconds
 * @param deliveryId the one that is in the queue; null where that cannot be known
 */
export function wordRejectedBy(
  order: Order,
  messageId: number | null,
  system: string,
  at: number,
  deliveryId: number | null = null,
): Word | undefined {
  return order.words.findLast(
    (word) =>
      (messageId === null || (carries(word, messageId) && mayBeIn(word, messageId, deliveryId))) &&
      word.to === system &&
      atLeast(word.level, 'received') &&
      !(word.level === 'filed' && word.since >= at),
  )
}

function mayBeIn(word: Word, messageId: number, deliveryId: number | null): boolean {
  const parts = deliveryId === null ? [] : partsOf(word, messageId)
  return parts.length === 0 || parts.some((part) => part.deliveryId === deliveryId)
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
 * well. `restated`: keys of the observations that it repeats; `repeats`: the place of its item, where nothing in it was new.
 */
export function restatedIn(
  order: Order,
  messageId: number,
  restated: ReadonlySet<string>,
  repeats: number | null,
): Order {
  return changed(order, (word) => {
    if (word.side !== 'filler' || word.subject !== 'result' || word.messageId === messageId) return word
    const own = order.observations.filter(({ versions }) => versions.at(-1)!.messageId === word.messageId)
    const carried =
      own.length === 0
        ? placesOf(order, word).every((place) => place === repeats)
        : own.every(({ key }) => restated.has(key))
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
 * has its newest version. What was not taken of one test is made up for by a later word of that test, not of another.
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
  if (!isUntaken(word)) return true
  const came = later.filter(({ to, level }) => to !== '' && atLeast(level, 'received'))
  if (!isOfTest(word)) return came.length > 0
  return placesOf(order, word).every((place) => came.some((one) => speaksOf(order, one, place)))
}

/** Whether it is of this item, or of the order as a whole. */
function speaksOf(order: Order, word: Word, place: number): boolean {
  return word.subject === 'cancel' || (isOfTest(word) && placesOf(order, word).includes(place))
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
