// One batch while it is worked out: the ledger's book, and everything else that will be stored with it, all or nothing.
// The one thing to know: nothing here reaches anybody before the store has kept it.

import type { FindingCount } from '../alignment/message/finding-count.ts'
import { awaitAgain, type Book, changes, closedOn, orderIn, raiseOn, type Told, takeWord } from '../ledger/book.ts'
import { errorQueueCause } from '../ledger/census.ts'
import { asksHowSettled, endOfLate } from '../ledger/expectations.ts'
import type { Fact, TakenFact } from '../ledger/fact.ts'
import type { Word } from '../ledger/order.ts'
import { isAwaited } from '../ledger/words.ts'
import type { Whereabouts } from '../ownership/accountable.ts'
import type { Concern, Exception } from '../ownership/exception.ts'
import type { Level } from '../site/shapes/common.ts'
import type { ExceptionDesk } from './exception-desk.ts'
import type { HeldDelivery, HeldIndex, LetGo, Standing } from './held-index.ts'
import type { Instant } from './ports/clock.ts'
import type { AuditEntry, Changes, Delivery, DeliveryOutcome } from './ports/store.ts'
import type { Rules } from './rules.ts'

export type Batch = {
  readonly rules: Rules
  readonly book: Book
  readonly desk: ExceptionDesk
  readonly now: Instant
  lastDeliveryId: number
  readonly facts: { readonly fact: Fact; readonly orderId: number | null; readonly verdict: string }[]
  readonly deliveries: Delivery[]
  readonly outcomes: DeliveryOutcome[]
  /** What is held from now on. */
  readonly held: HeldDelivery[]
  /** What people let go of what was held. */
  readonly letGo: Map<number, LetGo>
  readonly answers: { readonly messageId: number; readonly answer: Uint8Array }[]
  readonly audit: AuditEntry[]
  /** What the rules of alignment saw, by key. */
  readonly findings: Map<string, FindingCount>
  /** To be done once it is stored: what the outside hears of. */
  readonly after: (() => void)[]
}

export function newBatch(rules: Rules, book: Book, desk: ExceptionDesk, now: Instant, lastDeliveryId: number): Batch {
  return {
    rules,
    book,
    desk,
    now,
    lastDeliveryId,
    facts: [],
    deliveries: [],
    outcomes: [],
    held: [],
    letGo: new Map(),
    answers: [],
    audit: [],
    findings: new Map(),
    after: [],
  }
}

/** What is to be stored. */
export function changesOf(
  batch: Batch,
  processedThrough: number,
): { stored: Changes; kept: ReturnType<typeof changes> } {
  const kept = changes(batch.book, batch.now)
  const { facts, deliveries, outcomes, answers, audit } = batch
  const findings = batch.findings.size === 0 ? {} : { findings: [...batch.findings.values()] }
  const exceptions = batch.desk.changes()
  return {
    kept,
    stored: { processedThrough, ...kept, facts, deliveries, outcomes, exceptions, answers, audit, ...findings },
  }
}

/** What an exception is about, as far as it is known. */
export type About = {
  readonly system?: string
  readonly flow?: string
  readonly orderIds?: readonly number[]
  readonly messageId?: number | null
  readonly deliveryId?: number | null
}

/** Where a delivery stands by now that was sent and settled: after what this batch has done with it so far. */
export function standingIn({ outcomes, letGo }: Batch, held: HeldIndex, deliveryId: number): Standing {
  const last = outcomes.findLast((one) => one.deliveryId === deliveryId)?.state
  if (last === 'held') return 'held'
  if (last === 'delivered' || last === 'refused') return 'taken'
  return letGo.get(deliveryId) ?? held.standing(deliveryId)
}

/** Opens an exception, on its orders as well. `held`: it holds a result that must not wait. */
export function raiseIn(batch: Batch, concern: Concern, about: About, held = false): Exception | null {
  const whereabouts = { ...nowhere, ...about }
  const { orderIds } = whereabouts
  if (concern.cause.startsWith('overdue-step|answered|') && orderIds.every((id) => isHeld(batch, id))) return null
  if (asksHowSettled(concern) && orderIds.every((id) => isOwned(batch, id))) return null
  const made = batch.desk.raise(concern, whereabouts, batch.now, held)
  if (made) for (const orderId of orderIds) raiseOn(batch.book, orderId, made.id)
  return made
}

const nowhere: Whereabouts = { system: '', flow: '', orderIds: [], messageId: null, deliveryId: null }

/** As raiseIn(), though one of the same cause is open about the same: somebody has taken that, before this came. */
export function raiseAgainIn(batch: Batch, concern: Concern, about: About): void {
  const whereabouts = { ...nowhere, ...about }
  const made = batch.desk.open(concern, whereabouts, batch.now)
  for (const orderId of whereabouts.orderIds) raiseOn(batch.book, orderId, made.id)
}

/** An open exception is about further orders of the book, too. */
export function joinIn({ desk, book }: Batch, exception: Exception, orderIds: readonly number[]): void {
  desk.join(exception, orderIds)
  for (const orderId of orderIds) raiseOn(book, orderId, exception.id)
}

/**
 * Whether somebody owns already that nobody acknowledges the words of an order: their deliveries are held, or the receiver
 * has them in its error queue. The step stays late; waiting begins anew once that exception is closed.
 */
function isHeld({ book, desk }: Batch, orderId: number): boolean {
  const untaken = orderIn(book, orderId)?.words.filter(isAwaited) ?? []
  if (untaken.length === 0) return false
  const held = desk.onDeliveriesOf(orderId)
  const isRejected = ({ by, to }: Word) =>
    by === 'error-queue' && desk.ofOrder(orderId, 'delivery-refused', errorQueueCause(to)).length > 0
  return untaken.every((word) => held.has(word.messageId) || held.has(word.repeatMessageId ?? 0) || isRejected(word))
}

/** Whether somebody has the order anyway. How it is settled that a word was not sent is asked once that is closed. */
function isOwned({ book }: Batch, orderId: number): boolean {
  return (orderIn(book, orderId)?.exceptions.length ?? 0) > 0
}

/** Closes an exception, on its orders as well, which wait anew for what is late and has no exception any more. */
export function closeIn(batch: Batch, exception: Exception, rootCause: string): void {
  shut(batch, exception, rootCause)
  waitAnew(batch, exception.orderIds)
}

function shut({ book, desk, now }: Batch, exception: Exception, rootCause: string): void {
  desk.close(exception, rootCause, now)
  for (const orderId of exception.orderIds) closedOn(book, orderId, exception.id)
}

function waitAnew({ book, rules, now }: Batch, orderIds: Iterable<number>): void {
  for (const orderId of orderIds) awaitAgain(book, orderId, rules.policy, now)
}

/**
 * Keeps a fact that was told, closes what it settles, and raises what it asks for. Waiting begins anew only then: a step
 * that this very fact found late has its exception by now, and stays late until it comes.
 */
export function keepTold(batch: Batch, fact: Fact, told: Told, about: About): void {
  batch.facts.push({ fact, orderId: told.orderId, verdict: told.verdict })
  const cleared = new Set<number>()
  for (const { orderId, kind, cause } of told.settled) {
    for (const exception of batch.desk.ofOrder(orderId, kind, cause)) {
      if (holdsResult(exception)) continue
      shut(batch, exception, settledBy(batch, exception, orderId))
      for (const id of exception.orderIds) cleared.add(id)
    }
  }
  for (const { orderIds, ...concern } of told.concerns) raiseIn(batch, concern, { ...about, orderIds })
  waitAnew(batch, cleared)
}

/** Its result is held back until a person lets it go: closed by itself, nobody would own that any more. */
function holdsResult({ kind, deliveryId }: Exception): boolean {
  return kind === 'unsolicited-result' && deliveryId !== null
}

function settledBy({ book }: Batch, { kind, cause }: Exception, orderId: number): string {
  const order = orderIn(book, orderId)
  const wasLate = order && (kind === 'overdue-step' || kind === 'census-missing')
  return wasLate ? endOfLate(cause, order) : 'answered by a later message'
}

/** Facts of Labloop's own books count from here, after what the message itself says. */
const ownFactsFrom = 1000

/** Says of every order of a message how far its words were taken, or that they were refused. */
export function takeWords(
  batch: Batch,
  words: {
    readonly kind: 'word-taken' | 'word-refused'
    /** The system that took or refused them. */
    readonly system: string
    readonly messageId: number
    /** The delivery that was answered; null where it cannot be known which of the message's. */
    readonly deliveryId: number | null
    readonly orderIds: readonly number[]
    readonly level: Level
    readonly by: string
    readonly at: Instant
  },
): void {
  const { kind, system, messageId, deliveryId, level, by, at } = words
  for (const orderId of words.orderIds) {
    const fact: TakenFact = {
      kind,
      system,
      messageId,
      n: ownFactsFrom,
      saidAt: null,
      seenAt: at,
      orderId,
      wordMessageId: messageId,
      level,
      by,
      deliveryId,
    }
    keepTold(batch, fact, takeWord(batch.book, fact, batch.rules.policy), { system, messageId })
  }
}
