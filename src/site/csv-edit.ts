// A CSV file with some rows changed and some added. The one thing to know: what is not changed stays byte for byte: its
// quotes, blanks and line ends; the rows behind a new column only get a comma more.
import { parse } from 'csv-parse/sync'

export type CsvEdits = {
  /** The column by whose value rows are found. */
  readonly key: string
  /** Cells to set by value of that column; a row that is not there is added at the end. */
  readonly rows: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** All columns that the file may have, in the order in which new ones are added. */
  readonly columns: readonly string[]
}

type Read = { readonly record: string[]; readonly raw: string }

/**
 * The text of the file after the edits; of an empty text, a file with the columns that are needed.
 * @param text of a file that can be read (src/site/csv-file.ts says what is wrong with another)
 * @throws CsvError where it cannot be read: quotes that do not close
 */
export function editCsv(text: string, { key, rows, columns }: CsvEdits): string {
  const [head, ...body] = text.trim() === '' ? [] : recordsOf(text)
  const names = head ? head.record.map((name) => name.trim()) : []
  const added = missing(names, rows.values(), head ? columns : [key, ...columns.filter((column) => column !== key)])
  const all = [...names, ...added]
  const end = /\r\n/.test(text) ? '\r\n' : '\n'
  const seen = new Set<string>()
  const kept = body.map((read) => {
    const code = (read.record[names.indexOf(key)] ?? '').trim()
    const cells = seen.has(code) ? undefined : rows.get(code)
    seen.add(code)
    return cells ? changed(read, names, all, cells) : widened(read, added.length)
  })
  const fresh = [...rows].filter(([code]) => !seen.has(code)).map(([, cells]) => line(cellsOf(all, cells), end))
  const first = head ? withColumns(head, added) : line(all, end)
  const before = [first, ...kept].join('')
  if (fresh.length === 0) return before
  return `${before}${/\n$/.test(before) || before === '' ? '' : end}${fresh.join('')}`
}

/** A cell as CSV; in quotes where it needs them. */
export function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A whole file. */
export function csvText(columns: readonly string[], rows: readonly Readonly<Record<string, string>>[]): string {
  return [line(columns, '\n'), ...rows.map((row) => line(cellsOf(columns, row), '\n'))].join('')
}

/** Records with their own bytes. csv-parse gives the bytes of a record without the line feed of CR LF, so they are cut here. */
function recordsOf(text: string): Read[] {
  const found: Read[] = []
  let isQuoted = false
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted
    if (text[at] !== '\n' || isQuoted) continue
    found.push(readOf(text.slice(start, at + 1)))
    start = at + 1
  }
  return start < text.length ? [...found, readOf(text.slice(start))] : found
}

function readOf(raw: string): Read {
  const [record = []] = parse(raw, { relax_column_count: true }) as string[][]
  return { record, raw }
}

/** Columns that some row has a value for and the file does not have. */
function missing(
  names: readonly string[],
  rows: Iterable<Readonly<Record<string, string>>>,
  columns: readonly string[],
): readonly string[] {
  const needed = new Set<string>()
  for (const row of rows) for (const [column, text] of Object.entries(row)) if (text !== '') needed.add(column)
  // A byte order mark belongs to the first name and is kept with it.
  const known = new Set(names.map((name) => name.replace(/^\ufeff/, '')))
  return columns.filter((column) => needed.has(column) && !known.has(column))
}

function cellsOf(columns: readonly string[], row: Readonly<Record<string, string>>): string[] {
  return columns.map((column) => row[column.replace(/^\ufeff/, '')] ?? '')
}

function line(cells: readonly string[], end: string): string {
  return `${cells.map(csvCell).join(',')}${end}`
}

/** The row with its own end of line, which the last row of a file may lack. */
function parted({ raw }: Read): { readonly body: string; readonly end: string } {
  const end = /\r?\n$/.exec(raw)?.[0] ?? ''
  return { body: end === '' ? raw : raw.slice(0, -end.length), end }
}

function widened(read: Read, by: number): string {
  const parts = parted(read)
  const isEmpty = parts.body.trim() === ''
  return `${parts.body}${isEmpty ? '' : ','.repeat(by)}${parts.end}`
}

function withColumns(read: Read, added: readonly string[]): string {
  const parts = parted(read)
  return `${[parts.body, ...added.map(csvCell)].join(',')}${parts.end}`
}

/** Only cells whose value differs are written anew; the others keep their blanks. */
function changed(
  read: Read,
  names: readonly string[],
  all: readonly string[],
  cells: Readonly<Record<string, string>>,
): string {
  const values = all.map((column, index) => {
    const was = index < names.length ? (read.record[index] ?? '') : ''
    const is = cells[column.replace(/^\ufeff/, '')]
    return is === undefined || is === was.trim() ? was : is
  })
  const isSame = all.length === names.length && values.every((value, index) => value === read.record[index])
  return isSame ? read.raw : line(values, parted(read).end)
}
