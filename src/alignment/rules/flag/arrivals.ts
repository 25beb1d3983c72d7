// Where each flag of the performer's vocabulary arrives. The one thing to know: the vocabulary is what the components say that
// they use; a laboratory that lists no flags is taken to use the commonest of table 0078.
import type { Entry } from '../../../mapping/code-table.ts'
import type { Pair } from '../../pair/pair.ts'
import { inUse, type ReadComponent, type Side } from '../../pair/side.ts'
import { cross, type Way, waysTranslating } from '../../pair/way.ts'

export type FlagArrival = {
  readonly code: string
  /** null: no approved row leads on. */
  readonly arrives: string | null
  readonly row: Entry | null
  readonly table: string
  /** A component that uses it. */
  readonly component: ReadComponent | null
}

const commonest = ['N', 'L', 'H', 'LL', 'HH', 'A', 'AA']

/** Flags that a system uses, each with a component that does. */
export function vocabularyOf(side: Side): ReadonlyMap<string, ReadComponent | null> {
  const found = new Map<string, ReadComponent | null>()
  for (const component of inUse(side.components))
    for (const flag of component.flags) if (!found.has(flag)) found.set(flag, component)
  if (found.size === 0) for (const flag of commonest) found.set(flag, null)
  return found
}

export function flagArrivals(pair: Pair): readonly FlagArrival[] {
  const vocabulary = [...vocabularyOf(pair.performer)]
  return waysTranslating(pair.results, 'OBX-8').flatMap((way) =>
    vocabulary.map(([code, component]) => arrivalOn(way, code, component)),
  )
}

function arrivalOn(way: Way, code: string, component: ReadComponent | null): FlagArrival {
  const { fields, stuck, rows } = cross(way, { 'OBX-8': code })
  const halted = stuck.find(({ field }) => field === 'OBX-8')
  const row = rows.get('OBX-8') ?? null
  const table = halted?.table ?? row?.table ?? 'flags'
  return { code, arrives: halted ? null : (fields['OBX-8'] ?? null), row, table, component }
}
