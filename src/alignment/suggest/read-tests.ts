// Tests of a system from a CSV file: a list of items, or a catalog of components of a site. The one thing to know: only id and
// label are needed; every other column that is there makes the suggestions better, and unknown columns are passed over.
import { type CsvSource, type NamedRow, namedRows, type Tell, type WantedColumn } from '../../terminology/csv-rows.ts'
import type { LocalTest } from './suggestion.ts'

function column(name: string, also: readonly string[] = [], isNeeded = false): WantedColumn {
  return { name, also, isNeeded }
}

/** Columns of a file of tests, with other names for the same. */
export const testColumns: readonly WantedColumn[] = [
  column('id', ['itemid', 'code', 'test_code', 'local_code'], true),
  column('label', ['name', 'test_name', 'description', 'local_name'], true),
  column('fluid', ['specimen', 'sample', 'sample_type']),
  column('category', ['department', 'section']),
  column('unit', ['units', 'valueuom', 'uom']),
  column('panel', ['order', 'battery']),
  column('method'),
  column('values', ['value', 'typical', 'examples']),
  column('ranges', ['range', 'reference_range', 'reference_ranges']),
  column('value_type'),
  column('loinc', ['loinc_code', 'loinc_num']),
]

/** The tests of a file. A row without id or label, and an id that stands twice, are told; the first of two counts. */
export async function readLocalTests(source: CsvSource, tell: Tell): Promise<readonly LocalTest[]> {
  const lines = new Map<string, number>()
  const tests: LocalTest[] = []
  for await (const row of namedRows(source, testColumns, tell)) {
    const [id, label] = [row.cell('id'), row.cell('label')]
    const before = lines.get(id)
    if (id === '' || label === '')
      tell({
        code: 'loinc-row',
        severity: 'error',
        file: source.name,
        line: row.line,
        given: id === '' ? 'no id' : `${id} without a label`,
        allowed: 'an id and a label',
      })
    else if (before !== undefined) {
      const given = `${id}, as in line ${before}`
      tell({ code: 'loinc-repeated', severity: 'error', file: source.name, line: row.line, given })
    } else {
      lines.set(id, row.line)
      tests.push(testOf(row))
    }
  }
  return tests
}

function testOf(row: NamedRow): LocalTest {
  return {
    id: row.cell('id'),
    label: row.cell('label'),
    fluid: row.cell('fluid'),
    category: row.cell('category'),
    unit: row.cell('unit'),
    panel: row.cell('panel'),
    method: row.cell('method'),
    values: row
      .cell('values')
      .split(/[;|]/)
      .map((value) => value.trim())
      .filter(Boolean),
    ranges: row.cell('ranges'),
    valueType: row.cell('value_type'),
    loinc: row.cell('loinc'),
  }
}
