// Reads a map: pairs of codes between two systems. The one thing to know: a row with a wrong cell is reported and left
// out, and so never translates anything.
import { type CsvRow, readCsv } from './csv-file.ts'
import { idOfFile } from './layout.ts'
import type { MapPart } from './parts.ts'
import type { Report } from './problem.ts'
import { columnNames, mapColumns } from './shapes/csv.ts'
import type { MapRow } from './shapes/site.ts'
import { didYouMean, quoted } from './suggest.ts'

export function readMap(file: string, text: string, report: Report): MapPart {
  const source = readCsv(file, text, columnNames(mapColumns), report)
  const rows = source.rows.flatMap((csv) => {
    const row = rowOf(file, csv, report)
    return row ? [{ row, csv }] : []
  })
  return { id: idOfFile(file), source, rows }
}

function rowOf(file: string, csv: CsvRow, report: Report): MapRow | undefined {
  const cell = (column: string) => csv.cells[column] ?? ''
  const codes = ['from_system', 'from_code', 'to_system', 'to_code'].map((column) => {
    if (cell(column) === '')
      report.error('site-csv-value', file, csv.at(column), {
        message: `The cell ${column} is empty.`,
        allowed: 'a value',
      })
    return cell(column)
  })
  const direction = choice(file, csv, 'direction', ['both', 'forward'], report, 'both')
  const status = choice(file, csv, 'status', ['approved', 'draft'], report)
  const context = contextOf(file, csv, report)
  checkApproval(file, csv, status, report)
  const [fromSystem = '', fromCode = '', toSystem = '', toCode = ''] = codes
  if (codes.includes('') || !direction || !status || !context) return undefined
  const [approvedBy, approvedOn, note] = [cell('approved_by'), cell('approved_on'), cell('note')]
  return {
    fromSystem,
    fromCode,
    toSystem,
    toCode,
    context,
    direction,
    status,
    approvedBy,
    approvedOn,
    note,
    file,
    line: csv.line,
  }
}

function choice<Value extends string>(
  file: string,
  csv: CsvRow,
  column: string,
  values: readonly Value[],
  report: Report,
  fallback?: Value,
): Value | undefined {
  const given = csv.cells[column] || fallback || ''
  const found = values.find((value) => value === given)
  if (!found) {
    report.error('site-csv-value', file, csv.at(column), {
      message: `The cell ${column} has a value that is not allowed.`,
      given: given === '' ? 'nothing' : didYouMean(given, values),
      allowed: values.join(' or '),
    })
  }
  return found
}

/** `component=NA;specimen=SER` */
function contextOf(file: string, csv: CsvRow, report: Report): Record<string, string> | undefined {
  const given = csv.cells.context ?? ''
  const pairs = given
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const read = pairs.map((pair) => /^([a-z][a-z_]*)\s*=\s*(\S.*)$/.exec(pair))
  const keys = read.map((match) => match?.[1])
  if (read.every((match) => match !== null) && new Set(keys).size === keys.length)
    return Object.fromEntries(read.map(([, key = '', value = '']) => [key, value.trim()]))
  report.error('site-map-context', file, csv.at('context'), {
    given: quoted(given),
    allowed: 'component=NA;specimen=SER',
  })
  return undefined
}

function checkApproval(file: string, csv: CsvRow, status: string | undefined, report: Report): void {
  const { approved_by = '', approved_on = '' } = csv.cells
  if (status === 'approved' && (approved_by === '' || approved_on === ''))
    report.error('site-map-approval', file, csv.at(approved_by === '' ? 'approved_by' : 'approved_on'), {
      given: 'nothing',
    })
  if (approved_on !== '' && !isDay(approved_on))
    report.error('site-csv-value', file, csv.at('approved_on'), {
      message: 'The cell approved_on is not a day.',
      given: quoted(approved_on),
      allowed: 'a day as 2026-08-31',
    })
}

function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  if (!day) return false
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
}
