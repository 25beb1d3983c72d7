// One system as the rules look at it: its catalog with every text that has a grammar read once, and what leads from one
// entry to another. The one thing to know: a side knows nothing of the other system; what lies between is the pair.
import type { System } from '../../site/shapes/system.ts'
import { type Flag, readFlag, usualFlag } from '../../terminology/flags.ts'
import { axesOfName } from '../../terminology/loinc/axes-of-name.ts'
import type { LoincAxes, LoincTable, LoincTerm } from '../../terminology/loinc/term.ts'
import type { Ranges } from '../../terminology/ranges/range.ts'
import { readRanges } from '../../terminology/ranges.ts'
import type { Unit } from '../../terminology/units/unit.ts'
import { readUnit } from '../../terminology/units.ts'
import type { Catalog, CatalogEntry, Component, Orderable, Question } from '../catalog/catalog.ts'
import type { Place, Subject } from '../finding.ts'

/** A component with its texts read. */
export type ReadComponent = Component & {
  readonly unitRead: Unit
  readonly rangesRead: Ranges
  /** The six axes: of the table where it has the code, else by the name that the catalog gives; null without a LOINC. */
  readonly axes: LoincAxes | null
  readonly term: LoincTerm | null
  /** Orderables in use whose reports hold it. */
  readonly reportedBy: readonly Orderable[]
}

export type ReadQuestion = Question & {
  readonly unitRead: Unit
  /** Orderables in use that ask it. */
  readonly askedBy: readonly Orderable[]
}

export type Side = {
  readonly system: System
  readonly catalog: Catalog
  readonly components: ReadonlyMap<string, ReadComponent>
  readonly orderables: ReadonlyMap<string, Orderable>
  readonly questions: ReadonlyMap<string, ReadQuestion>
  /** LOINC codes as far as they are known; null: no table is at hand. */
  readonly loinc: LoincTable | null
}

/** Reads a system's catalog. Of two rows with one code the first counts, as in the maps. */
export function sideOf(system: System, catalog: Catalog, loinc: LoincTable | null): Side {
  const reporting = byMember(catalog.orderables, ({ components }) => components)
  const asking = byMember(catalog.orderables, ({ questions }) => questions)
  return {
    system,
    catalog,
    loinc,
    orderables: byCode(catalog.orderables),
    components: byCode(catalog.components.map((entry) => readComponent(entry, reporting.get(entry.code) ?? [], loinc))),
    questions: byCode(
      catalog.questions.map((entry) => ({
        ...entry,
        unitRead: readUnit(entry.unit),
        askedBy: asking.get(entry.code) ?? [],
      })),
    ),
  }
}

function readComponent(entry: Component, reportedBy: readonly Orderable[], loinc: LoincTable | null): ReadComponent {
  const term = loinc?.find(entry.loinc) ?? null
  const named = entry.loincName === '' ? null : axesOfName(entry.loincName)
  const axes = entry.loinc === '' ? null : (term?.axes ?? named)
  return {
    ...entry,
    unitRead: readUnit(entry.unit),
    rangesRead: readRanges(entry.ranges),
    axes,
    term,
    reportedBy,
  }
}

function byMember(
  orderables: readonly Orderable[],
  membersOf: (orderable: Orderable) => readonly string[],
): ReadonlyMap<string, readonly Orderable[]> {
  const found = new Map<string, Orderable[]>()
  for (const orderable of orderables.filter(({ active }) => active))
    for (const member of membersOf(orderable)) {
      const list = found.get(member)
      if (list) list.push(orderable)
      else found.set(member, [orderable])
    }
  return found
}

function byCode<Entry extends { readonly code: string }>(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>()
  for (const entry of entries) if (!found.has(entry.code)) found.set(entry.code, entry)
  return found
}

/** Entries that are in use. */
export function inUse<Entry extends CatalogEntry>(entries: ReadonlyMap<string, Entry>): readonly Entry[] {
  return [...entries.values()].filter(({ active }) => active)
}

export function subjectOf(system: string, kind: 'component' | 'orderable' | 'question', entry: CatalogEntry): Subject {
  return { system, kind, code: entry.code, name: entry.name }
}

export function placeOf(entry: CatalogEntry): readonly Place[] {
  return [entry.place]
}

/**
 * What a flag of a system means: table 0078 as it stands, else what systems usually mean by it. A map is not asked: it may
 * be what is wrong.
 */
export function meaningOf(code: string): Flag {
  const flag = readFlag(code)
  if (flag.side !== 'unknown') return flag
  const usual = usualFlag(code)
  return usual === null ? flag : { ...readFlag(usual), code }
}

/** How often a component is reported or an orderable is ordered, as far as traffic showed it; null where it did not. */
export function seenCount(entry: CatalogEntry | undefined): number | null {
  return entry?.seen?.count ?? null
}
