// Orders to which single numbers of a message belong, beside the order that it means. The one thing to know: a number that
// the meant order carries itself is no matter; one that only another order carries may lead a receiver there.
import type { Identifier, NumberedFact } from './fact.ts'
import { compareNumbers } from './number-verdict.ts'
import type { Item, Order } from './order.ts'

/** An order that carries a number of a fact. `placer`: one by which the placer knows it. */
export type Owner = { readonly order: Order; readonly placer: boolean }

/** The orders among `found` that carry a number of the fact (ORC-2, OBR-2, ORC-3, OBR-3) which none of `own` carries. */
export function ownersOf(fact: NumberedFact, found: readonly Order[], own: readonly Order[]): readonly Owner[] {
  const owners: Owner[] = []
  for (const order of found) {
    if (own.includes(order)) continue
    const placer = ownsOf(order, fact, 'placer', own)
    if (placer || ownsOf(order, fact, 'filler', own)) owners.push({ order, placer })
  }
  return owners
}

function ownsOf(order: Order, fact: NumberedFact, side: Item['side'], own: readonly Order[]): boolean {
  return fact.order[side].some((one) => carries(order, fact, side, one) && !own.some((mine) => has(mine, side, one)))
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
