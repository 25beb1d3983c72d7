// A status and where it arrives, as the subject of a finding. The one thing to know: the table is part of it, since F of one
// table is not F of another.
import type { Told } from '../../finding.ts'
import { type Pair, rowPlace } from '../../pair/pair.ts'
import type { StatusArrival } from './arrivals.ts'

export function aboutStatus(pair: Pair, { place, code, arrives, row }: StatusArrival): Omit<Told, 'says'> {
  return {
    subject: { system: pair.performer.system.id, kind: 'map', code, name: `${place.field}, table ${place.table}` },
    ...(arrives === null
      ? {}
      : { counterpart: { system: pair.placer.system.id, kind: 'map' as const, code: arrives, name: place.field } }),
    variant: place.table,
    places: rowPlace(pair.site, row),
  }
}
