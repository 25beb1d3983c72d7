// The components of two linked orderables, brought together. The one thing to know: they are compared by where each component
// of the performer arrives, so different codes for one thing agree.
import type { Orderable } from '../../catalog/catalog.ts'
import { listIn } from '../../catalog/cells.ts'
import type { Link, Pair } from '../../pair/pair.ts'

export type Members = {
  /** Codes of the performer whose results arrive at nothing that the placer's orderable lists. */
  readonly unexpected: readonly string[]
  /** Codes of the placer's orderable, but for those that may be left out, at which nothing of the performer's arrives. */
  readonly missing: readonly string[]
}

/** What the two lists lack of each other; null where one of them lists nothing. */
export function membersOf(pair: Pair, { from, to }: Link<Orderable>): Members | null {
  if (!to || from.components.length === 0 || to.components.length === 0) return null
  const arrivesAt = arrivalsOf(pair)
  const expected = new Set(from.components)
  const mayLack = listIn(from.cells.optional)
  const given = new Set(to.components.flatMap((code) => [...(arrivesAt.get(code) ?? [])]))
  return {
    unexpected: to.components.filter((code) => {
      const places = arrivesAt.get(code)
      return places !== undefined && ![...places].some((place) => expected.has(place))
    }),
    missing: from.components.filter((code) => !given.has(code) && !mayLack.includes(code)),
  }
}

const known = new WeakMap<Pair, ReadonlyMap<string, ReadonlySet<string>>>()

/** Where each component of the performer arrives, worked out once a pair. */
function arrivalsOf(pair: Pair): ReadonlyMap<string, ReadonlySet<string>> {
  const before = known.get(pair)
  if (before) return before
  const found = new Map<string, Set<string>>()
  for (const { from, toCode } of pair.components) {
    if (toCode === null) continue
    const places = found.get(from.code) ?? new Set()
    found.set(from.code, places.add(toCode))
  }
  known.set(pair, found)
  return found
}
