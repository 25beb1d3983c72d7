// Rows of a CSV file that a system exported, under its own names of columns, as records of a catalog. The one thing to know:
// only columns that are named are taken; a column that nobody named is told, so that nothing is lost unseen.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Cells } from '../alignment/catalog/catalog.ts'
import type { CatalogPart, CatalogRows } from '../alignment/catalog/from-rows.ts'
import type { CatalogMessage, CatalogRecord } from '../alignment/catalog/mfn/record.ts'
import { LabloopError } from '../errors.ts'
import { checkCells } from '../site/checks/catalog-cells.ts'
import { type CsvFile, readCsv } from '../site/csv-file.ts'
import { reportEncoding } from '../site/encoding.ts'
import { textOfFile } from '../site/layout.ts'
import { newReport, type Problem } from '../site/problem.ts'
import { catalogKinds } from '../site/shapes/csv.ts'
import { didYouMean } from '../site/suggest.ts'
import type { Received } from './catalog-changes.ts'
import { tellProblems } from './catalog-folder.ts'
import type { Io } from './command.ts'

/** Columns of ours by what the file calls them, from `--column code="Test Code"`. */
type Naming = ReadonlyMap<string, string>

/**
 * Reads one CSV file as a catalog message would be read. What is wrong in its form is told with line and column; a row with a
 * cell that cannot be is not taken, and says why.
 * @param before the rows that are there: what is new is added, what is there is changed
 * @throws LabloopError usage; catalog-file where it is no table that can be read
 */
export function receivedCsv(
  path: string,
  part: CatalogPart,
  columns: readonly string[],
  before: CatalogRows,
  io: Pick<Io, 'cwd' | 'stderr'>,
): Received {
  const table = tableIn(path, io)
  const naming = namingOf(columns, part, table.columns)
  const passed = table.columns.filter((name) => name !== '' && !naming.has(name))
  if (passed.length > 0) io.stderr(`${path}: not taken, since no --column names them: ${passed.join(', ')}\n`)
  const rows = renamed(table, naming)
  const wrong = wrongCells({ id: part, system: '', kind: part, source: rows }, io)
  const known = new Set(before[part].map(({ cells }) => cells.code ?? ''))
  const lines = new Map<string, number>()
  const records = rows.rows.map(({ cells, line }): CatalogRecord => {
    const { code = '' } = cells
    const twice = lines.get(code)
    lines.set(code, twice ?? line)
    const problem =
      code === '' ? 'no code' : twice === undefined ? wrong.get(line) : `${code} stands in line ${twice} too`
    return recordOf(cells, part, line, known.has(code), problem)
  })
  return { message: { ...noMessage, records }, source: path }
}

const noMessage: Omit<CatalogMessage, 'records'> = {
  controlId: '',
  masterFile: '',
  fileEvent: 'UPD',
  responseLevel: '',
}

function recordOf(
  cells: Cells,
  part: CatalogPart,
  line: number,
  isKnown: boolean,
  problem: string | undefined,
): CatalogRecord {
  const { code = '', name = '' } = cells
  // A table of orderables says itself what kind each is; one that does not is about single tests.
  const kind = part === 'orderables' && !isKnown && cells.kind === undefined ? { kind: 'test' } : {}
  const row = isKnown ? cells : { ...kind, name: code, ...cells }
  return {
    ...{ nth: line, event: '', action: isKnown ? 'update' : 'add', about: 'test', controlId: '' },
    ...{ code, name, codingSystem: '', effectiveOn: '', isResultOnly: false },
    rows: { orderables: [], components: [], aoe: [], [part]: [row] },
    problem: problem === undefined ? null : `line ${line}: ${problem}`,
  }
}

/** @throws LabloopError usage where there is no such file; catalog-file where it cannot be read */
function tableIn(path: string, io: Pick<Io, 'cwd' | 'stderr'>): CsvFile {
  const report = newReport()
  const bytes = bytesOf(path, io.cwd)
  const text = textOfFile(bytes)
  if (text === undefined) reportEncoding(bytes, path, report)
  const { columns } = readCsv(path, text ?? '', { required: [], optional: [] }, newReport())
  const table = readCsv(
    path,
    text ?? '',
    { required: [], optional: columns },
    text === undefined ? newReport() : report,
  )
  tellProblems(report.problems, io)
  const errors = report.problems.length
  if (errors > 0)
    throw new LabloopError('catalog-file', { place: path, given: `${errors} problem${errors === 1 ? '' : 's'}` })
  return table
}

function bytesOf(path: string, cwd: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, path))
  } catch (error) {
    throw new LabloopError('usage', { given: path, remedy: 'The file cannot be read.', cause: error })
  }
}

/** The table with our names for its columns, of each row the cells that say something. */
function renamed({ file, columns, rows, isWhole }: CsvFile, naming: Naming): CsvFile {
  const theirs = new Map([...naming].map(([their, ours]) => [ours, their]))
  return {
    ...{ file, isWhole, columns: columns.flatMap((name) => naming.get(name) ?? []) },
    rows: rows.map(({ line, cells, at }) => ({
      line,
      cells: Object.fromEntries([...theirs].flatMap(([ours, their]) => (cells[their] ? [[ours, cells[their]]] : []))),
      at: (column) => at(theirs.get(column) ?? column),
    })),
  }
}

/** What is wrong in cells, by line; what is only doubtful is told at once. */
function wrongCells(table: Parameters<typeof checkCells>[0], io: Pick<Io, 'stderr'>): ReadonlyMap<number, string> {
  const report = newReport()
  checkCells(table, report)
  const isError = ({ severity }: Problem) => severity === 'error'
  tellProblems(
    report.problems.filter((problem) => !isError(problem)),
    io,
  )
  const byLine = Map.groupBy(report.problems.filter(isError), ({ line }) => line)
  const words = ({ message, given, allowed }: Problem) => `${message} Given: ${given}. Allowed: ${allowed}.`
  return new Map([...byLine].map(([line, problems]) => [line, problems.map(words).join(' ')]))
}

/** Their column to ours: as named, and those that have our names already. */
function namingOf(columns: readonly string[], part: CatalogPart, header: readonly string[]): Naming {
  const ours = catalogKinds[part]!.map(({ name }) => name)
  const naming = new Map(header.filter((name) => ours.includes(name)).map((name) => [name, name]))
  for (const given of columns) {
    const [, own = '', theirs = ''] = /^([a-z_]+)=(.+)$/.exec(given) ?? []
    if (!ours.includes(own))
      throw new LabloopError('usage', {
        place: '--column',
        given: own === '' ? given : didYouMean(own, ours),
        allowed: `OURS=THEIRS with one of ${ours.join(', ')}`,
      })
    if (!header.includes(theirs))
      throw new LabloopError('usage', {
        place: '--column',
        given: didYouMean(theirs, header),
        allowed: header.join(', '),
      })
    naming.set(theirs, own)
  }
  if (![...naming.values()].includes('code'))
    throw new LabloopError('usage', {
      place: '--column',
      given: 'no column for code',
      allowed: `code=THEIRS, with one of ${header.join(', ')}`,
    })
  return naming
}
