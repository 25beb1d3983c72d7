// Reads LOINC from files: the official Loinc.csv with its own columns, or any list of candidates that has at least code and
// name. The one thing to know: axes come from their columns, and are read out of the name where those are empty or missing.
// (LOINC Users' Guide, appendix A "LOINC database structure")
import { type CsvSource, type NamedRow, namedRows, type Tell, type WantedColumn } from '../csv-rows.ts'
import { axesOfName } from './axes-of-name.ts'
import { loincCodeProblem } from './code.ts'
import { type LoincAxes, type LoincStatus, type LoincTable, type LoincTerm, loincTable } from './term.ts'

function column(name: string, also: readonly string[] = [], isNeeded = false): WantedColumn {
  return { name, also, isNeeded }
}

/** Columns of Loinc.csv, with the names that other lists give them. */
export const loincColumns: readonly WantedColumn[] = [
  column('LOINC_NUM', ['loinc', 'loinc_code', 'code'], true),
  column('LONG_COMMON_NAME', ['long_name', 'loinc_name', 'name', 'display'], true),
  column('COMPONENT'),
  column('PROPERTY'),
  column('TIME_ASPCT', ['time', 'timing']),
  column('SYSTEM'),
  column('SCALE_TYP', ['scale']),
  column('METHOD_TYP', ['method']),
  column('CLASS'),
  column('CLASSTYPE'),
  column('STATUS'),
  column('SHORTNAME', ['short_name']),
  column('ORDER_OBS'),
  column('EXAMPLE_UCUM_UNITS', ['example_ucum', 'unit', 'units']),
  column('COMMON_TEST_RANK', ['rank']),
  column('RELATEDNAMES2', ['synonyms']),
]

export type LoincFileOptions = {
  /** Only codes of the laboratory (CLASSTYPE 1), where the file says; the rest of LOINC is clinical, claims and surveys. */
  readonly laboratoryOnly?: boolean
}

/** The codes of a file. What cannot be read is told and left out; of two rows with one code the first counts. */
export async function readLoincCsv(source: CsvSource, tell: Tell, options: LoincFileOptions = {}): Promise<LoincTable> {
  const terms: LoincTerm[] = []
  const lines = new Map<string, number>()
  for await (const row of namedRows(source, loincColumns, tell)) {
    const type = row.cell('CLASSTYPE')
    if (options.laboratoryOnly && type !== '' && type !== '1') continue
    const term = termOf(source.name, row, tell)
    if (!term) continue
    const before = lines.get(term.code)
    if (before === undefined) {
      lines.set(term.code, row.line)
      terms.push(term)
    } else {
      const given = `${term.code}, as in line ${before}`
      tell({ code: 'loinc-repeated', severity: 'warning', file: source.name, line: row.line, given })
    }
  }
  return loincTable(source.name, terms)
}

function termOf(file: string, row: NamedRow, tell: Tell): LoincTerm | null {
  const code = row.cell('LOINC_NUM')
  const name = row.cell('LONG_COMMON_NAME') || row.cell('SHORTNAME')
  if (code === '' || name === '') {
    const given = code === '' ? 'no code' : `${code} without a name`
    tell({ code: 'loinc-row', severity: 'error', file, line: row.line, given, allowed: 'a code and a name' })
    return null
  }
  const problem = loincCodeProblem(code)
  if (problem) tell({ code: 'loinc-code', severity: 'warning', file, line: row.line, given: `${code}: ${problem}` })
  return {
    code,
    name,
    shortName: row.cell('SHORTNAME') || null,
    axes: axesOf(row, name),
    status: statusOf(row.cell('STATUS')),
    class: row.cell('CLASS') || null,
    use: useOf(row.cell('ORDER_OBS')),
    units: row
      .cell('EXAMPLE_UCUM_UNITS')
      .split(';')
      .map((unit) => unit.trim())
      .filter(Boolean),
    rank: rankOf(row.cell('COMMON_TEST_RANK')),
    synonyms: row.cell('RELATEDNAMES2'),
  }
}

function axesOf(row: NamedRow, name: string): LoincAxes {
  const component = row.cell('COMPONENT')
  if (component === '') return axesOfName(name)
  const read = axesOfName(name)
  return {
    component,
    property: row.cell('PROPERTY') || read.property,
    time: row.cell('TIME_ASPCT') || read.time,
    system: row.cell('SYSTEM') || read.system,
    scale: row.cell('SCALE_TYP') || read.scale,
    method: row.cell('METHOD_TYP') || null,
  }
}

const statuses: readonly LoincStatus[] = ['ACTIVE', 'TRIAL', 'DISCOURAGED', 'DEPRECATED']

function statusOf(text: string): LoincStatus | null {
  return statuses.find((status) => status === text.toUpperCase()) ?? null
}

const uses: readonly NonNullable<LoincTerm['use']>[] = ['Order', 'Observation', 'Both', 'Subset']

function useOf(text: string): LoincTerm['use'] {
  return uses.find((use) => use.toLowerCase() === text.toLowerCase()) ?? null
}

/** 0 stands for a code that is not among the common ones. */
function rankOf(text: string): number | null {
  const rank = Number(text)
  return text !== '' && Number.isInteger(rank) && rank > 0 ? rank : null
}
