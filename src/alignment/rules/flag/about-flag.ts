// A flag of the performer and what arrives, as the subject of a finding. The one thing to know: the row of the map is the
// place to mend, and the component shows that it is used.
import type { Told } from '../../finding.ts'
import { type Pair, rowPlace } from '../../pair/pair.ts'
import type { FlagArrival } from './arrivals.ts'

export function aboutFlag(pair: Pair, { code, arrives, row, component }: FlagArrival): Omit<Told, 'says'> {
  return {
    subject: { system: pair.performer.system.id, kind: 'map', code, name: 'abnormal flag' },
    ...(arrives === null
      ? {}
      : { counterpart: { system: pair.placer.system.id, kind: 'map' as const, code: arrives, name: 'abnormal flag' } }),
    places: [...rowPlace(pair.site, row), ...(component ? [component.place] : [])],
  }
}
