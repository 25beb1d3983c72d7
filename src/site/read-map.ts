// Reads a map: pairs of codes between two systems. The one thing to know: a row with a wrong cell is reported and left
// out, and so never translates anything.
import { ageBandOf } from './age-band.ts'
import { type CsvRow, readCsv } from './csv-file.ts'
import { isDay, type Period } from './day.ts'
import { idOfFile } from './layout.ts'
import type { MapPart } from './parts.ts'
import type { Report } from './problem.ts'
import { columnNames, mapColumns } from './shapes/csv.ts'
import type { Conversion, MapRow } from './shapes/site.ts'
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
  const period = periodOf(file, csv, report)
  const conversion = conversionOf(file, csv, report)
  const [fromSystem = '', fromCode = '', toSystem = '', toCode = ''] = codes
  if (codes.includes('') || !direction || !status || !context || !period || conversion === null) return undefined
  const [approvedBy, approvedOn, note] = [cell('approved_by'), cell('approved_on'), cell('note')]
  return {
    ...{ fromSystem, fromCode, toSystem, toCode, context, direction, status, approvedBy, approvedOn, note },
    ...period,
    ...(conversion ? { conversion } : {}),
    ...{ file, line: csv.line },
  }
}

/** First and last day on which the row counts; undefined where they cannot be read. */
function periodOf(file: string, csv: CsvRow, report: Report): Period | undefined {
  const [from, to] = [csv.cells.effective_from ?? '', csv.cells.effective_to ?? '']
  const areRead = [checkDay(file, csv, 'effective_from', report), checkDay(file, csv, 'effective_to', report)]
  if (areRead.includes(false)) return undefined
  if (to !== '' && to < from) {
    report.error('site-map-dates', file, csv.at('effective_to'), {
      given: `from ${from} to ${to}`,
      allowed: `${from} or a later day`,
    })
    return undefined
  }
  return { ...(from === '' ? {} : { effectiveFrom: from }), ...(to === '' ? {} : { effectiveTo: to }) }
}

const conversionColumns = ['unit_from', 'unit_to', 'factor', 'offset', 'signed_by', 'signed_on', 'decimals'] as const

/** How values are converted; undefined where the row converts none, null where what it says cannot be read. */
function conversionOf(file: string, csv: CsvRow, report: Report): Conversion | null | undefined {
  const cells = conversionColumns.map((column) => csv.cells[column] ?? '')
  const [unitFrom = '', unitTo = '', factor = '', offset = '', signedBy = '', signedOn = '', decimals = ''] = cells
  if (cells.every((value) => value === '')) return undefined
  const wrong = (column: string, given: string, allowed: string) => {
    report.error('site-map-conversion', file, csv.at(column), { given, allowed })
    return null
  }
  for (const [column, unit] of [
    ['unit_from', unitFrom],
    ['unit_to', unitTo],
  ] as const)
    if (unit === '') return wrong(column, `no ${column}`, 'a unit; values are converted from one unit to another')
  if (factor !== '' && !(isDecimal(factor) && Number(factor) > 0))
    return wrong('factor', quoted(factor), 'a decimal number above 0, as 0.0555')
  if (offset !== '' && !isDecimal(offset)) return wrong('offset', quoted(offset), 'a decimal number, as -17.78')
  if (offset !== '' && factor === '') return wrong('offset', `an offset of ${offset} without a factor`, 'both, or none')
  if (!/^\d?$/.test(decimals)) return wrong('decimals', quoted(decimals), 'a whole number from 0 to 9, or nothing')
  if (!checkDay(file, csv, 'signed_on', report)) return null
  if ((signedBy === '') !== (signedOn === ''))
    return wrong(signedBy === '' ? 'signed_by' : 'signed_on', 'one of signed_by and signed_on', 'both, or none')
  const stated = decimals === '' ? {} : { decimals: Number(decimals) }
  return { unitFrom, unitTo, factor, offset, ...stated, signedBy, signedOn }
}

function isDecimal(text: string): boolean {
  return /^[+-]?\d{1,12}(\.\d{1,12})?$/.test(text)
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
  if (read.every((match) => match !== null) && new Set(keys).size === keys.length) {
    const context = Object.fromEntries(read.map(([, key = '', value = '']) => [key, value.trim()]))
    if (context.age === undefined || ageBandOf(context.age)) return context
    report.error('site-map-context', file, csv.at('context'), {
      given: quoted(`age=${context.age}`),
      allowed: 'age=18y- or age=0d-28d: from and to in d, m or y; the end is not within it',
    })
    return undefined
  }
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
  checkDay(file, csv, 'approved_on', report)
}

/** Whether a cell is empty or a day; tells it where it is neither. */
function checkDay(file: string, csv: CsvRow, column: string, report: Report): boolean {
  const given = csv.cells[column] ?? ''
  if (given === '' || isDay(given)) return true
  report.error('site-csv-value', file, csv.at(column), {
    message: `The cell ${column} is not a day.`,
    given: quoted(given),
    allowed: 'a day as 2026-08-31',
  })
  return false
}
