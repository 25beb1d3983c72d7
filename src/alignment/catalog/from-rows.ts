// Rows of a site's catalogs as the catalog of a system. The one thing to know: it is the only reader of those columns
// besides the virtual laboratory, whatever the rows came from: a site, a message, or recorded traffic.
import type { CatalogFile, Site } from '../../site/shapes/site.ts'
import type {
  Catalog,
  CatalogEntry,
  CatalogPlace,
  Cells,
  Collection,
  Component,
  Orderable,
  Question,
  Seen,
} from './catalog.ts'
import { answersIn, cell, countsIn, listIn, numberIn, percentilesIn, placesIn, reflexesIn, yesIn } from './cells.ts'

/** A row and where it stands. */
export type PlacedRow = { readonly cells: Cells; readonly place: CatalogPlace }

/** The three kinds of catalog, as they stand in the names of their files. */
export const catalogParts = ['orderables', 'components', 'aoe'] as const
export type CatalogPart = (typeof catalogParts)[number]

/** The rows of one system's catalog, by kind. */
export type CatalogRows = Readonly<Record<CatalogPart, readonly PlacedRow[]>>

/** The catalog of a system of a site; empty where the site has none of it. */
export function catalogOf(site: Pick<Site, 'catalogs'>, system: string): Catalog {
  return catalogFrom(system, rowsOf(site.catalogs, system))
}

/** The rows of a system's catalog files with their places. */
export function rowsOf(catalogs: readonly CatalogFile[], system: string): CatalogRows {
  const part = (kind: CatalogPart) => placed(catalogs.find(({ id }) => id === `${system}-${kind}`))
  return { orderables: part('orderables'), components: part('components'), aoe: part('aoe') }
}

function placed(file: CatalogFile | undefined): readonly PlacedRow[] {
  if (!file) return []
  const name = file.file ?? `catalogs/${file.id}.csv`
  return file.rows.map((cells, index) => ({ cells, place: { file: name, line: file.lines?.[index] ?? index + 2 } }))
}

/** Reads rows, however they came to be. */
export function catalogFrom(system: string, rows: CatalogRows): Catalog {
  return {
    system,
    orderables: rows.orderables.map(orderable),
    components: rows.components.map(component),
    questions: rows.aoe.map(question),
  }
}

function entry({ cells, place }: PlacedRow): CatalogEntry {
  const seen = seenIn(cells)
  return {
    code: cell(cells, 'code'),
    name: cell(cells, 'name'),
    codingSystem: cell(cells, 'coding_system'),
    active: yesIn(cells.active) !== false,
    place,
    cells,
    ...(seen ? { seen } : {}),
  }
}

function orderable(row: PlacedRow): Orderable {
  const { cells } = row
  const [kind, mode] = [cell(cells, 'kind'), cell(cells, 'result_mode')]
  return {
    ...entry(row),
    kind: kind === 'test' || kind === 'panel' ? kind : '',
    loinc: cell(cells, 'loinc'),
    loincName: cell(cells, 'loinc_name'),
    synonyms: listIn(cells.synonyms),
    procedureCodes: listIn(cells.procedure_codes),
    isOrderable: yesIn(cells.orderable),
    components: listIn(cells.components),
    collections: collectionsIn(cells),
    priorities: listIn(cells.priorities),
    department: cell(cells, 'department'),
    resultMode: mode === 'snapshot' || mode === 'delta' ? mode : '',
    isSensitive: cells.sensitive === 'yes',
    questions: listIn(cells.aoe),
    reflexes: reflexesIn(cells.reflex),
    limitedCoverage: listIn(cells.limited_coverage),
    effectiveOn: cell(cells, 'effective_on'),
  }
}

function component(row: PlacedRow): Component {
  const { cells } = row
  return {
    ...entry(row),
    loinc: cell(cells, 'loinc'),
    loincName: cell(cells, 'loinc_name'),
    synonyms: listIn(cells.synonyms),
    valueType: cell(cells, 'value_type'),
    unit: cell(cells, 'unit'),
    precision: numberIn(cells.precision),
    specimens: listIn(cells.specimen),
    method: cell(cells, 'method'),
    ranges: cell(cells, 'ranges'),
    criticalLow: numberIn(cells.critical_low),
    criticalHigh: numberIn(cells.critical_high),
    possibleLow: numberIn(cells.possible_low),
    possibleHigh: numberIn(cells.possible_high),
    deltaLimit: cell(cells, 'delta_limit'),
    flags: listIn(cells.flags),
    answers: answersIn(cells.coded_answers),
    normalAnswers: listIn(cells.normal_answers),
    abnormalAnswers: listIn(cells.abnormal_answers),
    criticalAnswers: listIn(cells.critical_answers),
  }
}

function question(row: PlacedRow): Question {
  const { cells } = row
  return {
    ...entry(row),
    loinc: cell(cells, 'loinc'),
    loincName: cell(cells, 'loinc_name'),
    valueType: cell(cells, 'value_type'),
    unit: cell(cells, 'unit'),
    answers: answersIn(cells.coded_answers),
    isRequired: yesIn(cells.required),
    hint: cell(cells, 'hint'),
  }
}

/** Columns whose lists stand beside one another: the nth specimen goes into the nth container. */
const collectionColumns = {
  specimen: 'specimen',
  specimenName: 'specimen_name',
  container: 'container',
  containerName: 'container_name',
  additive: 'additive',
  containerVolume: 'container_volume',
  volume: 'volume',
  minimumVolume: 'minimum_volume',
} as const satisfies Record<Exclude<keyof Collection, 'need'>, string>

/** `SER;UR24` is two specimens, `SER|PLAS` one of two. A column with one value serves all. */
function collectionsIn(cells: Cells): readonly Collection[] {
  const columns = Object.entries(collectionColumns).map(
    ([key, column]) => [key, placesIn(cells[column]).map((part) => part.split('|').map((one) => one.trim()))] as const,
  )
  const needs = Math.max(...columns.map(([, parts]) => parts.length))
  return Array.from({ length: needs }, (_, need) => {
    const parts = columns.map(([key, all]) => [key, (all.length === 1 ? all[0] : all[need]) ?? []] as const)
    const ways = Math.max(...parts.map(([, choices]) => choices.length))
    return Array.from({ length: ways }, (_, nth) => {
      const way = parts.map(([key, choices]) => [key, (choices.length === 1 ? choices[0] : choices[nth]) ?? ''])
      return { need, ...Object.fromEntries(way) } as Collection
    })
  }).flat()
}

function seenIn(cells: Cells): Seen | undefined {
  const count = numberIn(cells.seen)
  if (count === null) return undefined
  return {
    count,
    names: countsIn(cells.seen_names),
    tests: countsIn(cells.seen_tests),
    components: countsIn(cells.seen_components),
    types: countsIn(cells.seen_types),
    units: countsIn(cells.seen_units),
    ranges: countsIn(cells.seen_ranges),
    flags: countsIn(cells.seen_flags),
    shapes: countsIn(cells.seen_shapes),
    statuses: countsIn(cells.seen_statuses),
    specimens: countsIn(cells.seen_specimens),
    methods: countsIn(cells.seen_methods),
    numbers: percentilesIn(cells.seen_numbers),
    odd: listIn(cells.odd),
  }
}
