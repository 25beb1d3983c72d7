// Which fields a flow translates by which map, and the codes that the map knows. The one thing to know: a code that is not
// there does what the flow's policy says, so its sender must know the list; and a path behind `restructure` is one of the
// new structure, which the sender writes elsewhere.
import type { Flow } from '../site/shapes/flow.ts'
import type { MapRow, Site } from '../site/shapes/site.ts'

/** A field of a flow with the map that its codes go through. */
export type CodedField = {
  /** Where the sender writes it. */
  readonly path: string
  /** Where the receiver finds it. */
  readonly to: string
  readonly table: string
  readonly unmapped: string
  /** Fixed contexts (`=0085`) without their equals sign; those that a message gives are left out. */
  readonly fixed: Readonly<Record<string, string>>
}

/** The maps that a flow's steps put on fields. */
export function codedFieldsOf(flow: Flow): readonly CodedField[] {
  let isRewritten = false
  return flow.steps.flatMap((step): CodedField[] => {
    if ('restructure' in step) isRewritten = true
    const inner = 'for_each' in step ? step.steps : [step]
    return inner.flatMap((one): CodedField[] => {
      if (!('map' in one)) return []
      const path = plain(one.map)
      const fixed = Object.entries(one.context).filter(([, source]) => source.startsWith('='))
      return [
        {
          path: isRewritten ? (before[path] ?? path) : path,
          to: one.to === undefined ? path : plain(one.to),
          table: one.table,
          unmapped: one.unmapped ?? flow.unmapped,
          fixed: Object.fromEntries(fixed.map(([key, source]) => [key, source.slice(1)])),
        },
      ]
    })
  })
}

/** Where a message of a version before 2.5 holds what is in SPM and TQ1 since. (HL7 v2.5.1 §4.5.3, §4.5.4, §7.4.3) */
const before: Readonly<Record<string, string>> = { 'SPM-4': 'OBR-15', 'SPM-4.1': 'OBR-15.1.1', 'TQ1-9': 'ORC-7.6' }

/** `OBX[*]-8[*]` is `OBX-8` here. */
function plain(path: string): string {
  return path.replaceAll(/\[[^\]]*\]/g, '')
}

/** The pairs of codes, the flow's own side first, that a field can have: approved rows whose context does not exclude it. */
export function codesIn(
  site: Pick<Site, 'maps'>,
  { table, fixed }: Pick<CodedField, 'table' | 'fixed'>,
  { from, to }: Pick<Flow, 'from' | 'to'>,
): readonly Pick<MapRow, 'fromCode' | 'toCode' | 'context'>[] {
  const rows = site.maps.find(({ id }) => id === table)?.rows ?? []
  return rows.flatMap(({ fromSystem, toSystem, fromCode, toCode, direction, status, context }) => {
    const fits = Object.entries(context).every(([key, value]) => fixed[key] === undefined || fixed[key] === value)
    if (status !== 'approved' || !fits) return []
    if (fromSystem === from && toSystem === to) return [{ fromCode, toCode, context }]
    const isBack = direction === 'both' && fromSystem === to && toSystem === from
    return isBack ? [{ fromCode: toCode, toCode: fromCode, context }] : []
  })
}
