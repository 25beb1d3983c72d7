// How a number that a message gives compares with those of an order. The one thing to know: the same digits under another
// named authority are another number; an authority that is not given decides nothing.
import type { Identifier } from './fact.ts'
import type { Item, Order } from './order.ts'
import { compatibleAuthorities } from './person.ts'

/** How the numbers of one kind compare: the same, the same digits of another authority, different, or not given. */
export type NumberVerdict = 'same' | 'other-authority' | 'differs' | 'absent'

export function compareNumbers(order: Order, side: Item['side'], said: readonly Identifier[]): NumberVerdict {
  let verdict: NumberVerdict = 'absent'
  for (const one of said) {
    const next = compareNumber(order, side, one)
    if (next === 'same') return 'same'
    if (next === 'other-authority' || verdict === 'absent') verdict = next
  }
  return verdict
}

/** An order that has these digits under a named authority once came without it as well: then the name counts. */
function compareNumber({ items }: Order, side: Item['side'], one: Identifier): NumberVerdict {
  let verdict: NumberVerdict = 'absent'
  let unnamed = false
  for (const item of items) {
    if (item.side !== side) continue
    for (const known of item.numbers) {
      if (known.number !== one.number) verdict = verdict === 'absent' ? 'differs' : verdict
      else if (side === 'filler' && known.authority === '' && one.authority !== '') unnamed = true
      else if (compatibleAuthorities(known.authority, one.authority)) return 'same'
      else verdict = 'other-authority'
    }
  }
  return unnamed && verdict !== 'other-authority' ? 'same' : verdict
}
