// A CSV file of any size as rows of named cells, read piece by piece: Loinc.csv alone has 80 MB. The one thing to know: only
// the rows that are whole so far are parsed, so that memory holds one piece; a row that cannot be read is told and left out.
import { CsvError, parse } from 'csv-parse/sync'
import type { FileProblem } from './errors.ts'

/** A file, by the name that people know it by, and its bytes in order. */
export type CsvSource = { readonly name: string; readonly pieces: AsyncIterable<Uint8Array> }

export type CsvRow = { readonly line: number; readonly cells: readonly string[] }

export type Tell = (problem: FileProblem) => void

/** A quote that is not closed for so long never will be. */
const longestRow = 4_000_000

/** The rows of a file in order, the header line first. Problems of syntax are told. */
export async function* csvRows({ name, pieces }: CsvSource, tell: Tell): AsyncGenerator<CsvRow> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let line = 1
  const wholeRows = function* (isEnd: boolean): Generator<CsvRow> {
    const end = isEnd ? rest.length : endOfRows(rest)
    const text = rest.slice(0, end)
    if (text !== '') yield* rowsOf(text, line, name, tell)
    line += count(text)
    rest = rest.slice(end)
  }
  let last: Uint8Array = new Uint8Array()
  try {
    for await (const piece of pieces) {
      last = piece
      rest += decoder.decode(piece, { stream: true })
      yield* wholeRows(false)
      if (rest.length > longestRow) break
    }
    rest += rest.length > longestRow ? '' : decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const at = line + count(rest + untilBad(last))
    tell({ code: 'loinc-csv', severity: 'error', file: name, line: at, given: 'bytes that are not UTF-8' })
    return
  }
  if (rest.length <= longestRow) yield* wholeRows(true)
  else tell({ code: 'loinc-csv', severity: 'error', file: name, line, given: 'a quote that is not closed' })
}

/** What stands before the first bytes that are not UTF-8. */
function untilBad(piece: Uint8Array): string {
  return new TextDecoder('utf-8').decode(piece).split('\ufffd')[0] ?? ''
}

/** Where the last row ends that is whole: behind a line end that does not stand in quotes. */
function endOfRows(text: string): number {
  let isQuoted = false
  let end = 0
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === 34) isQuoted = !isQuoted
    else if (character === 10 && !isQuoted) end = at + 1
  }
  return end
}

function count(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}

type Parsed = { readonly record: string[]; readonly raw: string; readonly info: { readonly lines: number } }

/** Rows of a text that ends with a row. Behind an error it goes on with the next line. */
function* rowsOf(text: string, firstLine: number, file: string, tell: Tell): Generator<CsvRow> {
  let rest = text
  let line = firstLine
  while (rest !== '') {
    const read: Parsed[] = []
    const keep = (record: unknown): unknown => {
      read.push(record as Parsed)
      return record
    }
    const error = failureOf(() => parse(rest, { ...options, on_record: keep as never }))
    for (const { record, raw, info } of read) {
      const height = count(raw.replace(/^(\r?\n)+/, '').replace(/\r?\n$/, ''))
      yield { line: line + info.lines - 1 - height, cells: record.map((cell) => cell.trim()) }
    }
    if (error === null) return
    const passed = read.at(-1)?.info.lines ?? 0
    tell({ code: 'loinc-csv', severity: 'error', file, line: line + passed, given: wordsOf(error) })
    const lines = rest.split('\n')
    rest = lines.slice(passed + 1).join('\n')
    line += passed + 1
  }
}

const options = { bom: true, info: true, raw: true, relax_column_count: true, skip_empty_lines: true }

function failureOf(read: () => unknown): CsvError | null {
  try {
    read()
    return null
  } catch (error) {
    if (error instanceof CsvError) return error
    throw error
  }
}

function wordsOf(error: CsvError): string {
  return error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'a quote that is not closed'
    : 'a quote within a cell, or text behind a closing quote'
}

/** A column that a reader looks for: its name, and other names for the same. In any case. */
export type WantedColumn = { readonly name: string; readonly also: readonly string[]; readonly isNeeded: boolean }

/** A row by the names of the columns that were looked for; empty where the file does not have one. */
export type NamedRow = { readonly line: number; readonly cell: (name: string) => string }

/** The rows of a file by name. Where a needed column is missing, that is told and there are no rows. */
export async function* namedRows(
  source: CsvSource,
  columns: readonly WantedColumn[],
  tell: Tell,
): AsyncGenerator<NamedRow> {
  let places: ReadonlyMap<string, number> | null = null
  let width = 0
  let isTold = false
  const noted: Tell = (problem) => {
    isTold = true
    tell(problem)
  }
  for await (const { line, cells } of csvRows(source, noted)) {
    if (places === null) {
      places = placesOf(source.name, cells, columns, tell)
      if (places === null) return
      width = cells.length
      continue
    }
    if (cells.every((cell) => cell === '')) continue
    if (cells.length > width || cells.length < lastNeeded(places, columns)) {
      const given = `${cells.length} cells`
      tell({ code: 'loinc-csv', severity: 'error', file: source.name, line, given, allowed: `${width}, as in line 1` })
      continue
    }
    const found = places
    yield { line, cell: (name) => cells[found.get(name) ?? -1] ?? '' }
  }
  if (places === null && !isTold)
    tell({ code: 'loinc-columns', severity: 'error', file: source.name, line: 1, given: 'an empty file' })
}

function lastNeeded(places: ReadonlyMap<string, number>, columns: readonly WantedColumn[]): number {
  return Math.max(...columns.filter(({ isNeeded }) => isNeeded).map(({ name }) => (places.get(name) ?? -1) + 1))
}

function placesOf(
  file: string,
  header: readonly string[],
  columns: readonly WantedColumn[],
  tell: Tell,
): ReadonlyMap<string, number> | null {
  const names = header.map((name) => name.toLowerCase())
  const places = new Map<string, number>()
  for (const { name, also } of columns) {
    const place = [name, ...also].map((one) => names.indexOf(one.toLowerCase())).find((index) => index >= 0)
    if (place !== undefined) places.set(name, place)
  }
  const missing = columns.filter(({ name, isNeeded }) => isNeeded && !places.has(name))
  for (const { name, also } of missing)
    tell({
      code: 'loinc-columns',
      severity: 'error',
      file,
      line: 1,
      given: header.slice(0, 12).join(', ') || 'nothing',
      allowed: `a column ${[name, ...also].join(' or ')}`,
    })
  return missing.length > 0 ? null : places
}
