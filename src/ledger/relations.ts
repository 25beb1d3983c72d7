// Orders that have to do with each other: children with their parent, a send-out with the order for which it was sent, an
// order with the one that took its place. The one thing to know: each keeps its own words and results; the relation only
// says where to look, and a parent that is done in parts ends with the last of them.
import { alarm, alarms, causeOf } from './alarms.ts'
import type { OrderConcern } from './concern.ts'
import type { Settles } from './decide.ts'
import { withExpectations } from './expectations.ts'
import type { NumberedFact, ParentReference } from './fact.ts'
import { isParent } from './join.ts'
import { keyOf } from './keys.ts'
import { isAtRest, type Order, type Relation } from './order.ts'
import type { LedgerPolicy } from './source.ts'
import { withWord } from './words.ts'
import { type Book, put } from './working-set.ts'

/** What relations ask to be raised and settled. */
export type Related = {
  readonly concerns: readonly OrderConcern[]
  readonly settled: readonly (Settles & { readonly orderId: number })[]
}
const nothing: Related = { concerns: [], settled: [] }

/** The order of the book that a reference names. */
export function referredTo(book: Book, reference: ParentReference): Order | null {
  const keys = [reference.filler && keyOf('f', reference.filler), reference.placer && keyOf('p', reference.placer)]
  for (const key of keys) {
    for (const id of key ? (book.byKey.get(key) ?? []) : []) {
      const order = book.entries.get(id)?.order
      if (order && isParent(order, reference)) return order
    }
  }
  return null
}

/** Keeps the relations of an order that has just heard a fact. `news`: the fact said something new. */
export function relate(book: Book, order: Order, fact: NumberedFact, news: boolean, policy: LedgerPolicy): Related {
  if ('replaces' in fact && fact.replaces) relateReplaced(book, order.id, fact.replaces)
  const parent = order.parentId === null ? undefined : book.entries.get(order.parentId)?.order
  return parent ? relateChild(book, parent, order, fact, news, policy) : nothing
}

function relateReplaced(book: Book, id: number, replaces: ParentReference): void {
  const replaced = referredTo(book, replaces)
  if (!replaced || replaced.id === id) return
  put(book, withRelation(replaced, { as: 'replaced-by', orderId: id, end: 'none' }))
  put(book, withRelation(book.entries.get(id)!.order, { as: 'replaces', orderId: replaced.id, end: 'none' }))
}

function relateChild(
  book: Book,
  parent: Order,
  child: Order,
  fact: NumberedFact,
  news: boolean,
  policy: LedgerPolicy,
): Related {
  const known = parent.related?.find(({ orderId }) => orderId === child.id)
  const as = known?.as ?? (isSendOut(parent, fact) ? 'send-out' : 'child')
  const next = withRelation(parent, { as, orderId: child.id, end: endOf(child) })
  const concerns = as === 'send-out' && news ? correctedOutside(next, child, fact) : []
  const ended = endedByParts(next) ? withEnd(next, fact) : next
  if (ended === parent) return { concerns, settled: [] }
  const { next: waiting, settled } = withExpectations(ended, policy, fact.seenAt)
  put(book, waiting)
  return { concerns, settled: settled.map((one) => ({ ...one, orderId: parent.id })) }
}

/** The laboratory that does the parent is the placer of the child. */
function isSendOut({ items }: Order, { side, system }: NumberedFact): boolean {
  return side === 'placer' && items.some((item) => item.side === 'filler' && item.system === system)
}

function endOf({ state }: Order): Relation['end'] {
  if (state === 'final' || state === 'corrected') return 'results'
  return isAtRest(state) ? 'no results' : 'none'
}

function withRelation(order: Order, relation: Relation): Order {
  const related = order.related ?? []
  const at = related.findIndex(({ orderId, as }) => orderId === relation.orderId && as === relation.as)
  if (at < 0) return { ...order, related: [...related, relation] }
  return related[at]!.end === relation.end ? order : { ...order, related: related.with(at, relation) }
}

/** The laboratory said that it is done in parts (PA), and every part that it named is at its end. */
function endedByParts({ state, words, related = [] }: Order): boolean {
  if (isAtRest(state) || state === 'cancelling') return false
  if (!words.some(({ said }) => said.startsWith('parent-announced'))) return false
  const parts = related.filter(({ as }) => as === 'child')
  return parts.length > 0 && parts.every(({ end }) => end !== 'none')
}

/** The word that ends the parent rides in the message of its last part. */
function withEnd(parent: Order, { messageId, seenAt }: NumberedFact): Order {
  const state = parent.related!.some(({ as, end }) => as === 'child' && end === 'results') ? 'final' : 'cancelled'
  const word = { side: 'filler', subject: 'result', messageId, said: 'result-reported parts', state, seenAt } as const
  return withWord({ ...parent, state }, word)
}

/** The other laboratory corrected what the sending one has reported as final: its own correction must follow. */
function correctedOutside(parent: Order, child: Order, fact: NumberedFact): OrderConcern[] {
  if (fact.kind !== 'result-reported' || child.state !== 'corrected') return []
  if (parent.state !== 'final' && parent.state !== 'corrected') return []
  return [{ ...alarm('corrected-outside', fillerOf(parent)), orderIds: [parent.id] }]
}

/** A report of the sending laboratory with something new in it answers that the other one had corrected. */
export function outsideSettled(order: Order): Settles {
  return { kind: alarms['corrected-outside'].kind, cause: causeOf('corrected-outside', fillerOf(order)) }
}

function fillerOf({ items }: Order): string {
  return items.find(({ side, system }) => side === 'filler' && system !== '')?.system ?? ''
}
