// One CSV file as rows of named cells with the line and column of each. The one thing to know: a row that cannot be read
// is reported and left out, and the rows after it are still read.
import { CsvError, parse } from 'csv-parse/sync'
import { type Position, type Report, start } from './problem.ts'
import { didYouMean, listed, quoted } from './suggest.ts'

export type CsvRow = {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
  /** Where a cell begins; the row's first cell for a column that the file does not have. */
  at(column: string): Position
}

export type CsvColumns = { readonly required: readonly string[]; readonly optional: readonly string[] }

export type CsvFile = {
  readonly file: string
  readonly columns: readonly string[]
  readonly rows: readonly CsvRow[]
  /** Whether every row and column could be read. Where not, what refers to its rows cannot be judged. */
  readonly isWhole: boolean
}

type CsvRecord = { readonly record: string[]; readonly raw: string; readonly info: { readonly lines: number } }

/** Reads a file with a header line. Cells are trimmed; rows without any value are passed over. */
export function readCsv(file: string, text: string, columns: CsvColumns, report: Report): CsvFile {
  const before = report.problems.length
  const { names, rows } = readRows(file, text, columns, report)
  return { file, columns: names, rows, isWhole: report.problems.length === before }
}

type Rows = { readonly names: readonly string[]; readonly rows: readonly CsvRow[] }

function readRows(file: string, text: string, columns: CsvColumns, report: Report): Rows {
  const nothing = { names: [], rows: [] }
  const foreign = foreignForm(text)
  if (foreign !== undefined) {
    report.error('site-csv', file, start, { given: foreign, allowed: 'commas between cells, and a line for each row' })
    return nothing
  }
  const [head, ...rest] = records(file, text, report)
  if (!head) {
    report.error('site-csv-column', file, start, {
      given: 'an empty file',
      allowed: columns.required.length === 0 ? 'a header line' : listed(columns.required),
    })
    return nothing
  }
  const names = head.record.map((name) => name.trim())
  checkColumns(file, names, positions(head), columns, report)
  const rows = rest.flatMap((record) => {
    const row = rowOf(record, names)
    checkWidth(file, record, names, report)
    checkCharacters(file, row, report)
    return Object.values(row.cells).every((cell) => cell === '') ? [] : [row]
  })
  return { names, rows }
}

/** What programs write instead of CSV under its name, by the first line; undefined where it is none of these. */
function foreignForm(text: string): string | undefined {
  if (text.includes('\r') && !text.includes('\n')) return 'lines that end with a carriage return alone'
  const [head = ''] = text.split('\n', 1)
  // A name in the header line may hold a comma, in quotes or not.
  const bare = head.replace(/"[^"]*"/g, '')
  const count = (mark: string) => bare.split(mark).length - 1
  if (count(';') > count(',')) return 'semicolons between cells'
  return count('\t') > count(',') ? 'tabs between cells' : undefined
}

/** What nobody sees, and what makes a code another one: control characters, and blanks without a width. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2060\ufeff]/

function checkCharacters(file: string, { cells, at }: CsvRow, report: Report): void {
  for (const [column, cell] of Object.entries(cells)) {
    const found = unseen.exec(cell)?.[0]
    if (found === undefined) continue
    const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    report.error('site-csv-value', file, at(column), {
      message: `The cell ${column} holds a character that cannot be seen.`,
      given: `U+${code}`,
      allowed: 'letters, digits, signs and ordinary blanks',
      remedy: 'Type the cell anew; it was probably copied from a web page or another program.',
    })
  }
}

/** More errors of syntax than this in one file are one mistake made many times. */
const most_errors = 100

/** Reads on behind the line at which a row with an error begins. */
function records(file: string, text: string, report: Report): CsvRecord[] {
  let rest = text.replaceAll('\r\n', '\n')
  const good: CsvRecord[] = []
  for (let passed = 0, errors = 0; errors < most_errors; errors++) {
    const { read, error } = readable(rest)
    for (const { record, raw, info } of read) good.push({ record, raw, info: { lines: info.lines + passed } })
    if (!error) return good
    const line = beginOfNext(rest, read.at(-1)?.info.lines ?? 0)
    report.error('site-csv', file, { line: passed + line, column: 1 }, { given: reason(error) })
    rest = rest.split('\n').slice(line).join('\n')
    passed += line
  }
  return good
}

/** The records up to the first one that cannot be read. */
function readable(text: string): { read: CsvRecord[]; error: CsvError | undefined } {
  const read: CsvRecord[] = []
  const keep = (record: unknown): unknown => {
    read.push(record as CsvRecord)
    return record
  }
  try {
    parse(text, { ...options, on_record: keep as never })
    return { read, error: undefined }
  } catch (error) {
    if (error instanceof CsvError) return { read, error }
    throw error
  }
}

const options = {
  bom: true,
  info: true,
  raw: true,
  record_delimiter: '\n',
  relax_column_count: true,
  skip_empty_lines: true,
}

/** The line, from 1, at which the record behind a given line begins: empty lines are passed over. */
function beginOfNext(text: string, line: number): number {
  const lines = text.split('\n')
  let next = line
  while (next < lines.length - 1 && lines[next] === '') next++
  return next + 1
}

function reason(error: CsvError): string {
  return error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'a quote that is not closed'
    : 'a quote within a cell, or text behind a closing quote'
}

/** Where each cell of a record begins. `info.lines` counts the lines up to the end of the record. */
function positions({ raw, record, info }: CsvRecord): Position[] {
  const body = raw.replace(/^(\r?\n)+/, '').replace(/\r?\n$/, '')
  let line = info.lines - (body.match(/\n/g)?.length ?? 0)
  let column = 1
  let isQuoted = false
  const places: Position[] = [{ line, column }]
  for (const character of body) {
    column++
    if (character === '"') isQuoted = !isQuoted
    else if (character === '\n') [line, column] = [line + 1, 1]
    else if (character === ',' && !isQuoted) places.push({ line, column })
  }
  return places.slice(0, record.length)
}

function rowOf(record: CsvRecord, names: readonly string[]): CsvRow {
  const places = positions(record)
  const first = places[0] ?? start
  return {
    line: first.line,
    cells: Object.fromEntries(names.map((name, index) => [name, (record.record[index] ?? '').trim()])),
    at: (column) => places[names.indexOf(column)] ?? first,
  }
}

function checkColumns(
  file: string,
  names: readonly string[],
  places: readonly Position[],
  columns: CsvColumns,
  report: Report,
): void {
  const known = [...columns.required, ...columns.optional]
  for (const name of columns.required.filter((required) => !names.includes(required)))
    report.error('site-csv-column', file, start, {
      message: `The column ${name} is missing.`,
      given: listed(names, 20),
      allowed: listed(known, 30),
    })
  names.forEach((name, index) => {
    const at = places[index] ?? start
    if (names.indexOf(name) < index)
      report.error('site-csv-column', file, at, { message: `The column ${quoted(name)} stands twice.` })
    else if (!known.includes(name))
      report.error('site-csv-column', file, at, {
        message: 'There is no column of this name here.',
        given: didYouMean(name, known),
        allowed: listed(known, 30),
      })
  })
}

function checkWidth(file: string, record: CsvRecord, names: readonly string[], report: Report): void {
  const { length } = record.record
  if (length === names.length) return
  const place = positions(record)[length > names.length ? names.length : 0] ?? start
  report.error('site-csv', file, place, {
    message: `The row has ${length} cells and the header line ${names.length}.`,
    remedy: 'Give each row as many cells as the header line; a cell that holds a comma needs quotes.',
  })
}
