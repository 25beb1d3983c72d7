// Two systems that exchange messages, and what lies between: who performs, who orders, where each code of the one arrives
// at the other. The one thing to know: a link is what the approved rows and the flow's steps really do with a code today,
// not what somebody meant.
import type { Entry } from '../../mapping/code-table.ts'
import type { Flow } from '../../site/shapes/flow.ts'
import type { Site } from '../../site/shapes/site.ts'
import type { Orderable } from '../catalog/catalog.ts'
import { circumstances } from './contexts.ts'
import { inUse, type ReadComponent, type ReadQuestion, type Side } from './side.ts'
import { type Crossed, cross, type Fields, type Way, wayOf } from './way.ts'

/** An entry of one side and where it arrives. */
export type Link<One> = {
  readonly from: One
  /** The entry of the other side; null where no row leads on, or its catalog does not have the code. */
  readonly to: One | null
  /** The code as it arrives; null where no approved row leads on. */
  readonly toCode: string | null
  /** The row that leads there; null where the codes are the same without one. */
  readonly row: Entry | null
  readonly way: Way
  /** What the same steps make of the other fields: unit, specimen. */
  readonly crossed: Crossed
  /** The specimen under which it arrives there, where that decides. */
  readonly specimen: string
}

export type Pair = {
  readonly site: Site
  /** Who performs and reports. */
  readonly performer: Side
  /** Who orders and charts. */
  readonly placer: Side
  /** Flows that carry results, status and answers from the performer. */
  readonly results: readonly Way[]
  readonly back: readonly Way[]
  /** Flows that carry orders to the performer. */
  readonly orders: readonly Way[]
  /** Components in use of the performer, where results arrive. */
  readonly components: readonly Link<ReadComponent>[]
  /** Orderables in use of the placer, where orders arrive. */
  readonly orderables: readonly Link<Orderable>[]
  /** Questions in use of the placer, where answers arrive. */
  readonly questions: readonly Link<ReadQuestion>[]
  /** Components of the placer by code, with everything that arrives there. */
  readonly arrivals: ReadonlyMap<string, readonly Link<ReadComponent>[]>
}

/** The pairs of a site: each system that reports, with each that it reports to. */
export function pairsOf(site: Site, sides: ReadonlyMap<string, Side>, day = ''): readonly Pair[] {
  const seen = new Map<string, Pair>()
  for (const flow of site.flows) {
    const [performerId, placerId] = ends(flow)
    const [performer, placer] = [sides.get(performerId), sides.get(placerId)]
    const key = `${performerId}|${placerId}`
    if (performer && placer && !seen.has(key)) seen.set(key, pairOf(site, performer, placer, day))
  }
  return [...seen.values()]
}

/** Who performs and who orders, by what the flow carries; patients and catalogs make no pair. */
function ends({ kind, from, to }: Flow): readonly [performer: string, placer: string] {
  if (kind === 'orders') return [to, from]
  return kind === 'results' || kind === 'status' ? [from, to] : ['', '']
}

export function pairOf(site: Site, performer: Side, placer: Side, day = ''): Pair {
  const between = (from: Side, to: Side, kinds: readonly Flow['kind'][]) =>
    site.flows
      .filter((flow) => flow.from === from.system.id && flow.to === to.system.id && kinds.includes(flow.kind))
      .map((flow) => wayOf(site, flow, day))
  const results = between(performer, placer, ['results'])
  const back = between(performer, placer, ['results', 'status', 'answers'])
  const orders = between(placer, performer, ['orders'])
  const components = overWays(results, (way) => componentLinks(way, performer, placer))
  return {
    ...{ site, performer, placer, results, back, orders, components },
    orderables: overWays(orders, (way) => orderableLinks(way, placer, performer)),
    questions: overWays(orders, (way) => questionLinks(way, placer, performer)),
    arrivals: Map.groupBy(
      components.filter(({ toCode }) => toCode !== null),
      ({ toCode }) => toCode!,
    ),
  }
}

/**
 * The links of all flows of one kind. A code that arrives over one of them is not lost because another, on which it never
 * travels, does not know it.
 */
function overWays<One extends { readonly code: string }>(
  ways: readonly Way[],
  linksOn: (way: Way) => readonly Link<One>[],
): readonly Link<One>[] {
  const all = ways.map(linksOn)
  if (all.length < 2) return all.flat()
  const arriving = all.map((links) => new Set(links.flatMap(({ from, to }) => (to === null ? [] : [from.code]))))
  return all.flatMap((links, nth) =>
    links.filter(
      ({ from, to }) => to !== null || arriving[nth]!.has(from.code) || !arriving.some((known) => known.has(from.code)),
    ),
  )
}

/** Where each component arrives; where specimens, sex or age part the ways, several. */
function componentLinks(way: Way, performer: Side, placer: Side): readonly Link<ReadComponent>[] {
  return inUse(performer.components).flatMap((from) => {
    const specimens = from.specimens.length > 0 ? from.specimens : ['']
    const links = specimens.flatMap((specimen) => {
      const known = { 'OBX-3': from.code, 'OBX-6': from.unit, 'OBX-2': from.valueType, 'SPM-4': specimen }
      return circumstances(way, 'OBX-3', known).map((more) =>
        linkOf(way, 'OBX-3', { ...known, ...more }, from, { entries: placer.components, specimen }),
      )
    })
    return distinct(links)
  })
}

/** Where each orderable arrives; where specimens, sex or age part the ways, several. */
function orderableLinks(way: Way, placer: Side, performer: Side): readonly Link<Orderable>[] {
  return inUse(placer.orderables).flatMap((from) => {
    const specimens = from.collections.length > 0 ? from.collections.map(({ specimen }) => specimen) : ['']
    const links = specimens.flatMap((specimen) => {
      const known = { 'OBR-4': from.code, 'SPM-4': specimen }
      return circumstances(way, 'OBR-4', known).map((more) =>
        linkOf(way, 'OBR-4', { ...known, ...more }, from, { entries: performer.orderables, specimen }),
      )
    })
    return distinct(links)
  })
}

function questionLinks(way: Way, placer: Side, performer: Side): readonly Link<ReadQuestion>[] {
  return inUse(placer.questions).map((from) => {
    const fields = { 'OBX-3': from.code, 'OBX-6': from.unit, 'OBX-2': from.valueType }
    return linkOf(way, 'OBX-3', fields, from, { entries: performer.questions, specimen: '' })
  })
}

function linkOf<One extends { readonly code: string }>(
  way: Way,
  field: string,
  fields: Fields,
  from: One,
  { entries, specimen }: { readonly entries: ReadonlyMap<string, One>; readonly specimen: string },
): Link<One> {
  const crossed = cross(way, fields)
  const stuck = crossed.stuck.some((one) => one.field === field)
  const toCode = stuck ? null : (crossed.fields[field] ?? null)
  const to = toCode === null ? null : (entries.get(toCode) ?? null)
  return { from, to, toCode, row: crossed.rows.get(field) ?? null, way, crossed, specimen }
}

/** One link for each code at which it arrives, with the first unit that gets there. */
function distinct<One>(links: readonly Link<One>[]): readonly Link<One>[] {
  const seen = new Set<string | null>()
  return links.filter(({ toCode }) => {
    const isNew = !seen.has(toCode)
    seen.add(toCode)
    return isNew
  })
}

/** The place of the row that leads from one code to another; none where the codes are the same without one. */
export function rowPlace(site: Site, row: Entry | null | undefined): readonly { file: string; line: number }[] {
  if (!row || row.line === 0) return []
  const file = site.maps.find(({ id }) => id === row.table)?.rows[0]?.file ?? `maps/${row.table}.csv`
  return [{ file, line: row.line }]
}
