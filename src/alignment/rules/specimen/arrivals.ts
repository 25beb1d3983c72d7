// Where each specimen that the placer uses arrives. The one thing to know: specimens are mapped on orders, from the placer to
// the performer.
import type { Entry } from '../../../mapping/code-table.ts'
import type { Orderable } from '../../catalog/catalog.ts'
import type { Told } from '../../finding.ts'
import { type Pair, rowPlace } from '../../pair/pair.ts'
import { inUse } from '../../pair/side.ts'
import { cross, waysTranslating } from '../../pair/way.ts'

export type SpecimenArrival = {
  readonly code: string
  readonly name: string
  /** null: no approved row leads on. */
  readonly arrives: string | null
  readonly row: Entry | null
  readonly map: string
  /** An orderable that needs it. */
  readonly orderable: Orderable
}

export function specimenArrivals(pair: Pair): readonly SpecimenArrival[] {
  const used = new Map<string, { name: string; orderable: Orderable }>()
  for (const orderable of inUse(pair.placer.orderables))
    for (const { specimen, specimenName } of orderable.collections)
      if (specimen !== '' && !used.has(specimen)) used.set(specimen, { name: specimenName, orderable })
  return waysTranslating(pair.orders, 'SPM-4').flatMap((way) =>
    [...used].map(([code, { name, orderable }]) => {
      const { fields, stuck, rows } = cross(way, { 'SPM-4': code, 'OBR-4': orderable.code })
      const halted = stuck.find(({ field }) => field === 'SPM-4')
      const row = rows.get('SPM-4') ?? null
      const arrives = halted ? null : (fields['SPM-4'] ?? null)
      return { code, name, orderable, row, arrives, map: halted?.table ?? row?.table ?? '' }
    }),
  )
}

export function aboutSpecimen(
  pair: Pair,
  { code, name, arrives, row, orderable }: SpecimenArrival,
): Omit<Told, 'says'> {
  return {
    subject: { system: pair.placer.system.id, kind: 'map', code, name: name || 'specimen' },
    ...(arrives === null
      ? {}
      : { counterpart: { system: pair.performer.system.id, kind: 'map' as const, code: arrives, name: 'specimen' } }),
    places: [...rowPlace(pair.site, row), orderable.place],
  }
}
