// The public face of the ledger for an engine: open a book for a batch, tell it facts in order of arrival, say what became
// of words and exceptions, collect the changes. The one thing to know: facts must be told in order of arrival, since
// nothing else orders them.
import { compareBloodGroup } from './blood-group.ts'
import { errorQueueCause } from './census.ts'
import type { LedgerConcern, OrderConcern } from './concern.ts'
import { type Decision, decide, type Settles } from './decide.ts'
import { withChild, withMarks } from './designed.ts'
import {
  ambiguousNumber,
  identityConflict,
  joinDoubts,
  mergeUndone,
  noNumber,
  numbersOfSeveral,
  recordConflict,
  stillInDoubt,
} from './doubts.ts'
import { overdueSteps, rearmed, withExpectations } from './expectations.ts'
import type { Fact, Identifier, NumberedFact, PatientFact, TakenFact } from './fact.ts'
import { confirmed, withOtherNumbers, withPatient } from './items.ts'
import { isOfOther, isParent, isUnasked, joinOrder, type Match } from './join.ts'
import { findingKeys, ownKeys } from './keys.ts'
import { compareNumbers } from './number-verdict.ts'
import { type Doubt, isAtRest, isDesigned, type Order, unheard } from './order.ts'
import { withoutNumbersOf } from './owners.ts'
import type { Patient } from './patient.ts'
import { type ShownUnder, undoneMerge, unmergePatient } from './patient-links.ts'
import {
  areTwoPatients,
  asRenamed,
  compareNumbersOf,
  isOfAnother,
  learnNumbers,
  patientOf,
  recordUnder,
  survivorOf,
} from './patients.ts'
import { register } from './registrations.ts'
import { outsideSettled, relate } from './relations.ts'
import { compareSiblings } from './siblings.ts'
import type { LedgerPolicy } from './source.ts'
import { dropWords, holdsAll, movePart, type NotSent, sendWords, settleWords, withholdWords } from './words.ts'
import { addTo, type Book, change, put } from './working-set.ts'

export {
  addToBook,
  type Book,
  type BookChanges,
  changes,
  committed,
  type LastIds,
  type LoadedOrders,
  openBook,
  orderIn,
} from './working-set.ts'

/** What became of a fact. */
export type Told = {
  readonly orderId: number | null
  /**
   * `accepted`: it changed the order. `repeat`: nothing in it was new. `refused`: the order's state does not allow it.
   * `unmatched`: it speaks of no order that can be found. `identity-hold`: numbers and patient contradict; nothing of this
   * message may reach a chart.
   */
  readonly verdict: 'accepted' | 'refused' | 'unmatched' | 'identity-hold' | 'repeat'
  /** A result that nobody ordered; the flow's policy says what becomes of it. */
  readonly unsolicited: boolean
  readonly concerns: readonly OrderConcern[]
  /** Open exceptions of these orders that this fact answers; an empty cause means every one of the kind. */
  readonly settled: readonly (Settles & { readonly orderId: number })[]
  /** Orders (positive ids) and patients (negative ids) that it names. */
  readonly lanes: readonly number[]
}

/** Tells the book one fact, in order of arrival. */
export function tell(book: Book, fact: Fact, policy: LedgerPolicy): Told {
  switch (fact.kind) {
    case 'patient-stated':
    case 'patient-merged':
    case 'patient-moved':
    case 'patient-linked':
    case 'patient-unlinked':
      return tellPatient(book, fact)
    case 'catalog-stated':
      return nothing('accepted')
    case 'word-taken':
    case 'word-refused':
      return takeWord(book, fact, policy)
    default:
      return tellOrder(book, fact, policy)
  }
}

function nothing(verdict: Told['verdict'], lanes: readonly number[] = []): Told {
  return { orderId: null, verdict, unsolicited: false, concerns: [], settled: [], lanes }
}

function tellPatient(book: Book, fact: PatientFact): Told {
  const { records, concerns } = register(book, fact)
  if (records.length === 0) return nothing('unmatched')
  return { ...nothing('accepted', [...new Set(records.map(({ id }) => -id))]), concerns }
}

/**
 * What a system's own list says of an order's patient: where it has undone a merge, the records part again, and somebody
 * is told. An unmerge has no message, so nothing else shows it.
 */
export function seeShown(book: Book, order: Order, shown: ShownUnder): readonly OrderConcern[] {
  const record = undoneMerge(book.patients, order.patient, shown)
  if (!record) return []
  unmergePatient(book.patients, record.id, shown.system)
  return [mergeUndone(shown.system, order)]
}

/** Says how far a word was taken. The order must be in the book. */
export function takeWord(book: Book, fact: TakenFact, policy: LedgerPolicy): Told {
  const entry = book.entries.get(fact.orderId)
  return entry ? settle(book, entry.order, fact, policy, []) : nothing('unmatched')
}

function tellOrder(book: Book, fact: NumberedFact, policy: LedgerPolicy): Told {
  const { record, contradicts } = patientOf(book.patients, fact)
  const found = candidates(book, fact)
  const match = joinOrder(fact, found, book.patients)
  if (match.kind === 'held') return heldFor(book, match.order, record, identityConflict(match.order, fact, match))
  const numbers = fact.patient.identifiers.length > 1 ? compareNumbersOf(book.patients, fact.patient) : 'agree'
  const isOfTwo = numbers === 'two-people'
  if (isOfTwo && match.kind === 'joined' && fact.kind === 'result-reported') {
    return heldFor(book, match.order, record, numbersOfSeveral(match.order, fact, isOfTwo))
  }
  if (match.kind === 'new' && !canOpen(fact, match)) return unmatched(book, fact, match, record)
  const sure = record !== null && contradicts.length === 0 && !isOfTwo
  if (sure) learnNumbers(book.patients, record, fact.patient)
  const heard =
    match.kind === 'joined'
      ? match.order
      : opened(
          book,
          fact,
          doubtOf(fact, match, isOfTwo || contradicts.length > 0),
          parentOf(book, fact, match, found, sure ? record : null, policy),
        )
  const order = withRecord(book, withPatient(heard, fact.patient, sure ? record.id : null), fact, record)
  const doubts = [...joinDoubts(match, order, fact)]
  if (numbers !== 'agree') doubts.push(numbersOfSeveral(order, fact, isOfTwo))
  if (match.kind === 'new' && contradicts.length > 0 && !isOfTwo) doubts.push(recordConflict(order, fact, contradicts))
  const isInDoubt = fact.kind === 'result-reported' && (order.doubt === 'number' || order.doubt === 'record')
  if (isInDoubt && match.kind === 'joined') doubts.push(stillInDoubt(order, fact, othersUnder(book, order, found)))
  const own = match.kind === 'joined' ? withoutNumbersOf(fact, order, match.others.filter(isUnderWay)) : fact
  const told = withOthers(book, settle(book, order, own, policy, doubts), fact, found, policy)
  if (told.orderId === null) return told
  if (fact.kind === 'order-requested') {
    if (match.kind === 'joined') doubtUnasked(book, sharing(fact, othersUnder(book, order, found)))
    else if (match.sameNumber) doubtUnasked(book, match.shared)
  }
  keepKeys(book, order.id, own)
  return isInDoubt ? { ...told, verdict: 'identity-hold' } : told
}

/** Orders of other patients among those to which the numbers of a fact lead. */
function othersUnder({ patients }: Book, order: Order, found: readonly Order[]): readonly Order[] {
  if (found.length === 0 || (found.length === 1 && found[0]!.id === order.id)) return []
  return found.filter((other) => other.id !== order.id && areTwoPatients(patients, order, other))
}

/** Those of them that carry a placer number of the fact. */
function sharing({ order: { placer } }: NumberedFact, others: readonly Order[]): readonly Order[] {
  return others.filter((other) => compareNumbers(other, 'placer', placer) === 'same')
}

/** It means this order, and nothing of it may reach a chart before people have looked. */
function heldFor(book: Book, order: Order, record: Patient | null, concern: OrderConcern): Told {
  return { ...nothing('identity-hold', lanesOf(book, order, record)), orderId: order.id, concerns: [concern] }
}

/** With record numbers of a fact that say nothing of the order's own: the next report must agree with them. */
function withRecord(book: Book, order: Order, { patient }: NumberedFact, record: Patient | null): Order {
  const { patientId } = order.patient
  if (record === null || patientId === null || patientId === record.id) return order
  return isOfAnother(book.patients, order, patient) ? withOtherNumbers(order, patient.identifiers) : order
}

function isUnderWay({ state }: Order): boolean {
  return !isAtRest(state)
}

/** A request under the number of what nobody asked for, and not known to be of its patient: it is open whose that is. */
function doubtUnasked(book: Book, shared: readonly Order[]): void {
  for (const { id } of shared) {
    change(book, id, (order) => (order.doubt === '' && isUnasked(order) ? { ...order, doubt: 'number' } : order))
  }
}

/** What a fact means beyond its own order: for its parent, for orders on the same specimen, for the patient's history. */
function withOthers(book: Book, told: Told, fact: NumberedFact, found: readonly Order[], policy: LedgerPolicy): Told {
  const order = told.orderId === null ? undefined : book.entries.get(told.orderId)?.order
  if (!order) return told
  const news = told.verdict === 'accepted'
  const hasRelations = order.parentId !== null || 'replaces' in fact
  const related = hasRelations ? relate(book, order, fact, news, policy) : null
  if (fact.kind !== 'result-reported' || !news || order.doubt === 'number' || order.doubt === 'record') {
    return related ? joinedTold(told, related) : told
  }
  const siblings = found.length > 1 || (found.length === 1 && found[0]!.id !== order.id) ? found : null
  const compared = siblings ? compareSiblings(order, fact, siblings) : null
  const blood = compareBloodGroup(book.patients, order, fact.system)
  const outside = order.exceptions.length > 0 && order.related ? [{ ...outsideSettled(order), orderId: order.id }] : []
  if (!related && !compared && blood.length === 0 && outside.length === 0) return told
  return joinedTold(told, related, compared, {
    concerns: blood.map((concern) => ({ ...concern, orderIds: [order.id] })),
    settled: outside,
  })
}

function joinedTold(told: Told, ...more: readonly (Pick<Told, 'concerns' | 'settled'> | null)[]): Told {
  return {
    ...told,
    concerns: [...told.concerns, ...more.flatMap((one) => one?.concerns ?? [])],
    settled: [...told.settled, ...more.flatMap((one) => one?.settled ?? [])],
  }
}

/** Why what opens an order of its own may belong to another. */
function doubtOf({ side }: NumberedFact, match: Match, contradicts: boolean): Doubt {
  if (match.kind !== 'new') return ''
  if (match.ambiguous.length > 0) return 'ambiguous'
  if (side === 'placer') return ''
  if (contradicts) return 'record'
  return match.sameNumber && match.shared.length > 0 ? 'number' : ''
}

/**
 * Tells the book a fact that was held for identity, once people have decided that it speaks of this order. The order must
 * be in the book.
 */
export function tellAs(book: Book, orderId: number, fact: NumberedFact, policy: LedgerPolicy): Told {
  const entry = book.entries.get(orderId)
  if (!entry) return nothing('unmatched')
  const found = candidates(book, fact)
  const own = { ...fact, order: { ...fact.order, placer: placerOf(book, entry.order, fact, found) } }
  const told = withOthers(book, settle(book, entry.order, own, policy, []), fact, found, policy)
  keepKeys(book, orderId, own)
  return told
}

/** The placer numbers of a fact that may become the order's: those of another patient's order stay that one's. */
function placerOf(book: Book, order: Order, fact: NumberedFact, found: readonly Order[]): readonly Identifier[] {
  return withoutNumbersOf(fact, order, othersUnder(book, order, found)).order.placer
}

/** The orders that the fact's numbers lead to. */
function candidates(book: Book, { order }: NumberedFact): Order[] {
  const found: Order[] = []
  for (const key of findingKeys(order)) {
    const ids = book.byKey.get(key)
    if (!ids) continue
    for (const id of ids) {
      const one = book.entries.get(id)?.order
      if (one && !found.includes(one)) found.push(one)
    }
  }
  return found
}

/** Whether an order can begin with this fact: a result or a request always; anything else by a number of its own. */
function canOpen({ kind, order: { placer, filler, accession } }: NumberedFact, match: Match): boolean {
  if (kind === 'result-reported') return true
  if (placer.length + filler.length + accession.length === 0) return false
  return kind === 'order-requested' || match.kind !== 'new' || match.ambiguous.length === 0
}

function unmatched(book: Book, fact: NumberedFact, match: Match, record: Patient | null): Told {
  const ambiguous = match.kind === 'new' ? match.ambiguous : []
  const concern = ambiguous.length > 0 ? ambiguousNumber(ambiguous, null, fact) : noNumber(fact)
  return { ...nothing('unmatched', lanesOf(book, null, record)), concerns: [concern] }
}

/** A new order, for a request, a result that nobody ordered, or a child of a known parent. */
function opened(book: Book, fact: NumberedFact, doubt: Doubt, parentId: number | null): Order {
  const id = ++book.lastOrderId
  return { ...unheard(id, fact.seenAt), parentId, doubt }
}

/**
 * The parent that a fact names; else, for what a laboratory opens on its own, the one order of this patient under its numbers
 * whose workflow waits for this test as a reflex: many laboratories name no parent, and nobody ordered it.
 */
function parentOf(
  book: Book,
  fact: NumberedFact,
  match: Match,
  found: readonly Order[],
  record: Patient | null,
  policy: LedgerPolicy,
): number | null {
  const { parent, test } = fact.order
  if (parent) {
    return found.find((order) => isParent(order, parent) && !isOfOther(order, fact, book.patients))?.id ?? null
  }
  const isAlone = match.kind === 'new' && match.shared.length + match.ambiguous.length === 0
  if (!policy.pathOf || fact.side !== 'filler' || test === null || record === null || !isAlone) return null
  const waiting = found.filter(
    (order) => order.patient.patientId === record.id && policy.pathOf?.(order)?.asksFor(order, test.code),
  )
  return waiting.length === 1 ? waiting[0]!.id : null
}

function keepKeys(book: Book, orderId: number, fact: NumberedFact): void {
  for (const key of ownKeys(fact.order)) if (addTo(book.byKey, key, orderId)) book.newKeys.push({ key, orderId })
}

/** Decides, counts expectations, and says what became of it. */
function settle(
  book: Book,
  order: Order,
  fact: NumberedFact | TakenFact,
  policy: LedgerPolicy,
  doubts: readonly OrderConcern[],
): Told {
  const resultMode = 'order' in fact ? policy.resultMode(fact.order.test, fact.system) : 'delta'
  const isReport = fact.kind === 'result-reported'
  const components = isReport ? (policy.componentsOf?.(fact.order.test, fact.system) ?? []) : []
  const decision = decide(order, fact, { resultMode, components, answers: policy.answers })
  if (decision.kind === 'refused' && order.state === 'unheard') return answersNothing(fact, decision.why)
  const decided = decision.kind === 'accepted' ? shown(decision.next, fact, decision.repeat, policy) : order
  const { next, settled } = withExpectations(decided, policy, fact.seenAt)
  const late = overdueSteps(next, fact.seenAt, policy.pathOf?.(next))
  put(book, late.next)
  const raised = [...raisedBy(decision, fact), ...late.concerns]
  return {
    orderId: order.id,
    verdict: decision.kind === 'refused' ? 'refused' : decision.repeat ? 'repeat' : 'accepted',
    unsolicited: fact.kind === 'result-reported' && isUnsolicited(late.next),
    concerns: [...doubts, ...raised.map((concern) => ({ ...concern, orderIds: [order.id] }))],
    settled: [
      ...[...settled, ...settledBy(decision), ...queueSettled(late.next, fact)].map((one) => ({
        ...one,
        orderId: order.id,
      })),
      ...parentHears(book, late.next, fact, policy),
    ],
    lanes: lanesOf(book, order, 'patient' in fact ? recordUnder(book.patients, fact.patient.identifiers) : null),
  }
}

/** What the message shows of the order's workflow; one that says nothing new shows nothing. */
function shown(order: Order, fact: NumberedFact | TakenFact, repeat: boolean, policy: LedgerPolicy): Order {
  return 'order' in fact && !repeat ? withMarks(order, fact, policy) : order
}

/** A child speaks: its parent's workflow may have waited for it. What that settles on the parent. */
function parentHears(book: Book, child: Order, fact: Fact, policy: LedgerPolicy): Told['settled'] {
  const parent = child.parentId === null || !policy.pathOf ? undefined : book.entries.get(child.parentId)?.order
  if (!parent) return []
  const heard = withChild(parent, child, fact.seenAt, fact.messageId, policy)
  if (heard === parent) return []
  const { next, settled } = withExpectations(heard, policy, fact.seenAt)
  put(book, next)
  return settled.map((one) => ({ ...one, orderId: parent.id }))
}

/** An answer to something that was never said: it opens no order. */
function answersNothing(fact: Fact, why: string): Told {
  return { ...nothing('unmatched'), concerns: [{ ...refusedConcern(fact, why), orderIds: [] }] }
}

function raisedBy(decision: Decision, fact: Fact): LedgerConcern[] {
  if (decision.kind === 'refused') return [refusedConcern(fact, decision.why)]
  if (decision.effects.length === 0) return []
  return decision.effects.flatMap((effect) => (effect.do === 'raise' ? [effect.concern] : []))
}

/** What a system's error queue had taken back is there after all. */
function queueSettled(order: Order, { system }: NumberedFact | TakenFact): Settles[] {
  if (order.exceptions.length === 0 || !holdsAll(order, system)) return []
  return [{ kind: 'delivery-refused', cause: errorQueueCause(system) }]
}

function settledBy(decision: Decision): Settles[] {
  if (decision.kind === 'refused' || decision.effects.length === 0) return []
  return decision.effects.flatMap((effect) => (effect.do === 'settle' ? [effect.settles] : []))
}

function refusedConcern(fact: Fact, why: string): LedgerConcern {
  return {
    kind: 'illegal-transition',
    severity: 'normal',
    text: `A message says ${fact.kind} of an order, which changes nothing there: ${why}. It is not held for this; make sure that both sides see the order alike.`,
    cause: `illegal-transition|${fact.system}|${fact.kind}`,
  }
}

/**
 * No placer asked for it, no placer gave it a number, and it is no child of an order that is known. One for which the
 * laboratory has asked the placer for a number (SN) is announced: the number is a step that is awaited, and joins it.
 */
function isUnsolicited({ words, parentId }: Order): boolean {
  if (parentId !== null) return false
  return !words.some(
    ({ side, subject, said }) =>
      subject === 'request' && (side === 'placer' || (said.startsWith('number-requested') && side === 'filler')),
  )
}

function lanesOf(book: Book, order: Order | null, record: Patient | null): number[] {
  const lanes = order ? [order.id] : []
  if (!record) return lanes
  lanes.push(-record.id)
  const survivor = survivorOf(book.patients, record)
  if (survivor.id !== record.id) lanes.push(-survivor.id)
  return lanes
}

/**
 * The words of a message are given to the queue of the order's other side. Nothing happens where the order has no word of that
 * message. `deliveryIds`: those that carry them, where the message went out as several.
 */
export function sendWord(
  book: Book,
  orderId: number,
  messageId: number,
  to: string,
  policy: LedgerPolicy,
  at: number,
  deliveryIds: readonly number[] = [],
): void {
  change(book, orderId, (order) => withExpectations(sendWords(order, messageId, to, at, deliveryIds), policy, at).next)
}

/** A person withdrew a delivery, so that the other side never gets its words: somebody owns that until it is settled. */
export function dropWord(book: Book, orderId: number, notSent: NotSent, policy: LedgerPolicy, at: number): void {
  change(book, orderId, (order) => withExpectations(dropWords(order, notSent, at), policy, at).next)
}

/** The flow to the other side refused a message, so that it never gets its words: somebody owns that until it is settled. */
export function withholdWord(
  book: Book,
  orderId: number,
  messageId: number,
  to: string,
  policy: LedgerPolicy,
  at: number,
): void {
  change(book, orderId, (order) => withExpectations(withholdWords(order, messageId, to, at), policy, at).next)
}

/** A person says how it was settled that words of this order were never sent. */
export function settleWord(book: Book, orderId: number, policy: LedgerPolicy, at: number): void {
  change(book, orderId, (order) => withExpectations(settleWords(order, at), policy, at).next)
}

/** A delivery that may be a part of a word goes out as another. */
export function moveWord(book: Book, orderId: number, from: number, to: number): void {
  change(book, orderId, (order) => movePart(order, from, to))
}

/** An exception on this order was opened. */
export function raiseOn(book: Book, orderId: number, exceptionId: number): void {
  change(book, orderId, (order) =>
    order.exceptions.includes(exceptionId) ? order : { ...order, exceptions: [...order.exceptions, exceptionId] },
  )
}

/** An exception on this order was closed. Once none is open, waiting begins anew for what is still late. */
export function clearOn(book: Book, orderId: number, exceptionId: number, policy: LedgerPolicy, at: number): void {
  closedOn(book, orderId, exceptionId)
  awaitAgain(book, orderId, policy, at)
}

/** An exception on this order was closed, and others may be raised before `awaitAgain`. */
export function closedOn(book: Book, orderId: number, exceptionId: number): void {
  change(book, orderId, (order) =>
    order.exceptions.includes(exceptionId)
      ? { ...order, exceptions: order.exceptions.filter((id) => id !== exceptionId) }
      : order,
  )
}

/** Where no exception is open any more on an order, waiting begins anew for what is still late. */
export function awaitAgain(book: Book, orderId: number, policy: LedgerPolicy, at: number): void {
  change(book, orderId, (order) => rearmed(order, policy, at))
}

/**
 * People have decided that an order is who it says: what comes under its numbers is no longer held. The numbers of one that
 * was in doubt, or that no placer asked for, are its own from now on.
 */
export function trust(book: Book, orderId: number): void {
  change(book, orderId, (order) => {
    const patient = asRenamed(book.patients, order.patient)
    const isDoubtful = order.doubt === 'number' || order.doubt === 'record'
    const items = isDoubtful || isUnasked(order) ? confirmed(order.items) : order.items
    if (items === order.items && patient === order.patient) return order
    return { ...order, patient, items, doubt: isDoubtful ? '' : order.doubt }
  })
}

/** What is overdue on an order at a moment: the steps become late, and each asks to be raised. A future order wakes. */
export function wake(book: Book, orderId: number, policy: LedgerPolicy, now: number): readonly OrderConcern[] {
  const entry = book.entries.get(orderId)
  if (!entry) return []
  const { next, concerns } = overdueSteps(current(entry.order, policy, now), now, policy.pathOf?.(entry.order))
  put(book, withExpectations(next, policy, now).next)
  return concerns.map((concern) => ({ ...concern, orderIds: [orderId] }))
}

/** The order without steps that its workflow does not know any more: another revision runs since they were written down. */
function current(order: Order, policy: LedgerPolicy, now: number): Order {
  const isGone = order.expectations.some(
    ({ step }) => isDesigned(step) && !policy.pathOf?.(order)?.overdue(order, step),
  )
  return isGone ? withExpectations(order, policy, now).next : order
}
