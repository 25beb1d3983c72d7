// The rows of a map that serve one direction between two systems. The one thing to know: only approved rows translate,
// and a row with the direction both serves the way back as well.
import { agesMeet } from './age-band.ts'
import type { CodeMap, Conversion, MapRow } from './shapes/site.ts'

/** One translation: from a code of the sender to a code of the receiver. */
export type Translation = {
  readonly from: string
  readonly to: string
  readonly context: Readonly<Record<string, string>>
  readonly row: MapRow
  /** Read from right to left. */
  readonly backwards: boolean
}

/** What the map translates from one system to the other, in the order of its file. Drafts where asked for. */
export function translations(
  map: CodeMap,
  from: string,
  to: string,
  status: MapRow['status'] = 'approved',
): readonly Translation[] {
  return map.rows.flatMap((row): Translation[] => {
    if (row.status !== status) return []
    const { fromSystem, fromCode, toSystem, toCode, context } = row
    if (fromSystem === from && toSystem === to) return [{ from: fromCode, to: toCode, context, row, backwards: false }]
    if (row.direction === 'both' && fromSystem === to && toSystem === from)
      return [{ from: toCode, to: fromCode, context, row, backwards: true }]
    return []
  })
}

/** Whether two contexts can hold at once: no key stands in both with different values; ages meet where bands overlap. */
export function compatible(one: Translation['context'], other: Translation['context']): boolean {
  return Object.entries(one).every(([key, value]) => {
    const theirs = other[key] ?? value
    return key === 'age' ? agesMeet(value, theirs) : theirs === value
  })
}

/** A conversion as it is carried out in the direction of the translation. */
export type DirectedConversion = Conversion & {
  /** The row is read from right to left: subtract the offset, then divide by the factor. */
  readonly inverse: boolean
}

/** How the values of the translated component are converted; undefined where they are not, or nobody has signed it. */
export function signedConversion({ row, backwards }: Translation): DirectedConversion | undefined {
  const { conversion } = row
  if (!conversion || conversion.signedBy === '') return undefined
  const { unitFrom, unitTo } = conversion
  return backwards
    ? { ...conversion, unitFrom: unitTo, unitTo: unitFrom, inverse: true }
    : { ...conversion, inverse: false }
}
