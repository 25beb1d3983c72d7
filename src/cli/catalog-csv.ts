// Rows of a CSV file that a system exported, under its own names of columns, as records of a catalog. The one thing to know:
// only columns that are named are taken; a column that nobody named is told, so that nothing is lost unseen.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CatalogPart, CatalogRows } from '../alignment/catalog/from-rows.ts'
import type { CatalogMessage, CatalogRecord } from '../alignment/catalog/mfn/record.ts'
import { LabloopError } from '../errors.ts'
import { readCsv } from '../site/csv-file.ts'
import { textOfFile } from '../site/layout.ts'
import { newReport, problemText } from '../site/problem.ts'
import { catalogKinds } from '../site/shapes/csv.ts'
import { didYouMean } from '../site/suggest.ts'
import type { Received } from './catalog-changes.ts'
import type { Io } from './command.ts'

/** Columns of ours by what the file calls them, from `--column code="Test Code"`. */
type Naming = ReadonlyMap<string, string>

/**
 * Reads one CSV file as a catalog message would be read.
 * @param before the rows that are there: what is new is added, what is there is changed
 * @throws LabloopError usage, site-invalid with the first thing that cannot be read
 */
export function receivedCsv(
  path: string,
  part: CatalogPart,
  columns: readonly string[],
  before: CatalogRows,
  io: Pick<Io, 'cwd' | 'stderr'>,
): Received {
  const text = textOf(path, io.cwd)
  const header = headerOf(path, text)
  const naming = namingOf(columns, part, header)
  const passed = header.filter((name) => name !== '' && !naming.has(name))
  if (passed.length > 0) io.stderr(`${path}: not taken, since no --column names them: ${passed.join(', ')}\n`)
  const known = new Set(before[part].map(({ cells }) => cells.code ?? ''))
  const records = rowsOf(path, text, header).map(({ cells, line }): CatalogRecord => {
    const taken = Object.fromEntries([...naming].map(([theirs, ours]) => [ours, cells[theirs] ?? '']))
    const said = Object.fromEntries(Object.entries(taken).filter(([, value]) => value !== ''))
    return recordOf(said, part, line, known)
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
  cells: Readonly<Record<string, string>>,
  part: CatalogPart,
  line: number,
  known: ReadonlySet<string>,
): CatalogRecord {
  const { code = '' } = cells
  const isKnown = known.has(code)
  // A table of orderables says itself what kind each is; one that does not is about single tests.
  const kind = part === 'orderables' && !isKnown && cells.kind === undefined ? { kind: 'test' } : {}
  const row = part === 'orderables' ? { ...kind, ...cells } : cells
  return {
    ...{ nth: line, event: '', action: isKnown ? 'update' : 'add', about: 'test', controlId: '' },
    ...{ code, name: cells.name ?? '', codingSystem: '', effectiveOn: '', isResultOnly: false },
    rows: { orderables: [], components: [], aoe: [], [part]: [isKnown ? row : { name: code, ...row }] },
    problem: code === '' ? `line ${line} has no code` : null,
  }
}

function textOf(path: string, cwd: string): string {
  try {
    const text = textOfFile(readFileSync(resolve(cwd, path)))
    if (text !== undefined) return text
  } catch (error) {
    throw new LabloopError('usage', { given: path, remedy: 'The file cannot be read.', cause: error })
  }
  throw new LabloopError('usage', { given: path, allowed: 'UTF-8; save the file as "CSV UTF-8"' })
}

function headerOf(path: string, text: string): readonly string[] {
  return readCsv(path, text, { required: [], optional: [] }, newReport()).columns
}

function rowsOf(path: string, text: string, header: readonly string[]) {
  const report = newReport()
  const { rows } = readCsv(path, text, { required: [], optional: header }, report)
  const [first] = report.problems.filter(({ severity }) => severity === 'error')
  if (first)
    throw new LabloopError('site-invalid', { place: path, given: problemText(first), remedy: 'Correct the file.' })
  return rows
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
