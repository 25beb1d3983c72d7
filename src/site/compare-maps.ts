// What a change of maps takes away: codes that were translated before and are not any more, for good or from some day on.
// The one thing to know: a loss is an error where some flow translates so and the code is in use; else it is a warning.
import { type Translation, translations } from './map-rows.ts'
import { catalogFiles, codeMaps, type SiteParts } from './parts.ts'
import { newReport, type Problem, start } from './problem.ts'
import type { CatalogFile, CodeMap } from './shapes/site.ts'

/** What a comparison looks at: the maps and catalogs of a folder, as far as they can be read. */
export type Mapped = {
  readonly maps: readonly CodeMap[]
  readonly catalogs: readonly CatalogFile[]
  /** What the steps of flows ask: `components lis ehr`. */
  readonly asked: ReadonlySet<string>
}

export function mappedIn({ maps, catalogs, flows }: SiteParts): Mapped {
  const asked = flows.flatMap(({ from = '', to = '', steps }) =>
    steps.flatMap(({ value }) =>
      ('for_each' in value ? value.steps : [value]).flatMap((step) =>
        'map' in step ? [`${step.table} ${step.codes_of ?? from} ${to}`] : [],
      ),
    ),
  )
  return { maps: codeMaps(maps), catalogs: catalogFiles(catalogs), asked: new Set(asked) }
}

/** Codes that the one state of a site maps and the other leaves unmapped, each with its place in the new one. */
export function lostMappings(before: Mapped, after: Mapped): readonly Problem[] {
  const report = newReport()
  for (const map of before.maps) {
    const now = after.maps.find(({ id }) => id === map.id) ?? { id: map.id, rows: [] }
    for (const [from, to] of pairsOf(map)) {
      const rows = grouped(translations(now, from, to))
      const drafts = grouped(translations(now, from, to, 'draft'))
      for (const [key, was] of grouped(translations(map, from, to)))
        tell(was, rows.get(key) ?? [], drafts.get(key) ?? [], { map: map.id, from, to }, after, report)
    }
  }
  return report.problems
}

/** The systems that a map translates between, in each direction that it has. */
function pairsOf({ rows }: CodeMap): readonly (readonly [string, string])[] {
  const pairs = rows.flatMap(({ fromSystem, toSystem, direction }) =>
    direction === 'both' ? [`${fromSystem} ${toSystem}`, `${toSystem} ${fromSystem}`] : [`${fromSystem} ${toSystem}`],
  )
  return [...new Set(pairs)].map((pair) => pair.split(' ') as [string, string])
}

/** Rows by what they need to hold: the code and its context. */
function grouped(rows: readonly Translation[]): ReadonlyMap<string, readonly Translation[]> {
  return Map.groupBy(rows, ({ from, context }) =>
    [
      from,
      ...Object.entries(context)
        .map(([key, value]) => `${key}=${value}`)
        .sort(),
    ].join(' '),
  )
}

/** The last day on which some row counts; empty where one has no end. */
function lastDay(rows: readonly Translation[]): string {
  if (rows.some(({ row }) => !row.effectiveTo)) return ''
  return (
    rows
      .map(({ row }) => row.effectiveTo ?? '')
      .sort()
      .at(-1) ?? ''
  )
}

type Where = { readonly map: string; readonly from: string; readonly to: string }

function tell(
  was: readonly Translation[],
  is: readonly Translation[],
  drafts: readonly Translation[],
  { map, from, to }: Where,
  after: Mapped,
  report: ReturnType<typeof newReport>,
): void {
  const [old] = was
  const [ended, endedBefore] = [lastDay(is), lastDay(was)]
  if (!old || (is.length > 0 && (ended === '' || (endedBefore !== '' && endedBefore <= ended)))) return
  const fallback =
    is.length === 0 && Object.keys(old.context).length > 0 && hasPlain(after, map, old, { map, from, to })
  if (fallback) return
  const [place] = is.length > 0 ? is : drafts
  const context = Object.entries(old.context).map(([key, value]) => `${key}=${value}`)
  const what = `${from} ${old.from}${context.length === 0 ? '' : ` (${context.join(';')})`} to ${to}`
  const how = is.length > 0 ? `ends on ${ended}` : drafts.length > 0 ? 'is a draft now' : 'is gone'
  const file = place?.row.file ?? `maps/${map}.csv`
  const at = place ? { line: place.row.line, column: 1 } : start
  const given = `${what}: it was ${old.to} (line ${old.row.line} before), and its row ${how}`
  const isAsked = after.asked.has(`${map} ${from} ${to}`)
  const level = isAsked && isUsed(after.catalogs, from, old.from) ? 'error' : 'warning'
  report[level]('site-mapping-lost', file, at, { given })
}

/** Whether a row without context still answers where one with a context is gone. */
function hasPlain(after: Mapped, map: string, { from: code }: Translation, { from, to }: Where): boolean {
  const now = after.maps.find(({ id }) => id === map)
  return (now ? translations(now, from, to) : []).some(
    (row) => row.from === code && Object.keys(row.context).length === 0 && !row.row.effectiveTo,
  )
}

/** A code that a catalog of its system has as inactive is used no more; one that no catalog knows may be. */
function isUsed(catalogs: readonly CatalogFile[], system: string, code: string): boolean {
  const rows = catalogs.filter(({ id }) => id.startsWith(`${system}-`)).flatMap((catalog) => catalog.rows)
  const own = rows.filter((row) => row.code === code)
  return own.length === 0 || own.some((row) => row.active !== 'no')
}
