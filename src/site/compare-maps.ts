// What a change of maps takes away: codes that were translated before and are not any more, for good or from some day on.
// The one thing to know: a loss is an error where some flow translates so and the code is in use; else it is a warning.
import { ageBandOf } from './age-band.ts'
import { dayAfter, firstGap, type Period } from './day.ts'
import { type Translation, translations } from './map-rows.ts'
import { catalogFiles, codeMaps, type SiteParts } from './parts.ts'
import { newReport, type Problem, type Report, start } from './problem.ts'
import type { CatalogFile, CodeMap } from './shapes/site.ts'

/** What a comparison looks at: the maps and catalogs of a folder, as far as they can be read. */
export type Mapped = {
  readonly maps: readonly CodeMap[]
  readonly catalogs: readonly CatalogFile[]
  /** What the steps of flows ask: `components lis ehr`. */
  readonly asked: ReadonlySet<string>
  /** Codes that need no row, since both catalogs have them in the column that a step names. */
  readonly shared: readonly Shared[]
}

type Shared = {
  readonly map: string
  readonly from: string
  readonly to: string
  readonly column: string
  readonly codes: readonly string[]
}

export function mappedIn({ maps, catalogs, flows }: SiteParts): Mapped {
  const steps = flows.flatMap(({ from = '', to = '', steps: all }) =>
    all.flatMap(({ value }) =>
      ('for_each' in value ? value.steps : [value]).flatMap((step) =>
        'map' in step
          ? [{ map: step.table, from: step.codes_of ?? from, to, column: step.same_in_catalogs ?? '' }]
          : [],
      ),
    ),
  )
  const files = catalogFiles(catalogs)
  const shared = steps.filter(({ column }) => column !== '')
  return {
    maps: codeMaps(maps),
    catalogs: files,
    asked: new Set(steps.map(({ map, from, to }) => `${map} ${from} ${to}`)),
    shared: shared.map((step) => ({ ...step, codes: codesInBoth(files, step) })),
  }
}

function codesInBoth(catalogs: readonly CatalogFile[], { from, to, column }: Omit<Shared, 'codes'>): readonly string[] {
  const theirs = valuesIn(catalogs, to, column)
  return [...valuesIn(catalogs, from, column)].filter((code) => theirs.has(code))
}

function valuesIn(catalogs: readonly CatalogFile[], system: string, column: string): ReadonlySet<string> {
  const rows = catalogs.filter(({ id }) => id.startsWith(`${system}-`)).flatMap((catalog) => catalog.rows)
  const values = rows.flatMap((row) => (row[column] ?? '').split(';').map((value) => value.trim()))
  return new Set(values.filter((value) => value !== ''))
}

/**
 * Codes that the one state of a site maps and the other leaves unmapped, each with its place in the new one.
 * @param today YYYY-MM-DD: what was over before is no loss
 */
export function lostMappings(before: Mapped, after: Mapped, today: string): readonly Problem[] {
  const report = newReport()
  for (const map of before.maps) {
    const now = after.maps.find(({ id }) => id === map.id) ?? { id: map.id, rows: [] }
    for (const [from, to] of pairsOf(map)) {
      const byCode = (rows: readonly Translation[]) => Map.groupBy(rows, (row) => row.from)
      const rows = byCode(translations(now, from, to))
      const drafts = byCode(translations(now, from, to, 'draft'))
      for (const was of grouped(translations(map, from, to)).values()) {
        const [{ from: code, context }] = was as [Translation, ...Translation[]]
        const answering = (all: readonly Translation[] = []) => all.filter((row) => answers(row.context, context))
        const found = { was, is: answering(rows.get(code)), drafts: answering(drafts.get(code)) }
        tell(found, { map: map.id, from, to, today }, after, report)
      }
    }
  }
  for (const shared of before.shared) tellShared(shared, after, today, report)
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
  return Map.groupBy(rows, ({ from, context }) => [from, ...contextWords(context).sort()].join(' '))
}

function contextWords(context: Translation['context']): string[] {
  return Object.entries(context).map(([key, value]) => `${key}=${value}`)
}

/** Whether a row answers wherever the other context holds: it asks for nothing more. */
function answers(row: Translation['context'], context: Translation['context']): boolean {
  return Object.entries(row).every(([key, value]) => {
    const held = context[key]
    if (held === undefined || held === value) return held === value
    const [own, theirs] = [ageBandOf(value), ageBandOf(held)]
    const isBand = key === 'age' && own !== undefined && theirs !== undefined
    return isBand && own.from_days <= theirs.from_days && own.to_days >= theirs.to_days
  })
}

type Found = Readonly<Record<'was' | 'is' | 'drafts', readonly Translation[]>>
type Where = { readonly map: string; readonly from: string; readonly to: string; readonly today: string }

function tell({ was, is, drafts }: Found, { map, from, to, today }: Where, after: Mapped, report: Report): void {
  const gap = firstGap(periodsOf(was), periodsOf(is), today)
  const [old] = was
  if (!gap || !old) return
  const place = is.toSorted((a, b) => nearness(gap, a.row) - nearness(gap, b.row))[0] ?? drafts[0]
  const context = contextWords(old.context)
  const what = `${from} ${old.from}${context.length === 0 ? '' : ` (${context.join(';')})`} to ${to}`
  const how = is.length > 0 ? gapWords(gap, is, today) : drafts.length > 0 ? 'is a draft now' : 'is gone'
  const file = place?.row.file ?? `maps/${map}.csv`
  const at = place ? { line: place.row.line, column: 1 } : start
  const given = `${what}: it was ${old.to} (line ${old.row.line} before), and its row ${how}`
  report[levelOf(after, map, from, to, old.from)]('site-mapping-lost', file, at, { given })
}

function periodsOf(rows: readonly Translation[]): readonly Period[] {
  return rows.map(({ row }) => row)
}

/** The row that ends just before the gap is the one to look at, else the one that begins behind it. */
function nearness({ effectiveFrom: gap = '' }: Period, { effectiveTo = '' }: Period): number {
  return effectiveTo !== '' && dayAfter(effectiveTo, 1) === gap ? 0 : 1
}

function gapWords({ effectiveFrom = '', effectiveTo }: Period, is: readonly Translation[], today: string): string {
  const ends = is.map(({ row }) => row.effectiveTo ?? '').filter((day) => day !== '' && day < effectiveFrom)
  if (effectiveTo === undefined) return `ends on ${ends.sort().at(-1)}`
  const again = dayAfter(effectiveTo, 1)
  return effectiveFrom === today
    ? `counts only from ${again}`
    : `does not count from ${effectiveFrom} to ${effectiveTo}`
}

/** A loss is an error where a flow asks so for a code that is in use. */
function levelOf(after: Mapped, map: string, from: string, to: string, code: string): 'error' | 'warning' {
  return after.asked.has(`${map} ${from} ${to}`) && isUsed(after.catalogs, from, code) ? 'error' : 'warning'
}

/** Codes that both catalogs had, and that one of them has no more, without a row in their place. */
function tellShared(shared: Shared, after: Mapped, today: string, report: Report): void {
  const { map, from, to, column } = shared
  const still = new Set(after.shared.find((one) => isSameStep(one, shared))?.codes ?? [])
  const rows = translations(after.maps.find(({ id }) => id === map) ?? { id: map, rows: [] }, from, to)
  const [sent, known] = [valuesIn(after.catalogs, from, column), valuesIn(after.catalogs, to, column)]
  for (const code of shared.codes) {
    const own = rows.filter((row) => row.from === code && Object.keys(row.context).length === 0)
    if (still.has(code) || !firstGap([{}], periodsOf(own), today)) continue
    const gone = [...(sent.has(code) ? [] : [from]), ...(known.has(code) ? [] : [to])]
    const how =
      gone.length === 0 ? 'no step takes them as the same' : `the catalog of ${gone.join(' and of ')} has it no more`
    const given = `${from} ${code} to ${to}: both catalogs had it in ${column}, and ${how}`
    const level = sent.has(code) && after.asked.has(`${map} ${from} ${to}`) ? 'error' : 'warning'
    report[level]('site-mapping-lost', `maps/${map}.csv`, start, { given })
  }
}

function isSameStep(one: Shared, other: Shared): boolean {
  return (['map', 'from', 'to', 'column'] as const).every((key) => one[key] === other[key])
}

/** A code that a catalog of its system has as inactive is used no more; one that no catalog knows may be. */
function isUsed(catalogs: readonly CatalogFile[], system: string, code: string): boolean {
  const rows = catalogs.filter(({ id }) => id.startsWith(`${system}-`)).flatMap((catalog) => catalog.rows)
  const own = rows.filter((row) => row.code === code)
  return own.length === 0 || own.some((row) => row.active !== 'no')
}
