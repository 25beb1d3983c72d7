// What was learned, as rows of a catalog: the usual of each column, with the counts in columns of their own. The one thing
// to know: codes that were seen once stand there too; leaving them out would hide what nobody has mapped.
import type { Cells } from '../catalog.ts'
import { countsText } from '../cells.ts'
import type { CatalogPart, CatalogRows } from '../from-rows.ts'
import type { Learning } from './learn.ts'
import { type Observed, type ObservedTest, percentiles } from './observed.ts'
import { oddOf } from './odd.ts'
import { counts, others, type Tally, usual } from './tally.ts'

/** The rows, the most frequent code first. */
export function learnedRows(learning: Learning, system: string): CatalogRows {
  const rows = (part: CatalogPart, cells: readonly Cells[]) =>
    cells.map((one, index) => ({ cells: one, place: { file: `catalogs/${system}-${part}.csv`, line: index + 2 } }))
  return {
    orderables: rows(
      'orderables',
      inOrder(learning.tests).map(([code, test]) => testCells(code, test)),
    ),
    components: rows(
      'components',
      inOrder(learning.components).map(([code, one]) => componentCells(code, one)),
    ),
    aoe: rows(
      'aoe',
      inOrder(learning.questions).map(([code, one]) => questionCells(code, one)),
    ),
  }
}

function inOrder<One extends { readonly count: number }>(found: ReadonlyMap<string, One>): [string, One][] {
  return [...found].sort(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
}

function identity(
  code: string,
  { names, systems, loinc, loincNames }: Pick<Observed, 'names' | 'systems' | 'loinc' | 'loincNames'>,
): Cells {
  const known = usual(loinc)
  return {
    code,
    name: usual(names) || code,
    coding_system: usual(systems),
    loinc: known,
    loinc_name: loincNames.get(known) ?? '',
  }
}

/** What belongs to every report belongs to the test; what came now and then may be a reflex. */
const usual_share = 0.5

function testCells(code: string, test: ObservedTest): Cells {
  const components = counts(test.components).filter(({ text }) => text !== others)
  const regular = components.filter(({ count }) => count >= test.reports * usual_share)
  const specimen = usual(test.specimens)
  return said({
    ...identity(code, test),
    kind: regular.length > 1 ? 'panel' : 'test',
    components: regular.map(({ text }) => text.replaceAll(';', ',')).join(';'),
    specimen: specimen.replace(/[;|]/g, ','),
    specimen_name: (test.specimenNames.get(specimen) ?? '').replace(/[;|]/g, ','),
    aoe: counts(test.questions)
      .map(({ text }) => text.replaceAll(';', ','))
      .join(';'),
    seen: String(test.count),
    seen_names: countsText(counts(test.names)),
    seen_components: countsText(components),
    seen_specimens: countsText(counts(test.specimens)),
  })
}

function componentCells(code: string, observed: Observed): Cells {
  const numbers = percentiles(observed)
  return said({
    ...identity(code, observed),
    value_type: usual(observed.types),
    unit: usual(observed.units),
    precision: usual(observed.decimals),
    specimen: usual(observed.specimens).replaceAll(';', ','),
    method: usual(observed.methods),
    ranges: usual(observed.ranges),
    flags: listOf(observed.flags),
    coded_answers: answersOf(observed),
    ...seenCells(observed),
    seen_ranges: countsText(counts(observed.ranges)),
    seen_flags: countsText(counts(observed.flags)),
    seen_statuses: countsText(counts(observed.statuses)),
    seen_specimens: countsText(counts(observed.specimens)),
    seen_methods: countsText(counts(observed.methods)),
    seen_numbers: numbers === null ? '' : [numbers.tenth, numbers.median, numbers.ninetieth].join(';'),
    odd: oddOf(observed)
      .map(({ words }) => words.replaceAll(';', ','))
      .join('; '),
  })
}

function questionCells(code: string, observed: Observed): Cells {
  return said({
    ...identity(code, observed),
    value_type: usual(observed.types),
    unit: usual(observed.units),
    coded_answers: answersOf(observed),
    ...seenCells(observed),
  })
}

function seenCells(observed: Observed): Cells {
  return {
    seen: String(observed.count),
    seen_names: countsText(counts(observed.names)),
    seen_tests: countsText(counts(observed.tests)),
    seen_types: countsText(counts(observed.types)),
    seen_units: countsText(counts(observed.units)),
    seen_shapes: countsText(counts(observed.shapes)),
  }
}

function listOf(tally: Tally): string {
  return counts(tally)
    .filter(({ text }) => text !== '(none)' && text !== others)
    .map(({ text }) => text.replaceAll(';', ','))
    .join(';')
}

function answersOf({ answers }: Observed): string {
  return [...answers].map(([code, name]) => `${code}=${name || code}`.replaceAll(';', ',')).join(';')
}

function said(cells: Cells): Cells {
  return Object.fromEntries(Object.entries(cells).filter(([column, text]) => column === 'name' || text !== ''))
}
