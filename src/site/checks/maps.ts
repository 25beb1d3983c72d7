// Checks of the maps and catalogs themselves: systems, contradictions, rows that stand twice, drafts, codes that a catalog
// does not have. The one thing to know: a contradiction is an error, since a code with two meanings is a wrong result.

import type { MapPart, SiteParts } from '../parts.ts'
import type { Report } from '../problem.ts'
import { didYouMean, listed, quoted } from '../suggest.ts'
import { checkCells } from './catalog-cells.ts'
import { checkConversions } from './conversions.ts'
import { checkCycles } from './map-cycles.ts'
import { checkMeetings } from './map-meetings.ts'
import { checkUnitRows } from './unit-rows.ts'

type Entry = MapPart['rows'][number]

export function checkMaps(parts: SiteParts, report: Report): void {
  for (const map of parts.maps) {
    for (const entry of map.rows) {
      checkSystemsOf(map, entry, parts, report)
      if (entry.row.status === 'draft') draft(map, entry, report)
    }
    const approved = map.rows.filter(({ row }) => row.status === 'approved')
    checkMeetings(map, approved, report)
    checkCatalogs(map, approved, parts, report)
    checkConversions(map, parts, report)
    checkUnitRows(map, parts, report)
    checkCycles(map, report)
  }
  for (const catalog of parts.catalogs) {
    checkCatalog(catalog, parts, report)
    checkCells(catalog, report)
    for (const [, column, other] of references.filter(([kind]) => kind === catalog.kind))
      checkReferences(catalog, column, other, parts, report)
  }
}

function checkSystemsOf({ source }: MapPart, { row, csv }: Entry, { systems }: SiteParts, report: Report): void {
  const known = systems.map(({ id }) => id)
  for (const [column, id] of [
    ['from_system', row.fromSystem],
    ['to_system', row.toSystem],
  ] as const)
    if (known.length > 0 && !known.includes(id))
      report.error('site-reference-unknown', source.file, csv.at(column), {
        message: `${column} names a system that the site does not have.`,
        into: `systems/${id}.yaml`,
        given: didYouMean(id, known),
        allowed: listed(known),
      })
  if (row.fromSystem === row.toSystem)
    report.error('site-csv-value', source.file, csv.at('to_system'), {
      message: 'A row leads from one system to another one.',
      given: quoted(row.toSystem),
    })
}

function draft({ source }: MapPart, { row, csv }: Entry, report: Report): void {
  report.warning('site-map-draft', source.file, csv.at('status'), {
    given: `${row.fromSystem} ${row.fromCode} to ${row.toSystem} ${row.toCode}`,
  })
}

/** Which catalogs hold the codes of a map, by the map's id. */
const catalogOfMap: Readonly<Record<string, string>> = { tests: 'orderables', components: 'components', aoe: 'aoe' }

function checkCatalogs({ id, source }: MapPart, rows: readonly Entry[], { catalogs }: SiteParts, report: Report): void {
  const kind = catalogOfMap[id]
  if (!kind) return
  const codes = new Map(
    catalogs
      .filter((catalog) => catalog.kind === kind && catalog.source.isWhole)
      .map(({ system, source: { rows: own } }) => [system, new Set(own.map(({ cells }) => cells.code ?? ''))]),
  )
  for (const { row, csv } of rows) {
    // A row with a context may translate something that a code of the catalog contains, as the answers to a question.
    if (Object.keys(row.context).length > 0) continue
    for (const [column, system, code] of [
      ['from_code', row.fromSystem, row.fromCode],
      ['to_code', row.toSystem, row.toCode],
    ] as const) {
      const known = codes.get(system)
      if (known && !known.has(code))
        report.warning('site-map-code', source.file, csv.at(column), {
          given: `${didYouMean(code, known)} of ${system}`,
          allowed: `a code of catalogs/${system}-${kind}.csv`,
        })
    }
  }
}

/** Columns of a catalog that name codes of another catalog of the same system. */
const references: readonly (readonly [kind: string, column: string, other: string])[] = [
  ['orderables', 'components', 'components'],
  ['orderables', 'aoe', 'aoe'],
]

function checkCatalog(
  { system, kind, source }: SiteParts['catalogs'][number],
  { systems }: SiteParts,
  report: Report,
): void {
  const known = systems.map(({ id }) => id)
  if (known.length > 0 && !known.includes(system))
    report.error(
      'site-reference-unknown',
      source.file,
      { line: 1, column: 1 },
      {
        message: 'The file is named after a system that the site does not have.',
        into: `systems/${system}.yaml`,
        given: didYouMean(system, known),
        allowed: listed(known.map((id) => `catalogs/${id}-${kind}.csv`)),
      },
    )
  const seen = new Map<string, number>()
  for (const { cells, line, at } of source.rows) {
    const code = cells.code ?? ''
    if (code === '')
      report.error('site-csv-value', source.file, at('code'), { message: 'The cell code is empty.', allowed: 'a code' })
    else if (seen.has(code))
      report.error('site-catalog-repeated', source.file, at('code'), {
        given: `${quoted(code)}, which stands in line ${seen.get(code)} too`,
      })
    seen.set(code, line)
  }
}

/** Codes of another catalog of the same system that a column names. */
function checkReferences(
  { system, source }: SiteParts['catalogs'][number],
  column: string,
  other: string,
  { catalogs }: SiteParts,
  report: Report,
): void {
  const theirs = catalogs.find((catalog) => catalog.system === system && catalog.kind === other)
  // Of a file that was not read whole nobody knows what it lacks.
  if (!theirs?.source.isWhole) return
  const codes = new Set(theirs.source.rows.map(({ cells }) => cells.code ?? ''))
  for (const { cells, at } of source.rows) {
    const named = (cells[column] ?? '').split(';').map((part) => part.trim())
    for (const name of named.filter((part) => part !== '' && !codes.has(part)))
      report.error('site-catalog-reference', source.file, at(column), {
        given: didYouMean(name, codes),
        allowed: `a code of catalogs/${system}-${other}.csv`,
      })
  }
}
