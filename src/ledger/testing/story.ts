// Stories of the ledger's tests: facts told one after the other to an empty book, as their messages arrive.
import { orderIn, tell } from '../book.ts'
import type { Fact } from '../fact.ts'
import { accepted, delivered, dialogue, emptyBook, loopOf, number, policy, raised, requested } from './facts.ts'

export const whole = { ...policy, resultMode: () => 'snapshot' as const }

/** Everything was delivered and acknowledged at once; what was raised, by kind and severity, in order. */
export function story(facts: readonly Fact[], by = policy as Parameters<typeof tell>[2]) {
  const book = emptyBook()
  const results = facts.map((fact) => delivered(book, fact, 'received', by))
  const order = (id = 1) => orderIn(book, id)!
  return {
    book,
    results,
    order,
    raised: results.flatMap(raised),
    causes: results.flatMap(({ concerns }) => concerns.map(({ cause }) => cause.split('|').at(-1))),
    loop: (id = 1) => loopOf(book, id, order(id).lastSeenAt).status,
  }
}

export const open = () => [requested(), accepted()]
export const under = (n: number, extra = {}) => ({ placer: [number(`P${n}`)], filler: [number(`F${n}`)], ...extra })
export const tellOne = (book: Parameters<typeof tell>[0], fact: Fact) => tell(book, fact, policy)
export const parentOf = (filler: string, observation = '') => ({ placer: null, filler: number(filler), observation })
export const ok = (extra = {}) => dialogue('order-accepted', 'placer', extra)
