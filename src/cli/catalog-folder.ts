// Catalogs of a system in a folder: a site's catalogs/, or the CSV files alone. The one thing to know: what is wrong in a
// file is told with its place before anything is made of it; a catalog that is half read would be published half.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { type CatalogPart, type CatalogRows, catalogParts, type PlacedRow } from '../alignment/catalog/from-rows.ts'
import { LabloopError } from '../errors.ts'
import { checkCells } from '../site/checks/catalog-cells.ts'
import { editCsv } from '../site/csv-edit.ts'
import { readCsv } from '../site/csv-file.ts'
import { reportEncoding } from '../site/encoding.ts'
import { idOfFile, textOfFile } from '../site/layout.ts'
import { inOrder, newReport, type Problem, problemText, type Report } from '../site/problem.ts'
import { catalogKinds, columnNames } from '../site/shapes/csv.ts'
import type { Io } from './command.ts'

export type CatalogFolder = {
  readonly system: string
  /** Where the files lie, seen from where the user is. */
  readonly folder: string
  readonly rows: CatalogRows
  /** The files as they are; empty texts for those that are not there. */
  readonly texts: Readonly<Record<CatalogPart, string>>
}

const filePattern = /^([a-z][a-z0-9-]*)-(orderables|components|aoe)\.csv$/

/**
 * Reads the catalogs of a system.
 * @param system which one; needed where the folder holds those of several
 * @throws LabloopError site-folder-missing, usage, catalog-file
 */
export function readCatalogFolder(
  path: string,
  system: string | undefined,
  io: Pick<Io, 'cwd' | 'stderr'>,
): CatalogFolder {
  const folder = catalogsIn(resolve(io.cwd, path))
  const id = systemIn(folder, path, system)
  const report = newReport()
  const parts = catalogParts.map((part) => [part, readPart(folder, id, part, io.cwd, report)] as const)
  const errors = report.problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    tellProblems(errors, io)
    throw new LabloopError('catalog-file', {
      place: path,
      given: `${errors.length} problem${errors.length === 1 ? '' : 's'}`,
    })
  }
  const each = Object.fromEntries(parts) as Record<CatalogPart, ReturnType<typeof readPart>>
  return {
    ...{ system: id, folder: relative(io.cwd, folder) || '.' },
    rows: { orderables: each.orderables.rows, components: each.components.rows, aoe: each.aoe.rows },
    texts: { orderables: each.orderables.text, components: each.components.text, aoe: each.aoe.text },
  }
}

function catalogsIn(place: string): string {
  const within = join(place, 'catalogs')
  const folder = existsSync(within) ? within : place
  if (!existsSync(folder)) throw new LabloopError('site-folder-missing', { place })
  return folder
}

function systemIn(folder: string, path: string, wanted: string | undefined): string {
  const found = [...new Set(readdirSync(folder).flatMap((name) => filePattern.exec(name)?.[1] ?? []))]
  const [only] = found
  if (wanted !== undefined && found.includes(wanted)) return wanted
  if (wanted === undefined && only !== undefined && found.length === 1) return only
  const allowed = found.length === 0 ? 'a folder with catalogs' : found.join(' or ')
  throw new LabloopError('usage', {
    place: '--system',
    given: wanted ?? `nothing, and ${path} has ${found.length} systems`,
    allowed,
  })
}

function readPart(
  folder: string,
  system: string,
  part: CatalogPart,
  cwd: string,
  report: Report,
): { readonly rows: readonly PlacedRow[]; readonly text: string } {
  const path = join(folder, `${system}-${part}.csv`)
  if (!existsSync(path)) return { rows: [], text: '' }
  const file = relative(cwd, path)
  const bytes = readFileSync(path)
  const text = textOfFile(bytes)
  if (text === undefined) {
    reportEncoding(bytes, file, report)
    return { rows: [], text: '' }
  }
  const source = readCsv(file, text, columnNames(catalogKinds[part]!), report)
  checkCells({ id: idOfFile(file), system, kind: part, source }, report)
  return { rows: source.rows.map(({ cells, line }) => ({ cells, place: { file, line } })), text }
}

/** Each problem with its place, on standard error. */
export function tellProblems(problems: readonly Problem[], { stderr }: Pick<Io, 'stderr'>): void {
  for (const problem of inOrder(problems)) stderr(`${problemText(problem)}\n`)
}

/** The texts of the files after a change of rows: what did not change stays byte for byte. Only files that differ. */
export function changedTexts(
  before: Pick<CatalogFolder, 'texts' | 'rows'>,
  after: CatalogRows,
): Map<CatalogPart, string> {
  const changed = new Map<CatalogPart, string>()
  for (const part of catalogParts) {
    const was = new Map(before.rows[part].map(({ cells }) => [cells.code ?? '', cells]))
    const differing = after[part].filter(({ cells }) => !isSame(was.get(cells.code ?? ''), cells))
    if (differing.length === 0) continue
    const rows = new Map(differing.map(({ cells }) => [cells.code ?? '', cells]))
    const columns = catalogKinds[part]!.map(({ name }) => name)
    changed.set(part, editCsv(before.texts[part], { key: 'code', rows, columns }))
  }
  return changed
}

function isSame(one: Readonly<Record<string, string>> | undefined, other: Readonly<Record<string, string>>): boolean {
  if (!one) return false
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every(
    (column) => (one[column] ?? '') === (other[column] ?? ''),
  )
}
