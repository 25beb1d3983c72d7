// Orders to which single numbers of a message belong, beside the order that it means. The one thing to know: a number that
// the meant order carries itself is no matter; one that only another order carries may lead a receiver there, and so may one
// that a placer gave to the other order, and only the filler to this one.
import type { Identifier, NumberedFact, ParentReference } from './fact.ts'
import { isGiven } from './items.ts'
import { compareNumbers } from './number-verdict.ts'
import { type Item, isAtRest, type Order } from './order.ts'

/** An order that carries a number of a fact. `placer`: one by which the placer knows it. */
export type Owner = { readonly order: Order; readonly placer: boolean }

/** Orders of the patient of a fact; `meant` is the one of them that it joins, null where none can be singled out. */
export type Own = { readonly orders: readonly Order[]; readonly meant: Order | null }

/** The orders among `found` that carry a number of the fact (ORC-2, OBR-2, ORC-3, OBR-3) which is not that of `own`. */
export function ownersOf(fact: NumberedFact, found: readonly Order[], own: Own): readonly Owner[] {
  const owners: Owner[] = []
  for (const order of found) {
    if (own.orders.includes(order)) continue
    const placer = ownsOf(order, fact, 'placer', own)
    if (placer || ownsOf(order, fact, 'filler', own)) owners.push({ order, placer })
  }
  return owners
}

function ownsOf(order: Order, fact: NumberedFact, side: Item['side'], { orders, meant }: Own): boolean {
  const isOurs = (one: Identifier) =>
    orders.some((mine) => isOwn({ order: mine, isMeant: meant === null || mine === meant }, order, fact, side, one))
  return fact.order[side].some((one) => carries(order, fact, side, one) && !isOurs(one))
}

/**
 * Whether a number of a fact is that of `mine`, though `other` carries it as well. What is no result only has to mean the
 * order that carries it; a filler number is that of the order that is meant, or of one whose work goes on.
 */
function isOwn(
  { order: mine, isMeant }: { readonly order: Order; readonly isMeant: boolean },
  other: Order,
  { kind }: NumberedFact,
  side: Item['side'],
  one: Identifier,
): boolean {
  if (side === 'filler') return has(mine, side, one) && (isMeant || !isAtRest(mine.state))
  return (isMeant && kind !== 'result-reported' && has(mine, side, one)) || isPlacedAs(mine, other, one)
}

/** A placer number that only the filler gave an order is its own while no placer gave it to the other one either. */
function isPlacedAs(mine: Order, other: Order, one: Identifier): boolean {
  return has(mine, 'placer', one) && (isGiven(mine, one) || !isGiven(other, one))
}

/**
 * Whether an order carries a number of a parent (OBR-29) that none of `own`, orders of the patient of the fact, has: a
 * receiver may file a child with its parent.
 */
export function isNamedAsParent(order: Order, { placer, filler }: ParentReference, own: readonly Order[]): boolean {
  const byPlacer = placer && has(order, 'placer', placer) && !own.some((mine) => isPlacedAs(mine, order, placer))
  if (byPlacer) return true
  return filler !== null && has(order, 'filler', filler) && !own.some((mine) => has(mine, 'filler', filler))
}

/** Two laboratories may count alike without naming themselves: of a filler number only the same one's is compared. */
function carries(order: Order, { side: speaker, system }: NumberedFact, side: Item['side'], one: Identifier): boolean {
  if (!has(order, side, one)) return false
  if (side === 'placer' || speaker === 'placer') return true
  return order.items.some(
    (item) =>
      item.side === 'filler' &&
      (item.system === '' || item.system === system) &&
      item.numbers.some(({ number }) => number === one.number),
  )
}

function has(order: Order, side: Item['side'], one: Identifier): boolean {
  return compareNumbers(order, side, [one]) === 'same'
}

/** The fact without the numbers that these orders carry, and `order` does not: it gathers only what is its own. */
export function withoutNumbersOf<F extends NumberedFact>(fact: F, order: Order, others: readonly Order[]): F {
  if (others.length === 0) return fact
  const kept = (side: Item['side'], numbers: readonly Identifier[]) =>
    numbers.filter((one) => has(order, side, one) || !others.some((other) => has(other, side, one)))
  const { placer, filler } = fact.order
  return { ...fact, order: { ...fact.order, placer: kept('placer', placer), filler: kept('filler', filler) } }
}
