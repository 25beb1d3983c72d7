// Which values a flow converts into another unit on their way. The one thing to know: only a conversion that the laboratory
// director has signed is carried out, so only that one explains why the unit that goes out is another than the one that came.
import { type DirectedConversion, signedConversion, translations } from '../../site/map-rows.ts'
import type { Flow, Step } from '../../site/shapes/flow.ts'
import type { Site } from '../../site/shapes/site.ts'

/** The signed conversions of a flow for a component, by its code as it came and as it goes out. */
export type ConversionsOf = (flow: Flow, from: string, to: string) => readonly DirectedConversion[]

/** Reads the maps once for each flow that is asked about. */
export function conversionsIn(site: Pick<Site, 'maps'>): ConversionsOf {
  const read = new WeakMap<Flow, ReadonlyMap<string, readonly DirectedConversion[]>>()
  return (flow, from, to) => {
    const known = read.get(flow) ?? conversionsOf(site, flow)
    read.set(flow, known)
    return known.get(`${from}|${to}`) ?? []
  }
}

function conversionsOf({ maps }: Pick<Site, 'maps'>, flow: Flow): ReadonlyMap<string, readonly DirectedConversion[]> {
  const found = new Map<string, DirectedConversion[]>()
  for (const { table, codes_of } of mapsOfObservations(flow.steps))
    for (const map of maps.filter(({ id }) => id === table))
      for (const row of translations(map, codes_of ?? flow.from, flow.to)) {
        const conversion = signedConversion(row)
        const key = `${row.from}|${row.to}`
        if (conversion) found.set(key, [...(found.get(key) ?? []), conversion])
      }
  return found
}

type MapOfCodes = { readonly table: string; readonly codes_of?: string | undefined }

/** Steps that translate OBX-3. */
function mapsOfObservations(steps: readonly Step[]): readonly MapOfCodes[] {
  return steps.flatMap((step): readonly MapOfCodes[] => {
    if ('for_each' in step) return mapsOfObservations(step.steps)
    return 'map' in step && /^OBX(\[[^\]]*\])?-3(\.|\[|$)/.test(step.map) ? [step] : []
  })
}
