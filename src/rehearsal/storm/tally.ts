// A storm's worlds put together: the numbers that are printed, and the table of where the orders went. The one thing to know:
// worlds are put together in the order of their numbers, whatever thread played them first.
import type { Violation } from '../play/evidence.ts'
import { digestOfAll } from './digest.ts'
import { addFigures, type Figures, figureNames } from './figures.ts'
import type { Ending, WorldResult } from './run-world.ts'

/** What `labloop rehearse SITE --storm N --json` prints, but for time and memory. */
export type Tally = {
  readonly orders: number
  readonly worlds: number
  readonly events: number
  readonly virtualDays: number
  /** Orders that ended agreed, proven or not; of them proven. */
  readonly agreed: number
  readonly proven: number
  readonly owned: number
  /** Orders ever found adrift. */
  readonly adrift: number
  readonly violations: number
  readonly digest: string
  /** Orders that did not end agreed, by how they ended and why; the most frequent first. */
  readonly causes: Readonly<Record<string, number>>
  readonly stories: WorldResult['stories']
  readonly figures: Figures
  readonly failures: readonly { readonly world: number; readonly violation: Violation }[]
}

/** Puts the results of all worlds together. */
export function tallyOf(results: readonly WorldResult[]): Tally {
  const inOrder = results.toSorted((one, other) => one.index - other.index)
  const sum = (of: (result: WorldResult) => number) => inOrder.reduce((total, result) => total + of(result), 0)
  const failures = inOrder.flatMap(({ index, violations }) =>
    violations.map((violation) => ({ world: index, violation })),
  )
  const none = Object.fromEntries(figureNames.map((name) => [name, 0])) as Figures
  return {
    orders: sum(({ orders }) => orders),
    worlds: inOrder.length,
    events: sum(({ events }) => events),
    virtualDays: Math.round(sum(({ virtualDays }) => virtualDays) * 100) / 100,
    agreed: sum(({ endings }) => endings.agreed + endings.proven),
    proven: sum(({ endings }) => endings.proven),
    owned: sum(({ endings }) => endings.owned),
    adrift: sum(({ adrift }) => adrift),
    violations: failures.length,
    digest: digestOfAll(inOrder.map(({ digest }) => digest)),
    causes: byFrequency(inOrder.map(({ causes }) => causes)),
    stories: storiesOf(inOrder),
    figures: inOrder.reduce((total, { figures }) => addFigures(total, figures), none),
    failures,
  }
}

function byFrequency(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const causes of all) {
    for (const [cause, count] of Object.entries(causes)) counts.set(cause, (counts.get(cause) ?? 0) + count)
  }
  return Object.fromEntries([...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)))
}

function storiesOf(results: readonly WorldResult[]): WorldResult['stories'] {
  const all: Record<string, Partial<Record<Ending, number>>> = {}
  for (const { stories } of results) {
    for (const [name, endings] of Object.entries(stories)) {
      all[name] ??= {}
      const own = all[name]
      for (const [ending, count] of Object.entries(endings) as [Ending, number][]) {
        own[ending] = (own[ending] ?? 0) + count
      }
    }
  }
  return all
}
