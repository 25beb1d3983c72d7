// What a receiver shows of a result that was converted on its way: for whoever compares its list with what was reported. The
// one thing to know: it is the same conversion as that of the message, range and all, so that the same decimals come of it.

import { nameCode } from '../../hl7/index.ts'
import { translations } from '../../site/map-rows.ts'
import { type Place, placeOf } from '../../site/place.ts'
import type { Step } from '../../site/shapes/flow.ts'
import type { Site } from '../../site/shapes/site.ts'
import { convertObservation } from './observation.ts'
import { type SignedConversion, signedOf } from './signed.ts'
import { isUnit } from './written.ts'

/** A value as the ledger keeps it: OBX-2, OBX-5 whole, OBX-6, OBX-7. */
export type Reported = {
  readonly valueType: string
  readonly value: string
  readonly unit: string
  readonly range: string
}

/** A value as it goes out; `isUnit` knows its unit however it is spelled. */
export type Shown = { readonly value: string; readonly unit: string; isUnit(written: string): boolean }

/** What may be shown at a system of a value under a component's code, one for each signed conversion of the code. */
export type ShownAt = (code: string, reported: Reported) => readonly Shown[]

/** Reads the maps of a site for one receiver. */
export function shownAt(site: Pick<Site, 'maps' | 'flows' | 'catalogs'>, system: string): ShownAt {
  const conversions = conversionsTo(site, system)
  if (conversions.size === 0) return () => []
  return (code, reported) => (conversions.get(code) ?? []).flatMap((one) => shownBy(one, reported))
}

/** By the sender's code of the component; a row that several flows go by counts once. */
function conversionsTo(site: Pick<Site, 'maps' | 'flows' | 'catalogs'>, system: string) {
  const found = new Map<string, Map<string, SignedConversion>>()
  for (const flow of site.flows.filter(({ to }) => to === system)) {
    const tables = new Set(['components', ...flow.steps.flatMap(tablesOf)])
    for (const map of site.maps.filter(({ id }) => tables.has(id)))
      for (const row of translations(map, flow.from, system)) {
        const conversion = signedOf(site, map.id, row)
        if (!conversion) continue
        const ofCode = found.get(row.from) ?? new Map<string, SignedConversion>()
        found.set(row.from, ofCode.set(`${map.id}|${conversion.line}`, conversion))
      }
  }
  return new Map([...found].map(([code, ofCode]) => [code, [...ofCode.values()]]))
}

const observation = nameCode('OBX')

/** Maps of OBX-3. */
function tablesOf(step: Step): readonly string[] {
  if ('for_each' in step) return step.steps.flatMap(tablesOf)
  const place: Place | undefined = 'map' in step ? placeOf(step.map) : undefined
  return 'map' in step && place?.code === observation && place.field === 3 ? [step.table] : []
}

function shownBy(conversion: SignedConversion, { valueType, value, unit, range }: Reported): Shown[] {
  const values = value.split('~').map((one) => one.split('^'))
  const done = convertObservation({ valueType, values, unit, range }, conversion)
  if (done.outcome !== 'converted') return []
  const shown = done.values.map((parts) => parts.join('^')).join('~')
  return [{ value: shown, unit: done.unit, isUnit: (written) => isUnit(written, conversion.unitTo) }]
}
